"""Orders priced by hand: fees by the COD value, duty and VAT."""

from typing import Any

from fee_case import FeeCase, Stated, case


def _cod_fees(name: str, fee: Stated, *values: tuple[str, str], **more: Any) -> list[FeeCase]:
    """Price COD values under a fee that every order handed over costs; 0 is no cost."""
    offer = {"cod_fee": {"charged_on": "handed_over"} | fee} | more.pop("offer", {})
    return [
        case(
            f"{name}: {value}",
            {"cod_fee": cost} if cost != "0" else {},
            order={"cod_value": value},
            offer=offer,
            **more,
        )
        for value, cost in values
    ]


def linear(fixed: str, rate: str, **more: str) -> Stated:
    """Give a COD fee of the form linear."""
    return {"form": "linear", "fixed": fixed, "rate": rate} | more


def fee_table(*stated: tuple[str, str | None, str, str], **more: str) -> list[Stated]:
    """Give the steps of a COD fee table: above, up to, fixed, rate."""
    return [
        {
            "cod_fee_table": "steps",
            "over_value": over,
            "up_to_value": up_to,
            "fixed": fixed,
            "rate": rate,
        }
        | more
        for over, up_to, fixed, rate in stated
    ]


TABLE = {"form": "table", "table": "steps"}

TAIWAN = fee_table(
    ("0", "2000", "30", "0"),
    ("2000", "5000", "60", "0"),
    ("5000", "10000", "90", "0"),
    ("10000", "20000", "120", "0"),
    ("20000", "50000", "150", "0"),
    ("50000", None, "300", "0"),
)
"""Home COD in Taiwan (a seller's page): 30 to 2,000, 60 to 5,000, … 300 above 50,000."""

LAZADA = fee_table(
    ("0", "299999", "13000", "0"),
    ("299999", "599999", "15000", "0"),
    ("599999", "999999", "17000", "0"),
    ("999999", "1499999", "18000", "0"),
    ("1499999", None, "0", "0.0109"),
)
"""HCMP for Lazada VN: 13,000 to 18,000 by value, from 1.5 million 1.09 % of it; no decimals."""

