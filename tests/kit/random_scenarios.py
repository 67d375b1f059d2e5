"""Random small scenarios in which every family of constraints says something.

Amounts are kept to four decimals, so that rounding never hides which of two plans is better.
"""

import random
from typing import Any

PERIODS = ("2026-10-26", "2026-11-02")
"""Two weeks that belong to two months."""

Rows = list[dict[str, Any]]


def random_document(seed: int) -> dict[str, Any]:
    """Make a scenario document; the same seed gives the same one."""
    rng = random.Random(seed)
    lanes = _lanes(rng)
    names = [f"{lane['region']}/{lane['value_tier']}" for lane in lanes]
    offers = _offers(rng)
    schedules, tiers = _schedules(rng)
    return {
        "format": 1,
        "name": f"random {seed}",
        "currency": "USD",
        "minor_digits": 4,
        "horizon": {"start": PERIODS[0], "period": "week", "periods": 2},
        "policy": _policy(rng),
        "markets": [
            {
                "country": country,
                "currency": currency,
                "rate": rate,
                "rate_date": "2026-10-26",
                "rate_source": "made up",
            }
            for country, currency, rate in (("SA", "SAR", "0.2666"), ("KW", "KWD", "3.25"))
        ],
        "lanes": lanes,
        "profile": [],
        "demand": _demand(rng, names),
        "providers": [{"provider": name} for name in "abc"],
        "offers": offers,
        "coverage": _coverage(rng, offers, lanes),
        "rate_cards": _rate_cards(rng),
        "performance": _performance(rng),
        "price_schedules": schedules,
        "price_tiers": tiers,
        "capacity": _capacity(rng, names) + _closed(seed, names),
        "funds": _funds(seed),
        "commitments": _commitments(rng),
        "trials": _trials(seed),
        "peak_surcharges": [
            {"offer": "b1", "period": PERIODS[1], "amount": str(rng.choice([0, 1.5]))}
        ],
    }


def _lanes(rng: random.Random) -> Rows:
    places = rng.choice([("SA", "R", "SA", "R"), ("SA", "R", "SA", "J"), ("SA", "R", "KW", "K")])
    return [
        {
            "country": country,
            "region": region,
            "value_tier": tier,
            "cod_value": str(rng.choice([10, 40]) if country == "KW" else rng.choice([90, 300])),
            "weight_g": rng.choice([300, 900, 1600]),
            "length_cm": "20",
            "width_cm": "20",
            "height_cm": str(rng.choice([5, 20])),
            "goods_cost": str(rng.choice([10, 60])),
        }
        for country, region, tier in ((*places[:2], "low"), (*places[2:], "high"))
    ]


_WAYS = (1, 4, 10, 20)
"""In how many ways 0, 1, 2 and 3 orders can go to three offers or be declined."""

_MOST_PLANS = 800


def _demand(rng: random.Random, lanes: list[str]) -> Rows:
    """State demands small enough for all plans to be tried."""
    rows: Rows = []
    plans = 1
    for lane in lanes:
        for period in PERIODS:
            orders = rng.randint(0, 3)
            while plans * _WAYS[orders] > _MOST_PLANS:
                orders -= 1
            plans *= _WAYS[orders]
            rows.append({"lane": lane, "period": period, "orders": orders})
    return rows


def _offers(rng: random.Random) -> Rows:
    names = ["a1", "b1", "c1"]
    return [
        {
            "offer": name,
            "provider": name[0],
            "currency": "SAR" if name[0] == "c" else "USD",
            "rate_card": name[0],
            "rounding": rng.choice(["0.01", "0.25", None]),
            "fuel_rate": rng.choice(["0", "0.125"]),
            "volumetric": rng.choice([{"form": "never"}, {"form": "greater", "divisor": 5000}]),
            "cod_fee": rng.choice(
                [
                    {"form": "none"},
                    {
                        "form": "linear",
                        "fixed": "0.5",
                        "rate": "0.02",
                        "minimum": "1",
                        "charged_on": rng.choice(["delivered", "handed_over"]),
                    },
                ]
            ),
            "return_fee": rng.choice(
                [{"form": "flat", "amount": "2"}, {"form": "share_of_forward", "share": "0.6"}]
            ),
            "settlement_days": "10",
            "max_cod_value": rng.choice([None, None, None, "60"]) if name == "b1" else None,
        }
        for name in names
    ]


