"""Rate offers as files on top of a scenario."""

from pathlib import Path

import pytest
from places import TINY
from tiny_files import tiny_folder
from workbooks import write_book

from codroute.errors import InvalidInput
from codroute.scenario.changes.overrides import load_scenario
from codroute.whatif.offers import MOST_COMBINED, load_offers

CHANGE = '[[change]]\nkind = "offer"\noffer = "{offer}"\nset = {{ {values} }}\n'


def change(folder: Path, name: str, offer: str, values: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(CHANGE.format(offer=offer, values=values), encoding="utf-8")
    return path


@pytest.fixture
def cheap(tmp_path: Path) -> Path:
    return change(tmp_path, "cheap", "oasis-std", "return_fee = { amount = 0.5 }")


@pytest.fixture
def soon(tmp_path: Path) -> Path:
    return change(tmp_path, "soon", "falcon-std", "settlement_days = 2")


def table(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def tiny_offers() -> str:
    return (TINY / "offers.csv").read_text(encoding="utf-8").replace("14\n", "13\n")


def faults_of(*offers: Path, combine: bool = False) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        load_offers(TINY, offers, combine=combine)
    return [str(fault) for fault in caught.value.faults]


def test_base_first_then_every_offer_alone(cheap: Path, soon: Path) -> None:
    offered = load_offers(TINY, [cheap, soon])
    assert [variant.name for variant in offered.variants] == ["base", "cheap", "soon"]
    assert offered.variants[1].scenario == load_scenario(TINY, [cheap]).scenario
    assert offered.skipped == ()


def test_combined_are_all_subsets(cheap: Path, soon: Path, tmp_path: Path) -> None:
    third = change(tmp_path, "third", "desert-std", "settlement_days = 3")
    offered = load_offers(TINY, [cheap, soon, third], combine=True)
    names = [variant.name for variant in offered.variants[4:]]
    assert names == ["cheap + soon", "cheap + third", "soon + third", "cheap + soon + third"]
    both = offered.variants[4].scenario
    days = {offer.offer: int(offer.settlement_days) for offer in both.offers}
    assert days["falcon-std"] == 2
    assert both == load_scenario(TINY, [cheap, soon]).scenario


def test_two_that_state_one_row_otherwise_are_not_combined(cheap: Path, tmp_path: Path) -> None:
    other = change(tmp_path, "other", "oasis-std", "return_fee = { amount = 0.7 }")
    offered = load_offers(TINY, [cheap, other], combine=True)
    assert [variant.name for variant in offered.variants] == ["base", "cheap", "other"]
    (skipped,) = offered.skipped
    assert skipped.offers == ("cheap", "other")
    assert skipped.reason == "cheap and other both state offers oasis-std"


def test_a_workbook_and_a_folder_say_the_same(tmp_path: Path) -> None:
    head = ["rate_card", "form", "fee_per_kg", "fee_per_parcel"]
    card: list[object] = ["oasis", "per_kg", 0, 6.5]
    book = write_book(tmp_path / "book.xlsx", {"rate_cards": [head, card]})
    text = "\n".join(",".join(map(str, row)) for row in (head, card)) + "\n"
    folder = table(tmp_path / "folder", "rate_cards", text)
    of_book, of_folder = load_offers(TINY, [book, folder]).variants[1:]
    assert of_book.scenario.rate_cards == of_folder.scenario.rate_cards
    assert of_book.scenario != load_scenario(TINY).scenario


def test_broken_rows_are_refused_by_their_cells_all_at_once(tmp_path: Path, cheap: Path) -> None:
    head = ["rate_card", "form", "fee_per_kg", "fee_per_parcel"]
    rows: list[list[object]] = [head, ["oasis", "per_kg", "cheap", -1]]
    book = write_book(tmp_path / "broken.xlsx", {"rate_cards": rows})
    folder = table(tmp_path / "other", "offers", "offer,settlement_days\noasis-std,soon\n")
    found = faults_of(cheap, book, folder)
    assert any("broken.xlsx" in line and "cell C2" in line and "cheap" in line for line in found)
    assert any("broken.xlsx" in line and "cell D2" in line and "-1" in line for line in found)
    assert any("other/offers.csv" in line and "settlement_days" in line for line in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('kind = "demand_factor"\nfactor = 1.1', "other rows in demand"),
        ('kind = "policy"\nset = { roles = "free" }', "another policy"),
    ],
)
def test_what_is_the_merchants_is_not_offered(tmp_path: Path, text: str, found: str) -> None:
    path = tmp_path / "more.toml"
    path.write_text(f"[[change]]\n{text}\n", encoding="utf-8")
    (fault,) = faults_of(path)
    assert f"more.toml: found {found}; wanted an offer's own tables: providers, offers" in fault


def test_no_offer_and_one_stated_twice(cheap: Path) -> None:
    assert faults_of() == ["offers, column offer: found none; wanted at least one offer"]
    (fault,) = faults_of(cheap, cheap)
    assert fault.endswith("wanted each offer once")


def test_too_many_to_combine(tmp_path: Path) -> None:
    many = [
        change(tmp_path, f"o{n}", "oasis-std", f"settlement_days = {n + 1}")
        for n in range(MOST_COMBINED + 1)
    ]
    assert "offers, column offer: found 6 offers; wanted at most 5 to combine" in faults_of(
        *many, combine=True
    )


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    names = []
    for folder in ("north", "south"):
        (tmp_path / folder).mkdir()
        values = f"settlement_days = {len(folder) + len(names)}"
        names.append(change(tmp_path / folder, "offer", "oasis-std", values))
    offered = load_offers(TINY, names)
    assert [Path(v.name).parts[-2:] for v in offered.variants[1:]] == [
        ("north", "offer.toml"),
        ("south", "offer.toml"),
    ]


def test_files_of_one_name_in_one_folder_are_told_apart_by_their_endings(
    cheap: Path, tmp_path: Path
) -> None:
    folder = table(tmp_path / "cheap", "offers", tiny_offers())
    first, second = load_offers(TINY, [cheap, folder]).variants[1:]
    assert (first.name, second.name) == (str(cheap), f"{folder}/")


def test_a_broken_base_is_told_first(tmp_path: Path, cheap: Path) -> None:
    broken = tiny_folder(tmp_path, ("offers.csv", "7\n", "seven\n"))
    with pytest.raises(InvalidInput) as caught:
        load_offers(broken, [cheap])
    assert any(fault.file == "offers.csv" for fault in caught.value.faults)


def test_a_point_in_the_name_of_a_folder_is_no_ending(tmp_path: Path) -> None:
    text = "form,rate_card,fee_per_kg,fee_per_parcel\nper_kg,oasis,0,{}.5\n"
    folders = [table(tmp_path / f"at-{n}.5", "rate_cards", text.format(n)) for n in (5, 6)]
    variants = load_offers(TINY, folders).variants
    assert [variant.name for variant in variants] == ["base", "at-5.5", "at-6.5"]
    assert variants[2].scenario.name == "tiny + at-6.5"


def test_every_variant_has_a_name_of_its_own(tmp_path: Path, cheap: Path) -> None:
    book = tmp_path / "cheap.xlsx"
    head = ["form", "rate_card", "fee_per_kg", "fee_per_parcel"]
    write_book(book, {"rate_cards": [head, ["per_kg", "oasis", 0, 6.5]]})
    base = change(tmp_path, "base", "falcon-std", "settlement_days = 3")
    names = [variant.name for variant in load_offers(TINY, [cheap, book, base]).variants]
    assert names == ["base", str(cheap), str(book), str(base)]


def test_an_offer_named_as_a_combination_is_refused(
    tmp_path: Path, cheap: Path, soon: Path
) -> None:
    third = change(tmp_path, "cheap + soon", "desert-std", "settlement_days = 2")
    (fault,) = faults_of(cheap, soon, third, combine=True)
    assert "found 'cheap + soon'; wanted another file name" in fault
    assert len(load_offers(TINY, [cheap, soon, third]).variants) == 4


@pytest.mark.parametrize("name", ["rates.csv", "plan.json"])
def test_a_file_that_is_no_offer_is_told_by_its_ending(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}", encoding="utf-8")
    (fault,) = faults_of(tmp_path / name)
    ending = name.partition(".")[2]
    assert fault.startswith(f"{name}: found a file that ends in .{ending}; wanted a change file")


@pytest.mark.parametrize("value", [None, "mine"])
def test_an_offer_may_be_a_workbook_as_init_writes_it_without_settings(
    tmp_path: Path, value: str | None
) -> None:
    head = ["form", "rate_card", "fee_per_kg", "fee_per_parcel"]
    settings: list[list[object]] = [["key", "value"], ["format", "1"], ["name", value]]
    sheets = {"settings": settings, "rate_cards": [head, ["per_kg", "oasis", 0, 6.5]]}
    book = write_book(tmp_path / "offer.xlsx", sheets)
    if value is None:
        assert load_offers(TINY, [book]).variants[1].name == "offer"
    else:
        (fault,) = faults_of(book)
        assert fault.startswith("offer.xlsx, sheet settings: found settings; wanted no values")
