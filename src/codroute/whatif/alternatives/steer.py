"""The same rules with other margins: what a search asks for beside money.

A steered statement has every rule of the true one, so that its plans keep them; only what an order
earns is changed. The plan is then written from the true statement, with its own amounts.
"""

import copy
from dataclasses import dataclass, replace

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.economics.build import price
from codroute.formulation.build import state
from codroute.formulation.statement import Statement, States
from codroute.plan.model import Outcome, Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.config import SolverConfig
from codroute.solve.engine import choose, solve
from codroute.solve.extraction import extract
from codroute.solve.solution import DeclineProof, Solution
from codroute.whatif.planner import Planner


@dataclass(frozen=True)
class Wish:
    """What is asked for beside money: at a weight of 1 an order of a volume earns this more.

    ``bonus`` is ``(volume,)``, in the scenario's currency.
    """

    name: str
    bonus: FloatArray


class Steered:
    """A scenario's statement, whose plans are sought by other margins.

    Parameters
    ----------
    scenario
        A checked scenario.
    best
        Its best plan known. Of a scenario that is too large for a solver to take whole, plans are
        sought among those that reach the same price tiers, which takes a fraction of the time.
    planner
        Solves.
    config
        How closely the steered margins are solved.
    """

    def __init__(
        self, scenario: Scenario, best: Plan, planner: Planner, config: SolverConfig
    ) -> None:
        self.statement: Statement = state(price(scenario))
        self._best, self._planner, self._config = best, planner, config
        large = choose(self.statement, config)[0] == "decomposition"
        self._reached = (
            {f"{tier.schedule} {tier.window}": tier.price_tier for tier in best.tiers}
            if large
            else {}
        )

    def plan(self, wish: Wish, weight: float) -> Plan:
        """Find a plan that earns money and what is wished for, at a weight.

        It claims the bound of the best plan, which holds for every plan of the scenario.

        Raises
        ------
        Infeasible, NoPlanFound, SolveFailed, ConfigError
            As `codroute.make_plan` does.
        """

        def tell(progress: object) -> None:
            if self._planner.on_progress is not None:
                self._planner.on_progress(wish.name, progress)

        solution = solve(
            self._with(weight * wish.bonus),
            self._config,
            self._planner.process,
            tell,
            self._planner.ctrl_c,
            self._best,
        )
        outcome = self._best.outcome
        assert outcome is not None  # it was solved
        own = replace(
            solution,
            bound=None if outcome.bound is None else float(outcome.bound),
            proof=outcome.proof,
            shadow_prices=None,
            decline=_decline(solution, outcome),
        )
        return extract(self.statement, own, self._planner.config_name)

    def _with(self, bonus: FloatArray) -> Statement:
        """Add a bonus per order, and leave only the price tiers that the best plan reaches."""
        steered = copy.copy(self.statement)
        volumes = self.statement.volumes
        steered.volumes = replace(volumes, margin=volumes.margin + bonus)
        steered.states = [self._settled(block, bonus) for block in self.statement.states]
        return steered

    def _settled(self, block: States, bonus: FloatArray) -> States:
        margin = block.margin + bonus[block.volumes][:, None]
        reached = self._reached.get(block.key)
        if reached is None:
            return replace(block, margin=margin)
        own = np.array([block.labels.index(reached)])
        return replace(
            block,
            labels=(reached,),
            lower=block.lower[own],
            upper=block.upper[own],
            margin=margin[:, own],
            constant=block.constant[own],
        )


def _decline(solution: Solution, best: Outcome) -> DeclineProof | None:
    """Hold the fewest declined orders that the best plan's proof tells against the plan's own."""
    stage = best.decline_stage
    if solution.decline is None or stage is None:
        return None
    return DeclineProof(solution.decline.declined_orders, stage.bound_orders, stage.proof)
