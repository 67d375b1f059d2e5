"""Random offers that charge in every way there is, and random orders, many on thresholds."""

import random
from typing import Any

from build import scenario

from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario

Rows = list[dict[str, Any]]

WEIGHTS = (250, 500, 1000, 2000, 5000)
"""Where cards step."""

VALUES = (100, 300, 1000, 5000)
"""Where fees by value step."""

SIDES = (40, 60, 100)
SIDES_SUM = (90, 150, 220)

FLAGS = ("battery", "liquid", "branded")
BANDS = ("inner", "island")
REGIONS = {"SA": ("Riyadh", "Jazan"), "VN": ("Hanoi",)}


def fee_scenario(seed: int, offers: int = 6) -> Scenario:
    """Make a scenario whose offers, cards, surcharges and duties are drawn at random."""
    rng = random.Random(seed)
    names = [f"o{number}-{seed}" for number in range(offers)]
    regions = [(country, region) for country in REGIONS for region in REGIONS[country]]
    return scenario(
        currency="USD",
        horizon={"start": "2026-11-02", "period": "week", "periods": 2},
        markets=[
            _market("SA", "SAR", "0.26666667"),
            _market("VN", "VND", "0.00003906"),
        ],
        lanes=[_lane(country, region) for country, region in regions],
        demand=[
            {"lane": f"{region}/low", "period": period, "orders": 10}
            for _, region in regions
            for period in ("2026-11-02", "2026-11-09")
        ],
        providers=[{"provider": "p"}],
        offers=[_offer(rng, name) for name in names],
        coverage=[
            _coverage(rng, name, country, region) for name in names for country, region in regions
        ],
        rate_cards=[row for name in names for row in _card(rng, name) + _card(rng, f"{name}-back")],
        cod_fee_tables=[row for name in names for row in _fee_table(rng, name)],
        surcharges=[row for name in names for row in _surcharges(rng, name)],
        duties=[_duty(rng, country) for country in REGIONS],
        performance=[
            {
                "provider": "p",
                "paid_rate": "0.8",
                "loss_rate": "0.01",
                "transit_days": "3",
                "second_attempt_rate": "0.2",
                "third_attempt_rate": "0.05",
            }
        ],
        peak_surcharges=[
            {"offer": name, "period": "2026-11-09", "amount": rng.choice(["0", "1.275", "2"])}
            for name in names
        ],
    )


def _market(country: str, currency: str, rate: str) -> dict[str, Any]:
    return {
        "country": country,
        "currency": currency,
        "rate": rate,
        "rate_date": "2026-11-02",
        "rate_source": "made up",
    }


def _lane(country: str, region: str) -> dict[str, Any]:
    return {
        "country": country,
        "region": region,
        "value_tier": "low",
        "cod_value": "90",
        "weight_g": 400,
        "length_cm": "20",
        "width_cm": "15",
        "height_cm": "10",
    }


def _money(rng: random.Random, most: int = 40) -> str:
    """Draw an amount with up to three decimals."""
    return f"{rng.randrange(most * 1000) / 10 ** rng.choice([0, 1, 2, 3]) % most:.3f}"


