"""Small scenarios and plans in a line or two, with every figure chosen to be easy by hand.

The plain scenario: one country SA priced in USD, one lane Riyadh/low of 100 orders of 40.00 and
400 g in November 2026, two providers a and b, each with one offer a-std and b-std without any
fee; paid 0.80, lost 0.05, refused 0.15, three days of transit.
"""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from places import TINY

from codroute.audit import Verdict, audit, bare_plan
from codroute.audit.pricer import Pricer
from codroute.plan.files import BareRow
from codroute.plan.model import Plan
from codroute.scenario.catalog import Catalog
from codroute.scenario.parse import parse_scenario, read_scenario
from codroute.scenario.scenario import Scenario

NOVEMBER = date(2026, 11, 1)


_DOCUMENT: dict[str, Any] = {
    "format": 1,
    "name": "small",
    "currency": "USD",
    "minor_digits": 2,
    "horizon": {"start": "2026-11-01", "period": "month", "periods": 1},
    "policy": {"roles": "free"},
    "markets": [
        {
            "country": "SA",
            "currency": "USD",
            "rate": "1",
            "rate_date": "2026-11-01",
            "rate_source": "assumed",
        }
    ],
    "lanes": [
        {
            "country": "SA",
            "region": "Riyadh",
            "value_tier": "low",
            "cod_value": "40",
            "weight_g": 400,
        }
    ],
    "demand": [{"lane": "Riyadh/low", "period": "2026-11-01", "orders": 100}],
    "providers": [{"provider": "a"}, {"provider": "b"}],
    "offers": [],
    "coverage": [
        {"offer": "a-std", "country": "SA", "served": True, "remote_surcharge": "0"},
        {"offer": "b-std", "country": "SA", "served": True, "remote_surcharge": "0"},
    ],
    "rate_cards": [],
    "performance": [
        {"provider": "a", "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "3"},
        {"provider": "b", "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "3"},
    ],
}


def offer(name: str = "a-std", **changes: Any) -> dict[str, Any]:
    """Give an offer without fees; its provider is the part before the dash."""
    return {
        "offer": name,
        "provider": name.split("-", maxsplit=1)[0],
        "currency": "USD",
        "rate_card": name.split("-", maxsplit=1)[0],
        "rounding": "0.01",
        "fuel_rate": "0",
        "volumetric": {"form": "never"},
        "cod_fee": {"form": "none"},
        "return_fee": {"form": "flat", "amount": "0"},
        "settlement_days": "7",
    } | changes


def flat_card(name: str = "a", fee: str = "0", **changes: Any) -> dict[str, Any]:
    """Give a card with one fee for every weight."""
    return {
        "form": "per_kg",
        "rate_card": name,
        "fee_per_kg": "0",
        "fee_per_parcel": fee,
    } | changes


def lane(region: str = "Riyadh", value_tier: str = "low", **changes: Any) -> dict[str, Any]:
    """Give a lane of SA with orders of 40.00 and 400 g."""
    return {
        "country": "SA",
        "region": region,
        "value_tier": value_tier,
        "cod_value": "40",
        "weight_g": 400,
    } | changes


def demand(
    orders: int, lane_name: str = "Riyadh/low", period: str = "2026-11-01"
) -> dict[str, Any]:
    """Give the demand of a lane in a period."""
    return {"lane": lane_name, "period": period, "orders": orders}


def covers(offer_name: str, **changes: Any) -> dict[str, Any]:
    """Give a coverage row of SA without a surcharge."""
    return {
        "offer": offer_name,
        "country": "SA",
        "served": True,
        "remote_surcharge": "0",
    } | changes


def scenario(**changes: Any) -> Scenario:
    """Give the plain scenario with some of its settings and tables replaced."""
    document = deepcopy(_DOCUMENT)
    document["offers"] = [offer("a-std"), offer("b-std")]
    document["rate_cards"] = [flat_card("a"), flat_card("b")]
    return parse_scenario(document | changes)


def row(
    offer_name: str,
    orders: int,
    lane_name: str = "Riyadh/low",
    period: date = NOVEMBER,
    **changes: Any,
) -> BareRow:
    """Give a bare row of the allocation."""
    return BareRow(lane=lane_name, period=period, offer=offer_name, orders=orders, **changes)


def judge(of: Scenario, rows: Iterable[BareRow], **stated: Any) -> Verdict:
    """Audit an allocation written by hand."""
    return audit(of, bare_plan(of, list(rows), **stated))


def broken(of: Scenario, rows: Iterable[BareRow], **stated: Any) -> tuple[str, ...]:
    """Name the checks that an allocation written by hand fails."""
    return judge(of, rows, **stated).broken()


def per_order(of: Scenario, offer_name: str = "a-std", **choice: Any) -> dict[str, Fraction]:
    """Price one order of the first lane; terms that are zero are left out."""
    catalog = Catalog(of)
    first = of.lanes[0]
    prices = Pricer(catalog).per_order(
        first, catalog.offers[offer_name], choice.get("period", NOVEMBER), choice.get("tier")
    )
    return {term: amount for term, amount in prices.items() if amount}


def tiny() -> Scenario:
    """Read the scenario that its README solves by hand."""
    return read_scenario(TINY)


_TINY_BEST = {
    "Riyadh/low": {"desert-std": 80, "falcon-std": 20},
    "Riyadh/high": {"desert-std": 80, "oasis-std": 20},
    "Asir/low": {"desert-std": 80, "falcon-std": 20},
    "Asir/high": {"desert-std": 60, "oasis-std": 40},
}

_TINY_TEMPTING = {
    "Riyadh/low": {"falcon-std": 80, "oasis-std": 20},
    "Riyadh/high": {"oasis-std": 80, "falcon-std": 20},
    "Asir/low": {"falcon-std": 80, "oasis-std": 20},
    "Asir/high": {"oasis-std": 80, "falcon-std": 20},
}


def _rows(orders: dict[str, dict[str, int]]) -> list[BareRow]:
    return [
        row(name, count, lane_name)
        for lane_name, by in orders.items()
        for name, count in by.items()
    ]


def tiny_best_rows(**changes: dict[str, int]) -> list[BareRow]:
    """Give the best allocation of tiny; keyword ``Riyadh_low`` replaces that lane's."""
    return _rows(_TINY_BEST | {name.replace("_", "/"): by for name, by in changes.items()})


def tiny_tempting_rows() -> list[BareRow]:
    """Give the allocation of tiny that looks best at list prices."""
    return _rows(_TINY_TEMPTING)


def edited(plan: Plan, part: str, index: int, **changes: Any) -> Plan:
    """Change one entry of a part of a plan."""
    entries = list(getattr(plan, part))
    entries[index] = entries[index].model_copy(update=changes)
    return plan.model_copy(update={part: tuple(entries)})


def exactly(text: str) -> Fraction:
    """Give a decimal number exactly."""
    return Fraction(Decimal(text))
