"""A reader finds a rule by its name: module, docs heading, golden LP and audit check share it."""

import re

import pytest
from places import ROOT

from codroute.audit import CHECKS
from codroute.formulation.build import FAMILIES

NAMES = [family.__name__.rsplit(".", maxsplit=1)[-1] for family in FAMILIES]
WITHOUT_ROWS = {"eligibility"}
"""Families that decide which volumes exist, before there is a row."""


@pytest.mark.parametrize("name", NAMES)
def test_family_has_its_heading_golden_lp_and_check(name):
    headings = re.findall(
        r"^## (\w+)$", (ROOT / "docs" / "formulation.md").read_text(encoding="utf-8"), re.M
    )
    assert name in headings
    assert (ROOT / "tests" / "golden" / f"{name}.lp").exists()
    assert name in CHECKS


def test_every_module_of_a_family_is_registered():
    modules = {path.stem for path in (ROOT / "src" / "codroute" / "formulation").glob("*.py")}
    assert modules - {"__init__", "build", "statement"} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_begins_with_the_name_of_its_family(name):
    text = (ROOT / "tests" / "golden" / f"{name}.lp").read_text(encoding="utf-8")
    rows = re.findall(r"^ (\w+): ", text.partition("Subject To\n")[2], re.M)
    prefixes = {row.split("_")[0] for row in rows}
    assert prefixes == ({name} if name not in WITHOUT_ROWS else set())
