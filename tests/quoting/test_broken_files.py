"""Broken files of invoices: every fault at once, each with its place, in exactly these words."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from build import tiny
from invoices import Rows
from workbooks import Cells, write_book

from codroute.errors import InvalidInput
from codroute.quoting.invoice import check_invoice
from codroute.scenario.reading.writing import Writing

AMOUNT = (
    "an amount of 0 or more, written like 1234.50 (at most 12 digits before the point and 8 after)"
)
BILLED = "an amount, written like 12.50, or -3 for a credit"
TERMS = (
    "cod_fee, freight, fuel, remote_surcharge, surcharges, peak_surcharge, return_fee, "
    "redelivery_fee, insurance_fee, duties, duties_handling, tax, total"
)
OFFERS = "falcon-std, desert-std, oasis-std"

HEADER = "order,country,region,cod_value,weight_g,offer,outcome,freight"
GOOD = "1,SA,Riyadh,40,400,falcon-std,delivered,5"


@dataclass(frozen=True)
class Broken:
    """A file that is refused, and its faults without the file's name."""

    name: str
    content: str | bytes
    faults: list[str]


def changed(column: str, value: str) -> str:
    """Give a file with one cell changed."""
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {column: value}
    return f"{','.join(cells)}\n{','.join(cells.values())}\n"


BROKEN = [
    Broken(
        "unknown offer",
        changed("offer", "falcon"),
        [f"row 2, column offer: found 'falcon'; wanted perhaps 'falcon-std'; one of {OFFERS}"],
    ),
    Broken(
        "wrong currency",
        changed("currency", "SAR"),
        ["row 2, column currency: found 'SAR'; wanted USD, the currency of falcon-std"],
    ),
    Broken(
        "unknown price tier",
        changed("price_tier", "volum"),
        ["row 2, column price_tier: found 'volum'; wanted perhaps 'volume'; one of list, volume"],
    ),
    Broken(
        "unknown outcome",
        changed("outcome", "gone"),
        ["row 2, column outcome: found 'gone'; wanted one of delivered, refused, lost, on_the_way"],
    ),
    Broken(
        "too many attempts",
        changed("attempts", "4"),
        ["row 2, column attempts: found '4'; wanted how often delivery was tried: 1, 2 or 3"],
    ),
    Broken(
        "an amount in words",
        changed("freight", "5 USD"),
        [f"row 2, column freight: found '5 USD'; wanted {BILLED}"],
    ),
    Broken(
        "no column of amounts, told once for all rows",
        "waybill,country,region,cod_value,weight_g,offer,outcome\n"
        + "1,SA,Riyadh,40,400,falcon-std,delivered\n" * 3,
        [
            "row 2, column total: found nothing, and so in 2 more rows; wanted an amount in one of "
            f"{TERMS}"
        ],
    ),
    Broken(
        "a name of a kind that the scenario has none of",
        f"{HEADER},category\n1,SA,Riyadh,40,400,falcon-std,delivered,5,beauty\n",
        ["row 2, column category: found 'beauty'; wanted nothing: there are none"],
    ),
    Broken(
        "no amount",
        changed("freight", ""),
        [f"row 2, column total: found nothing; wanted an amount in one of {TERMS}"],
    ),
    Broken(
        "no region",
        changed("region", ""),
        ["row 2, column region: found nothing; wanted a region of lanes, or an address"],
    ),
    Broken(
        "several faults in several rows",
        f"{HEADER}\n1,SB,Riyadh,x,400,falcon,delivered,y\n2,SA,Riad,40,0,desert-std,lost,5\n",
        [
            f"row 2, column cod_value: found 'x'; wanted {AMOUNT}",
            f"row 2, column freight: found 'y'; wanted {BILLED}",
            "row 2, column country: found 'SB'; wanted one of SA",
            f"row 2, column offer: found 'falcon'; wanted perhaps 'falcon-std'; one of {OFFERS}",
            "row 3, column weight_g: found '0'; wanted whole grams from 1 to 1000000, written "
            "like 1500",
            "row 3, column region: found 'Riad'; wanted perhaps 'Riyadh'; one of Asir, Riyadh",
        ],
    ),
    Broken(
        "missing columns",
        "order,country,region,cod_value,weight_g,freight\n1,SA,Riyadh,40,400,5\n",
        [
            "row 1, column offer: found no such column; wanted the column, with a name of 1 to 80 "
            "characters",
            "row 1, column outcome: found no such column; wanted the column, with one of "
            "delivered, refused, lost, on_the_way",
        ],
    ),
    Broken(
        "a column twice",
        f"{HEADER},Order No.\n{GOOD},1\n",
        ["row 1, column Order No.: found the column twice; wanted each column once"],
    ),
    Broken(
        "a short row",
        f"{HEADER}\n{GOOD}\n2,SA,Riyadh\n",
        ["row 3: found 3 cells; wanted 8 cells, as in the header"],
    ),
    Broken("no rows", f"{HEADER}\n", ["found no rows; wanted at least one row"]),
    Broken(
        "numbers in two ways",
        f"{HEADER}\n1,SA,Riyadh,40,400,falcon-std,delivered,5.5\n"
        '2,SA,Riyadh,40,400,falcon-std,delivered,"5,55"\n',
        [
            "row 3, column freight: found '5,55', against '5.5' in row 2; wanted one decimal mark "
            "in the whole table"
        ],
    ),
    Broken(
        "a number that may be two",
        f'{HEADER}\n1,SA,Riyadh,40,400,falcon-std,delivered,"5,000"\n',
        [
            "row 2, column freight: found '5,000', which may be 5000 or 5.000; wanted the option "
            '--decimal "." for 5000, or "," for 5.000'
        ],
    ),
    Broken(
        "a workbook by the name of text",
        b"PK\x03\x04rest",
        ["found a workbook or archive; wanted UTF-8 text: of a table, saved as 'CSV UTF-8'"],
    ),
]


