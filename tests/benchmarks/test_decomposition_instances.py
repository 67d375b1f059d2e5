"""The benchmark's instances are the same as arrays, as documents and as statements."""

from fractions import Fraction

import numpy as np
import pytest
from benchmarks.documents import document
from benchmarks.recipe import DAYS, MILLIONTHS, SIZES, VARIANTS, Instance, Size, draw
from benchmarks.statements import ArrayStatement

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.formulation.statement import Coupling, Statement
from codroute.scenario.parse import parse_scenario

IDLE = Size(countries=1, regions=3, providers=6, per_country=3)
"""Half of the providers serve no country."""


@pytest.fixture(scope="module", params=[*((SIZES["S"], v) for v in VARIANTS), (IDLE, "base")])
def instance(request) -> Instance:
    size, variant = request.param
    return draw(size, 0, variant)


@pytest.fixture(scope="module")
def statement(instance) -> Statement:
    return state(price(parse_scenario(document(instance))))


def test_a_seed_is_the_published_instance():
    """These figures are of the program that drew lane by lane."""
    instance = draw(SIZES["S"], 0)
    assert (len(instance.demand), len(instance.lane)) == (480, 2158)
    assert instance.demand[:8].tolist() == [46, 24, 21, 10, 39, 24, 16, 7]
    assert instance.demand.sum() == 16_914
    assert instance.capacity.tolist() == [3009, 5536, 3433, 1748, 3274, 2329, 3108, 1661]
    assert instance.from_volume[0].tolist() == [0, 1446, 2410, 3374]
    assert instance.funds[:2].tolist() == [56_983.52, 94_311.97]
    unrounded = [7.857091, 8.11120604, 8.31449808, 8.4669671]
    np.testing.assert_allclose(instance.margin()[0], unrounded, rtol=0, atol=3e-4)
    assert instance.margin()[:, 0].sum() == pytest.approx(110_335.736, abs=0.1)


def test_an_order_earns_what_the_document_says(instance, statement):
    contribution = statement.economics.contribution().reshape(-1, 4)
    np.testing.assert_allclose(instance.margin(), contribution, rtol=0, atol=1e-9)


def test_volumes_and_roles_are_those_of_the_document(instance, statement):
    own = ArrayStatement(instance)
    for name in ("quote", "period", "lane", "provider", "upper"):
        np.testing.assert_array_equal(
            getattr(own.volumes, name), getattr(statement.volumes, name), err_msg=name
        )
    np.testing.assert_allclose(own.volumes.margin, statement.volumes.margin, rtol=0, atol=1e-9)
    np.testing.assert_array_equal(own.demand, statement.demand)
    np.testing.assert_array_equal(own.market, statement.market)
    assert own.markets == statement.markets
    assert own.assignment == statement.assignment
    for name in ("kind", "block_names", "candidates", "per_period", "main", "backup"):
        assert getattr(own.roles, name) == getattr(statement.roles, name), name
    np.testing.assert_array_equal(own.roles.block, statement.roles.block)


def test_states_are_those_of_the_document(instance, statement):
    own = ArrayStatement(instance).states
    assert len(own) == len(statement.states)
    for ours, theirs in zip(own, statement.states, strict=True):
        assert (ours.family, ours.name, ours.key, ours.labels) == (
            theirs.family,
            theirs.name,
            theirs.key,
            theirs.labels,
        )
        for name in ("volumes", "measure", "lower", "upper", "constant"):
            np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), name)
        np.testing.assert_allclose(ours.margin, theirs.margin, rtol=0, atol=1e-9)


def test_rows_are_those_of_the_document(instance, statement):
    theirs = _rows(statement.couplings)
    ours = _rows(ArrayStatement(instance).couplings)
    assert theirs
    assert ours == theirs


def test_cash_is_the_exact_fraction_rounded(instance):
    paid, value = (
        [Fraction(round(x * MILLIONTHS), MILLIONTHS) for x in column.tolist()]
        for column in (instance.paid_rate, instance.value)
    )
    days = instance.settlement_days.tolist()
    places = zip(instance.lane.tolist(), instance.provider.tolist(), paid, strict=True)
    exact = [round(p * value[lane] * days[who] / DAYS * MILLIONTHS) for lane, who, p in places]
    assert instance.cash_millionths().tolist() == exact


def _rows(couplings: list[Coupling]) -> dict[tuple[str, ...], tuple[object, ...]]:
    """Give every row by its name: its members with their values, limits and unit."""
    rows = {}
    for block in couplings:
        for row in range(len(block.upper)):
            words = (key[0][key[1][row]] for key in block.keys)
            own = block.volume_row == row
            members = dict(
                zip(block.volume[own].tolist(), block.volume_value[own].tolist(), strict=True)
            )
            limits = (block.lower[row], block.upper[row], block.unit[row])
            rows[block.family, block.name, *words] = (members, *limits)
    return rows
