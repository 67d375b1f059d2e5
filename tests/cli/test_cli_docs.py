"""Every command is documented, and every documented example runs."""

import os
import re
import shutil
from pathlib import Path

import pytest
import typer
from places import ROOT
from shell import examples, run_example

from codroute.cli.exits import EPILOG, ExitCode
from codroute.cli.main import app
from codroute.solve.config import SolverConfig

DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
BLOCKS = examples(DOCS)


def test_every_command_has_a_heading_and_an_example() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for name in commands:
        assert f"## codroute {name}\n" in DOCS
        assert any(f"codroute {name}" in block for _, block in BLOCKS)


def test_every_option_that_is_documented_exists_and_the_reverse() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    real = {o for c in commands.values() for p in c.params for o in p.opts if o.startswith("--")}
    assert set(re.findall(r"--[a-z][a-z-]*", DOCS)) - {"--version", "--debug", "--help"} == real - {
        "--help"
    }


@pytest.mark.parametrize("code", list(ExitCode))
def test_every_exit_code_is_documented(code: ExitCode) -> None:
    assert f"| {code} |" in DOCS
    assert f"\n  {code} " in EPILOG


@pytest.mark.parametrize("key", [*SolverConfig.model_fields])
def test_every_key_of_a_solver_set_up_is_documented(key: str) -> None:
    first_cells = re.findall(r"^\| ([^|]+) \|", DOCS, re.MULTILINE)
    assert any(f"`{key}`" in cell or f"`[{key}]`" in cell for cell in first_cells)


@pytest.mark.skipif(os.name == "nt", reason="the examples are for a POSIX shell")
def test_every_example_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios" / "tiny", tmp_path / "scenarios" / "tiny")
    for code, block in BLOCKS:
        done = run_example(block, tmp_path)
        assert done.returncode == int(code or 0), f"{block}\n{done.stdout}\n{done.stderr}"
