"""docs/python.md: its examples run and give what they say, and every public name is in it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from places import ROOT, SCENARIOS

import codroute

TEXT = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def test_every_example_gives_what_it_says(tmp_path: Path) -> None:
    shutil.copytree(SCENARIOS / "tiny", tmp_path / "scenarios" / "tiny")
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        said = re.findall(r"^print\(.*# (.*)$", block, re.MULTILINE)
        done = subprocess.run(
            [sys.executable, "-c", block], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines() == said


def test_every_public_name_is_documented() -> None:
    assert set(codroute.__all__) <= set(re.findall(r"`(\w+)`", TEXT))