def _coverage(rng: random.Random, offers: Rows, lanes: Rows) -> Rows:
    countries = sorted({lane["country"] for lane in lanes})
    return [
        {
            "offer": offer["offer"],
            "country": country,
            "served": rng.random() < 0.9,
            "remote_surcharge": rng.choice(["0", "0.4"]),
        }
        for offer in offers
        for country in countries
    ]


def _rate_cards(rng: random.Random) -> Rows:
    def fee(low: float, high: float) -> str:
        return f"{rng.uniform(low, high):.2f}"

    return [
        {
            "form": "first_step",
            "rate_card": "a",
            "first_weight_g": 500,
            "first_fee": fee(3, 8),
            "step_weight_g": 500,
            "step_fee": fee(0.5, 2),
        },
        {"form": "per_kg", "rate_card": "b", "fee_per_kg": fee(1, 3), "fee_per_parcel": fee(2, 6)},
        {"form": "per_kg", "rate_card": "b2", "fee_per_kg": fee(1, 2), "fee_per_parcel": fee(1, 3)},
        *(
            {
                "form": "weight_band",
                "rate_card": "c",
                "over_weight_g": low,
                "up_to_weight_g": high,
                "fee_per_parcel": fee(10 + low / 200, 25 + low / 200),
            }
            for low, high in ((0, 1000), (1000, 5000))
        ),
    ]


def _performance(rng: random.Random) -> Rows:
    rows = [
        {
            "provider": name,
            "paid_rate": f"{rng.uniform(0.6, 0.9):.3f}",
            "loss_rate": "0.01",
            "transit_days": str(rng.choice([2, 4, 6])),
        }
        for name in "abc"
    ]
    return [*rows, rows[0] | {"value_tier": "high", "paid_rate": "0.885"}]


def _schedules(rng: random.Random) -> tuple[Rows, Rows]:
    """Give one all-units and one incremental schedule, whose thresholds a few orders reach."""
    first, second = rng.choice([(2, 4), (1, 3), (3, 5)]), rng.randint(2, 4)
    better = rng.choice(["0.25", "0.4"])
    money = rng.random() < 0.5
    schedules = [
        _schedule("b-ladder", "b", "all_units", "orders", rng.choice(["horizon", "month"]))
        | {"volume_before": str(rng.choice([0, 0, 1]))},
        _schedule("c-ladder", "c", "incremental", "list_freight" if money else "orders", "horizon"),
    ]
    tiers = [
        _tier("b-ladder", "t0", 0, first[0] - 1, form="discount", discount="0"),
        _tier("b-ladder", "t1", first[0], first[1] - 1, form="discount", discount=better),
        _tier("b-ladder", "t2", first[1], None, form="rate_card", rate_card="b2"),
    ]
    if money:
        tiers += [
            _tier("c-ladder", "t0", 0, 30, form="discount", discount="0"),
            _tier("c-ladder", "t1", 30, None, form="discount", discount="0.5"),
        ]
    else:
        tiers += [
            _tier("c-ladder", "t0", 0, second - 1, form="amount_off", amount_off="0"),
            _tier("c-ladder", "t1", second, None, form="amount_off", amount_off="9.5"),
        ]
    return schedules, tiers


def _schedule(name: str, provider: str, kind: str, measure: str, window: str) -> dict[str, Any]:
    return {
        "schedule": name,
        "provider": provider,
        "kind": kind,
        "measure": measure,
        "window": window,
        "volume_before": "0",
    }


def _tier(schedule: str, name: str, low: int, high: int | None, **price: str) -> dict[str, Any]:
    return {
        "schedule": schedule,
        "price_tier": name,
        "from_volume": str(low),
        "to_volume": None if high is None else str(high),
        **price,
    }


