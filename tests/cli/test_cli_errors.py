"""Exit codes, faults and JSON errors, as a user meets them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from places import TINY
from shell import codroute, copy_of_tiny, longest_line

from codroute.cli.exits import ExitCode, problem_of
from codroute.errors import (
    CodrouteError,
    Fault,
    Infeasible,
    InvalidInput,
    NoPlanFound,
    SolveFailed,
)


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Tiny with one fault in each of five files."""
    return copy_of_tiny(
        tmp_path,
        demand=("Riyadh/low,2026-11-01,100", "Riyadh/low,2026-11-01,many"),
        performance=("falcon,0.80", "falcon,1.80"),
        offers=("oasis-std,oasis", "oasis-std,[red]oases"),
        capacity=("desert,orders,320", "desert,orders,"),
        scenario=('period = "month"', 'period = "fortnight"'),
    )


def test_validate_names_every_fault_at_once(broken: Path) -> None:
    done = codroute("validate", broken)
    assert done.returncode == ExitCode.INVALID_INPUT
    for words in ("demand.csv", "'many'", "'1.80'", "'[red]oases'", "capacity.csv", "'fortnight'"):
        assert words in done.stdout
    assert longest_line(done.stdout) <= 100
    assert not done.stderr


def test_validate_gives_the_same_faults_as_json(broken: Path) -> None:
    done = codroute("validate", broken, "--json")
    document = json.loads(done.stdout)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert document["error"] == "invalid_input"
    places = {(fault["file"], fault["row"], fault["column"]) for fault in document["faults"]}
    assert ("demand.csv", 2, "orders") in places
    assert ("performance.csv", 2, "paid_rate") in places
    assert ("scenario.toml", None, "horizon.period") in places
    assert not done.stderr


def test_every_command_lists_faults_on_standard_error(broken: Path) -> None:
    done = codroute("plan", broken)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert "'many'" in done.stderr
    assert not done.stdout


def test_control_codes_in_the_input_do_not_reach_the_terminal(tmp_path: Path) -> None:
    evil = copy_of_tiny(tmp_path, demand=("Riyadh/low,", "Riyadh/low\x1b[2J,"))
    done = codroute("validate", evil)
    assert "\\x1b[2J" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", TINY, "--nonsense"),
        ("plan", TINY, "--gap", "1000%"),
        ("plan", TINY, "--gap", "nan"),
        ("plan", TINY, "--threads", "0"),
        ("plan", TINY, "--solver", "no-such-solver"),
        ("plan", TINY, "--solver", "scip", "--threads", "4"),
        ("export", TINY, "--to", "model.txt"),
        ("show", "no-such-plan.json"),
        ("audit", TINY, "no-such-plan.csv"),
        ("validate",),
        ("dance",),
    ],
)
def test_usage_errors_end_with_2_in_words_and_as_json(arguments: tuple[object, ...]) -> None:
    done = codroute(*arguments)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert done.stderr
    assert not done.stdout
    as_json = codroute(*arguments, "--json")
    assert as_json.returncode == ExitCode.INVALID_INPUT
    assert json.loads(as_json.stdout)["error"] in ("usage", "invalid_input")


@pytest.mark.parametrize(
    ("option", "value", "found"),
    [
        ("--seed", "99999999999", "'99999999999'"),
        ("--time-limit", "inf", "'inf'"),
        ("--time-limit", "1e300", "'1e+300'"),
        ("--threads", "99999999999", "'99999999999'"),
        ("--threads", "1025", "'1025'"),
    ],
)
def test_a_value_beyond_its_bounds_is_named(option: str, value: str, found: str) -> None:
    done = codroute("plan", TINY, option, value, "--json")
    assert done.returncode == ExitCode.INVALID_INPUT
    (fault,) = json.loads(done.stdout)["faults"]
    assert (fault["file"], fault["column"], fault["found"]) == ("command line", option, found)
    assert fault["wanted"].startswith(("less than or equal to", "a finite number"))


