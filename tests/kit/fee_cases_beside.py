"""Orders priced by hand: the way back, further attempts, surcharges, fuel, tax and rounding."""

from typing import Any

from build import flat_card
from fee_case import ALL_REFUSED, FeeCase, Stated, case, per_kg, size, steps

FREIGHT_10 = flat_card(fee="10")


def _returns(name: str, fee: Stated, *freights: tuple[str, str], **more: Any) -> list[FeeCase]:
    """Bring refused orders back; the freight out is what the card asks per parcel."""
    return [
        case(
            f"{name}: freight {freight}",
            {"freight": freight, "return_fee": cost},
            offer={"return_fee": fee} | more.get("offer", {}),
            card=flat_card(fee=freight),
            chances=more.get("chances", ALL_REFUSED),
        )
        for freight, cost in freights
    ]


def _back_by_card(
    name: str, back: list[Stated], *weights: tuple[int, str], **more: Any
) -> list[FeeCase]:
    """Bring refused orders back on a card of its own, all of them out for 10.00."""
    return [
        case(
            f"{name}: {weight_g} g",
            {"freight": "10", "return_fee": cost},
            order={"weight_g": weight_g},
            offer={"return_fee": {"form": "rate_card", "rate_card": "back"}},
            card=[FREIGHT_10, *({"rate_card": "back"} | row for row in back)],
            chances=ALL_REFUSED,
            **more,
        )
        for weight_g, cost in weights
    ]


RETURN_FEES = [
    *_returns("flat", {"form": "flat", "amount": "2.005"}, ("4", "2.01"), ("10", "2.01")),
    *_returns("flat, rounded down", {"form": "flat", "amount": "2.0049"}, ("4", "2")),
    *_returns(
        "flat, of the orders that are refused",
        {"form": "flat", "amount": "2"},
        ("4", "0.3"),  # 0.15 × 2.00
        chances={},
    ),
    *_returns(
        # InPost by fastpost (PL): 100 % of the base price.
        "a share of the way out",
        {"form": "share_of_forward", "share": "1"},
        ("4", "4"),
        ("4.01", "4.01"),
    ),
    *_returns(
        "a share that has to be rounded",
        {"form": "share_of_forward", "share": "0.5"},
        ("4", "2"),
        ("4.01", "2.01"),  # 2.005
        ("3.99", "2"),  # 1.995
    ),
    *_returns(
        # Enstack (PH, 2026): (fee + 60) × 1.5, so 165 at a fee of 50.
        "Enstack",
        {"form": "marked_up_forward", "added": "60", "factor": "1.5"},
        ("50", "165"),
        ("49.99", "164.99"),  # 164.985
        ("50.01", "165.02"),  # 165.015
    ),
    *_back_by_card(
        # RGS (AE): returns 5 per kg up to 5 kg, from the 6th kg 3 each.
        "RGS",
        [
            per_kg("5", step_weight_g=1000, up_to_weight_g=5000),
            steps(5000, "25", 1000, "3", over_weight_g=5000),
        ],
        (4000, "20"),
        (4001, "25"),
        (5000, "25"),
        (5001, "28"),
        (6000, "28"),
        (6001, "31"),
    ),
    *[
        case(
            # m5azn (SA): a returned order costs shipping + 20 + 15 % VAT.
            f"m5azn: freight {freight}",
            {"freight": freight, "return_fee": back, "tax": tax},
            offer={
                "return_fee": {"form": "marked_up_forward", "added": "20", "factor": "1"},
                "tax_rate": "0.15",
                "untaxed": ["freight"],
            },
            card=flat_card(fee=freight),
            chances=ALL_REFUSED,
        )
        for freight, back, tax in (
            ("25", "45", "6.75"),
            ("25.02", "45.02", "6.75"),  # 6.753
            ("25.04", "45.04", "6.76"),  # 6.756
        )
    ],
]

ATTEMPTS = {"second_attempt_rate": "0.3", "third_attempt_rate": "0.1"}


def _redelivered(name: str, cost: str, free: int, fee: str = "2", **more: Any) -> FeeCase:
    """Deliver again at 2.00 after the free further attempts."""
    return case(
        name,
        {"redelivery_fee": cost} if cost != "0" else {},
        offer={"redelivery_fee": fee, "free_redeliveries": free},
        chances=ATTEMPTS | more,
    )


