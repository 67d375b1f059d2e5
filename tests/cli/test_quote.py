"""codroute quote: one order by options or a file of them, on the screen, as JSON and as CSV."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from places import TINY
from shell import codroute, copy_of_tiny, longest_line
from tiny_places import tiny_with_places

from codroute.cli.exits import ExitCode

ONE = ("--country", "SA", "--region", "Asir", "--value-tier", "low", "--value", "40")
ORDERS = """order,country,region,value_tier,cod_value,weight_g
1001,SA,Riyadh,low,40,400
1002,SA,Asir,high,120.50,1300
"""


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    path = tmp_path / "orders.csv"
    path.write_text(ORDERS, encoding="utf-8")
    return path


def test_one_order_on_the_screen() -> None:
    done = codroute("quote", TINY, *ONE, "--weight", "1200")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert (done.stderr, longest_line(done.stdout) <= 100) == ("", True)
    lines = done.stdout.splitlines()
    assert lines[0] == (
        "Order 1: SA Asir/low, COD value 40 USD, 1,200 g, no day, so no peak surcharge"
    )
    # the most cash first: 0.8 × 40 − 7.40; 0.82 × 40 − 9.36; 0.8 × 40 − 9.00
    assert [line.split() for line in lines[2:]] == [
        ["due", "when", "falcon-std", "oasis-std", "desert-std"],
        ["currency", "USD", "USD", "USD"],
        ["price", "tier", "–", "–", "list"],
        ["at", "a", "volume", "so", "far", "of", "–", "–", "0"],
        ["freight", "handed", "over", "7.00", "9.00", "8.00"],
        ["remote", "surcharge", "handed", "over", "–", "–", "0.50"],
        ["return", "fee", "refused", "2.00", "2.00", "2.50"],
        ["bill", "if", "delivered", "7.00", "9.00", "8.50"],
        ["bill", "if", "refused", "9.00", "11.00", "11.00"],
        ["paid", "rate", "80.0", "%", "82.0", "%", "80.0", "%"],
        ["expected", "cost", "USD", "7.40", "9.36", "9.00"],
        ["expected", "cash", "USD", "24.60", "23.44", "23.00"],
        [],
    ]


def test_what_is_told_of_an_order_stands_above_it() -> None:
    done = codroute(
        "quote", TINY, "--country", "SA", "--region", "Asir", "--value", "1234.5",
        "--weight", "400",
        "--length", "30", "--width", "20.5", "--height", "10", "--day", "2026-11-02",
    )  # fmt: skip
    assert done.stdout.splitlines()[0] == (
        "Order 1: SA Asir, COD value 1,234.5 USD, 400 g, 30 × 20.5 × 10 cm, handed over 2026-11-02"
    )


def test_one_offer_at_a_volume() -> None:
    told = ("--offer", "desert-std", "--volume", "desert-volume=300")
    done = codroute("quote", TINY, *ONE, "--weight", "1200", *told, "--json")
    (order,) = json.loads(done.stdout)["orders"]
    (quote,) = order["quotes"]
    assert (quote["offer"], quote["price_tier"], quote["volume"]) == (
        "desert-std",
        "volume",
        "300",
    )
    assert quote["lines"] == [
        {"term": term, "part": None, "due": due, "amount": amount, "tax": "0.00"}
        for term, due, amount in (
            ("freight", "handed_over", "6.00"),  # 8.00 less a quarter
            ("remote_surcharge", "handed_over", "0.50"),
            ("return_fee", "refused", "2.50"),
        )
    ]
    assert (quote["expected_cost"], quote["expected_cash"]) == ("7.00", "25.00")


def test_a_file_on_the_screen_and_as_csv(orders: Path, tmp_path: Path) -> None:
    done = codroute("quote", TINY, orders, "--csv", "q.csv", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stderr == "written: q.csv\n"
    assert done.stdout == (
        "Order  Best offer  Cost  Cash USD  Next        Cash USD\n"
        "1001   falcon-std  5.40     26.60  desert-std     25.50\n"
        "1002   oasis-std   9.36     89.45  falcon-std     89.00\n"
        "\n"
        "Best offer  Orders\n"
        "falcon-std       1\n"
        "oasis-std        1\n"
        "Price tiers at the volume so far: desert-volume: list at 0\n"
    )
    with (tmp_path / "q.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 3 * 2 + 1  # freight and return fee; desert's remote surcharge in Asir
    assert rows[0] == {
        "order": "1001",
        "offer": "falcon-std",
        "provider": "falcon",
        "currency": "USD",
        "price_tier": "",
        "schedule": "",
        "volume": "",
        "term": "freight",
        "part": "",
        "due": "handed_over",
        "amount": "5.00",
        "tax": "0.00",
        "expected_cost": "5.40",
        "expected_cash": "26.60",
    }
    assert (rows[1]["term"], rows[1]["expected_cost"], rows[1]["expected_cash"]) == (
        "return_fee",
        "",
        "",
    )
    assert {
        (r["price_tier"], r["schedule"], r["volume"]) for r in rows if "desert" in r["offer"]
    } == {("list", "desert-volume", "0")}


def test_the_document(orders: Path) -> None:
    document = json.loads(codroute("quote", TINY, orders, "--json").stdout)
    assert list(document) == ["scenario", "currency", "orders", "no_region", "warnings"]
    assert [order["order"] for order in document["orders"]] == ["1001", "1002"]
    assert [len(order["quotes"]) for order in document["orders"]] == [3, 3]
    assert (document["no_region"], document["warnings"]) == ([], [])


def test_an_order_that_no_offer_can_carry(tmp_path: Path) -> None:
    header = "offer,provider,currency,"
    tiny = copy_of_tiny(tmp_path)
    offers = (tiny / "offers.csv").read_text(encoding="utf-8")
    assert offers.startswith(header)
    lines = [
        f"{line},{'max_weight_g' if line.startswith(header) else 1000}" for line in offers.split()
    ]
    (tiny / "offers.csv").write_text("\n".join(lines), encoding="utf-8")
    done = codroute("quote", tiny, *ONE, "--weight", "1001")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "No offer can carry this order.\n" in done.stdout
    assert "falcon-std  weight above limit: 1001 g > 1000 g" in done.stdout
    orders = tmp_path / "orders.csv"
    orders.write_text(f"{ORDERS}1003,SA,Asir,high,1,900\n", encoding="utf-8")
    done = codroute("quote", tiny, orders)
    assert "1 of 3 orders have no offer that can carry them\n" in done.stdout
    assert "1002      weight above limit (3)\n" in done.stdout
    document = json.loads(codroute("quote", tiny, orders, "--json").stdout)
    assert [(len(o["quotes"]), len(o["no_quote"])) for o in document["orders"]] == [
        (3, 0),
        (0, 3),
        (3, 0),
    ]


def test_addresses(tmp_path: Path) -> None:
    tiny_with_places(tmp_path)
    one = ("--country", "SA", "--value", "40", "--weight", "400")
    done = codroute("quote", "tiny", *one, "--state", "Asir", "--city", "Bishah", cwd=tmp_path)
    assert "Order 1: SA Asir, COD value 40 USD, 400 g, remote band outlying, no day" in done.stdout
    done = codroute("quote", "tiny", *one, "--city", "Nowhere", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stdout.startswith("No region  Why\n1          ")
    assert "Nowhere" in done.stdout


def faults(*arguments: Any, cwd: Path | None = None) -> list[tuple[str, str, str]]:
    """Give the faults of a command that is refused: column, found, wanted."""
    done = codroute("quote", *arguments, "--json", cwd=cwd)
    assert done.returncode == ExitCode.INVALID_INPUT
    document = json.loads(done.stdout)
    return [(fault["column"], fault["found"], fault["wanted"]) for fault in document["faults"]]


def test_the_faults_of_all_options_at_once() -> None:
    told = ("--country", "SB", "--value", "x", "--length", "3", "--day", "2026-12-01")
    found = faults(TINY, *told, "--offer", "desert", "--volume", "desert=1")
    assert [(column, value) for column, value, _ in found] == [
        ("--offer", "'desert'"),
        ("--volume", "'desert=1'"),
        ("--value", "'x'"),
        ("--weight", "nothing"),
        ("--country", "'SB'"),
        ("--region", "nothing"),
        ("--width", "nothing"),
        ("--height", "nothing"),
        ("--day", "'2026-12-01'"),
    ]
    assert found[0][2] == "perhaps 'desert-std'; one of falcon-std, desert-std, oasis-std"


def test_a_volume_stated_twice() -> None:
    twice = ("--volume", "desert-volume=1", "--volume", "desert-volume=300")
    told = faults(TINY, *ONE, "--weight", "9", *twice)
    assert told == [("--volume", "'desert-volume=300'", "one volume of desert-volume")]


@pytest.mark.parametrize("volume", ["desert-volume", "desert-volume=", "desert-volume=-1", "=3"])
def test_a_volume_that_is_none(volume: str) -> None:
    ((column, found, wanted),) = faults(TINY, *ONE, "--weight", "9", "--volume", volume)
    assert (column, found) == ("--volume", f"'{volume}'")
    assert "desert-volume" in wanted


def test_a_file_and_an_order_by_options(orders: Path) -> None:
    done = codroute("quote", TINY, orders, "--country", "SA")
    assert done.returncode == ExitCode.INVALID_INPUT
    assert "found a file and country; wanted one of both" in " ".join(done.stderr.split())


def test_nothing_is_written_of_a_file_with_a_fault(orders: Path, tmp_path: Path) -> None:
    orders.write_text(ORDERS.replace("Asir", "Assir"), encoding="utf-8")
    assert faults(TINY, orders, "--csv", tmp_path / "q.csv") == [
        ("region", "'Assir'", "perhaps 'Asir'; one of Asir, Riyadh")
    ]
    assert not (tmp_path / "q.csv").exists()


def test_the_file_that_is_read_is_not_written_over(orders: Path) -> None:
    done = codroute("quote", TINY, orders, "--csv", orders)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert orders.read_text(encoding="utf-8") == ORDERS
