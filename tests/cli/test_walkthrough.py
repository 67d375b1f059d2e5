"""docs/walkthrough.md: its commands are commands, what they read is there, and they run."""

import re
import shlex
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from places import ROOT
from shell import codroute

from codroute.cli.main import app
from codroute.whatif.offers import load_offers

TEXT = (ROOT / "docs" / "walkthrough.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
LINES = [
    shlex.split(line)
    for block in BLOCKS
    for line in block.replace("\\\n", " ").splitlines()
    if line.strip()
]


def test_there_are_commands() -> None:
    assert {line[1] for line in LINES} >= {"compare", "breakeven", "plan", "explain"}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[1])
def test_every_command_can_be_typed(line: list[str]) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert line[0] == "codroute"
    commands[line[1]].make_context(line[1], line[2:])


def test_the_three_offers_are_offers_to_the_scenario() -> None:
    (compare,) = (line for line in LINES if line[1] == "compare" and "--offer" in line)
    paths = [ROOT / word for before, word in pairwise(compare) if before == "--offer"]
    offered = load_offers(ROOT / compare[2], paths)
    names = [variant.name for variant in offered.variants]
    assert names == ["base", "dunefox", "peregrine-volume-4", "caravanserai-fast"]
    assert all(name in TEXT for name in names[1:])


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)", TEXT)
    assert len(links) >= 4
    for link in links:
        assert (ROOT / "docs" / link).exists(), link


@pytest.mark.long
def test_every_command_runs(tmp_path: Path) -> None:
    """In a hurry: nobody waits here for good plans, only for plans."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for line in LINES:
        more = ["--time-limit", "20"] if line[1] in ("compare", "breakeven", "plan") else []
        more += ["--values", "2"] if line[1] == "breakeven" else []
        more = more if "compared.json" not in line[2] else []
        done: subprocess.CompletedProcess[str] = codroute(*line[1:], *more, cwd=tmp_path)
        assert done.returncode in (0, 4), done.stderr
