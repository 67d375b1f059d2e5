"""``codroute repair`` as a user runs it."""

import json
from pathlib import Path

import pytest
from places import TINY
from shell import codroute

from codroute.cli.exits import ExitCode

DOUBLED = """[[change]]
kind = "demand_factor"
factor = 2

[[change]]
kind = "policy"
set = { decline = "never" }
"""


@pytest.fixture(name="doubled")
def _doubled(tmp_path: Path) -> Path:
    """Ask for 800 orders of tiny's providers, who take 720: all must be carried."""
    file = tmp_path / "doubled.toml"
    file.write_text(DOUBLED)
    return file


def test_what_has_to_give_on_the_screen_and_in_files(doubled: Path, tmp_path: Path) -> None:
    change, saved = tmp_path / "repaired.toml", tmp_path / "repair.json"
    done = codroute("repair", TINY, "--change", doubled, "--out-change", change, "--out", saved)
    assert done.returncode == ExitCode.DONE, done.stderr
    told = done.stdout
    assert "tiny + doubled: no plan satisfies every rule" in told
    # 80 of the 200 orders of one lane: 1 + 80 / 200.
    assert "costs 1.40 by the weights (proven: nothing costs less)" in told
    assert "Policies, which are yours to decide" in told
    assert "Facts" not in told
    assert "200 orders  120 orders  40.00 %" in told
    assert "Without it there is no plan: proven." in told
    assert "These 7 rules contradict each other" in told
    assert "No fewer rules do so: proven." in told
    assert max(map(len, told.splitlines())) <= 100
    planned = codroute("plan", TINY, "--change", doubled, "--change", change, "--quiet")
    assert planned.returncode == ExitCode.DONE
    document = json.loads(saved.read_text())
    assert document["relaxations"][0]["necessary"] is True
    assert len(document["contradiction"]["rules"]) == 7


def test_weights_decide_what_gives(doubled: Path, tmp_path: Path) -> None:
    """Capacities of 200, 320 and 200: 80 more orders are a quarter of the largest."""
    weights = tmp_path / "weights.toml"
    weights.write_text('policy = "keep"\nfact = 4\n')
    done = codroute("repair", TINY, "--change", doubled, "--weights", weights, "--json")
    assert done.returncode == ExitCode.DONE, done.stderr
    document = json.loads(done.stdout)["repair"]
    (given,) = document["relaxations"]
    assert (given["rule"]["name"], given["limits"][0]["needed"]) == ("desert", "400")
    assert document["cost"] == pytest.approx(4 * 1.25)


def test_a_scenario_with_a_plan_needs_no_repair(tmp_path: Path) -> None:
    change = tmp_path / "repaired.toml"
    done = codroute("repair", TINY, "--out-change", change)
    assert done.returncode == ExitCode.DONE
    assert "nothing has to give; one earns 20,262.40 USD (audit passed)" in done.stdout
    assert not change.exists()


def test_where_nothing_may_give_there_is_no_repair(doubled: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights.toml"
    weights.write_text('policy = "keep"\nfact = "keep"\n')
    done = codroute("repair", TINY, "--change", doubled, "--weights", weights)
    assert done.returncode == ExitCode.INFEASIBLE
    assert "No set of rules that may give leaves a plan" in done.stdout


def test_every_fault_of_weights_is_told_with_its_place(doubled: Path, tmp_path: Path) -> None:
    weights = tmp_path / "weights.toml"
    weights.write_text('fact = -1\n[[rules]]\nfamily = "capacity"\nname = "x"\nweight = 0\n')
    done = codroute("repair", TINY, "--change", doubled, "--weights", weights, "--json")
    assert done.returncode == ExitCode.INVALID_INPUT
    faults = json.loads(done.stdout)["faults"]
    assert [(f["file"], f["column"]) for f in faults] == [
        ("weights.toml", "fact"),
        ("weights.toml", "rules.1.weight"),
    ]


def test_plan_points_to_repair(doubled: Path) -> None:
    done = codroute("plan", TINY, "--change", doubled, "--quiet")
    assert done.returncode == ExitCode.INFEASIBLE
    assert "there would be one with" in done.stderr
    assert "codroute repair" in done.stderr


def test_places_are_checked_before_anything_is_done(doubled: Path, tmp_path: Path) -> None:
    done = codroute("repair", TINY, "--change", doubled, "--out-change", tmp_path / "x.json")
    assert done.returncode == ExitCode.INVALID_INPUT
    assert "--out-change" in done.stderr
