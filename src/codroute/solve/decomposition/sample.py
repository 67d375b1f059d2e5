"""A sample of very many lanes, on which prices converge before they are tried on all of them."""

from dataclasses import replace

from codroute.solve.decomposition.bound import Lagrangian
from codroute.solve.decomposition.market import lay_out, lay_out_alone, parts
from codroute.solve.decomposition.master import Master
from codroute.solve.decomposition.prices import Case
from codroute.solve.decomposition.problem import Problem
from codroute.solve.decomposition.rounds import Relaxed, Start, Watch, converge
from codroute.solve.decomposition.thin import thin
from codroute.solve.exact.steps import Steps

_LANES, _FROM = 8_000, 32_000
"""Lanes of the sample, and lanes from which it is worth it."""

_COLUMNS, _FIRST = 12, 30
"""Columns per market and round, and at the start: they are short, and rounds are few."""

_SHARE = 0.4
"""Share of the time left that prices of state vectors may take."""


class Sample:
    """A sample of the lanes, laid out like the whole problem."""

    def __init__(self, problem: Problem, every: int, steps: Steps) -> None:
        self._steps = steps
        self._thinned = thin(problem, every)
        self.problem = self._thinned.problem
        self.share = self._thinned.share
        self._alone = Lagrangian(self.problem, lay_out_alone(self.problem), steps.config.threads)
        self._joint = Lagrangian(self.problem, lay_out(self.problem), steps.config.threads)
        self.master = Master(self.problem, self._joint.markets, steps.linear)
        self._part = parts(self.problem)

    @classmethod
    def of(cls, problem: Problem, steps: Steps) -> "Sample | None":
        """Draw a sample where there are very many lanes."""
        lanes = int(problem.demand.any(axis=1).sum())
        return None if lanes < _FROM else cls(problem, lanes // _LANES, steps)

    def guess(self, case: Case, start: Start, gap: float, most_rounds: int) -> Relaxed | None:
        """Let prices converge with each order in its best state; give them for the whole.

        The mix, and until it is worked out the bound, are still the sample's.
        """
        master = Master(self.problem, self._alone.markets, self._steps.linear, self._part)
        watch = Watch(gap, stop=lambda: self._steps.stopped, most_rounds=most_rounds)
        guess = converge(self._alone, master, case, watch, start=self._lowered(start))
        return guess and replace(guess, prices=self._thinned.lift(guess.prices))

    def guess_jointly(self, case: Case, start: Start, gap: float) -> Relaxed | None:
        """Do the same with state vectors, in a share of the time left."""
        ends = (1 - _SHARE) * self._steps.left_s
        watch = Watch(gap, stop=lambda: self._steps.stopped or self._steps.left_s < ends)
        near = replace(self._lowered(start), first=_FIRST)
        found = converge(self._joint, self.master, case, watch, start=near, per_round=_COLUMNS)
        return found and replace(found, prices=self._thinned.lift(found.prices))

    def _lowered(self, start: Start) -> Start:
        """Give prices of the sample to start from."""
        if start.prices is None:
            return start
        return replace(start, prices=self._thinned.lower(start.prices))
