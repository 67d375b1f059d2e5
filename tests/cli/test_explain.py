"""codroute explain: a lane, an order and lists of a stored plan, on the screen and as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
from places import TINY
from shell import codroute, longest_line

from codroute.cli.exits import ExitCode


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("explain") / "plan.json"
    done = codroute("plan", TINY, "--out", path, "--quiet")
    assert done.returncode == ExitCode.DONE, done.stderr
    return path


def test_a_lane_on_the_screen(plan: Path) -> None:
    done = codroute("explain", plan, "--lane", "Riyadh/low")
    assert (done.returncode, done.stderr) == (ExitCode.DONE, "")
    assert longest_line(done.stdout) <= 100
    lines = [line.split() for line in done.stdout.splitlines()]
    # README: Desert from 300 orders on earns 27.00, Falcon 26.60, Oasis 25.44
    options = [line[:6] for line in lines[3:6]]
    assert options == [
        ["desert-std", "80", "main", "80.0", "%", "27.00"],
        ["falcon-std", "20", "backup", "80.0", "%", "26.60"],
        ["oasis-std", "–", "82.0", "%", "25.44", "0.00"],
    ]
    # Falcon costs 5.00: 0.40 less is 8 %, and 0.40 is a point of 40.00 and 2.00 not refused
    start = lines.index(["desert-std:"])
    assert lines[start + 1][:5] == ["falcon-std", "0.40", "4.60", "(−8.0", "%)"]
    assert lines[start + 1][-3:] == ["80.95", "%", "(+0.95)"]
    assert "This plan has no shadow prices" in done.stdout


@pytest.mark.parametrize("columns", ["40", "60", "200"])
def test_the_screen_keeps_its_width(plan: Path, columns: str) -> None:
    done = codroute("explain", plan, "--lane", "Asir/high", COLUMNS=columns)
    assert done.returncode == ExitCode.DONE
    assert longest_line(done.stdout) <= int(columns)


def test_json_and_out_say_the_same(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "lane.json"
    done = codroute("explain", plan, "--lane", "Riyadh/low", "--json", "--out", out)
    assert done.returncode == ExitCode.DONE
    told = json.loads(done.stdout)
    assert told == json.loads(out.read_text(encoding="utf-8"))
    assert (told["lane"], told["options"][0]["offer"]) == ("Riyadh/low", "desert-std")


def test_an_order_of_a_file(plan: Path, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "order,country,region,value_tier,cod_value,weight_g\n"
        "1,SA,Asir,high,120,900\n2,SA,Asir,,40,400\n3,SA,Nowhere,low,40,400\n",
        encoding="utf-8",
    )

    def ask(*more: str) -> Any:
        done = codroute("explain", plan, "--order", orders, *more, "--json")
        return done.returncode, json.loads(done.stdout)

    assert ask("--id", "1")[1]["faults"][0]["row"] == 4  # the region that nobody knows
    orders.write_text(orders.read_text(encoding="utf-8").replace("Nowhere", "Asir"), "utf-8")
    code, told = ask("--id", "1")
    assert (code, told["order"], told["lane"]) == (ExitCode.DONE, "1", "Asir/high")
    desert = next(option for option in told["options"] if option["offer"] == "desert-std")
    # 0.8 × 120, two steps of 500 g at a quarter off, Asir, the way back of a fifth
    assert desert["contribution"] == pytest.approx(96 - 7 * 0.75 - 0.5 - 0.2 * 2.5)
    code, told = ask()
    assert (code, told["faults"][0]["column"]) == (ExitCode.INVALID_INPUT, "--id")
    code, told = ask("--id", "7")
    assert (code, told["faults"][0]["column"]) == (ExitCode.INVALID_INPUT, "--id")
    code, told = ask("--id", "2")
    assert (code, told["faults"][0]["column"]) == (ExitCode.INVALID_INPUT, "--order")


def test_lists(plan: Path) -> None:
    done = codroute("explain", plan, "--declined")
    assert (done.returncode, done.stdout) == (ExitCode.DONE, "The plan declines no orders.\n")
    told = json.loads(codroute("explain", plan, "--prepaid", "--stay", "80%", "--json").stdout)
    first = told["prepaid"][0]
    # 80 Desert and 20 Falcon earn 26.52 each; in advance 40.00 less 5.00 of freight and Asir
    assert (told["stay"], first["lane"], first["gain_minor"]) == (0.8, "Asir/low", 14800)
    assert (first["cod"], first["prepaid"]) == (26.52, 35.0)
    done = codroute("explain", plan, "--prepaid", "--stay", "0.8")
    assert longest_line(done.stdout) <= 100
    assert "Must stay" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "columns"),
    [
        ((), [None]),
        (("--lane", "Riyadh/low", "--declined"), [None]),
        (("--lane", "Riyadh/low", "--id", "1", "--stay", "0.5"), ["--id", "--stay"]),
        (("--lane", "Riyad/low"), ["--lane"]),
    ],
)
def test_questions_that_are_none(
    plan: Path, arguments: tuple[str, ...], columns: list[str | None]
) -> None:
    done = codroute("explain", plan, *arguments, "--json")
    assert done.returncode == ExitCode.INVALID_INPUT
    assert [fault["column"] for fault in json.loads(done.stdout)["faults"]] == columns


def test_a_plan_without_its_scenario(plan: Path, tmp_path: Path) -> None:
    document = json.loads(plan.read_text(encoding="utf-8"))
    old = tmp_path / "old.json"
    for stated in (None, document["stated"] | {"lanes": [{"region": "R"}]}):
        old.write_text(json.dumps(document | {"stated": stated}), encoding="utf-8")
        done = codroute("explain", old, "--declined", "--json")
        assert done.returncode == ExitCode.INVALID_INPUT
        assert "stated" in json.loads(done.stdout)["faults"][0]["column"]