COD_FEES = [
    *_cod_fees("linear", linear("1", "0.02"), ("0", "1"), ("50", "2"), ("50.25", "2.01")),
    *_cod_fees(
        "linear with bounds",
        linear("1", "0.02", minimum="2", maximum="5"),
        ("49.5", "2"),  # 1.99
        ("50", "2"),
        ("51", "2.02"),
        ("199", "4.98"),
        ("200", "5"),
        ("201", "5"),  # 5.02
    ),
    *_cod_fees(
        "linear, free below",
        linear("1", "0.02", minimum="2.50", free_below="50"),
        ("49.99", "0"),
        ("50", "2.50"),  # 2.00 lifted
        ("75", "2.50"),
        ("75.5", "2.51"),
    ),
    *_cod_fees(
        "linear on delivery",
        linear("1", "0.02", charged_on="delivered"),
        ("50", "1.6"),  # 0.80 × 2.00
        ("50.25", "1.608"),  # 0.80 × 2.01
        ("0", "0.8"),
    ),
    *_cod_fees(
        # Ninja Van MY: 3 % or RM 4, the higher.
        "Ninja Van MY",
        linear("0", "0.03", minimum="4"),
        ("133", "4"),  # 3.99
        ("133.33", "4"),  # 3.9999
        ("133.34", "4"),  # 4.0002, rounded
        ("134", "4.02"),
        ("20", "4"),
    ),
    *_cod_fees(
        # Shiprocket / Shipway (IN, 2026): 27 + 1.5 %, at least 37.
        "Shiprocket",
        linear("27", "0.015", minimum="37"),
        ("666", "37"),  # 36.99
        ("667", "37.01"),  # 37.005, half up
        ("1000", "42"),
        ("100", "37"),
    ),
    *_cod_fees(
        # Viettel (VN): 1.43 % of the value in the country, at least 20,000.
        "Viettel",
        linear("0", "0.0143", minimum="20000"),
        ("1398601", "20000"),  # 19,999.99
        ("1398602", "20000"),  # 20,000.01 in whole dong
        ("2000000", "28600"),
        offer={"rounding": "1"},
    ),
    *_cod_fees(
        # Econt (BG, 2013): 1.20 % of the amount.
        "Econt",
        linear("0", "0.012"),
        ("100", "1.2"),
        ("100.4", "1.2"),  # 1.2048
        ("100.5", "1.21"),  # 1.206
    ),
    *_cod_fees(
        "Taiwan",
        TABLE,
        ("0", "30"),
        ("1999", "30"),
        ("2000", "30"),
        ("2001", "60"),
        ("5000", "60"),
        ("5001", "90"),
        ("10001", "120"),
        ("20000", "120"),
        ("20001", "150"),
        ("50000", "150"),
        ("50001", "300"),
        cod_fee_tables=TAIWAN,
    ),
    *_cod_fees(
        "Lazada VN",
        TABLE,
        ("299999", "13000"),
        ("300000", "15000"),
        ("999999", "17000"),
        ("1000000", "18000"),
        ("1499999", "18000"),
        ("1500001", "16350"),  # 0.0109 × 1,500,001 = 16,350.0109
        ("2000000", "21800"),
        cod_fee_tables=LAZADA,
        offer={"rounding": "1"},
    ),
    *_cod_fees(
        "a table with bounds in its steps",
        TABLE,
        ("99", "2"),  # 0.99 lifted
        ("100", "2"),
        ("201", "2.01"),
        ("500", "5"),
        ("501", "5"),  # 5.01 cut
        cod_fee_tables=fee_table(("0", None, "0", "0.01"), minimum="2", maximum="5"),
    ),
    *_cod_fees(
        "a table on delivery",
        TABLE | {"charged_on": "delivered"},
        ("2000", "24"),  # 0.80 × 30
        ("2001", "48"),
        ("0", "24"),
        cod_fee_tables=TAIWAN,
    ),
]


def _premiums(name: str, insurance: Stated, *values: tuple[str, str], **more: Any) -> list[FeeCase]:
    """Insure COD values."""
    stated = {"insurance": {"form": "share_of_value"} | insurance}
    return [
        case(
            f"{name}: {value}",
            {"insurance_fee": cost} if cost != "0" else {},
            order={"cod_value": value},
            offer=stated,
            **more,
        )
        for value, cost in values
    ]


INSURANCE = [
    case("no insurance", {}, order={"cod_value": "1000"}, offer={"insurance": {"form": "none"}}),
    *_premiums(
        # Ninja Van PH: 1 %, at least PHP 5.
        "Ninja Van PH",
        {"rate": "0.01", "minimum": "5"},
        ("499", "5"),  # 4.99
        ("500", "5"),
        ("501", "5.01"),
        ("0", "5"),
    ),
    *_premiums(
        # Cargus (RO): 1 % of the declared value, which is 23,000 at most.
        "Cargus",
        {"rate": "0.01", "maximum": "230"},
        ("22999", "229.99"),
        ("23000", "230"),
        ("23001", "230"),
    ),
    *_premiums("a share alone", {"rate": "0.002"}, ("0", "0"), ("100", "0.2"), ("102.5", "0.21")),
    case(
        "a premium of orders that are lost or come back too",
        {"insurance_fee": "5"},
        order={"cod_value": "100"},
        offer={"insurance": {"form": "share_of_value", "rate": "0.05"}},
        chances={"paid_rate": "0.1", "loss_rate": "0.5"},
    ),
]


def _imports(
    name: str,
    duty: Stated,
    *values: tuple[str, str, str],
    handling: tuple[str, str] = ("0", "0"),
    **more: Any,
) -> list[FeeCase]:
    """Import COD values: what duty and VAT come to, and the fee for advancing them."""
    rate, minimum = handling
    paid = {"form": "paid", "handling_rate": rate, "handling_minimum": minimum}
    row = {"country": "SA", "declared_share": "1"} | duty
    tables = {"duties": [row]} | more.pop("tables", {})
    return [
        case(
            f"{name}: {value}",
            {term: cost for term, cost in costs.items() if cost != "0"},
            order={"cod_value": value} | more.get("order", {}),
            offer={"duties": paid} | more.get("offer", {}),
            **tables,
        )
        for value, due, fee in values
        for costs in [{"duties": due, "duties_handling": fee}]
    ]