REDELIVERIES = [
    _redelivered("no further attempt is free", "0.8", 0),  # (0.3 + 0.1) × 2
    _redelivered("one further attempt is free", "0.2", 1),  # 0.1 × 2
    # Nhat Tin (VN): 2 re-deliveries free.
    _redelivered("two further attempts are free", "0", 2),
    _redelivered("a fee to be rounded", "0.804", 0, fee="2.005"),  # 0.4 × 2.01
    _redelivered("nothing comes to a third attempt", "0.6", 0, third_attempt_rate="0"),
    _redelivered(
        "every order takes three attempts", "4", 0, second_attempt_rate="1", third_attempt_rate="1"
    ),
    _redelivered(
        "one free, every order takes three", "2", 1, second_attempt_rate="1", third_attempt_rate="1"
    ),
]


def surcharge(name: str = "remote", amount: str = "0", **conditions: Any) -> Stated:
    """Give a row of the table surcharges for a-std."""
    return {"offer": "a-std", "surcharge": name, "amount": amount} | conditions


def _surcharged(
    name: str, cost: str, rows: list[Stated], order: Stated | None = None, **more: Any
) -> FeeCase:
    costs = {"surcharges": cost} if cost != "0" else {}
    return case(name, costs | more.pop("costs", {}), order=order, surcharges=rows, **more)


KERRY = [
    surcharge(amount="80", remote_band="A"),
    surcharge(amount="200", remote_band="B"),
]
"""Kerry (TH): remote areas 80 to 200 with an account, by band of postcodes."""

LONG, LARGE, HEAVY = (
    [surcharge("oversize", "7", over_side_cm="100")],
    [surcharge("oversize", "7", over_sides_sum_cm="150")],
    [surcharge("overweight", "3", over_weight_g=30_000)],
)

SURCHARGES = [
    _surcharged("Kerry: no band", "0", KERRY),
    _surcharged("Kerry: band A", "80", KERRY, {"remote_band": "A"}),
    _surcharged("Kerry: band B", "200", KERRY, {"remote_band": "B"}),
    _surcharged("a side just under", "0", LONG, size("99.9", "10", "10")),
    _surcharged("a side just so", "0", LONG, size("10", "100", "10")),
    _surcharged("a side just over", "7", LONG, size("10", "10", "100.1")),
    _surcharged("sides just under", "0", LARGE, size("50", "50", "49.9")),
    _surcharged("sides just so", "0", LARGE, size("50", "50", "50")),
    _surcharged("sides just over", "7", LARGE, size("50", "50", "50.1")),
    _surcharged("a weight just under", "0", HEAVY, {"weight_g": 29_999}),
    _surcharged("a weight just so", "0", HEAVY, {"weight_g": 30_000}),
    _surcharged("a weight just over", "3", HEAVY, {"weight_g": 30_001}),
    _surcharged("no flag", "0", [surcharge("goods", "1.5", goods_flag="battery")]),
    _surcharged(
        "another flag",
        "0",
        [surcharge("goods", "1.5", goods_flag="battery")],
        {"goods_flags": ["liquid", "powder"]},
    ),
    _surcharged(
        "one of the flags",
        "1.5",
        [surcharge("goods", "1.5", goods_flag="battery")],
        {"goods_flags": ["liquid", "battery"]},
    ),
    _surcharged("its country", "4", [surcharge(amount="4", country="SA")]),
    _surcharged("its region", "4", [surcharge(amount="4", region="Riyadh")]),
    _surcharged(
        "all conditions have to be met",
        "0",
        [surcharge(amount="4", remote_band="A", goods_flag="liquid")],
        {"remote_band": "A"},
    ),
    _surcharged(
        "all conditions are met",
        "4",
        [
            surcharge(
                amount="4", country="SA", remote_band="A", goods_flag="liquid", over_weight_g=399
            )
        ],
        {"remote_band": "A", "goods_flags": ["liquid"]},
    ),
    _surcharged(
        "of one surcharge the dearest row",
        "3",
        [
            surcharge(amount="2"),
            surcharge(amount="3", region="Riyadh"),
            surcharge(amount="9", remote_band="Z"),
        ],
    ),
    _surcharged(
        "surcharges of two names", "5.01", [surcharge(amount="2"), surcharge("goods", "3.005")]
    ),
    _surcharged(
        "two names, each rounded",
        "2.02",
        [surcharge(amount="1.005"), surcharge("goods", "1.005")],
    ),
    _surcharged(
        "a share of the freight",
        "2.5",
        [surcharge(amount="1", share_of_freight="0.15")],  # 1 + 0.15 × 10
        card=FREIGHT_10,
        costs={"freight": "10"},
    ),
    _surcharged(
        "a share of the freight before it is rounded",
        "1",  # 0.5 × 2.005 = 1.0025; of 2.01 it would be 1.005
        [surcharge(share_of_freight="0.5")],
        card=flat_card(fee="2.005"),
        costs={"freight": "2.01"},
    ),
    _surcharged(
        "the dearest with its share",
        "3",  # 0.3 × 10 against 2.99
        [surcharge(amount="2.99"), surcharge(share_of_freight="0.3", country="SA")],
        card=FREIGHT_10,
        costs={"freight": "10"},
    ),
    _surcharged(
        "another offer's surcharge",
        "0",
        [surcharge(amount="4") | {"offer": "b-std"}],
    ),
]

