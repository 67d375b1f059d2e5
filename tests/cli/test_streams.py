"""Standard output and error in every state that a shell can leave them in."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from places import TINY
from shell import codroute

from codroute.cli.exits import ExitCode

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")

_PROGRAM = "from codroute.cli.main import run; run()"
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")


def in_shell(command: str, *redirections: str) -> subprocess.CompletedProcess[str]:
    """Run a command with redirections; TINY stands for the scenario."""
    words = [sys.executable, "-c", _PROGRAM, *command.replace("TINY", str(TINY)).split()]
    line = f"{shlex.join(words)} {' '.join(redirections)}"
    return subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)


@needs_full
@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("validate nope --json", ExitCode.INVALID_INPUT),
        ("validate nope", ExitCode.INVALID_INPUT),
        ("plan nope --json", ExitCode.INVALID_INPUT),
        ("plan TINY --nonsense --json", ExitCode.INVALID_INPUT),
        ("plan TINY --json", ExitCode.UNEXPECTED),
        ("plan TINY", ExitCode.UNEXPECTED),
        ("version", ExitCode.UNEXPECTED),
    ],
)
def test_a_full_disk_behind_standard_output_is_told_and_keeps_the_code(
    command: str, code: ExitCode
) -> None:
    done = in_shell(command, ">/dev/full")
    assert done.returncode == code
    assert "Traceback" not in done.stderr and "Exception ignored" not in done.stderr
    words = "No space left" if code is ExitCode.UNEXPECTED else "nope nonsense"
    assert any(word in done.stderr for word in words.split())


@needs_full
@pytest.mark.parametrize(
    ("command", "code"), [("plan nope", ExitCode.INVALID_INPUT), ("plan TINY", ExitCode.DONE)]
)
@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-"])
def test_standard_error_is_not_vital(command: str, code: ExitCode, redirection: str) -> None:
    done = in_shell(command, redirection)
    assert done.returncode == code
    assert ("Audit     passed" in done.stdout) == (code is ExitCode.DONE)


@pytest.mark.parametrize("streams", [(">&-",), (">&-", "2>&-"), (">&-", "2>&-", "<&-")])
def test_closed_streams_do_not_end_a_plan(streams: tuple[str, ...], tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    done = in_shell(f"plan TINY --out {out}", *streams)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert json.loads(out.read_text(encoding="utf-8"))["scenario"] == "tiny"
    assert in_shell("plan nope", *streams).returncode == ExitCode.INVALID_INPUT


@pytest.mark.parametrize("command", ["plan nope --json", "validate nope", "validate nope --json"])
def test_a_problem_that_nobody_reads_keeps_its_code(command: str) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, *command.split()],
        stdout=write_end,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.close(write_end)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INVALID_INPUT
    assert "Traceback" not in errors


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_no_encoding_costs_the_plan(variables: dict[str, str], tmp_path: Path) -> None:
    document = json.loads(codroute("show", made(tmp_path), "--json").stdout)["plan"]
    document["scenario"] = "تمور 枣"
    stored = tmp_path / "named.json"
    stored.write_text(json.dumps(document), encoding="utf-8")
    words = codroute("show", stored, **variables)
    assert words.returncode == ExitCode.DONE, words.stderr
    assert "\\u67a3" in words.stdout
    as_json = codroute("show", stored, "--json", **variables)
    assert json.loads(as_json.stdout)["plan"]["scenario"] == "تمور 枣"
    assert as_json.stdout.isascii()


def made(folder: Path) -> Path:
    """Make the plan of tiny."""
    done = codroute("plan", TINY, "--quiet", "--out", folder / "plan.json")
    assert done.returncode == ExitCode.DONE, done.stderr
    return folder / "plan.json"


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_half_letters_in_the_input_reach_the_screen_and_json_escaped(
    encoding: str, tmp_path: Path
) -> None:
    stated = tmp_path / "s.json"
    stated.write_text('{"\\ud800": 1, "x\\u202e": 2}')
    words = codroute("validate", stated, PYTHONIOENCODING=encoding)
    assert words.returncode == ExitCode.INVALID_INPUT, words.stderr
    assert "\\ud800" in words.stdout and "x\\u202e" in words.stdout
    done = codroute("plan", stated, "--json", PYTHONIOENCODING=encoding)
    assert done.returncode == ExitCode.INVALID_INPUT
    columns = {fault["column"] for fault in json.loads(done.stdout)["faults"]}
    assert {"\\ud800", "x\\u202e"} <= columns


def test_lines_in_a_pipe_end_where_their_text_ends() -> None:
    for command in (("plan", TINY), ("solvers",), ("validate", "nope")):
        done = codroute(*command)
        assert done.stdout
        assert not [line for line in done.stdout.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("columns", ["0", "1", "39", "-5", "x", "²", "", "999999999999"])
def test_columns_that_cannot_be_meant_are_ignored(columns: str) -> None:
    meant, ignored = codroute("solvers"), codroute("solvers", COLUMNS=columns)
    assert ignored.stdout == meant.stdout


def test_columns_that_can_be_meant_are_obeyed() -> None:
    lines = codroute("plan", TINY, COLUMNS="60").stdout.splitlines()
    assert 50 < max(map(len, lines)) <= 60
