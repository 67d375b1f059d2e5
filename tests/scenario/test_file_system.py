"""What the file system refuses is a fault that names the place, never an unexpected error."""

import errno
import os
import shutil
from pathlib import Path

import pytest
from places import TINY

from codroute.errors import ConfigError, InvalidInput
from codroute.plan.files import read_allocation, read_plan
from codroute.scenario.changes.overrides import load_scenario
from codroute.solve.config import load_config

LONG = "x" * 5000
OUTAGE = '[[change]]\nkind = "outage"\nprovider = "falcon"\n'


def refusals(path: Path, *changes: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        load_scenario(path, changes)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch):
    """Let a method of paths refuse one place, as it would without the right to it.

    The tests may run as a user who has every right.
    """

    def forbid_place(method: str, place: Path) -> None:
        original = getattr(Path, method)

        def refuse(path: Path, *args: object, **kwargs: object) -> object:
            if path == place:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
            return original(path, *args, **kwargs)

        monkeypatch.setattr(Path, method, refuse)

    return forbid_place


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny"))


@pytest.mark.parametrize("name", [LONG, f"{LONG}.json", f"{LONG}.toml", f"{LONG}/scenario.toml"])
def test_names_too_long_for_the_file_system(name: str, tmp_path: Path) -> None:
    for said in (refusals(tmp_path / name), refusals(TINY, tmp_path / name)):
        assert len(said) == 1
        assert "found File name too long; wanted " in said[0]


def test_names_in_a_change_file(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(f'base = "{LONG}"\n{OUTAGE}')
    assert "found File name too long" in refusals(file)[0]
    file.write_text(f'base = "a\\u0000b"\n{OUTAGE}')
    assert "found a name that no file can have" in refusals(file)[0]
    file.write_text(f'[[change]]\nkind = "tables"\nfolder = "{LONG}"\n')
    (said,) = refusals(TINY, file)
    assert said.startswith("x.toml (change 1), column folder: found xxx")
    assert said.endswith("File name too long; wanted a folder of CSV files")


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (said,) = refusals(tmp_path / "loop.toml")
    assert "loop.toml: found Too many levels of symbolic links; wanted " in said


def test_a_folder_that_cannot_be_entered(tiny: Path, forbid) -> None:
    for path in [tiny / "scenario.toml", *tiny.glob("*.csv")]:
        forbid("stat", path)
        forbid("read_bytes", path)
    said = refusals(tiny)
    assert f"{tiny}/scenario.toml: found Permission denied; wanted a file or folder to read" in said
    assert f"{tiny}/demand.csv: found Permission denied; wanted a file to read" in said
    assert all("Permission denied" in words for words in said)


def test_a_folder_that_cannot_be_listed(tiny: Path, forbid) -> None:
    forbid("iterdir", tiny)
    assert refusals(tiny) == [f"{tiny}: found Permission denied; wanted a folder to read"]


def test_a_place_that_cannot_be_asked_about(tiny: Path, forbid) -> None:
    forbid("stat", tiny)
    assert refusals(tiny) == [f"{tiny}: found Permission denied; wanted a file or folder to read"]


def test_a_folder_of_tables_that_cannot_be_listed(tmp_path: Path, forbid) -> None:
    (tmp_path / "new").mkdir()
    forbid("iterdir", tmp_path / "new")
    (tmp_path / "x.toml").write_text('[[change]]\nkind = "tables"\nfolder = "new"\n')
    assert refusals(TINY, tmp_path / "x.toml") == [
        "x.toml (change 1), column folder: found new: Permission denied; "
        "wanted a folder of CSV files"
    ]


def test_a_change_file_that_cannot_be_read(tmp_path: Path, forbid) -> None:
    file = tmp_path / "x.toml"
    file.write_text(OUTAGE)
    forbid("read_bytes", file)
    assert refusals(TINY, file) == [f"{file}: found Permission denied; wanted a file to read"]


@pytest.mark.parametrize("read", [read_plan, read_allocation])
def test_plans_that_cannot_be_read(read, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="File name too long; wanted a file to read"):
        read(tmp_path / LONG)
    with pytest.raises(InvalidInput, match="No such file or directory; wanted a file to read"):
        read(tmp_path / "nowhere")
    with pytest.raises(InvalidInput, match="Is a directory; wanted a file to read"):
        read(tmp_path)


@pytest.mark.parametrize("name", [LONG, "", ".", "..", "~"])
def test_names_that_are_no_solver_set_up(name: str) -> None:
    with pytest.raises(ConfigError, match=r"wanted one of .*default"):
        load_config(name)