def _offer(rng: random.Random, name: str) -> dict[str, Any]:
    divisor = rng.choice([5000, 6000, 8000])
    parts = ["freight", "remote_surcharge", "surcharges", "peak_surcharge", "return_fee"]
    taxed = ["freight", "fuel", "cod_fee", "insurance_fee", "duties_handling"]
    return {
        "offer": name,
        "provider": "p",
        "currency": rng.choice(["SAR", "VND", "USD"]),
        "rate_card": name,
        "rounding": rng.choice([None, "0.01", "0.5", "0.25"]),
        "rounding_mode": rng.choice(["half_up", "half_even", "up", "down"]),
        "fuel_rate": rng.choice(["0", "0.125", "0.0833"]),
        "fuel_on": rng.sample(parts, rng.randint(1, 5)),
        "tax_rate": rng.choice([None, "0.15", "0.07"]),
        "untaxed": rng.sample(taxed, rng.randint(0, 2)),
        "volumetric": rng.choice(
            [
                {"form": "never"},
                {"form": "always", "divisor": divisor},
                {"form": "greater", "divisor": divisor},
                {"form": "above_ratio", "divisor": divisor, "ratio": rng.choice(["1.5", "2"])},
                {
                    "form": "part_of_excess",
                    "divisor": divisor,
                    "share": rng.choice(["0.5", "0.33"]),
                },
            ]
        ),
        "cod_fee": _cod_fee(rng, name),
        "return_fee": rng.choice(
            [
                {"form": "flat", "amount": _money(rng)},
                {"form": "share_of_forward", "share": rng.choice(["0.5", "1", "1.5"])},
                {"form": "marked_up_forward", "added": "60", "factor": "1.5"},
                {"form": "rate_card", "rate_card": f"{name}-back"},
            ]
        ),
        "redelivery_fee": "4.335",
        "free_redeliveries": rng.choice([0, 1, 2]),
        "insurance": rng.choice(
            [
                {"form": "none"},
                {"form": "share_of_value", "rate": "0.01", "minimum": "5"},
                {"form": "share_of_value", "rate": "0.012", "minimum": "1", "maximum": "9.99"},
            ]
        ),
        "duties": rng.choice(
            [
                {"form": "unpaid"},
                {"form": "paid", "handling_rate": "0.02", "handling_minimum": "1.5"},
            ]
        ),
        "settlement_days": "7",
        "max_cod_value": rng.choice([None, "4000"]),
        "max_weight_g": rng.choice([None, 8000]),
        "max_side_cm": rng.choice([None, "100"]),
        "max_sides_sum_cm": rng.choice([None, "220"]),
        "refused_flags": rng.choice([[], ["liquid"]]),
    }


def _cod_fee(rng: random.Random, name: str) -> dict[str, Any]:
    charged_on = rng.choice(["delivered", "handed_over"])
    linear = {"form": "linear", "fixed": _money(rng, 3), "rate": rng.choice(["0", "0.0275"])}
    return rng.choice(
        [
            {"form": "none"},
            linear | {"charged_on": charged_on, "minimum": "4"},
            linear | {"charged_on": charged_on, "maximum": "30", "free_below": "300"},
            {"form": "table", "table": name, "charged_on": charged_on},
        ]
    )


def _fee_table(rng: random.Random, name: str) -> Rows:
    ends = [*VALUES, None]
    return [
        {
            "cod_fee_table": name,
            "over_value": str(begin),
            "up_to_value": end if end is None else str(end),
            "fixed": _money(rng, 9),
            "rate": rng.choice(["0", "0.0109"]),
            "minimum": rng.choice([None, "2"]),
        }
        for begin, end in zip((0, *VALUES), ends, strict=True)
    ]


def _card(rng: random.Random, name: str) -> Rows:
    """Draw a card of two zones, in one row or in several bands of different forms."""
    rows: Rows = []
    for zone in ("city", "far"):
        ends: list[int | None] = [None]
        if rng.random() < 0.7:
            ends = [*sorted(rng.sample(WEIGHTS, 2)), rng.choice([None, 20000])]
        begin = 0
        for end in ends:
            rows.append(_row(rng, name, zone, begin, end))
            begin = end or 0
    return rows


def _row(rng: random.Random, name: str, zone: str, begin: int, end: int | None) -> dict[str, Any]:
    common = {"rate_card": name, "zone": zone, "over_weight_g": begin, "up_to_weight_g": end}
    form = rng.choice(["first_step", "per_kg"] + (["weight_band"] if end is not None else []))
    if form == "weight_band":
        return common | {"form": form, "fee_per_parcel": _money(rng)}
    common |= {
        "form": form,
        "min_weight_g": rng.choice([None, 500]),
        "minimum_fee": rng.choice([None, "12.5"]),
    }
    if form == "first_step":
        first, step = rng.choice([(250, 250), (500, 500), (1000, 100), (1000, 10)])
        return common | {
            "first_weight_g": first,
            "first_fee": _money(rng),
            "step_weight_g": step,
            "step_fee": _money(rng, 5),
        }
    return common | {
        "fee_per_kg": _money(rng),
        "fee_per_parcel": _money(rng, 9),
        "step_weight_g": rng.choice([None, 10, 100]),
    }


