"""What the README tells a reader to type works, and gives what it shows."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ROOT, SCENARIOS, TINY
from shell import codroute

from codroute.scenario.output.write import write_scenario
from codroute.scenario.parse import read_scenario

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Give the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("readme")
    shutil.copytree(SCENARIOS, made / "scenarios")
    (made / "invoice.csv").write_text(
        "waybill,country,region,cod_value,weight_g,offer,outcome,total\n"
        "1,SA,Riyadh,40,400,falcon-std,delivered,5.00\n",
        encoding="utf-8",
    )
    return made


def test_make_knows_the_two_commands() -> None:
    commands = re.findall(r"^make (\w+)", blocks("sh")[0], re.MULTILINE)
    assert commands == ["plan", "test"]
    for command in commands:
        subprocess.run(["make", "-n", command], cwd=ROOT, check=True, capture_output=True)


def test_commands_for_an_own_scenario_run(folder: Path) -> None:
    lines = [line.partition("#")[0].strip() for line in blocks("sh")[1].splitlines()]
    assert len(lines) == 7
    for line in lines:
        # Enough for a plan of the large scenario; nobody waits here for a good one.
        more = ["--time-limit", "15"] if "changes" in line else []
        done = codroute(*shlex.split(line)[1:], *more, cwd=folder)
        assert done.returncode == (4 if more else 0), done.stderr
        if " init " in line:  # what the user does then: fill it in
            empty = folder / line.split()[-1]
            empty.unlink()
            write_scenario(read_scenario(TINY), empty)


def test_python_example_gives_what_it_says(folder: Path) -> None:
    (example,) = blocks("python")
    (said,) = re.findall(r"# (.*)$", example, re.MULTILINE)
    done = subprocess.run(
        [sys.executable, "-c", example], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == said


def test_every_link_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    pages += SCENARIOS.rglob("README.md")
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