DUTIES = [
    case(
        "unpaid duties",
        {},
        order={"cod_value": "1000"},
        offer={"duties": {"form": "unpaid"}},
        duties=[{"country": "SA", "declared_share": "1", "duty_rate": "0.05", "vat_rate": "0.15"}],
    ),
    *_imports(
        "duty and VAT from the first cent",
        {"duty_rate": "0.05", "vat_rate": "0.15"},
        ("0", "0", "0"),
        ("100", "20.75", "0"),  # 5 + 0.15 × 105
        ("200", "41.5", "0"),
    ),
    *_imports(
        "free up to a value",
        {
            "duty_rate": "0.05",
            "duty_free_up_to": "1000",
            "vat_rate": "0.15",
            "vat_free_up_to": "100",
        },
        ("99", "0", "0"),
        ("100", "0", "0"),
        ("101", "15.15", "0"),  # VAT of 101
        ("1000", "150", "0"),
        ("1001", "207.71", "0"),  # 50.05 + 0.15 × 1051.05 = 157.6575, each rounded
    ),
    *_imports(
        "duty free up to more than VAT",
        {"duty_rate": "0.10", "duty_free_up_to": "50", "vat_rate": "0", "vat_free_up_to": "0"},
        ("50", "0", "0"),
        ("50.01", "5", "0"),  # 5.001
        ("50.1", "5.01", "0"),
    ),
    *_imports(
        "half of the value declared",
        {
            "declared_share": "0.5",
            "duty_rate": "0.05",
            "vat_rate": "0.15",
            "duty_free_up_to": "100",
            "vat_free_up_to": "100",
        },
        ("199", "0", "0"),  # 99.50 declared
        ("200", "0", "0"),
        ("202", "20.96", "0"),  # of 101.00: 5.05 + 0.15 × 106.05 = 15.9075
    ),
    *_imports(
        "a fee for advancing them",
        {"duty_rate": "0.05", "vat_rate": "0.15", "duty_free_up_to": "50", "vat_free_up_to": "50"},
        ("50", "0", "0"),  # nothing is due, so nothing is advanced
        ("51", "10.58", "3"),  # 2.55 + 0.15 × 53.55 = 8.0325; 2 % is below the minimum
        ("1000", "207.5", "4.15"),  # 50 + 157.50; 2 % of 207.50
        handling=("0.02", "3"),
    ),
    *_imports(
        "the fee at its minimum",
        {"duty_rate": "0.05", "vat_rate": "0"},
        ("1000", "50", "1"),
        ("1010", "50.5", "1.01"),
        ("990", "49.5", "1"),  # 0.99
        handling=("0.02", "1"),
    ),
    *_imports(
        "the category before all goods",
        {"duty_rate": "0.05", "vat_rate": "0"},
        ("100", "12", "0"),
        tables={
            "duties": [
                {"country": "SA", "declared_share": "1", "duty_rate": "0.05", "vat_rate": "0"},
                {
                    "country": "SA",
                    "category": "fashion",
                    "declared_share": "1",
                    "duty_rate": "0.12",
                    "vat_rate": "0",
                },
            ],
            "demand": [
                {"lane": "Riyadh/low/fashion", "period": "2026-11-01", "orders": 100},
            ],
        },
        order={"category": "fashion"},
    ),
    *_imports(
        "the rate above 1 of an excise",
        {"duty_rate": "1.5", "vat_rate": "0.15"},
        ("10", "18.75", "0"),  # 15 + 0.15 × 25
        ("0", "0", "0"),
        ("10.1", "18.94", "0"),  # 15.15 + 0.15 × 25.25 = 3.7875
    ),
]
