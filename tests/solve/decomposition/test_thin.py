"""A sample of the lanes is a problem of its own: every volume keeps what it is."""

import numpy as np
from random_scenarios import random_document

from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.scenario.parse import parse_scenario
from codroute.solve.decomposition.problem import arrange
from codroute.solve.decomposition.thin import thin


def test_volumes_of_a_sample_keep_block_measure_and_margin():
    measured = 0
    for seed in range(20):
        problem = arrange(state(price(parse_scenario(random_document(seed)))))
        if not len(problem.lane):
            continue
        sample = thin(problem, 1).problem if seed % 2 else thin(problem, 2).problem
        place = {number: own for own, number in enumerate(problem.source.tolist())}
        kept = np.array([place[number] for number in sample.source.tolist()], dtype=np.int64)
        for name in ("lane", "period", "provider", "most", "block", "measure", "margin"):
            np.testing.assert_array_equal(getattr(sample, name), getattr(problem, name)[kept])
        assert len(sample.rows.start) == len(kept) + 1
        measured += int((sample.measure > 1).sum())
    assert measured  # some volumes count in money, not in orders
