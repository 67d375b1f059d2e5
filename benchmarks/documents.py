"""Instances of the recipe as scenario documents.

Paid rates and freight differ per lane and provider, but tables state them per region and zone: so
every lane is a region of its own, and each provider's one offer has a coverage row, a rate card's
zone and a performance row for each lane that it serves. The recipe charges a return at half the
list freight + 1 and 1 % for exchanging what is collected. The 1 is the offer's return fee; for
the two others the tables have no such form, and their expected amount per order handed over, to
six decimals, stands in the coverage's ``remote_surcharge``.
"""

from typing import Any

from benchmarks.recipe import (
    CAPITAL_RATE,
    DISCOUNTS,
    GOODS_RECOVERY,
    RETURN_FIXED,
    Instance,
)
from codroute.economics.arrays import FloatArray, IntArray

START = "2026-11-01"
"""First day of a month of 30 days."""

CURRENCY = "USD"
WEIGHT_G = 500
"""Of every order; it prices nothing."""

Row = dict[str, Any]


def document(instance: Instance, *, funds: bool = True) -> Row:
    """Write an instance as one document, as ``parse_scenario`` reads it.

    Parameters
    ----------
    instance
        Of a size that tables can hold: up to some thousand lanes.
    funds
        Whether to state the limits on cash held.
    """
    whole = {
        "format": 1,
        "name": instance.name,
        "currency": CURRENCY,
        "minor_digits": 2,
        "horizon": {"start": START, "period": "month", "periods": 1},
        "policy": _policy(instance),
        "markets": _markets(instance),
        "lanes": _lanes(instance),
        "demand": [
            {"lane": lane_name(lane), "period": START, "orders": orders}
            for lane, orders in enumerate(instance.demand.tolist())
        ],
        "providers": [{"provider": provider_name(p)} for p in range(instance.size.providers)],
        "offers": _offers(instance),
        "price_schedules": [_schedule(p) for p in instance.serving],
        "price_tiers": _price_tiers(instance),
        "capacity": _capacity(instance),
        **_quote_tables(instance),
    }
    if funds:
        whole["funds"] = [
            {
                "provider": provider_name(p),
                "currency": CURRENCY,
                "max_held": f"{instance.funds[p]:.2f}",
            }
            for p in instance.serving
        ]
    return whole


def _policy(instance: Instance) -> Row:
    """Give the policy; roles and shares are the defaults: main 50-80 %, backup 20-50 %."""
    policy: Row = {
        "decline": instance.decline,
        "count_capital_cost": True,
        "capital_rate_per_year": str(CAPITAL_RATE),
    }
    if instance.goods_share:
        policy |= {"count_goods_cost": True, "goods_recovery_share": str(GOODS_RECOVERY)}
    return policy


def _markets(instance: Instance) -> list[Row]:
    own = {"currency": CURRENCY, "rate": "1", "rate_date": START, "rate_source": "drawn"}
    return [{"country": country_name(c), **own} for c in range(instance.size.countries)]


def _lanes(instance: Instance) -> list[Row]:
    lanes = zip(instance.country.tolist(), instance.value.tolist(), strict=True)
    rows: list[Row] = [
        {
            "country": country_name(country),
            "region": region_name(lane),
            "value_tier": "any",
            "cod_value": _amount(value),
            "weight_g": WEIGHT_G,
        }
        for lane, (country, value) in enumerate(lanes)
    ]
    if instance.goods_share:
        costs = (instance.goods_share * instance.value).tolist()
        for row, cost in zip(rows, costs, strict=True):
            row["goods_cost"] = f"{cost:.8f}"
    return rows


def _offers(instance: Instance) -> list[Row]:
    return [
        {
            "offer": provider_name(p),
            "provider": provider_name(p),
            "currency": CURRENCY,
            "rate_card": provider_name(p),
            "fuel_rate": "0",
            "volumetric": {"form": "never"},
            "cod_fee": {
                "form": "linear",
                "fixed": "0",
                "rate": _amount(instance.cod_fee_rate[p]),
                "charged_on": "delivered",
            },
            "return_fee": {"form": "flat", "amount": str(RETURN_FIXED)},
            "settlement_days": str(instance.settlement_days[p]),
        }
        for p in instance.serving
    ]


def _quote_tables(instance: Instance) -> Row:
    """Give the tables with a row per quote: where, how dear and how well a provider delivers."""
    coverage, cards, performance = [], [], []
    for lane, p, paid, freight, surcharge in zip(*_quote_columns(instance), strict=True):
        region, provider = region_name(lane), provider_name(p)
        country = country_name(instance.country[lane])
        coverage.append(
            {
                "offer": provider,
                "country": country,
                "region": region,
                "served": "yes",
                "zone": region,
                "remote_surcharge": _amount(surcharge),
            }
        )
        cards.append(
            {
                "form": "per_kg",
                "rate_card": provider,
                "zone": region,
                "fee_per_kg": "0",
                "fee_per_parcel": _amount(freight),
            }
        )
        performance.append(
            {
                "provider": provider,
                "region": region,
                "paid_rate": _amount(paid),
                "loss_rate": "0",
                "transit_days": "0",
            }
        )
    return {"coverage": coverage, "rate_cards": cards, "performance": performance}


def _quote_columns(instance: Instance) -> tuple[list[Any], ...]:
    columns: tuple[IntArray | FloatArray, ...] = (
        instance.lane,
        instance.provider,
        instance.paid_rate,
        instance.freight,
        instance.surcharge,
    )
    return tuple(column.tolist() for column in columns)


def _schedule(provider: int) -> Row:
    return {
        "schedule": provider_name(provider),
        "provider": provider_name(provider),
        "kind": "all_units",
        "measure": "orders",
        "window": "horizon",
        "volume_before": "0",
    }


def _price_tiers(instance: Instance) -> list[Row]:
    rows = []
    for provider in instance.serving:
        starts = instance.from_volume[provider].tolist()
        ends = [start - 1 for start in starts[1:]] + [None]
        for tier, (start, end) in enumerate(zip(starts, ends, strict=True)):
            row = {
                "form": "discount",
                "schedule": provider_name(provider),
                "price_tier": f"tier {tier}",
                "from_volume": str(start),
                "discount": str(DISCOUNTS[tier]),
            }
            rows.append(row if end is None else row | {"to_volume": str(end)})
    return rows


def _capacity(instance: Instance) -> list[Row]:
    """Give the limits per provider, then those per country that it serves."""
    rows: list[Row] = [
        {"provider": provider_name(p), "unit": "orders", "capacity": str(instance.capacity[p])}
        for p in instance.serving
    ]
    for p, by_country in enumerate(instance.country_capacity.tolist()):
        rows += [
            {
                "provider": provider_name(p),
                "country": country_name(c),
                "unit": "orders",
                "capacity": str(orders),
            }
            for c, orders in enumerate(by_country)
            if orders
        ]
    return rows


def country_name(number: int) -> str:
    """Name a country."""
    return f"C{number:02d}"


def region_name(lane: int) -> str:
    """Name the region that a lane is."""
    return f"R{lane:05d}"


def lane_name(lane: int) -> str:
    """Name a lane."""
    return f"{region_name(lane)}/any"


def provider_name(number: int) -> str:
    """Name a provider, its offer, its card and its schedule."""
    return f"P{number:02d}"


def _amount(value: float) -> str:
    """Write an amount or share with its six decimals."""
    return f"{value:.6f}"
