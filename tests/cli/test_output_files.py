"""Files that commands write: what they replace, what they leave alone, what is refused at once."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from places import TINY
from shell import codroute, copy_of_tiny

from codroute.cli.exits import ExitCode
from codroute.plan.files import read_plan
from codroute.scenario.parse import read_scenario

pytestmark = pytest.mark.skipif(os.name == "nt", reason="files of POSIX")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


@pytest.mark.parametrize(
    "arguments", [("plan", TINY, "--quiet", "--out"), ("export", TINY, "--to")]
)
def test_a_pipe_is_written_to_and_stays(
    arguments: tuple[object, ...], pipe: Path, tmp_path: Path
) -> None:
    named = tmp_path / "model.lp"
    named.symlink_to(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    done = codroute(*arguments, named)
    assert done.returncode == ExitCode.DONE, done.stderr
    reader.join(5)
    assert len(read[0]) > 1000
    assert pipe.is_fifo()
    assert sorted(tmp_path.iterdir()) == [named, pipe]


def test_a_device_takes_the_plan_and_stays(tmp_path: Path) -> None:
    full = tmp_path / "plan.json"
    full.symlink_to("/dev/null")
    assert codroute("plan", TINY, "--quiet", "--out", full).returncode == ExitCode.DONE
    assert full.is_symlink()
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_link_is_followed_and_the_mode_stays(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "real.json").write_text("old")
    (folder / "real.json").chmod(0o640)
    for name, target in (("plan.json", folder / "real.json"), ("plan.csv", folder / "new.csv")):
        (tmp_path / name).symlink_to(target)
    files = ("--out", "plan.json", "--csv", "plan.csv")
    assert codroute("plan", TINY, "--quiet", *files, cwd=tmp_path).returncode == ExitCode.DONE
    assert read_plan(folder / "real.json").contribution_minor == 2_026_240
    assert stat.S_IMODE((folder / "real.json").stat().st_mode) == 0o640
    assert (tmp_path / "plan.json").is_symlink() and (tmp_path / "plan.csv").is_symlink()
    assert sorted(file.name for file in folder.iterdir()) == ["new.csv", "real.json"]


def test_a_new_file_has_the_mode_of_new_files(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    usual = (tmp_path / "plain").stat().st_mode
    files = ("--out", "p.json", "--csv", "p.csv", "--xlsx", "p.xlsx")
    assert codroute("plan", TINY, "--quiet", *files, cwd=tmp_path).returncode == ExitCode.DONE
    assert codroute("export", TINY, "--to", "m.mps", cwd=tmp_path).returncode == ExitCode.DONE
    assert codroute("convert", TINY, "--to", "t.json", cwd=tmp_path).returncode == ExitCode.DONE
    assert {file.stat().st_mode for file in tmp_path.iterdir()} == {usual}


def test_a_scenario_is_written_into_an_empty_folder_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(0o750)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert codroute("convert", TINY, "--to", "link", cwd=tmp_path).returncode == ExitCode.DONE
    assert read_scenario(tmp_path / "real") == read_scenario(TINY)
    assert (tmp_path / "link").is_symlink()
    assert stat.S_IMODE((tmp_path / "real").stat().st_mode) == 0o750


def test_every_place_is_checked_at_once_before_anything_is_solved(tmp_path: Path) -> None:
    (tmp_path / "plan.json").touch()
    (tmp_path / "same.csv").symlink_to("plan.json")
    (tmp_path / "folder.xlsx").mkdir()
    wrong = ("--out", "plan.json", "--csv", "same.csv", "--xlsx", "folder.xlsx")
    done = codroute("plan", TINY, *wrong, "--json", cwd=tmp_path)
    assert done.returncode == ExitCode.INVALID_INPUT
    faults = json.loads(done.stdout)["faults"]
    assert [fault["column"] for fault in faults] == ["--csv", "--xlsx"]
    assert "the file of --out" in faults[0]["found"]
    assert "the folder" in faults[1]["found"]
    assert not done.stderr, "something was solved"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plan", "tiny", "--out", "plan.txt"), "ends in .json"),
        (("plan", "tiny", "--csv", "plan"), "ends in .csv"),
        (("plan", "tiny", "--xlsx", "plan.csv"), "ends in .xlsx"),
        (("plan", "tiny", "--out", "nowhere/p.json"), "no folder"),
        (("plan", "tiny", "--out", "tiny/scenario.toml/p.json"), "no folder"),
        (("plan", "tiny", "--out", f"{'p' * 300}.json"), "File name too long"),
        (("plan", "tiny", "--csv", "tiny/demand.csv"), "which is read"),
        (("plan", "more.toml", "--csv", "tiny/new.csv"), "which is read"),
        (("plan", "tiny", "--change", "c.json", "--out", "c.json"), "which is read"),
        (("convert", "tiny.json", "--to", "tiny.json"), "which is read"),
        (("convert", "tiny", "--to", "tiny.csv"), "that of a folder"),
        (("convert", "tiny", "--to", "tiny"), "new or empty folder"),
        (("convert", "tiny", "--to", "nowhere/tiny"), "no folder"),
        (("export", "tiny", "--to", "model.txt"), ".lp or .mps"),
        (("export", "tiny", "--to", "nowhere/model.lp"), "no folder"),
        (("show", "plan.json", "--csv", "nowhere/p.csv"), "no folder"),
        (("show", "plan.json", "--xlsx", "p.json"), "ends in .xlsx"),
    ],
)
def test_a_place_that_will_not_do_ends_with_2(
    arguments: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    copy_of_tiny(tmp_path)
    (tmp_path / "more.toml").write_text('base = "tiny"\n')
    (tmp_path / "tiny.json").touch()
    done = codroute(*arguments, cwd=tmp_path, COLUMNS="1000")
    assert done.returncode == ExitCode.INVALID_INPUT, done.stdout
    assert words in done.stderr
    assert "command line" in done.stderr or "too long" in words
    assert sorted(file.name for file in tmp_path.iterdir()) == ["more.toml", "tiny", "tiny.json"]


@pytest.mark.parametrize("as_json", [False, True])
def test_what_cannot_be_written_in_the_end_does_not_cost_the_plan(
    as_json: bool, pipe: Path, tmp_path: Path
) -> None:
    """Nobody reads the pipe, which only writing to it can tell."""
    files = ("--out", pipe, "--csv", tmp_path / "plan.csv", "--xlsx", tmp_path / "plan.xlsx")
    done = codroute("plan", TINY, *files, *(["--json"] if as_json else []))
    assert done.returncode == ExitCode.INVALID_INPUT
    assert (tmp_path / "plan.csv").exists() and (tmp_path / "plan.xlsx").exists()
    if as_json:
        document = json.loads(done.stdout)
        assert document["audit"]["passed"]
        assert [fault["found"] for fault in document["unwritten"]] == ["a pipe that nobody reads"]
    else:
        assert "Audit     passed" in done.stdout
        assert "a pipe that nobody reads" in done.stderr


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_an_export_that_ends_early_leaves_the_old_file(
    failure: BaseException, tmp_path: Path
) -> None:
    (tmp_path / "model.lp").write_text("old")
    program = (
        "import sys, codroute.solve.backends.pulp_model as m\n"
        "def write(model, path):\n"
        "    path.write_text('half')\n"
        f"    raise {failure!r}\n"
        "m.write_lp = write\n"
        "from codroute.cli.main import run; run()\n"
    )
    command = [sys.executable, "-c", program, "export", str(TINY), "--to", "model.lp"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    expected = ExitCode.INVALID_INPUT if isinstance(failure, OSError) else ExitCode.INTERRUPTED
    assert done.returncode == expected, done.stderr
    assert (tmp_path / "model.lp").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("presses", [1, 5])
def test_ctrl_c_while_files_are_written_loses_nothing(presses: int, tmp_path: Path) -> None:
    program = (
        "import os, signal, sys, codroute.plan.files as f\n"
        "real = f.write_plan\n"
        "def write(*a):\n"
        f"    for _ in range({presses}): os.kill(os.getpid(), signal.SIGINT)\n"
        "    real(*a)\n"
        "f.write_plan = write\n"
        "from codroute.cli.main import run; run()\n"
    )
    files = ["--out", "p.json", "--csv", "p.csv", "--xlsx", "p.xlsx"]
    done = subprocess.run(
        [sys.executable, "-c", program, "plan", str(TINY), *files],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == ExitCode.DONE, done.stderr
    assert "Audit     passed" in done.stdout
    assert sorted(file.name for file in tmp_path.iterdir()) == ["p.csv", "p.json", "p.xlsx"]


@pytest.mark.parametrize("base", ["tiny\\u0000", "x" * 5000, "loop.toml"])
def test_a_base_that_is_no_path_is_the_fault_not_the_target(base: str, tmp_path: Path) -> None:
    (tmp_path / "loop.toml").write_text(
        f'base = "{base}"\n[[change]]\nkind = "policy"\nset = {{ roles = "free" }}\n'
    )
    done = codroute("plan", "loop.toml", "--out", "p.json", "--json", cwd=tmp_path)
    assert done.returncode == ExitCode.INVALID_INPUT
    (fault,) = json.loads(done.stdout)["faults"]
    assert fault["file"] != "command line"
