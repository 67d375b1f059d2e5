"""A reader finds a rule by its name: module, docs heading, golden LP and audit check share it."""

import re

import pytest
from places import ROOT, TINY

from codroute.audit import CHECKS
from codroute.economics.build import price
from codroute.formulation.build import FAMILIES, state
from codroute.scenario.parse import read_scenario
from codroute.solve.exact.assemble import assemble

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


def test_every_row_begins_with_the_name_of_its_family():
    model = assemble(state(price(read_scenario(TINY)))).linear
    prefixes = {block.prefix.split("_")[0] for block in model.row_blocks if block.count}
    assert prefixes == set(NAMES) - WITHOUT_ROWS
