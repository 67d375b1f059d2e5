"""Each command, run as a user runs it: its words at 100 columns, its JSON, its files."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from places import TINY
from proofs import tiny_proof
from python_calamine import CalamineWorkbook
from samples import outcome, tiny_plan
from shell import codroute, copy_of_tiny, longest_line

from codroute.audit import Finding, Verdict
from codroute.cli.exits import ExitCode
from codroute.cli.plan import exit_code
from codroute.errors import Fault
from codroute.pipeline import PlanResult
from codroute.plan.files import read_plan, write_plan
from codroute.plan.model import EndReason, Plan
from codroute.scenario.parse import parse_scenario, read_scenario

BEST_MINOR = 2_026_240


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plan of tiny as plan.json, plan.csv and plan.xlsx."""
    folder = tmp_path_factory.mktemp("made")
    files = ("--out", "plan.json", "--csv", "plan.csv", "--xlsx", "plan.xlsx")
    done = codroute("plan", TINY, "--quiet", *files, cwd=folder)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert not done.stdout
    assert not done.stderr
    assert sorted(file.name for file in folder.iterdir()) == ["plan.csv", "plan.json", "plan.xlsx"]
    return folder


def test_plan_prints_one_screen() -> None:
    done = codroute("plan", TINY)
    assert done.returncode == ExitCode.DONE
    bound = "No plan that declines nothing"
    for words in ("20,262.40", "Audit     passed", "desert", "Riyadh/low", bound):
        assert words in done.stdout
    assert longest_line(done.stdout) <= 100
    assert len(done.stdout.splitlines()) <= 45
    assert "bound" in done.stderr


def test_plan_as_json_is_one_document() -> None:
    done = codroute("plan", TINY, "--json", "--quiet")
    document = json.loads(done.stdout)
    assert Plan.model_validate(document["plan"]).contribution_minor == BEST_MINOR
    assert document["audit"]["passed"]
    assert document["audit"]["contribution_minor"] == BEST_MINOR
    assert document["warnings"] == []


def test_show_prints_what_plan_printed_but_the_verdict(made: Path) -> None:
    done = codroute("show", "plan.json", cwd=made)
    planned = codroute("plan", TINY).stdout.splitlines()
    assert done.stdout.splitlines()[:20] == planned[:20]
    assert "not run here" in done.stdout
    stored = json.loads(codroute("show", "plan.json", "--json", cwd=made).stdout)["plan"]
    assert Plan.model_validate(stored) == read_plan(made / "plan.json")


def test_audit_accepts_the_plan_in_both_forms(made: Path) -> None:
    for name in ("plan.json", "plan.csv"):
        done = codroute("audit", TINY, name, cwd=made)
        assert done.returncode == ExitCode.DONE, done.stdout
        assert "20,262.40" in done.stdout


def test_audit_says_what_the_prices_of_a_plan_prove(made: Path, tmp_path: Path) -> None:
    plan = read_plan(made / "plan.json")
    assert plan.outcome is not None
    proven = plan.model_copy(
        update={"outcome": plan.outcome.model_copy(update={"proof": tiny_proof()})}
    )
    write_plan(proven, tmp_path / "proven.json")
    done = codroute("audit", TINY, "proven.json", "--bound", cwd=tmp_path)
    words = " ".join(done.stdout.split())
    assert done.returncode == ExitCode.DONE, done.stdout
    assert "Added up anew from the plan's prices: No plan that declines nothing" in words
    assert "can earn over 20,262.40 USD; this one" in words
    document = json.loads(
        codroute("audit", TINY, "proven.json", "--bound", "--json", cwd=tmp_path).stdout
    )
    assert document["proof"]["bound"] == "20262.40"
    assert document["proof"]["relative_gap"] == pytest.approx(0, abs=1e-9)
    assert document["proof"]["least_declined"] is None


