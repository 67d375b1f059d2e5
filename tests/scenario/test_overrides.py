"""Scenarios and changes to them: each kind, chains, and every way to state one wrongly."""

import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from places import TINY

from codroute.errors import Fault, InvalidInput
from codroute.scenario.changes.kinds import scale
from codroute.scenario.changes.overrides import load_scenario
from codroute.scenario.parse import read_scenario
from codroute.scenario.scenario import Scenario

Apply = Callable[..., Scenario]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a copy of tiny over two months, so that periods can be told apart."""
    copy = tmp_path / "tiny"
    shutil.copytree(TINY, copy)
    settings = copy / "scenario.toml"
    settings.write_text(settings.read_text().replace("periods = 1", "periods = 2"))
    demand = (copy / "demand.csv").read_text()
    later = "".join(line + "\n" for line in demand.splitlines()[1:]).replace("-11-01", "-12-01")
    (copy / "demand.csv").write_text(demand + later)
    return tmp_path


@pytest.fixture
def apply(folder: Path) -> Apply:
    """Apply one change, stated as TOML without its heading, to tiny."""

    def apply_one(change: str) -> Scenario:
        file = folder / "change.toml"
        file.write_text("[[change]]\n" + change, encoding="utf-8")
        return load_scenario(folder / "tiny", [file]).scenario

    return apply_one


def faults_of(apply: Apply, change: str) -> list[Fault]:
    with pytest.raises(InvalidInput) as caught:
        apply(change)
    return list(caught.value.faults)


def demand_of(scenario: Scenario) -> dict[tuple[str, int], int]:
    return {(row.lane, row.period.month): row.orders for row in scenario.demand}


def test_without_changes_a_scenario_is_what_it_was() -> None:
    assert load_scenario(TINY).scenario == read_scenario(TINY)


def test_demand_factor_multiplies_what_matches(apply: Apply) -> None:
    changed = apply('kind = "demand_factor"\nfactor = 1.5\nvalue_tier = "low"\nfrom = 2026-12-01')
    demand = demand_of(changed)
    assert demand["Riyadh/low", 12] == 150
    assert demand["Riyadh/low", 11] == 100
    assert demand["Riyadh/high", 12] == 100
    assert changed.name == "tiny + change"


@pytest.mark.parametrize(
    ("scope", "touched"),
    [
        ('country = "SA"', 8),
        ('region = "Asir"', 4),
        ('lane = "Asir/low"', 2),
        ("to = 2026-11-30", 4),
        ("from = 2026-12-01\nto = 2027-06-01", 4),
        ("", 8),
    ],
)
def test_demand_factor_can_be_narrowed(apply: Apply, scope: str, touched: int) -> None:
    demand = demand_of(apply(f'kind = "demand_factor"\nfactor = 2\n{scope}'))
    assert sum(orders == 200 for orders in demand.values()) == touched


def test_a_factor_keeps_the_total_of_a_period(apply: Apply) -> None:
    demand = demand_of(apply('kind = "demand_factor"\nfactor = 1.004\nto = 2026-11-30'))
    november = [orders for (_, month), orders in demand.items() if month == 11]
    assert november == [101, 101, 100, 100]  # 401.6 is 402; the remainders are equal


@pytest.mark.parametrize(
    ("orders", "factor", "scaled"),
    [
        ([1, 1, 1, 1], "0.5", [1, 1, 0, 0]),
        ([3, 1, 2], "0.5", [2, 0, 1]),
        ([1, 2, 3], "0", [0, 0, 0]),
        ([5], "0.5", [2]),
        ([7], "0.5", [4]),
        ([10, 10], "1.26", [13, 12]),
        ([], "2", []),
    ],
)
def test_orders_stay_whole(orders: list[int], factor: str, scaled: list[int]) -> None:
    rows: list[dict[str, object]] = [{"orders": number} for number in orders]
    scale(rows, Decimal(factor))
    assert [row["orders"] for row in rows] == scaled


def test_an_outage_takes_all_capacity_in_its_place_and_time(apply: Apply) -> None:
    changed = apply('kind = "outage"\nprovider = "falcon"\nfrom = 2026-12-01\nto = 2026-12-31')
    (row,) = [row for row in changed.capacity if row.period]
    assert (row.provider, row.period, row.unit) == ("falcon", date(2026, 12, 1), "orders")
    assert row.capacity == 0
    assert len(changed.capacity) == 4


def test_an_outage_replaces_a_capacity_for_the_same_place_and_period(folder: Path) -> None:
    capacity = folder / "tiny" / "capacity.csv"
    capacity.write_text(
        "provider,country,period,unit,capacity\n"
        "falcon,,2026-11-01,orders,70\nfalcon,SA,2026-11-01,kg,9\n"
    )
    file = folder / "out.toml"
    file.write_text('[[change]]\nkind = "outage"\nprovider = "falcon"\nto = 2026-11-30\n')
    rows = load_scenario(folder / "tiny", [file]).scenario.capacity
    assert [(row.unit, row.capacity) for row in rows] == [("orders", 0), ("kg", 9)]


def test_an_outage_can_be_of_a_region(apply: Apply) -> None:
    changed = apply('kind = "outage"\nprovider = "desert"\ncountry = "SA"\nregion = "Asir"')
    zero = [row for row in changed.capacity if row.capacity == 0]
    assert [(row.region, row.country) for row in zero] == [("Asir", "SA")] * 2


def test_an_offer_gets_other_fields_and_parts_of_fees(apply: Apply) -> None:
    changed = apply(
        'kind = "offer"\noffer = "oasis-std"\n[change.set]\nfuel_rate = 0.1\n'
        "return_fee = { amount = 1.25 }\n"
        'cod_fee = { form = "linear", fixed = 1, rate = 0.02, charged_on = "delivered" }\n'
    )
    offer = next(offer for offer in changed.offers if offer.offer == "oasis-std")
    assert offer.fuel_rate == Decimal("0.1")
    assert offer.return_fee.form == "flat"
    assert offer.return_fee.amount == Decimal("1.25")
    assert offer.cod_fee.form == "linear"
    assert offer.settlement_days == 14


def test_a_fee_of_another_form_replaces_all_of_it(apply: Apply) -> None:
    changed = apply(
        'kind = "offer"\noffer = "oasis-std"\n'
        'set = { return_fee = { form = "share_of_forward", share = 0.5 } }\n'
    )
    assert changed.offers[2].return_fee.form == "share_of_forward"


def test_the_policy_gets_other_fields(apply: Apply) -> None:
    changed = apply('kind = "policy"\nset = { roles = "single", service = [] }')
    assert (changed.policy.roles, changed.policy.service) == ("single", ())


def test_tables_replace_rows_of_the_same_name_and_add_others(apply: Apply, folder: Path) -> None:
    other = folder / "other offer"
    other.mkdir()
    (other / "rate_cards.csv").write_text(
        "form,rate_card,zone,over_weight_g,up_to_weight_g,fee_per_parcel\n"
        "weight_band,desert,,0,1000,5.5\nweight_band,desert,,1000,5000,9\n"
    )
    (other / "price_tiers.csv").write_text(
        "form,schedule,price_tier,from_volume,discount\ndiscount,desert-volume,flat,0,0.1\n"
    )
    (other / "providers.csv").write_text("provider,name\ndesert,Desert 2\nnomad,Nomad\n")
    changed = apply('kind = "tables"\nfolder = "other offer"')
    assert [tier.price_tier for tier in changed.price_tiers] == ["flat"]
    assert [row.rate_card for row in changed.rate_cards] == ["falcon", "desert", "desert", "oasis"]
    names = [(row.provider, row.name) for row in changed.providers]
    assert names == [
        ("falcon", "Falcon Express"),
        ("desert", "Desert 2"),
        ("oasis", "Oasis Post"),
        ("nomad", "Nomad"),
    ]


def test_rows_stand_in_the_change_itself(apply: Apply) -> None:
    changed = apply(
        'kind = "rows"\ntable = "capacity"\nrows = [\n'
        '  { provider = "falcon", unit = "orders", capacity = 7 },\n'
        '  { provider = "oasis", unit = "kg", capacity = 12.5 },\n]'
    )
    rows = [(row.provider, row.unit, str(row.capacity)) for row in changed.capacity]
    assert rows == [
        ("falcon", "orders", "7"),
        ("desert", "orders", "320"),
        ("oasis", "orders", "200"),
        ("oasis", "kg", "12.5"),
    ]


def test_a_fee_table_is_replaced_whole(apply: Apply, folder: Path) -> None:
    head = "cod_fee_table,over_value,up_to_value,fixed,rate\n"
    (folder / "tiny" / "cod_fee_tables.csv").write_text(
        f"{head}desert,0,100,1,0\ndesert,100,500,2,0\nfalcon,0,,1,0\n"
    )
    other = folder / "other offer"
    other.mkdir()
    (other / "cod_fee_tables.csv").write_text(f"{head}desert,0,80,3,0\n")
    changed = apply('kind = "tables"\nfolder = "other offer"')
    steps = [(step.cod_fee_table, step.over_value) for step in changed.cod_fee_tables]
    assert steps == [("desert", 0), ("falcon", 0)]  # none is left of the old table


def test_faults_in_tables_name_their_cell(apply: Apply, folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "new" / "capacity.csv").write_text(
        "provider,unit,capacity\nfalcon,orders,7\nfalcn,orders,1\ndesert,boxes,1\n"
    )
    found = {
        (fault.file, fault.row, fault.column)
        for fault in faults_of(apply, 'kind = "tables"\nfolder = "new"')
    }
    assert ("new/capacity.csv", 3, "provider") in found
    assert ("new/capacity.csv", 4, "unit") in found


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ('kind = "demand_facto"\nfactor = 1', "kind", "demand_factor"),
        ("factor = 1", "kind", "demand_factor"),
        ('kind = "demand_factor"', "factor", "a factor from 0"),
        (
            'kind = "demand_factor"\nfactor = 1\nregoin = "Asir"',
            "regoin",
            "perhaps 'region'; one of from",
        ),
        ('kind = "demand_factor"\nfactor = -1', "factor", "a factor from 0"),
        ('kind = "demand_factor"\nfactor = "1e1"', "factor", "a factor from 0"),
        ('kind = "demand_factor"\nfactor = 2\nlane = "a;b"', "lane", "a name without ;"),
        ('kind = "demand_factor"\nfactor = 2\nfrom = 1793491200', "from", "a date from 2000"),
        ('kind = "demand_factor"\nfactor = 2\nfrom = 2026-11-01T00:00:00', "from", "a date"),
        ('kind = "demand_factor"\nfactor = 2\nto = "20261130"', "to", "a date from 2000"),
        ("kind = 7", "kind", "one of demand_factor, outage, offer, tables, rows, policy"),
        ('kind = "outage"', "provider", "a name of 1 to 80"),
        ('kind = "policy"', "set", "fields with their new values"),
        ('kind = "policy"\nset = 7', "set", "an object with named values"),
        ('kind = "policy"\nset = { main_share_max = 2 }', "set.main_share_max", "a share from"),
        ('kind = "policy"\nset = { rolls = "free" }', "set.rolls", "perhaps 'roles'"),
        (
            'kind = "policy"\nset = { backup_share_min = 0.6 }',
            "set",
            "column policy.main_share_min",
        ),
        ('kind = "policy"\nset = { main_share_min = 0.9 }', "set.main_share_min", "bounds that"),
        ('kind = "tables"\nfolder = 7', "folder", "text"),
        ('kind = "demand_factor"\nfactor = 1\nregion = "Tabuk"', "region", "demand"),
        ('kind = "demand_factor"\nfactor = 1\nfrom = 2026-11-05', "from", "2026-11-01 or 2026-12"),
        ('kind = "demand_factor"\nfactor = 1\nto = 2026-12-30', "to", "2026-11-30 or 2026-12-31"),
        ('kind = "demand_factor"\nfactor = 1\nfrom = 2028-01-01', "from", "days between"),
        ('kind = "outage"\nprovider = "falcn"', "provider", "falcon"),
        ('kind = "outage"\nprovider = "falcon"\nregion = "Tabuk"', "region", "delivers"),
        ('kind = "offer"\noffer = "falcon"\nset = { fuel_rate = 0 }', "offer", "falcon-std"),
        (
            'kind = "offer"\noffer = "falcon-std"\nset = { fuelrate = 0 }',
            "set.fuelrate",
            "fuel_rate",
        ),
        ('kind = "offer"\noffer = "falcon-std"\nset = { fuel_rate = 2 }', "set.fuel_rate", "share"),
        ('kind = "offer"\noffer = "falcon-std"\nset = {}', "set", "at least one entry"),
        ('kind = "offer"\noffer = "falcon-std"\nset = { offer = "x" }', "set.offer", "as it is"),
        ('kind = "tables"\nfolder = "nowhere"', "folder", "a folder of CSV"),
        ('kind = "rows"\ntable = "capacities"\nrows = [{}]', "table", "capacity"),
        ('kind = "rows"\ntable = "capacity"\nrows = []', "rows", "at least one"),
        (
            'kind = "rows"\ntable = "capacity"\n'
            'rows = [{ provider = "falcn", unit = "orders", capacity = 1 }]',
            "rows.1.provider",
            "falcon",
        ),
    ],
)
def test_what_is_stated_wrongly_is_named(
    apply: Apply, change: str, column: str, words: str
) -> None:
    (fault, *others) = faults_of(apply, change)
    assert not others
    assert fault.file == "change.toml (change 1)"
    assert fault.column == column
    assert words in fault.wanted


def test_a_change_that_breaks_the_policy_is_named(apply: Apply) -> None:
    (fault,) = faults_of(apply, 'kind = "policy"\nset = { main_share_max = 0.1 }')[:1]
    assert fault.file == "change.toml (change 1)"


def test_changes_chain_in_order_and_names_add_up(folder: Path) -> None:
    more, less = folder / "more.toml", folder / "less.toml"
    more.write_text('name = "peak"\n[[change]]\nkind = "demand_factor"\nfactor = 1.5\n')
    less.write_text('[[change]]\nkind = "demand_factor"\nfactor = 0.5\n')
    both = load_scenario(folder / "tiny", [more, less]).scenario
    assert both.name == "tiny + peak + less"
    assert demand_of(both)["Asir/low", 11] == 75


def test_a_change_file_can_stand_on_another(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "a.toml").write_text(
        'base = "tiny"\n[[change]]\nkind = "policy"\nset = { roles = "free" }\n'
    )
    (folder / "deep" / "b.toml").write_text(
        'base = "../a.toml"\n[[change]]\nkind = "demand_factor"\nfactor = 2\n'
    )
    changed = load_scenario(folder / "deep" / "b.toml").scenario
    assert (changed.name, changed.policy.roles) == ("tiny + a + b", "free")
    assert demand_of(changed)["Asir/low", 11] == 200


def test_a_ring_of_bases_is_refused(folder: Path) -> None:
    for name, base in (("a", "b"), ("b", "a")):
        (folder / f"{name}.toml").write_text(
            f'base = "{base}.toml"\n[[change]]\nkind = "policy"\nset = {{ roles = "free" }}\n'
        )
    with pytest.raises(InvalidInput, match=r"a\.toml → b\.toml → a\.toml"):
        load_scenario(folder / "a.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"column change: found nothing; wanted at least one \[\[change\]\]"),
        ('base = "tiny"\nchange = []', "at least one"),
        ('bsae = "tiny"\n[[change]]\nkind = "policy"\nset = {roles = "free"}', "perhaps 'base'"),
        (
            'base = 7\n[[change]]\nkind = "policy"\nset = {roles = "free"}',
            "base: found '7'; wanted text",
        ),
        ('base = "tiny"\nchange = 7', "change: found '7'; wanted a list"),
        ('base = "tiny"\nchange = [7]', "change.1: found '7'; wanted an object"),
        (
            'base = "tiny"\nname = "a;b"\nchange = [{}]',
            "name: found 'a;b'; wanted a name without ;",
        ),
        ("[[change]", "valid TOML"),
        ('[[change]]\nkind = "policy"\nset = {roles = "free"}', "--change"),
    ],
)
def test_files_that_are_no_change_file_are_refused(folder: Path, text: str, words: str) -> None:
    file = folder / "x.toml"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=words):
        load_scenario(file)


def test_all_faults_of_a_file_are_named_at_once(folder: Path) -> None:
    file = folder / "x.toml"
    file.write_text('[[change]]\nkind = "outage"\n[[change]]\nkind = "no"\n[[change]]\n')
    with pytest.raises(InvalidInput) as caught:
        load_scenario(folder / "tiny", [file])
    assert [fault.file for fault in caught.value.faults] == [
        "x.toml (change 1)",
        "x.toml (change 2)",
        "x.toml (change 3)",
    ]


def test_faults_of_the_scenario_and_of_every_file_are_named_at_once(folder: Path) -> None:
    (folder / "tiny" / "providers.csv").write_text("provider\nfalcon\ndesert\noasis\n;\n")
    (folder / "base.toml").write_text('base = "tiny"\n[[change]]\nkind = "outage"\n')
    (folder / "more.toml").write_text('[[change]]\nkind = "no"\n')
    (folder / "broken.toml").write_text("[[change]\n")
    files = [folder / "more.toml", folder / "broken.toml", folder / "nowhere.toml"]
    with pytest.raises(InvalidInput) as caught:
        load_scenario(folder / "base.toml", files)
    assert [fault.file for fault in caught.value.faults] == [
        "base.toml (change 1)",
        "more.toml (change 1)",
        "broken.toml",
        str(folder / "nowhere.toml"),
        "providers.csv",
    ]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ('kind = "demand_factor"\nfactor = 1.001\nlane = "Asir/low"', "factor"),
        ('kind = "offer"\noffer = "oasis-std"\nset = { fuel_rate = 0.00 }', "set"),
        ('kind = "policy"\nset = { roles = "main_backup" }', "set"),
        ('kind = "tables"\nfolder = "same"', "folder"),
    ],
)
def test_a_change_that_changes_nothing_is_refused(
    apply: Apply, folder: Path, change: str, column: str
) -> None:
    (folder / "same").mkdir()
    shutil.copy(TINY / "providers.csv", folder / "same")
    (fault,) = faults_of(apply, change)
    assert (fault.file, fault.column) == ("change.toml (change 1)", column)
    assert fault.found == "what the scenario states already"


def test_a_factor_of_1_is_a_step_of_a_series(apply: Apply) -> None:
    changed = apply('kind = "demand_factor"\nfactor = 1.0')
    assert changed.demand[:4] == read_scenario(TINY).demand


def test_faults_in_the_text_of_tables_name_their_folder(apply: Apply, folder: Path) -> None:
    (folder / "new").mkdir()
    (folder / "new" / "capacity.csv").write_text("provider,unit,capacity\nfalcon,orders\n")
    (fault,) = faults_of(apply, 'kind = "tables"\nfolder = "new/"')
    assert str(fault).startswith("new/capacity.csv, row 2: found 2 cells")


def test_a_long_chain_of_names_is_cut(folder: Path) -> None:
    file = folder / ("x" * 90 + ".toml")
    file.write_text('[[change]]\nkind = "policy"\nset = { roles = "free" }\n')
    name = load_scenario(folder / "tiny", [file]).scenario.name
    assert len(name) == 80
    assert name.endswith("…")


def test_the_settings_file_stands_for_its_folder() -> None:
    assert load_scenario(TINY / "scenario.toml").scenario == read_scenario(TINY)
