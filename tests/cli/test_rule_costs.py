"""``codroute rule-costs`` as a user runs it."""

import json
from pathlib import Path

from places import TINY
from shell import codroute

from codroute.cli.exits import ExitCode

PRICED = """engine = "decomposition"
time_limit_s = 20
relative_gap = 1e-6
"""


def test_the_dearest_rules_of_tiny_come_first(tmp_path: Path) -> None:
    saved = tmp_path / "costs.json"
    done = codroute("rule-costs", TINY, "--out", saved)
    assert done.returncode == ExitCode.DONE, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "tiny: with every rule 20,262.40 USD"
    assert lines[3].endswith("policy     21.60   21.60")
    assert lines[4].endswith("policy     21.60   21.60")
    assert max(map(len, lines)) <= 100
    document = json.loads(saved.read_text())
    assert [cost["cost_minor"] for cost in document["costs"]] == [2160, 2160, 0, 0, 0, 0, 0]
    assert document["complete"]


def test_prices_say_what_to_ask_for(tmp_path: Path) -> None:
    """With 500 orders of Falcon's and Oasis' capacity cut, more of theirs is worth something."""
    file = tmp_path / "priced.toml"
    file.write_text(PRICED)
    change = tmp_path / "less.toml"
    change.write_text(
        '[[change]]\nkind = "rows"\ntable = "capacity"\n'
        'rows = [{ provider = "falcon", unit = "orders", capacity = 20 }]\n'
    )
    done = codroute("rule-costs", TINY, "--change", change, "--solver", file)
    assert done.returncode in (ExitCode.DONE, ExitCode.LIMIT_REACHED), done.stderr
    assert "Easing a limit a little is worth up to" in done.stdout
    assert "2 more orders a month with falcon" in done.stdout
    assert "have price 0 in this plan, which proves: no plan without" in done.stdout


def test_what_time_leaves_is_said() -> None:
    done = codroute("rule-costs", TINY, "--total-time", "0.001")
    assert done.returncode == ExitCode.LIMIT_REACHED
    assert "7 rules had no plan without within the time (--total-time):" in done.stdout


def test_quiet_prints_nothing_and_json_everything() -> None:
    assert codroute("rule-costs", TINY, "--quiet").stdout == ""
    document = json.loads(codroute("rule-costs", TINY, "--json").stdout)["rule_costs"]
    assert {cost["rule"]["family"] for cost in document["costs"]} == {
        "capacity",
        "service",
        "roles",
    }