def test_audit_finds_a_bound_that_the_prices_do_not_prove(made: Path, tmp_path: Path) -> None:
    plan = read_plan(made / "plan.json")
    assert plan.outcome is not None
    worse = plan.outcome.model_copy(update={"proof": tiny_proof(price=0)})
    write_plan(plan.model_copy(update={"outcome": worse}), tmp_path / "worse.json")
    assert codroute("audit", TINY, "worse.json", cwd=tmp_path).returncode == ExitCode.DONE
    done = codroute("audit", TINY, "worse.json", "--bound", cwd=tmp_path)
    assert done.returncode == ExitCode.AUDIT_FAILED
    assert "prices that prove" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("plan.json", "no proof of its bound 20262.40 USD: it rests on the solver's word alone"),
        ("plan.csv", "The plan claims no bound, so there is nothing to add up."),
    ],
)
def test_audit_says_that_there_is_no_proof(made: Path, name: str, words: str) -> None:
    done = codroute("audit", TINY, name, "--bound", cwd=made)
    assert done.returncode == ExitCode.DONE
    assert words in " ".join(done.stdout.split())
    document = json.loads(codroute("audit", TINY, name, "--bound", "--json", cwd=made).stdout)
    assert document["proof"] == {"bound": None, "relative_gap": None, "least_declined": None}


def test_audit_finds_what_was_edited(made: Path, tmp_path: Path) -> None:
    text = (made / "plan.csv").read_text(encoding="utf-8")
    edited = tmp_path / "edited.csv"
    edited.write_text(text.replace("main,80", "main,95", 1), encoding="utf-8")
    done = codroute("audit", TINY, edited)
    assert done.returncode == ExitCode.AUDIT_FAILED
    assert "wanted" in done.stdout
    assert longest_line(done.stdout) <= 100
    document = json.loads(codroute("audit", TINY, edited, "--json").stdout)
    assert not document["passed"]
    assert {finding["check"] for finding in document["findings"]} >= {"assignment"}


def test_audit_finds_a_false_claim_in_the_json(made: Path, tmp_path: Path) -> None:
    document = json.loads((made / "plan.json").read_text(encoding="utf-8"))
    document["total_minor"]["freight"] += 100
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(document), encoding="utf-8")
    assert codroute("audit", TINY, edited).returncode == ExitCode.AUDIT_FAILED


def test_faults_of_an_allocation_are_listed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lane,period,offer,orders\nx,today,falcon-std,-1\n")
    done = codroute("audit", TINY, tmp_path / "a.csv", "--json")
    assert done.returncode == ExitCode.INVALID_INPUT
    assert [fault["column"] for fault in json.loads(done.stdout)["faults"]] == ["period", "orders"]


@pytest.mark.parametrize("name", ["model.lp", "model.mps"])
def test_export_writes_the_model(tmp_path: Path, name: str) -> None:
    done = codroute("export", TINY, "--to", name, "--json", cwd=tmp_path)
    assert json.loads(done.stdout) == {"written": name}
    assert (tmp_path / name).stat().st_size > 1000


def test_convert_gives_the_same_scenario_in_both_directions(tmp_path: Path) -> None:
    first = codroute("convert", TINY, "--to", "tiny.json", "--json", cwd=tmp_path)
    second = codroute("convert", "tiny.json", "--to", "folder", "--json", cwd=tmp_path)
    stated = read_scenario(TINY)
    assert json.loads(first.stdout)["digest"] == json.loads(second.stdout)["digest"]
    assert read_scenario(tmp_path / "folder") == stated == read_scenario(tmp_path / "tiny.json")
    assert parse_scenario(json.loads((tmp_path / "tiny.json").read_text())).digest == stated.digest


def test_convert_does_not_write_over_a_folder(tmp_path: Path) -> None:
    copy = copy_of_tiny(tmp_path)
    before = sorted(copy.iterdir())
    done = codroute("convert", TINY, "--to", copy)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert sorted(copy.iterdir()) == before
    assert sorted(tmp_path.iterdir()) == [copy]


