"""codroute check-invoice: what agrees ends with 0, what differs with 6, what is broken with 2."""

import csv
import json
from pathlib import Path

import pytest
from places import TINY
from shell import codroute, longest_line

from codroute.cli.exits import ExitCode

HEADER = "waybill,country,region,value_tier,cod_value,weight_g,offer,outcome,attempts"
INVOICE = f"""{HEADER},freight,return_fee,total
W1,SA,Riyadh,low,40,400,falcon-std,delivered,1,5.00,,5.00
W2,SA,Asir,high,120.50,1300,oasis-std,refused,2,9.00,2.00,11.00
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, INVOICE)
    return tmp_path


def write(folder: Path, text: str) -> None:
    (folder / "invoice.csv").write_text(text, encoding="utf-8")


CHECK = ("check-invoice", "invoice.csv", "--scenario", TINY)


def test_an_invoice_as_the_card_says(folder: Path) -> None:
    done = codroute(*CHECK, cwd=folder)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert done.stdout == (
        "2 lines: 2 as the card says, 0 different\n"
        "\n"
        "     Billed  By the card  Too much  Too little  Difference\n"
        "USD   16.00        16.00      0.00        0.00        0.00\n"
    )


def test_what_differs(folder: Path) -> None:
    more = (
        "W3,SA,Riyadh,low,40,400,desert-std,delivered,1,6.00,2.50,8.50\n"
        "W4,SA,Riyadh,low,40,400,desert-std,delivered,1,5.00,,6.00\n"
        "W1,SA,Riyadh,low,40,400,falcon-std,delivered,1,5.00,,5.00\n"
    )
    write(folder, INVOICE.replace("9.00,2.00,11.00", "9.01,2.00,11.01") + more)
    done = codroute(*CHECK, "--csv", "checked.csv", cwd=folder)
    assert done.returncode == ExitCode.AUDIT_FAILED
    assert longest_line(done.stdout) <= 100
    assert done.stdout == (
        "5 lines: 2 as the card says, 3 different\n"
        "Price tiers: desert-std at list, 2 lines\n"
        "\n"
        "     Billed  By the card  Too much  Too little  Difference\n"
        "USD   35.51        33.00      2.51        0.00        2.51\n"
        "\n"
        "Term        Lines  Billed  By the card  Difference\n"
        "freight         2   14.01        15.00       -0.99  USD\n"
        "total           2   19.51        17.00        2.51  USD\n"
        "return fee      1    2.50         0.00        2.50  USD\n"
        "\n"
        "Row  Order  Offer       Term        Billed  By the card  Difference\n"
        "  4  W3     desert-std  return fee    2.50         0.00        2.50  USD\n"
        "  5  W4     desert-std  freight       5.00         6.00       -1.00  USD\n"
        "  3  W2     oasis-std   freight       9.01         9.00        0.01  USD\n"
        "\n"
        "Row  Order  Total stated  Its terms add up to  Difference\n"
        "  5  W4             6.00                 5.00        1.00\n"
        "\n"
        "Row  Order  Billed as             Would agree as\n"
        "  4  W3     delivered, 1 attempt  refused, 1 attempt\n"
    )
    assert "each waybill once: row 2 bills it" in done.stderr
    assert done.stderr.endswith("written: checked.csv\n")
    with (folder / "checked.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5 * 3
    assert rows[3] == {
        "row": "3",
        "order": "W2",
        "offer": "oasis-std",
        "currency": "USD",
        "outcome": "refused",
        "attempts": "2",
        "price_tier": "",
        "verdict": "differs",
        "why": "",
        "agrees_if": "",
        "term": "freight",
        "billed": "9.01",
        "card": "9.00",
        "difference": "0.01",
    }


def test_the_document(folder: Path) -> None:
    write(folder, INVOICE.replace("5.00,,5.00", "5.00,,4.75"))
    done = codroute(*CHECK, "--json", cwd=folder)
    assert done.returncode == ExitCode.AUDIT_FAILED
    document = json.loads(done.stdout)
    assert list(document) == ["agrees", "not_compared", "lines", "warnings"]
    assert (document["agrees"], document["not_compared"], document["warnings"]) == (False, [], [])
    wrong, right = document["lines"]
    assert (wrong["row"], wrong["order"], wrong["verdict"]) == (2, "W1", "differs")
    assert wrong["miscounted"] == "-0.25"
    assert wrong["terms"][-1] == {
        "term": "total",
        "billed": "4.75",
        "card": "5.00",
        "difference": "-0.25",
    }
    assert (right["verdict"], right["miscounted"]) == ("agrees", "0.00")


def test_lines_without_a_price(folder: Path) -> None:
    write(folder, f"{HEADER},price_tier,freight\nW1,SA,Asir,low,40,400,oasis-std,lost,1,volume,7\n")
    done = codroute(*CHECK, "--csv", "checked.csv", cwd=folder)
    assert done.returncode == ExitCode.AUDIT_FAILED
    assert done.stdout == (
        "1 line: 0 as the card says, 0 different, 1 without a price\n"
        "\n"
        "Row  Order  Offer      No price because\n"
        "  2  W1     oasis-std  no such price tier: volume counts no order of oasis-std\n"
    )
    (row,) = csv.DictReader((folder / "checked.csv").read_text(encoding="utf-8").splitlines())
    assert (row["verdict"], row["term"], row["billed"]) == ("unpriceable", "", "")


def test_terms_that_are_not_compared(folder: Path) -> None:
    write(folder, f"{HEADER},freight\nW1,SA,Asir,low,40,400,desert-std,refused,1,6\n")
    done = codroute(*CHECK, cwd=folder)
    assert done.returncode == ExitCode.DONE
    assert done.stdout.endswith(
        "\nNot compared, since the invoice has no column for it: remote surcharge, return fee\n"
    )


def test_the_offer_and_the_volume_by_options(folder: Path) -> None:
    write(folder, "country,region,cod_value,weight_g,outcome,total\nSA,Riyadh,40,400,lost,4.50\n")
    told = ("--offer", "desert-std", "--volume", "desert-volume=300")
    assert codroute(*CHECK, *told, cwd=folder).returncode == ExitCode.DONE
    assert codroute(*CHECK, *told[:2], cwd=folder).returncode == ExitCode.AUDIT_FAILED
    done = codroute(*CHECK, "--offer", "desert", "--volume", "x=1", "--json", cwd=folder)
    assert done.returncode == ExitCode.INVALID_INPUT
    faults = json.loads(done.stdout)["faults"]
    assert [(fault["column"], fault["found"]) for fault in faults] == [
        ("--offer", "'desert'"),
        ("--volume", "'x=1'"),
    ]


def test_nothing_is_written_of_an_invoice_with_a_fault(folder: Path) -> None:
    write(folder, INVOICE.replace("refused", "gone"))
    done = codroute(*CHECK, "--csv", "checked.csv", cwd=folder)
    assert (done.returncode, done.stdout) == (ExitCode.INVALID_INPUT, "")
    assert "one of delivered, refused, lost, on_the_way" in " ".join(done.stderr.split())
    assert not (folder / "checked.csv").exists()


def test_prices_that_disagree_are_no_fault_of_the_input() -> None:
    from codroute.cli.exits import problem_of  # noqa: PLC0415
    from codroute.errors import PricesDisagree  # noqa: PLC0415

    problem = problem_of(PricesDisagree("order W1 …"))
    assert (problem.kind, problem.code) == ("prices_disagree", ExitCode.UNEXPECTED)
