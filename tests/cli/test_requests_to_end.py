"""SIGTERM and SIGHUP do what Ctrl-C does, and nothing stays behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from places import GULF_PEAK, TINY

from codroute.cli.exits import ExitCode

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

_RUN = "from codroute.cli.main import run; run()\n"


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_request_to_end_gives_the_best_plan_so_far(name: str, tmp_path: Path) -> None:
    out, scratch = tmp_path / "plan.json", tmp_path / "scratch"
    scratch.mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", _RUN, "plan", str(GULF_PEAK), "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(scratch)},
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if re.search(r"best plan [\d,]+", line):
                break
        for _ in range(3):
            process.send_signal(getattr(signal, name))
            time.sleep(0.2)
        printed, complaints = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, complaints
    assert "Audit     passed" in printed
    assert json.loads(out.read_text(encoding="utf-8"))["outcome"]["reason"] == "interrupted"
    assert list(scratch.iterdir()) == []


def ended_by(name: str, before: str, *options: str) -> "subprocess.CompletedProcess[str]":
    """Send a signal where the scenario would be read."""
    program = (
        "import os, signal, codroute.scenario.changes.overrides as o\n"
        "real = o.load_scenario\n"
        "def load(*a):\n"
        f"    os.kill(os.getpid(), signal.{name})\n"
        "    return real(*a)\n"
        f"o.load_scenario = load\n{before}\n{_RUN}"
    )
    command = [sys.executable, "-c", program, "plan", str(TINY), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("before", ["", "signal.signal(signal.SIGINT, signal.SIG_IGN)"])
def test_a_request_to_end_before_the_solve_ends_at_once(name: str, before: str) -> None:
    done = ended_by(name, before, "--json")
    assert done.returncode == ExitCode.INTERRUPTED, done.stderr
    assert json.loads(done.stdout)["error"] == "interrupted"


def test_an_ignored_hang_up_stays_ignored() -> None:
    done = ended_by("SIGHUP", "signal.signal(signal.SIGHUP, signal.SIG_IGN)")
    assert done.returncode == ExitCode.DONE, done.stderr


def test_ctrl_c_while_it_is_imported_ends_in_words() -> None:
    program = (
        "import os, signal, sys\n"
        "class Press:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'typer':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Press())\n"
        "from codroute.__main__ import run; run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "plan", "x"], capture_output=True, text=True, check=False
    )
    assert done.returncode == ExitCode.INTERRUPTED
    assert done.stderr == "codroute: interrupted\n"


def test_the_package_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codroute", "--version"], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("codroute ")


def test_ctrl_c_while_modules_are_imported_keeps_the_exit_code(tmp_path: Path) -> None:
    """Data classes are made from text; ``python -m`` remembers a Ctrl-C in there when it ends."""
    program = (
        "import sys, codroute.scenario.changes.overrides as o\n"
        "def load(*a):\n"
        "    exec('raise KeyboardInterrupt')\n"
        "o.load_scenario = load\n"
        f"sys.argv[1:] = ['plan', {str(TINY)!r}, '--json']\n{_RUN}"
    )
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-m", "program"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == ExitCode.INTERRUPTED, done.stderr
    assert json.loads(done.stdout)["error"] == "interrupted"


def test_ctrl_c_while_python_ends_keeps_the_exit_code() -> None:
    program = (
        "import atexit, os, signal, sys\n"
        "atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        f"sys.argv[1:] = ['version']\n{_RUN}"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (ExitCode.DONE, b"")


def test_ctrl_c_while_a_pipe_is_written_loses_nothing() -> None:
    """Without a buffer Python would drop what a pipe did not take before the signal."""
    program = (
        "import signal, sys\n"
        "from codroute.cli import streams\n"
        "streams.prepare()\n"
        "signal.signal(signal.SIGINT, lambda *_: None)\n"
        "sys.stderr.write('begun\\n')\n"
        "sys.stdout.write('x' * 1_000_000)\n"
        "streams.settle()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        time.sleep(0.1)
        printed, _ = process.communicate(timeout=60)
    assert len(printed) == 1_000_000
