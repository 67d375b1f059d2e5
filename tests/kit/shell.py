"""The command line as a user runs it: a process with its own output and exit code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from places import TINY

_PROGRAM = "from codroute.cli.main import run; run()"


def codroute(
    *arguments: object, cwd: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run one command; variables are added to the environment."""
    return subprocess.run(
        [sys.executable, "-c", _PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=os.environ | {"COLUMNS": "100", "PYTHONUTF8": "1"} | variables,
        timeout=120,
    )


def examples(text: str) -> list[tuple[str, str]]:
    """Give the examples of a document: exit code as text, blank for 0, and shell commands."""
    return re.findall(r"^```sh(?: exit=(\d))?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def run_example(commands: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the shell commands of a document, where ``codroute`` is on the path."""
    program = cwd / "bin" / "codroute"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c '{_PROGRAM}' \"$@\"\n")
    program.chmod(0o755)
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-eu", "-c", commands],
        cwd=cwd,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_tiny(folder: Path, **replacements: tuple[str, str]) -> Path:
    """Copy scenarios/tiny; each replacement names a table and the text to exchange in it."""
    copy = folder / "tiny"
    shutil.copytree(TINY, copy)
    for table, (old, new) in replacements.items():
        file = copy / ("scenario.toml" if table == "scenario" else f"{table}.csv")
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def longest_line(text: str) -> int:
    """Give the length of the longest line."""
    return max(map(len, text.splitlines()), default=0)