def test_values_that_do_not_go_together_are_named() -> None:
    done = codroute("plan", TINY, "--solver", "scip", "--threads", "4", "--json")
    (fault,) = json.loads(done.stdout)["faults"]
    assert fault["found"] == "threads = 4"
    assert fault["wanted"].startswith("1: ")


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (InvalidInput([Fault("f", 1, "c", "a", "b")]), "invalid_input", ExitCode.INVALID_INPUT),
        (Infeasible("no"), "infeasible", ExitCode.INFEASIBLE),
        (NoPlanFound("no", interrupted=False), "limit_reached", ExitCode.LIMIT_REACHED),
        (NoPlanFound("no", interrupted=True), "interrupted", ExitCode.INTERRUPTED),
        (KeyboardInterrupt(), "interrupted", ExitCode.INTERRUPTED),
        (SolveFailed("crash"), "solve_failed", ExitCode.UNEXPECTED),
        (CodrouteError("other"), "invalid_input", ExitCode.INVALID_INPUT),
        (ZeroDivisionError("x"), "unexpected", ExitCode.UNEXPECTED),
    ],
)
def test_every_error_has_its_kind_and_code(error: BaseException, kind: str, code: int) -> None:
    problem = problem_of(error)
    assert (problem.kind, problem.code) == (kind, code)
    assert problem.document()["error"] == kind


def test_an_infeasible_scenario_ends_with_3(tmp_path: Path) -> None:
    tight = copy_of_tiny(
        tmp_path,
        capacity=("falcon,orders,200", "falcon,orders,1"),
        scenario=('decline = "no_capacity"', 'decline = "never"'),
    )
    (tight / "capacity.csv").write_text(
        "provider,unit,capacity\nfalcon,orders,1\ndesert,orders,1\noasis,orders,1\n"
    )
    assert codroute("plan", tight).returncode == ExitCode.INFEASIBLE
    done = codroute("plan", tight, "--json")
    assert done.returncode == ExitCode.INFEASIBLE
    assert json.loads(done.stdout)["error"] == "infeasible"


def test_an_unexpected_error_is_one_line_and_a_traceback_only_when_asked(tmp_path: Path) -> None:
    program = (
        "import sys, codroute.scenario.changes.overrides as o\n"
        "def fail(*a): raise ZeroDivisionError('boom')\n"
        "o.load_scenario = fail\n"
        "from codroute.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", program]
    validate = ["validate", str(tmp_path)]
    done = subprocess.run([*command, *validate], capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.UNEXPECTED
    assert done.stderr.count("\n") == 1
    assert "boom" in done.stderr
    debug = subprocess.run(
        [*command, "--debug", *validate], capture_output=True, text=True, check=False
    )
    assert "Traceback" in debug.stderr


@pytest.mark.parametrize(
    ("command", "found", "wanted"),
    [
        (("audit", "plan.json", "tiny.json"), "a plan", "a scenario"),
        (("show", "tiny.json"), "a scenario", "a plan of it"),
        (("show", "plan.csv"), "a CSV file", "read by codroute audit"),
    ],
)
def test_a_file_of_another_kind_is_named(
    command: tuple[str, ...], found: str, wanted: str, tmp_path: Path
) -> None:
    files = ("--out", "plan.json", "--csv", "plan.csv", "--gap", "0.1%", "--quiet")
    assert codroute("plan", TINY, *files, cwd=tmp_path).returncode == ExitCode.DONE
    assert codroute("convert", TINY, "--to", "tiny.json", cwd=tmp_path).returncode == ExitCode.DONE
    done = codroute(*command, "--json", cwd=tmp_path)
    assert done.returncode == ExitCode.INVALID_INPUT
    (fault,) = json.loads(done.stdout)["faults"]
    assert fault["found"] == found
    assert wanted in fault["wanted"]


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.parametrize("command", [("validate", "--schema"), ("plan", TINY), ("--help",)])
def test_a_reader_that_goes_away_leaves_no_trace(command: tuple[object, ...]) -> None:
    run = "from codroute.cli.main import run; run()"
    read_end, write_end = os.pipe()
    os.close(read_end)
    with subprocess.Popen(
        [sys.executable, "-c", run, *map(str, command)],
        stdout=write_end,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(write_end)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.UNEXPECTED
    assert "Traceback" not in errors
    assert "BrokenPipe" not in errors


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_ctrl_c_before_the_solve_ends_with_5() -> None:
    program = (
        "import os, signal, sys, codroute.scenario.changes.overrides as o\n"
        "o.load_scenario = lambda *a: os.kill(os.getpid(), signal.SIGINT)\n"
        "from codroute.cli.main import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "plan", "x"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert done.returncode == ExitCode.INTERRUPTED
    assert "Traceback" not in done.stderr
