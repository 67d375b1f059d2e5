"""codroute alternatives: on the screen, as JSON, and what it refuses."""

import json
from pathlib import Path

import pytest
from places import TINY
from shell import codroute, longest_line

from codroute.cli.exits import ExitCode
from codroute.plan.alternatives import Alternatives


def test_on_the_screen_and_as_a_file(tmp_path: Path) -> None:
    out = tmp_path / "alternatives.json"
    done = codroute("alternatives", TINY, "-k", "2", "--within", "1%", "--out", out)
    assert done.returncode == ExitCode.DONE, done.stderr
    assert longest_line(done.stdout) <= 100
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[3] == ["Best", "1", "2"]
    assert lines[4][:2] == ["contribution", "20,262.40"]
    assert "proven to be the best" in done.stdout
    assert f"written: {out}" in done.stderr
    assert "Asked for: placed elsewhere." in done.stdout
    saved = Alternatives.model_validate_json(out.read_text(encoding="utf-8"))
    assert (len(saved.alternatives), saved.wanted, saved.complete) == (2, 2, True)
    assert all(each.plan.stated is not None for each in saved.alternatives)


def test_fewer_than_wanted_are_told() -> None:
    """Without anything to lose and 90 % elsewhere there is nothing else."""
    done = codroute(
        "alternatives", TINY, "-k", "3", "--within", "0", "--distance", "90%", COLUMNS="60"
    )
    assert done.returncode == ExitCode.DONE
    assert longest_line(done.stdout) <= 60
    words = " ".join(done.stdout.split())
    assert "0 alternatives within 0.00 %" in words
    assert "3 alternatives wanted: no more were found." in words


def test_time_ends_the_search() -> None:
    done = codroute("alternatives", TINY, "--total-time", "0.001", "--json")
    assert done.returncode == ExitCode.LIMIT_REACHED
    told = json.loads(done.stdout)["alternatives"]
    assert (told["complete"], told["tried"]) == (False, 0)


@pytest.mark.parametrize(
    "wrong", [("--within", "110%"), ("-k", "0"), ("--distance", "x"), ("--total-time", "0")]
)
def test_what_is_refused(wrong: tuple[str, str]) -> None:
    done = codroute("alternatives", TINY, *wrong, "--json")
    assert done.returncode == ExitCode.INVALID_INPUT
    assert json.loads(done.stdout)["error"] == "usage"
