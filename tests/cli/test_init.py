"""``codroute init`` and workbooks on the command line."""

import json
from pathlib import Path

import pytest
from places import TINY
from shell import codroute

from codroute.cli.exits import ExitCode


@pytest.mark.parametrize("name", ["new.xlsx", "new"])
def test_it_writes_what_validate_finds_empty(name: str, tmp_path: Path) -> None:
    done = codroute("init", name, "--lang", "zh", "--json", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert json.loads(done.stdout) == {"written": name, "language": "zh"}
    told = codroute("validate", name, "--json", cwd=tmp_path)
    assert told.returncode == ExitCode.INVALID_INPUT
    assert len(json.loads(told.stdout)["faults"]) == 14


@pytest.mark.parametrize(
    ("name", "found", "wanted"),
    [
        ("old.xlsx", "something at 'old.xlsx'", "a name that is not taken"),
        ("full", "something at 'full'", "a new or empty folder, or a file's name"),
        ("new.json", "'new.json'", "a name that ends in .xlsx or .json, or that of a folder"),
        ("new.xls", "'new.xls'", "a name that ends in .xlsx or .json, or that of a folder"),
        ("new.XLSM", "'new.XLSM'", "a name that ends in .xlsx or .json, or that of a folder"),
    ],
)
def test_nothing_is_overwritten(name: str, found: str, wanted: str, tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(b"mine")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    done = codroute("init", name, "--json", cwd=tmp_path)
    assert done.returncode == ExitCode.INVALID_INPUT
    (fault,) = json.loads(done.stdout)["faults"]
    assert (fault["found"], fault["wanted"]) == (found, wanted)
    assert (tmp_path / "old.xlsx").read_bytes() == b"mine"
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_workbook_is_planned_like_its_folder(tmp_path: Path) -> None:
    done = codroute("convert", TINY, "--to", "tiny.xlsx", cwd=tmp_path)
    assert done.returncode == ExitCode.DONE, done.stderr
    plans = []
    for scenario in (TINY, tmp_path / "tiny.xlsx"):
        out = tmp_path / "plan.json"
        assert codroute("plan", scenario, "--quiet", "--out", out).returncode == ExitCode.DONE
        plan = json.loads(out.read_text(encoding="utf-8"))
        plans.append([plan[key] for key in ("scenario_digest", "allocation", "total_minor")])
    assert plans[0] == plans[1]
    assert codroute("audit", tmp_path / "tiny.xlsx", out).returncode == ExitCode.DONE
    done = codroute("convert", "tiny.xlsx", "--to", "tiny.xlsx", cwd=tmp_path)
    assert done.returncode == ExitCode.INVALID_INPUT
    assert "which is read from" in done.stderr


def test_faults_are_shown_with_their_sheet_and_cell(tmp_path: Path) -> None:
    codroute("init", "new.xlsx", cwd=tmp_path)
    shown = codroute("validate", "new.xlsx", cwd=tmp_path).stdout
    header, *rows = (line.split() for line in shown.splitlines()[1:])
    assert header == ["File", "Sheet", "Row", "Column", "Cell", "Found", "Wanted"]
    assert ["new.xlsx", "settings", "3", "name", "B3"] in [row[:5] for row in rows]