def _coverage(rng: random.Random, offer: str, country: str, region: str) -> dict[str, Any]:
    return {
        "offer": offer,
        "country": country,
        "region": region,
        "served": True,
        "zone": rng.choice(["city", "far"]),
        "remote_surcharge": rng.choice(["0", "3.335"]),
        "max_weight_g": rng.choice([None, 5000]),
        "max_cod_value": rng.choice([None, "3000"]),
        "tax_rate": rng.choice([None, "0.13", "0.16"]),
    }


def _surcharges(rng: random.Random, offer: str) -> Rows:
    common = {"offer": offer}
    rows: Rows = [
        common | {"surcharge": "goods", "goods_flag": flag, "amount": _money(rng, 9)}
        for flag in rng.sample(FLAGS, 2)
    ]
    rows += [
        common | {"surcharge": "band", "remote_band": band, "amount": _money(rng, 9)}
        for band in BANDS
    ]
    rows += [
        common | {"surcharge": "size", "over_side_cm": str(side), "amount": str(side)}
        for side in rng.sample(SIDES, 2)
    ]
    rows += [
        common | {"surcharge": "size", "over_sides_sum_cm": str(most), "amount": str(most - 50)}
        for most in rng.sample(SIDES_SUM, 2)
    ]
    rows.append(
        common
        | {"surcharge": "heavy", "over_weight_g": 2000, "amount": "1", "share_of_freight": "0.125"}
    )
    rows.append(common | {"surcharge": "place", "country": "SA", "amount": "0.335"})
    rows.append(common | {"surcharge": "place", "country": "SA", "region": "Jazan", "amount": "2"})
    return rows


def _duty(rng: random.Random, country: str) -> dict[str, Any]:
    return {
        "country": country,
        "declared_share": rng.choice(["0.5", "1", "0.35"]),
        "duty_rate": rng.choice(["0", "0.05", "0.2"]),
        "duty_free_up_to": rng.choice([None, "100", "300"]),
        "vat_rate": rng.choice(["0.15", "0.1"]),
        "vat_free_up_to": rng.choice([None, "100", "1000"]),
    }


def random_orders(seed: int, count: int) -> list[Order]:
    """Draw orders; about half of the weights and values lie at, just under or just over a step."""
    rng = random.Random(f"orders/{seed}")
    return [_order(rng, number) for number in range(count)]


def _order(rng: random.Random, number: int) -> Order:
    country = rng.choice(list(REGIONS))
    near = rng.random() < 0.5
    value = rng.choice(VALUES) * 100 + rng.choice([-1, 0, 1]) if near else rng.randrange(600_000)
    weight = rng.choice(WEIGHTS) + rng.choice([-1, 0, 1]) if near else rng.randint(1, 9000)
    sides = [rng.choice(SIDES) * 10 + rng.choice([-1, 0, 1]) if near else rng.randint(10, 900)]
    sides += [rng.randint(10, 600), rng.randint(10, 400)]
    return Order.model_validate(
        {
            "order": str(number),
            "country": country,
            "region": rng.choice(REGIONS[country]),
            "cod_value": f"{value / 100:.2f}",
            "weight_g": weight,
            "length_cm": f"{sides[0] / 10:.1f}",
            "width_cm": f"{sides[1] / 10:.1f}",
            "height_cm": f"{sides[2] / 10:.1f}",
            "goods_flags": rng.sample(FLAGS, rng.choice([0, 0, 1, 2])),
            "remote_band": rng.choice([None, None, *BANDS]),
            "handed_over": rng.choice([None, "2026-11-05", "2026-11-15"]),
        }
    )