def faults(path: Path, **options: str) -> list[str]:
    """Give the faults of a file that is refused."""
    with pytest.raises(InvalidInput) as caught:
        check_invoice(tiny(), path, **options)  # type: ignore[arg-type]
    errors = [fault for fault in caught.value.faults if fault.severity == "error"]
    assert errors
    return [str(fault).removeprefix(path.name).lstrip(":, ") for fault in errors]


@pytest.mark.parametrize("broken", BROKEN, ids=[broken.name for broken in BROKEN])
def test_broken_files(tmp_path: Path, broken: Broken) -> None:
    path = tmp_path / "invoice.csv"
    content = broken.content
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert faults(path) == broken.faults


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_a_blank_file(tmp_path: Path, content: str) -> None:
    path = tmp_path / "invoice.csv"
    path.write_text(content, encoding="utf-8")
    (fault,) = faults(path)
    assert "nothing; wanted the column names: country, " in fault


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path / "invoice.csv")
    assert "wanted a file to read" in fault


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "invoice.csv"
    text = (
        "运单号;国家;地区;代收金额;重量(克);报价;签收状态;派送次数;运费;拒收退件费;合计\n"
        "顺丰1;SA;Riyadh;40;400;falcon-std;拒收;2;5,00;2,00;7,00\n"
    )
    path.write_bytes(text.encode(encoding))
    found = check_invoice(tiny(), path)
    assert found.agrees
    assert [(x.order, x.outcome, x.attempts) for x in found.lines] == [("顺丰1", "refused", 2)]


def test_a_file_is_read_as_it_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "invoice.csv"
    path.write_text(f'{HEADER}\n{GOOD[:-1]}"5,000"\n', encoding="utf-8")
    assert check_invoice(tiny(), path, writing=Writing(decimal=",")).agrees
    (line,) = check_invoice(tiny(), path, writing=Writing(decimal=".")).lines
    assert line.differences[0].billed == 5000


SHEET: Cells = [HEADER.split(","), ["1", "SA", "Riyadh", 40, 400, "falcon-std", "delivered", 5]]


def test_a_workbook_with_one_sheet_of_lines(tmp_path: Path) -> None:
    path = write_book(tmp_path / "invoice.xlsx", {"Notes": [["Thank you"]], "November": SHEET})
    assert check_invoice(tiny(), path).agrees


def test_a_workbook_with_several_sheets_of_lines(tmp_path: Path) -> None:
    dear: Rows | Cells = [SHEET[0], [*SHEET[1][:-1], 6]]
    path = write_book(tmp_path / "invoice.xlsx", {"October": SHEET, "November": dear})
    assert faults(path) == [
        "found several sheets with rows: October, November; wanted --sheet with one"
    ]
    assert check_invoice(tiny(), path, sheet="October").agrees
    assert not check_invoice(tiny(), path, sheet="November").agrees
    assert faults(path, sheet="December") == [
        "found no sheet 'December'; wanted one of October, November"
    ]


def test_faults_of_a_workbook_name_the_cell(tmp_path: Path) -> None:
    wrong = [SHEET[0], ["1", "SA", "Riyad", 40, 400.5, "falcon-std", "delivered", "five"]]
    path = write_book(tmp_path / "invoice.xlsx", {"November": wrong})
    assert faults(path) == [
        "sheet November, row 2, column weight_g (cell E2): found '400.5'; wanted whole grams from "
        "1 to 1000000, written like 1500",
        f"sheet November, row 2, column freight (cell H2): found 'five'; wanted {BILLED}",
        "sheet November, row 2, column region (cell C2): found 'Riyad'; wanted perhaps 'Riyadh'; "
        "one of Asir, Riyadh",
    ]


def test_text_has_no_sheets(tmp_path: Path) -> None:
    path = tmp_path / "invoice.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n", encoding="utf-8")
    assert faults(path, sheet="November") == [
        "found text, without a sheet 'November'; wanted a workbook, or no --sheet"
    ]


def test_a_price_tier_where_there_are_none(tmp_path: Path) -> None:
    of = tiny().model_copy(update={"price_schedules": (), "price_tiers": ()})
    path = tmp_path / "invoice.csv"
    path.write_text(changed("price_tier", "list"), encoding="utf-8")
    with pytest.raises(InvalidInput, match="found 'list'; wanted nothing: there are none"):
        check_invoice(of, path)


def test_a_price_tier_of_an_incremental_schedule_prices_no_line(tmp_path: Path) -> None:
    of = tiny()
    kinds = [row.model_copy(update={"kind": "incremental"}) for row in of.price_schedules]
    path = tmp_path / "invoice.csv"
    path.write_text(changed("price_tier", "volume"), encoding="utf-8")
    with pytest.raises(InvalidInput, match="found 'volume'; wanted nothing: there are none"):
        check_invoice(of.model_copy(update={"price_schedules": tuple(kinds)}), path)
