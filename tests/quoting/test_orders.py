"""Orders as they are stated: names, addresses, days, and files of them."""

from pathlib import Path

import pytest
from build import tiny
from random_offers import fee_scenario
from tiny_places import tiny_with_places

from codroute.errors import Fault, InvalidInput
from codroute.quoting.orders import Orders, read_orders
from codroute.scenario.parse import read_scenario

HEADER = "order,country,region,value_tier,cod_value,weight_g"


def read(folder: Path, text: str, name: str = "orders.csv") -> Orders:
    """Read a file of tiny's orders."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_orders(tiny(), path)


def refused(folder: Path, text: str) -> list[str]:
    """Give the faults of a file, without its name."""
    with pytest.raises(InvalidInput) as caught:
        read(folder, text)
    return [str(fault).removeprefix("orders.csv, ") for fault in caught.value.faults]


def test_an_order_is_as_it_is_stated(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Waybill No,Country,Region,value tier,COD value,Weight (g),length_cm,width_cm,height_cm,"
        "handed_over\nW1,SA,Riyadh,low,40.50,400,30,20.5,10,2026-11-02\n",
    )
    (order,) = found.orders
    assert order.model_dump(exclude_none=True, mode="json") == {
        "order": "W1",
        "country": "SA",
        "region": "Riyadh",
        "value_tier": "low",
        "cod_value": "40.5",
        "weight_g": 400,
        "length_cm": "30",
        "width_cm": "20.5",
        "height_cm": "10",
        "goods_flags": [],
        "handed_over": "2026-11-02",
    }
    assert (found.unresolved, found.warnings) == ((), ())


def test_a_waybill_names_an_order_before_its_number(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER},运单号\n1,SA,Riyadh,low,40,400,W1\n1,SA,Riyadh,low,40,400,\n")
    assert [order.order for order in found.orders] == ["W1", "1"]


def test_orders_without_a_name_are_called_by_their_row(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}\nA,SA,Riyadh,low,40,400\n\n,SA,Riyadh,low,40,400\n")
    assert [order.order for order in found.orders] == ["A", "4"]


def test_titles_in_chinese_with_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = "订单号;国家;地区;货值档;代收金额;重量(克)\n1;SA;Riyadh;low;40,5;400\n"
    (order,) = read(tmp_path, text).orders
    assert (order.order, f"{order.cod_value}") == ("1", "40.5")


def test_every_fault_of_every_row_at_once(tmp_path: Path) -> None:
    text = f"{HEADER}\n1,SB,Riyad,lo,x,400\n2,SA,,low,40,0\n"
    assert refused(tmp_path, text) == [
        "row 2, column cod_value: found 'x'; wanted an amount of 0 or more, written like 1234.50 "
        "(at most 12 digits before the point and 8 after)",
        "row 2, column country: found 'SB'; wanted one of SA",
        "row 2, column region: found 'Riyad'; wanted perhaps 'Riyadh'; one of Asir, Riyadh",
        "row 2, column value_tier: found 'lo'; wanted perhaps 'low'; one of high, low",
        "row 3, column weight_g: found '0'; wanted whole grams from 1 to 1000000, written like "
        "1500",
        "row 3, column region: found nothing; wanted a region of lanes, or an address",
    ]


def test_a_region_of_another_country_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(f"{HEADER}\n1,SA,Hanoi,low,40,400\n2,VN,Hanoi,low,40,400\n", "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_orders(fee_scenario(1), path)
    (fault,) = caught.value.faults
    assert (fault.row, fault.column, fault.found) == (2, "region", "'Hanoi'")
    assert fault.wanted == "a region of SA: one of Jazan, Riyadh"


def test_two_of_three_dimensions(tmp_path: Path) -> None:
    text = f"{HEADER},length_cm,height_cm\n1,SA,Riyadh,low,40,400,3,\n2,SA,Riyadh,low,40,400,,\n"
    wanted = "found nothing; wanted a value, as for the other two dimensions"
    assert refused(tmp_path, text) == [
        f"row 2, column width_cm: {wanted}",
        f"row 2, column height_cm: {wanted}",
    ]


def test_a_needed_column_that_lacks_is_told_once(tmp_path: Path) -> None:
    text = "order,country,region,cod_value\n1,SA,Riyadh,40\n2,SA,Riyadh,40\n"
    assert refused(tmp_path, text) == [
        "row 1, column weight_g: found no such column; wanted the column, with whole grams from 1 "
        "to 1000000, written like 1500"
    ]


@pytest.mark.parametrize(
    ("day", "warned"),
    [("2026-10-31", True), ("2026-11-01", False), ("2026-11-30", False), ("2026-12-01", True)],
)
def test_a_day_outside_the_plan_is_warned_of(tmp_path: Path, day: str, warned: bool) -> None:
    found = read(tmp_path, f"{HEADER},handed_over\n1,SA,Riyadh,low,40,400,{day}\n")
    wanted = "a day from 2026-11-01 on and before 2026-12-01: no peak surcharge is known"
    warning = Fault("orders.csv", 2, "handed_over", f"'{day}'", wanted, severity="warning")
    assert found.warnings == ((warning,) if warned else ())
    assert len(found.orders) == 1


def test_columns_that_are_not_read_are_warned_of(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER},colour,note\n1,SA,Riyadh,low,40,400,red,\n")
    assert [str(fault) for fault in found.warnings] == [
        "orders.csv, row 1: found columns that are not read: colour, note; wanted nothing, if so "
        "meant"
    ]


def test_addresses(tmp_path: Path) -> None:
    of = read_scenario(tiny_with_places(tmp_path))
    path = tmp_path / "orders.csv"
    path.write_text(
        "order,country,region,state,city,postcode,remote_band,cod_value,weight_g\n"
        "by name,SA,,Riyadh,Riyad,,,40,400\n"
        "by code,SA,,,,62521,,40,400\n"
        "remote,SA,,Asir,Bishah,,,40,400\n"
        "unknown,SA,,,Nowhere,,,40,400\n"
        "told,SA,Riyadh,Asir,Abha,,outlying,40,400\n"
        "both,SA,Asir,Asir,Bishah,,,40,400\n",
        encoding="utf-8",
    )
    found = read_orders(of, path)
    assert [(order.order, order.region, order.remote_band) for order in found.orders] == [
        ("by name", "Riyadh", None),
        ("by code", "Asir", None),
        ("remote", "Asir", "outlying"),
        ("told", "Riyadh", "outlying"),
        ("both", "Asir", "outlying"),  # its band, though the region is told
    ]
    (unknown,) = found.unresolved
    assert unknown.order == "unknown"
    assert "Nowhere" in unknown.why
    assert [(f.row, f.column, f.found, f.severity) for f in found.warnings] == [
        (4, "city", "'Bishah'", "warning"),  # no cash on delivery there
        (6, "region", "'Riyadh'", "warning"),  # Abha lies in Asir
        (7, "city", "'Bishah'", "warning"),
    ]
