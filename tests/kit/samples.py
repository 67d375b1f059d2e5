"""Plans made for the tests of reports: the tiny one by hand, and a large one by rule."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from codroute.plan.model import (
    AllocationRow,
    Charge,
    Declined,
    DeclineStage,
    EndReason,
    Excluded,
    LaneRoles,
    LimitUse,
    Outcome,
    Plan,
    TierReached,
)
from codroute.scenario.horizon import Horizon

TERMS = ("collected_cod", "cod_fee", "freight", "return_fee", "capital_cost", "fixed_fee")


@dataclass(frozen=True)
class SampleFinding:
    check: str = "capacity"
    place: str = "falcon, 2026-11-01"
    found: str = "250 orders"
    wanted: str = "at most 200"


@dataclass(frozen=True)
class SampleAudit:
    checks: tuple[str, ...] = ("assignment", "roles", "capacity", "total")
    findings: tuple[SampleFinding, ...] = field(default=())


def outcome(**changes: object) -> Outcome:
    """An outcome that reached its gap, changed as told."""
    stated: dict[str, object] = {
        "reason": EndReason.GAP_REACHED,
        "objective_minor": 2_026_240,
        "bound": Decimal("20262.40"),
        "relative_gap": 0.0,
        "engine": "exact",
        "backend": "highs",
        "solver": "HiGHS",
        "solver_version": "1.12.0",
        "config": "default",
        "columns": 30,
        "rows": 40,
        "seconds": {"read": 0.1, "build": 0.2, "solve": 0.34},
    }
    return Outcome.model_validate(stated | changes)


def tiny_plan() -> Plan:
    """The best plan of scenarios/tiny, as its README derives it."""
    month = date(2026, 11, 1)
    shipped = [
        ("Riyadh/low", "desert-std", "main", 80, 216_000),
        ("Riyadh/low", "falcon-std", "backup", 20, 53_200),
        ("Riyadh/high", "desert-std", "main", 80, 600_000),
        ("Riyadh/high", "oasis-std", "backup", 20, 149_280),
        ("Asir/low", "desert-std", "main", 80, 212_000),
        ("Asir/low", "falcon-std", "backup", 20, 53_200),
        ("Asir/high", "desert-std", "main", 60, 447_000),
        ("Asir/high", "oasis-std", "backup", 40, 298_560),
    ]
    rows = tuple(
        AllocationRow(
            lane=lane,
            period=month,
            offer=offer,
            provider=offer.partition("-")[0],
            role=role,
            orders=orders,
            price_tier="volume" if offer == "desert-std" else None,
            amounts_minor={"collected_cod": earned + 500 * orders, "freight": -500 * orders},
        )
        for lane, offer, role, orders, earned in shipped
    )
    roles = tuple(
        LaneRoles(lane=lane, main="desert", backup="falcon" if lane.endswith("low") else "oasis")
        for lane in ("Riyadh/low", "Riyadh/high", "Asir/low", "Asir/high")
    )
    fee = Charge(term="fixed_fee", name="desert-contract", provider="desert", amount_minor=-3000)
    limits = [("falcon", 40, 200), ("desert", 300, 320), ("oasis", 60, 150)]
    return _plan(
        "tiny",
        rows,
        roles,
        charges=(fee,),
        tiers=(
            TierReached(
                schedule="desert-volume",
                window="2026-11",
                price_tier="volume",
                measure="orders",
                volume=Decimal(300),
            ),
        ),
        limits=tuple(
            LimitUse(
                family="capacity",
                name=name,
                period=month,
                sense="at_most",
                used=Decimal(used),
                limit=Decimal(limit),
                unit="orders",
            )
            for name, used, limit in limits
        ),
    )


def large_plan(lanes: int = 400, weeks: int = 8, countries: int = 6) -> Plan:
    """A plan of the size that the screen is made for; every number follows from its place."""
    providers = [f"provider-{letter}" for letter in "abcdefgh"]
    begins = [date(2026, 11, 2) + timedelta(weeks=week) for week in range(weeks)]
    names = [
        (f"C{i % countries}", f"Region number {i // 4}/{('low', 'mid', 'high', 'top')[i % 4]}")
        for i in range(lanes)
    ]
    rows, roles = [], []
    for i, (_, lane) in enumerate(names):
        main, backup = providers[i % 8], providers[(3 * i + 1) % 8]
        if main == backup:
            backup = providers[(i + 5) % 8]
        roles.append(LaneRoles(lane=lane, main=main, backup=backup))
        for begin in begins:
            for provider, role, orders in ((main, "main", 40 + i), (backup, "backup", 10 + i // 2)):
                rows.append(
                    AllocationRow(
                        lane=lane,
                        period=begin,
                        offer=f"{provider}-std",
                        provider=provider,
                        role=role,
                        orders=orders,
                        amounts_minor={
                            "collected_cod": 6_123 * orders,
                            "cod_fee": -91 * orders,
                            "freight": -1_210 * orders,
                            "return_fee": -305 * orders,
                            "capital_cost": -77 * orders,
                        },
                    )
                )
    declined = tuple(
        Declined(lane=lane, period=begins[0], orders=7 + i, reason=reason)
        for i, ((_, lane), reason) in enumerate(
            zip(names[:3], ("limits", "unprofitable", "no_eligible_offer"), strict=True)
        )
    )
    tiers = tuple(
        TierReached(
            schedule=f"{provider}-volume",
            window=month,
            price_tier="from 10,000",
            measure="orders",
            volume=Decimal(12_000 + 10 * n),
            next_tier="from 20,000",
            to_next=Decimal(8_000 - 900 * n),
        )
        for n, provider in enumerate(providers)
        for month in ("2026-11", "2026-12")
    )
    limits = tuple(
        LimitUse(
            family="capacity",
            name=f"{provider} in C{n % countries}",
            period=begin,
            sense="at_most",
            used=Decimal(900 + 10 * n + week),
            limit=Decimal(1000),
            unit="orders",
        )
        for n, provider in enumerate(providers)
        for week, begin in enumerate(begins)
    )
    plan = _plan(
        "gulf peak [red]8 weeks[/red]",
        tuple(rows),
        tuple(roles),
        declined=declined,
        tiers=tiers,
        limits=limits,
        excluded=(Excluded(lane=names[0][1], offer="provider-h-std", reason="r", detail="=1+1"),),
        country_of={lane: country for country, lane in names},
    )
    total = plan.contribution_minor
    return plan.model_copy(
        update={
            "outcome": outcome(
                reason=EndReason.TIME_LIMIT,
                objective_minor=total,
                bound=Decimal(total).scaleb(-2) * Decimal("1.0075"),
                relative_gap=0.0075,
                decline_stage=DeclineStage(declined_orders=24, bound_orders=20, proven=False),
                columns=27_312,
                rows=18_004,
                seconds={"read": 0.6, "build": 1.1, "declined": 3.2, "solve": 55.7, "audit": 0.9},
            )
        }
    )


def _plan(
    name: str,
    rows: tuple[AllocationRow, ...],
    roles: tuple[LaneRoles, ...],
    *,
    declined: tuple[Declined, ...] = (),
    charges: tuple[Charge, ...] = (),
    tiers: tuple[TierReached, ...] = (),
    limits: tuple[LimitUse, ...] = (),
    excluded: tuple[Excluded, ...] = (),
    country_of: dict[str, str] | None = None,
) -> Plan:
    total: Counter[str] = Counter()
    providers: dict[str, Counter[str]] = defaultdict(Counter)
    countries: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for term, amount in row.amounts_minor.items():
            total[term] += amount
            providers[row.provider][term] += amount
            countries[(country_of or {}).get(row.lane, "SA")][term] += amount
    for charge in charges:
        total[charge.term] += charge.amount_minor
        providers[charge.provider][charge.term] += charge.amount_minor
    return Plan(
        scenario=name,
        scenario_digest="0" * 64,
        currency="USD",
        minor_digits=2,
        horizon=_horizon({row.period for row in rows}),
        terms=TERMS,
        allocation=rows,
        roles=roles,
        declined=declined,
        tiers=tiers,
        charges=charges,
        limits=limits,
        excluded=excluded,
        total_minor=dict(total),
        by_provider_minor={name: dict(money) for name, money in providers.items()},
        by_country_minor={name: dict(money) for name, money in countries.items()},
        outcome=outcome(),
    )


def _horizon(days: set[date]) -> Horizon:
    """Give the horizon whose periods have orders: one month, or weeks."""
    period = "week" if len(days) > 1 else "month"
    return Horizon(start=min(days), period=period, periods=len(days))