@pytest.mark.parametrize(
    ("command", "check"),
    [
        (("version",), lambda found: set(found) == {"codroute"}),
        (("solvers",), lambda found: "default" in found),
        (("doctor",), lambda found: found["healthy"] and len(found["backends"]) == 4),
        (("validate", TINY), lambda found: found["valid"] and found["counts"]["orders"] == 400),
        (("validate", "--schema"), lambda found: "lanes" in found["properties"]),
    ],
)
def test_small_commands_in_words_and_as_json(
    command: tuple[object, ...], check: Callable[[dict[str, object]], bool]
) -> None:
    words = codroute(*command)
    assert words.returncode == ExitCode.DONE
    if "--schema" not in command:
        assert longest_line(words.stdout) <= 100
    document = codroute(*command, "--json")
    assert document.returncode == ExitCode.DONE
    assert check(json.loads(document.stdout))
    assert not document.stderr


def test_a_change_carries_into_every_command(tmp_path: Path) -> None:
    change = tmp_path / "more.toml"
    change.write_text('[[change]]\nkind = "demand_factor"\nfactor = 1.01\n')
    done = codroute("plan", TINY, "--change", change, "--out", tmp_path / "p.json", "--gap", "0.1%")
    assert done.returncode == ExitCode.DONE, done.stderr
    assert done.stdout.startswith("tiny + more")
    assert "404 orders planned" in done.stdout
    with_change = codroute("audit", TINY, tmp_path / "p.json", "--change", change)
    assert with_change.returncode == ExitCode.DONE, with_change.stdout
    assert codroute("audit", TINY, tmp_path / "p.json").returncode == ExitCode.AUDIT_FAILED


def test_help_loads_nothing_that_takes_time() -> None:
    done = codroute("--help")
    assert "Exit codes" in done.stdout
    assert longest_line(done.stdout) <= 100
    program = (
        "import sys, codroute.cli.main\n"
        "print([m for m in ('ortools', 'pulp', 'numpy', 'pydantic', 'rich') if m in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


def test_no_colour_codes_in_a_pipe() -> None:
    assert "\x1b" not in codroute("plan", TINY, NO_COLOR="1").stdout
    assert "\x1b" not in codroute("solvers").stdout


def test_the_workbook_of_the_command_line_can_be_read(made: Path) -> None:
    book = CalamineWorkbook.from_path(made / "plan.xlsx")
    lanes = book.get_sheet_by_name("Lanes").to_python()
    assert lanes[-2][0] == "Total"
    assert lanes[-2][1] == 400


@pytest.mark.parametrize(
    ("reason", "passed", "unwritten", "code"),
    [
        (EndReason.GAP_REACHED, True, False, ExitCode.DONE),
        (EndReason.TIME_LIMIT, True, False, ExitCode.LIMIT_REACHED),
        (EndReason.OTHER_LIMIT, True, False, ExitCode.LIMIT_REACHED),
        (EndReason.SOLVER_FAILED, True, False, ExitCode.LIMIT_REACHED),
        (EndReason.INTERRUPTED, True, False, ExitCode.INTERRUPTED),
        (EndReason.TIME_LIMIT, True, True, ExitCode.INVALID_INPUT),
        (EndReason.INTERRUPTED, False, True, ExitCode.AUDIT_FAILED),
    ],
)
def test_every_end_has_its_exit_code(
    reason: EndReason, passed: bool, unwritten: bool, code: ExitCode
) -> None:
    plan = tiny_plan().model_copy(update={"outcome": outcome(reason=reason)})
    findings = () if passed else (Finding("capacity", "here", "2", "1"),)
    result = PlanResult(plan, Verdict(("capacity",), findings))
    faults = [Fault("plan.json", None, None, "a full disk", "room")] if unwritten else []
    assert exit_code(result, faults) is code
