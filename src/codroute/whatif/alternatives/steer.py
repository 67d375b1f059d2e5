"""The same rules with another goal: what a search asks for beside money.

A steered statement has every rule of the true one, so that its plans keep them; only what an order
is worth is changed. The plan is then written from the true statement, with its own amounts.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.formulation.statement import Globals, Statement, States, labels_of
from codroute.plan.model import Outcome, Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.answer import Progress
from codroute.solve.config import SolverConfig
from codroute.solve.engine import choose, solve
from codroute.solve.extraction import extract
from codroute.solve.solution import DeclineProof, Solution
from codroute.whatif.planner import Planner

_LOOSE = 0.25
"""The part of what may be lost that may be lost by solving loosely."""

_MONEY = 0.01
"""What all of the contribution counts beside one unit of the wish for every order."""

_PARTS = 100
"""Parts of a minor unit in which an order's contribution is counted."""


@dataclass(frozen=True)
class Wish:
    """What is asked for beside money; ``bonus`` is ``(volume,)``, from 0 to 1 per order."""

    name: str
    bonus: FloatArray


class Steered:
    """A scenario's statement, whose plans are sought by another goal.

    Parameters
    ----------
    scenario
        A checked scenario.
    planner
        Solves.
    within
        How much less than the best plan is still near it, as a share.
    """

    def __init__(self, scenario: Scenario, planner: Planner, within: float) -> None:
        self.statement: Statement = state(price(scenario))
        self.orders = max(int(self.statement.demand.sum()), 1)
        self._planner = planner
        gap = {"relative_gap": max(planner.config.relative_gap, within * _LOOSE)}
        self._config: SolverConfig = planner.config.model_copy(update=gap)
        # what the engines name and number things by, without the scenario that they would prove
        self._bare = copy.copy(self.statement)
        for part in ("demand", "words", "markets", "market"):
            setattr(self._bare, part, getattr(self.statement, part))
        self._bare._economics = None

    @property
    def is_small(self) -> bool:
        """Tell whether a solver takes the whole model, so that a plan takes no time."""
        return choose(self.statement, self._config)[0] == "exact"

    def within(self, wish: Wish, best: Plan, allowed_minor: float) -> Plan:
        """Find the plan with most of a wish that loses no more than is allowed.

        It is sought among those that reach the price tiers of the best plan: then what a plan earns
        is a row of the model. Small models only: a row that nearly every order strains against
        leaves a decomposition hardly a plan.

        Raises
        ------
        NoPlanFound, SolveFailed, ConfigError
            As `codroute.make_plan` does.
        """
        statement = self._settled(best)
        margin = self.statement.volumes.margin.copy()
        for block in statement.states:
            margin[block.volumes] = block.margin[:, 0]
        statement.couplings = list(self.statement.couplings)
        _keep(statement, margin, self._placed(best), best, allowed_minor)
        money = _MONEY * self.orders / max(abs(best.contribution_minor), 1)
        money *= 10**best.minor_digits
        return self._solved(_valued(statement, money, wish.bonus), wish, best)

    def weighed(self, wish: Wish, best: Plan, weight: float) -> Plan:
        """Find the plan with most money and, at a weight, of a wish.

        In a large model it is sought among those that reach the price tiers of the best plan, which
        takes a fraction of the time.

        Raises
        ------
        NoPlanFound, SolveFailed, ConfigError
            As `codroute.make_plan` does.
        """
        statement = self._bare if self.is_small else self._settled(best)
        return self._solved(_valued(statement, 1.0, weight * wish.bonus), wish, best)

    def _settled(self, best: Plan) -> Statement:
        """Leave only the price tiers that the best plan reaches."""
        settled = copy.copy(self._bare)
        reached = {f"{tier.schedule} {tier.window}": tier.price_tier for tier in best.tiers}
        settled.states = [_with_state(b, reached[b.key]) for b in self.statement.states]
        return settled

    def _placed(self, plan: Plan) -> IntArray:
        """Give the orders of a plan, ``(volume,)``."""
        words, volumes = self.statement.words, self.statement.volumes
        carried = {(row.lane, row.offer, str(row.period)): row.orders for row in plan.allocation}
        names = zip(
            volumes.lane.tolist(), volumes.quote.tolist(), volumes.period.tolist(), strict=True
        )
        return np.array(
            [
                carried.get(
                    (words.lanes[lane], words.offers[words.quote_offer[quote]], words.periods[t]), 0
                )
                for lane, quote, t in names
            ],
            dtype=np.int64,
        )

    def _solved(self, statement: Statement, wish: Wish, best: Plan) -> Plan:
        """Solve; the plan claims the bound of the best one, which holds for every plan."""

        def tell(progress: Progress) -> None:
            if self._planner.on_progress is not None:
                self._planner.on_progress(wish.name, progress)

        solution = solve(statement, self._config, self._planner.process, tell, self._planner.ctrl_c)
        outcome = best.outcome
        assert outcome is not None  # it was solved
        own = replace(
            solution,
            bound=None if outcome.bound is None else float(outcome.bound),
            proof=outcome.proof,
            shadow_prices=None,
            decline=_decline(solution, outcome),
        )
        return extract(self.statement, own, self._planner.config_name)


def _with_state(block: States, label: str) -> States:
    """Leave one state of a block."""
    own = np.array([block.labels.index(label)])
    return replace(
        block,
        labels=(label,),
        lower=block.lower[own],
        upper=block.upper[own],
        margin=block.margin[:, own],
        constant=block.constant[own],
    )


def _keep(
    statement: Statement, margin: FloatArray, placed: IntArray, best: Plan, allowed_minor: float
) -> None:
    """State that a plan earns no less than the best one less what is allowed.

    Contributions are counted in whole parts of a minor unit, those of the best plan too, so that it
    keeps the row itself.
    """
    unit = float(_PARTS * 10**best.minor_digits)
    per_order = np.rint(margin * unit)
    per_global = np.rint(np.concatenate([[], *(b.profit for b in statement.globals)]) * unit)
    charges = [row.amount_minor for row in best.charges if row.term != "tier_credit"]
    earned = float(per_order @ placed) + _PARTS * (sum(charges) - len(charges))
    volumes, globals_ = np.arange(len(margin)), np.arange(len(per_global))
    statement.couple(
        "wish",
        "contribution",
        (labels_of(["least"]),),
        on_volume=(np.zeros_like(volumes), volumes, per_order),
        on_global=(np.zeros_like(globals_), globals_, per_global),
        lower=np.array([np.floor(earned - _PARTS * allowed_minor)]),
        upper=np.array([np.inf]),
    )


def _valued(statement: Statement, money: float, bonus: FloatArray) -> Statement:
    """Value orders and contracts by their money, so much of it, and a bonus per order."""
    valued = copy.copy(statement)
    volumes = statement.volumes
    valued.volumes = replace(volumes, margin=money * volumes.margin + bonus)
    valued.states = [
        replace(
            block,
            margin=money * block.margin + bonus[block.volumes][:, None],
            constant=money * block.constant,
        )
        for block in statement.states
    ]
    valued.globals = [_cheaper(block, money) for block in statement.globals]
    return valued


def _cheaper(block: Globals, money: float) -> Globals:
    return replace(block, profit=money * block.profit)


def _decline(solution: Solution, best: Outcome) -> DeclineProof | None:
    """Hold the fewest declined orders that the best plan's proof tells against the plan's own."""
    stage = best.decline_stage
    if solution.decline is None or stage is None:
        return None
    return DeclineProof(solution.decline.declined_orders, stage.bound_orders, stage.proof)
