"""docs/orders-and-invoices.md names every column, read or written, and its examples run."""

import csv
import os
import re
import shutil
from pathlib import Path

import pytest
from places import ROOT, TINY
from shell import examples, run_example

from codroute.plan.invoice import InvoiceCheck
from codroute.quoting.invoice_line import InvoiceLine
from codroute.quoting.orders import StatedOrder
from codroute.report.invoice_files import write_invoice_check
from codroute.scenario.columns import Column, columns_of

TEXT = (ROOT / "docs" / "orders-and-invoices.md").read_text(encoding="utf-8")


def documented(heading: str) -> dict[str, str]:
    """Give the columns of the table below a heading, with the rest of their rows."""
    _, text = TEXT.split(f"\n{heading}\n")
    text = re.split(r"^#", text, maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))


def stated(columns: dict[str, Column], text: dict[str, str]) -> None:
    """Compare columns that are read with their documentation."""
    assert list(text) == list(columns)
    for name, column in columns.items():
        assert text[name].startswith("yes |" if column.required else "no |"), name
        assert all(f"`{choice}`" in text[name] for choice in column.choices), name


def test_the_columns_of_orders() -> None:
    columns = columns_of(StatedOrder)
    text = documented("## Orders")
    stated({name: columns[name] for name in text}, text)
    assert text.keys() == columns.keys()


def test_the_columns_of_invoices() -> None:
    orders = columns_of(StatedOrder)
    columns = {n: c for n, c in columns_of(InvoiceLine).items() if n not in orders}
    stated(columns, documented("## Invoices"))


@pytest.mark.skipif(os.name == "nt", reason="the examples are for a POSIX shell")
def test_every_example_runs_and_writes_the_columns_that_are_told(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "scenarios" / "tiny")
    blocks = examples(TEXT)
    assert len(blocks) == 2
    for code, block in blocks:
        done = run_example(block, tmp_path)
        assert done.returncode == int(code or 0), f"{block}\n{done.stdout}\n{done.stderr}"
    with (tmp_path / "quotes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(documented("### What a quote holds"))
    assert {row["order"] for row in rows} == {"1001", "1002"}


def test_the_columns_of_a_check(tmp_path: Path) -> None:
    write_invoice_check(InvoiceCheck((), ()), tmp_path / "checked.csv")
    header = (tmp_path / "checked.csv").read_text(encoding="utf-8").strip()
    assert header.split(",") == list(documented("### What a check holds"))
