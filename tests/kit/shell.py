"""The command line as a user runs it: a process with its own output and exit code."""

import os
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
