"""Rivals, codroute and the judge mean the same by an instance."""

from dataclasses import replace

import numpy as np
import pytest
from benchmarks.competitors import exact, textbook
from benchmarks.decomposition_large import planned
from benchmarks.documents import document
from benchmarks.judge import judge
from benchmarks.recipe import VARIANTS, Instance, Size, Variant, draw

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.config import SolverConfig
from codroute.solve.exact.engine import solve

FEW = Size(countries=2, regions=2, providers=4, per_country=3)


def few(variant: Variant) -> Instance:
    return draw(FEW, 0, variant, "few")


def all_to_the_first(instance: Instance) -> np.ndarray:
    """Give every lane's orders to the first of its quotes."""
    first = np.append(True, np.diff(instance.lane) > 0)
    return np.where(first, instance.demand[instance.lane], 0)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_textbook_model_has_the_exact_engines_optimum(variant):
    instance = few(variant)
    own = exact(instance, "highs", time_limit_s=20)
    rival = textbook(instance, time_limit_s=20, most_declined=own.declined)
    assert own.audited
    assert rival.contribution == pytest.approx(own.contribution, rel=1e-4)
    assert rival.contribution <= own.contribution * (1 + 1e-5)
    assert own.gap < 1e-5
    assert rival.bound >= own.contribution - 1


def test_the_judge_agrees_with_a_plan_of_a_statement():
    instance = few("base")
    statement = state(price(parse_scenario(document(instance))))
    row = planned(instance, statement, solve, SolverConfig(relative_gap=1e-6))
    assert row["rules_broken"] == "none"
    assert float(row["gap"].rstrip("%")) < 0.001
    assert row["declined"] == 0


def test_the_judge_names_every_broken_rule():
    instance = replace(few("base"), funds=np.full(FEW.providers, 1e9))
    everything = judge(instance, instance.demand[instance.lane])
    assert set(everything.broken) == {"demand", "roles", "capacity", "capacity per country"}
    alone = all_to_the_first(instance)
    assert set(judge(instance, alone).broken) >= {"shares"}
    held = replace(instance, funds=np.zeros(4))
    assert "funds" in judge(held, alone).broken
    assert judge(instance, alone - 10_000).broken["orders below 0"] == len(instance.lane)


def test_the_judge_counts_the_tier_that_the_volume_reaches():
    instance = few("base")
    orders = all_to_the_first(instance)
    volume = np.bincount(instance.provider, orders, FEW.providers)
    tier = [
        int(sum(v >= s for s in starts)) - 1
        for v, starts in zip(volume, instance.from_volume, strict=True)
    ]
    assert len(set(tier)) > 1
    margin = instance.margin()
    worth = sum(margin[q, tier[instance.provider[q]]] * x for q, x in enumerate(orders))
    assert judge(instance, orders).contribution == pytest.approx(worth)