def _capacity(rng: random.Random, lanes: list[str]) -> Rows:
    rows: Rows = []
    if rng.random() < 0.6:
        rows.append({"provider": "a", "unit": "orders", "capacity": str(rng.randint(1, 4))})
        rows.append({"provider": "a", "unit": "orders", "capacity": "2", "period": PERIODS[1]})
    if rng.random() < 0.4:
        rows.append({"provider": "b", "unit": "kg", "capacity": "2.5", "country": "SA"})
    if rng.random() < 0.3:
        rows.append({"provider": "c", "unit": "orders", "capacity": "1", "lane": lanes[0]})
    return rows


def _closed(seed: int, lanes: list[str]) -> Rows:
    """Close a lane to a provider now and then, in one period or in all."""
    rng = random.Random(f"closed {seed}")
    if rng.random() >= 0.25:
        return []
    period = {"period": rng.choice(PERIODS)} if rng.random() < 0.4 else {}
    where = {"lane": rng.choice(lanes)}
    return [{"provider": "b", "unit": "orders", "capacity": "0"} | where | period]


def _funds(seed: int) -> Rows:
    """Limit the cash that a provider holds now and then; an order adds 10 to 80 USD to it."""
    rng = random.Random(f"funds {seed}")
    rows: Rows = []
    if rng.random() < 0.35:
        most = f"{rng.uniform(5, 120):.2f}"
        rows.append({"provider": rng.choice("abc"), "currency": "USD", "max_held": most})
    if rng.random() < 0.25:
        most = f"{rng.uniform(40, 400):.2f}"
        where = {"provider": rng.choice("abc"), "country": "SA"}
        rows.append(where | {"currency": "SAR", "max_held": most})
    return rows


def _commitments(rng: random.Random) -> Rows:
    rows: Rows = [
        {
            "commitment": "a-contract",
            "provider": "a",
            "currency": "USD",
            "fixed_fee": str(rng.choice([0, 5, 25])),
            "min_orders": rng.choice([0, 2]),
            "applies": rng.choice(["always", "if_used"]),
            "shortfall_fee": rng.choice(["3", "20"]),
        }
    ]
    if rng.random() < 0.4:
        rows.append(
            {
                "commitment": "c-minimum",
                "provider": "c",
                "country": "SA",
                "currency": "SAR",
                "fixed_fee": "1",
                "min_orders": 2,
                "applies": "if_used",
            }
        )
    return rows


def _trials(seed: int) -> Rows:
    """Put a provider on trial now and then: with a least of orders, a most, or both."""
    rng = random.Random(f"trials {seed}")
    rows: Rows = []
    if rng.random() < 0.3:
        provider, least = rng.choice("abc"), rng.randint(0, 2)
        most = rng.choice([None, least, least + 1])
        row = {"trial": "everywhere", "provider": provider, "min_orders": least}
        rows.append(row | {"max_orders": most, "offers": rng.choice([[], [f"{provider}1"]])})
    if rng.random() < 0.2:
        row = {"trial": "in SA", "provider": rng.choice("abc"), "country": "SA", "min_orders": 0}
        rows.append(row | {"max_orders": rng.randint(0, 2)})
    return rows


def _policy(rng: random.Random) -> dict[str, Any]:
    policy: dict[str, Any] = {
        "roles": rng.choice(["main_backup", "main_backup", "single", "free"]),
        "role_scope": rng.choice(["lane", "lane", "region", "country"]),
        "share_scope": rng.choice(["lane_horizon", "lane_period"]),
        "decline": rng.choice(["never", "no_capacity", "no_capacity", "unprofitable"]),
        "main_share_max": rng.choice(["0.8", "0.7", "1"]),
        "backup_share_min": "0",
    }
    if policy["decline"] == "unprofitable":
        policy |= {"count_goods_cost": True, "goods_recovery_share": "0.7"}
    if rng.random() < 0.3:
        policy |= {"count_capital_cost": True, "capital_rate_per_year": "0.12"}
    if rng.random() < 0.5:
        floor = {"value_tier": rng.choice(["low", "high"]), "min_paid_rate": "0.7"}
        policy["service"] = [floor | rng.choice([{}, {"max_transit_days": "5"}])]
    return policy