PEAK = {"peak_surcharges": [{"offer": "a-std", "period": "2026-11-01", "amount": "1.25"}]}

EVERY_PART = {
    "offer": {
        "return_fee": {"form": "flat", "amount": "4"},
        "redelivery_fee": "2",
        "free_redeliveries": 0,
    },
    "place": {"remote_surcharge": "3"},
    "card": FREIGHT_10,
    "chances": ATTEMPTS,
    "surcharges": [surcharge("goods", "1.5")],
} | PEAK

PARTS = {
    "freight": "10",
    "remote_surcharge": "3",
    "surcharges": "1.5",
    "peak_surcharge": "1.25",
    "return_fee": "0.6",  # 0.15 × 4
    "redelivery_fee": "0.8",  # 0.4 × 2
}
"""What ``EVERY_PART`` costs but fuel and tax."""


def _with_every_part(name: str, costs: dict[str, str], offer: Stated, **more: Any) -> FeeCase:
    stated: Stated = EVERY_PART | {"offer": EVERY_PART["offer"] | offer}
    stated["place"] = EVERY_PART["place"] | more.get("place", {})
    return case(name, PARTS | costs, **stated)


def _fuelled(names: list[str], fuel: str) -> FeeCase:
    stated = {"fuel_rate": "0.1", "fuel_on": names}
    return _with_every_part(f"fuel on {', '.join(names)}", {"fuel": fuel}, stated)


FUEL = [
    _fuelled(["freight"], "1"),
    _fuelled(["remote_surcharge"], "0.3"),
    _fuelled(["surcharges"], "0.15"),
    _fuelled(["freight", "remote_surcharge"], "1.3"),
    _fuelled(["freight", "surcharges", "remote_surcharge"], "1.45"),
    _fuelled(["peak_surcharge"], "0.13"),  # 0.125, half up
    _fuelled(["freight", "peak_surcharge"], "1.13"),  # a line of its own
    _fuelled(["return_fee"], "0.06"),  # 0.15 × 0.40
    _fuelled(["redelivery_fee"], "0.08"),  # 0.4 × 0.20
    _fuelled(["freight", "return_fee", "redelivery_fee"], "1.14"),
    case(
        "fuel of a sum is rounded once",
        {"freight": "0.05", "remote_surcharge": "0.05", "fuel": "0.01"},
        offer={"fuel_rate": "0.1", "fuel_on": ["freight", "remote_surcharge"]},
        place={"remote_surcharge": "0.05"},
        card=flat_card(fee="0.05"),
    ),
    case(
        "fuel is taken of the freight before it is rounded",
        {"freight": "2.1", "fuel": "1"},  # 0.5 × 2.05 = 1.025; of 2.1 it would be 1.1
        offer={"fuel_rate": "0.5", "rounding": "0.1"},
        card=flat_card(fee="2.05"),
    ),
]

TAXED_15 = {"tax_rate": "0.15"}

