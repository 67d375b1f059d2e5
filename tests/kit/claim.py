"""A plan that claims all that a solved one does, made from the audit's own figures.

The figures themselves are checked by hand elsewhere; here a true claim is needed to make false.
"""

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from codroute.audit import bare_plan
from codroute.audit.context import Context
from codroute.plan.files import BareRow
from codroute.plan.model import (
    Charge,
    DeclineStage,
    EndReason,
    LimitUse,
    Money,
    Outcome,
    Plan,
    TierReached,
)
from codroute.scenario.scenario import Scenario


def claimed(of: Scenario, rows: Iterable[BareRow]) -> Plan:
    """Give a plan whose every claim is true."""
    bare = bare_plan(of, list(rows))
    context = Context(of, bare)
    total = context.ledger.total_minor
    allocation = []
    for shipment in context.shipments:
        tier = context.ladders.charged(shipment)
        number = context.catalog.performance_row(shipment.offer, shipment.lane)
        assert number is not None
        changes = {
            "amounts_minor": context.ledger.rows[shipment.number].minor,
            "price_tier": tier and tier.price_tier,
            "performance_row": number + 1,
        }
        allocation.append(shipment.row.model_copy(update=changes))
    provider, country = _sums(context)
    declined = sum(row.orders for row in bare.declined)
    objective = sum(total.values())
    return bare.model_copy(
        update={
            "scenario_digest": of.digest,
            "allocation": tuple(allocation),
            "tiers": tuple(_standings(context)),
            "charges": tuple(
                Charge.model_validate(
                    {
                        "term": charge.term,
                        "name": charge.name,
                        "provider": charge.provider,
                        "window": charge.window,
                        "amount_minor": charge.minor,
                    }
                )
                for charge in context.ledger.charges
            ),
            "limits": tuple(_limits(context)),
            "total_minor": dict(total),
            "by_provider_minor": provider,
            "by_country_minor": country,
            "outcome": Outcome(
                reason=EndReason.GAP_REACHED,
                objective_minor=objective,
                bound=Decimal(objective).scaleb(-of.minor_digits),
                relative_gap=0.0,
                decline_stage=DeclineStage(
                    declined_orders=declined, bound_orders=declined, proven=True
                ),
                engine="exact",
                backend="test",
                solver="test",
                solver_version="0",
                config="test",
                columns=0,
                rows=0,
                seconds={},
            ),
        }
    )


def _sums(context: Context) -> tuple[dict[str, Money], ...]:
    by_provider: dict[str, Counter[str]] = {}
    by_country: dict[str, Counter[str]] = {}
    for shipment in context.shipments:
        amounts = context.ledger.rows[shipment.number].minor
        for sums, name in (
            (by_provider, shipment.provider),
            (by_country, shipment.lane.country),
        ):
            sums.setdefault(name, Counter()).update(amounts)
    for charge in context.ledger.charges:
        by_provider.setdefault(charge.provider, Counter()).update({charge.term: charge.minor})
    return tuple(
        {name: dict(money) for name, money in s.items()} for s in (by_provider, by_country)
    )


def _standings(context: Context) -> Iterable[TierReached]:
    for schedule, window in context.ladders.standings():
        volume = Decimal(round(context.ladders.volume(schedule, window) * 10**6)).scaleb(-6)
        tier = context.ladders.reached(schedule, window)
        ladder = context.catalog.tiers[schedule.schedule]
        above = ladder[ladder.index(tier) + 1 :]
        yield TierReached(
            schedule=schedule.schedule,
            window=window,
            price_tier=tier.price_tier,
            measure=schedule.measure,
            volume=volume,
            next_tier=above[0].price_tier if above else None,
            to_next=above[0].from_volume - volume if above else None,
        )


def _limits(context: Context) -> Iterable[LimitUse]:
    for use in context.uses.all:
        yield LimitUse.model_validate(
            {
                "family": use.family,
                "name": use.name,
                "period": use.period,
                "sense": use.sense,
                "used": Decimal(round(use.used * 10**6)).scaleb(-6),
                "limit": Decimal(round(use.limit * 10**6)).scaleb(-6),
                "unit": use.unit,
            }
        )
