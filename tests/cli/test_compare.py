"""``codroute compare``: faults of usage, and saved comparisons where something else is wanted."""

from pathlib import Path

import pytest
from places import TINY
from shell import codroute


def faults_of(*arguments: str | Path) -> str:
    done = codroute(*arguments, COLUMNS="400")
    assert done.returncode == 2
    return " ".join(done.stderr.split())


def test_an_offer_is_asked_for_by_its_option() -> None:
    assert "command line --offer none at least one offer" in faults_of("compare", TINY)


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (("compare", "saved", "--offer", "offer"), "a scenario"),
        (("rule-costs", "saved"), "a scenario"),
        (("explain", "saved", "--declined"), "a plan, from codroute plan --out"),
    ],
)
def test_a_saved_comparison_is_called_so_where_it_is_not_wanted(
    command: tuple[str, ...], wanted: str, tmp_path: Path
) -> None:
    saved, offer = tmp_path / "saved.json", tmp_path / "offer.toml"
    saved.write_text('{"variants": []}', encoding="utf-8")
    offer.write_text("", encoding="utf-8")
    paths = {"saved": saved, "offer": offer}
    found = faults_of(*(paths.get(each, each) for each in command))
    assert f"saved.json a saved comparison {wanted}" in found