TAX = [
    _with_every_part(
        "tax on every part",
        # freight 1.5, remote 0.45, surcharge 0.23 (0.225), peak 0.19 (0.1875): 2.37 handed over;
        # return 0.15 × 0.6 = 0.09; re-delivery 0.4 × 0.3 = 0.12
        {"tax": "2.58"},
        TAXED_15,
    ),
    _with_every_part(
        "tax on fuel too",
        # 2.58 + fuel 1.00 at 0.15
        {"fuel": "1", "tax": "2.73"},
        TAXED_15 | {"fuel_rate": "0.1"},
    ),
    _with_every_part(
        "untaxed fuel",
        {"fuel": "1", "tax": "2.58"},
        TAXED_15 | {"fuel_rate": "0.1", "untaxed": ["fuel"]},
    ),
    _with_every_part(
        "tax on the freight only",
        {"tax": "1.5"},
        TAXED_15
        | {
            "untaxed": [
                "remote_surcharge",
                "surcharges",
                "peak_surcharge",
                "return_fee",
                "redelivery_fee",
            ]
        },
    ),
    _with_every_part(
        "the place's rate goes before", {"tax": "0"}, TAXED_15, place={"tax_rate": "0"}
    ),
    # Tezz (PK): GST on the tariff, 13 % in Sindh, 16 % in Punjab.
    *[
        case(
            f"Tezz: {rate} of {freight}",
            {"freight": freight, "tax": tax},
            place={"tax_rate": rate},
            card=flat_card(fee=freight),
        )
        for rate, freight, tax in (
            ("0.13", "250", "32.5"),
            ("0.16", "250", "40"),
            ("0.13", "250.03", "32.5"),  # 32.5039
            ("0.13", "250.04", "32.51"),  # 32.5052
        )
    ],
    case(
        "tax on what is billed, which is rounded",
        {"freight": "2.1", "tax": "0.3"},  # 0.15 × 2.1 = 0.315; of 2.05 it would be 0.3075
        offer=TAXED_15 | {"rounding": "0.1"},
        card=flat_card(fee="2.05"),
    ),
    case(
        "tax on fees by value and on the fee for duties, not on duties",
        {
            "cod_fee": "1",
            "insurance_fee": "2",
            "duties": "20.75",
            "duties_handling": "3",
            "tax": "0.902",  # 0.8 × 0.19 (0.15 × 1.25), as the fee itself is due; 0.30; 0.45
        },
        order={"cod_value": "100"},
        offer=TAXED_15
        | {
            "cod_fee": {
                "form": "linear",
                "fixed": "0",
                "rate": "0.0125",
                "charged_on": "delivered",
            },
            "insurance": {"form": "share_of_value", "rate": "0.02"},
            "duties": {"form": "paid", "handling_rate": "0", "handling_minimum": "3"},
        },
        duties=[{"country": "SA", "declared_share": "1", "duty_rate": "0.05", "vat_rate": "0.15"}],
    ),
]


def _rounded(mode: str, increment: str | None, *amounts: tuple[str, str]) -> list[FeeCase]:
    return [
        case(
            f"{mode} to {increment}: {amount}",
            {"freight": fee} if fee != "0" else {},
            offer={"rounding": increment, "rounding_mode": mode},
            card=flat_card(fee=amount),
        )
        for amount, fee in amounts
    ]


ROUNDING = [
    *_rounded(
        "half_up",
        "0.01",
        ("2.0049", "2"),
        ("2.005", "2.01"),
        ("2.0051", "2.01"),
        ("2.015", "2.02"),
    ),
    *_rounded("half_up", "0.25", ("2.12", "2"), ("2.125", "2.25"), ("2.13", "2.25")),
    *_rounded("half_up", "1", ("2.5", "3"), ("3.5", "4"), ("2.49", "2")),
    *_rounded("half_up", "5", ("7.49", "5"), ("7.5", "10"), ("12.5", "15"), ("2.49", "0")),
    *_rounded(
        "half_even",
        "0.01",
        ("2.0049", "2"),
        ("2.005", "2"),
        ("2.0051", "2.01"),
        ("2.015", "2.02"),
    ),
    *_rounded("half_even", "0.25", ("2.125", "2"), ("2.375", "2.5"), ("2.126", "2.25")),
    *_rounded("up", "0.01", ("2", "2"), ("2.00000001", "2.01"), ("2.0099", "2.01")),
    *_rounded("up", "500", ("16350", "16500"), ("16500", "16500"), ("16500.01", "17000")),
    *_rounded("down", "0.01", ("2", "2"), ("2.0099", "2"), ("1.99999999", "1.99")),
    *_rounded("down", "1", ("16350.99", "16350"), ("0.99", "0"), ("1", "1")),
    *_rounded("up", None, ("2.00512345", "2.00512345")),
]
