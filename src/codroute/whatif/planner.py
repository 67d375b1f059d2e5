"""The plans of one study: one solver's process, one Ctrl-C, each plan from one near it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from codroute.errors import NoPlanFound
from codroute.pipeline import PlanResult, make_plan
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.answer import Progress
from codroute.solve.config import SolverConfig
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess

OnProgress = Callable[[str, Progress], None]
"""Called with what is planned and where its solve stands."""


@dataclass(frozen=True)
class Planner:
    """Makes plan after plan; every plan is audited.

    Attributes
    ----------
    config, config_name
        The solver set-up of every plan, and what plans call it.
    process
        Solves; started by the caller, who ends it.
    ctrl_c
        Ends the plan in hand with the best so far, and keeps further ones from being made.
    on_progress
        Told of every better plan or bound.
    """

    config: SolverConfig
    config_name: str
    process: SolverProcess
    ctrl_c: CtrlC
    on_progress: OnProgress | None = None

    def hurried(self, *, time_limit_s: float, relative_gap: float) -> "Planner":
        """Give a planner with no more time per plan, and no smaller a gap asked for, than these."""
        config = self.config.model_copy(
            update={
                "time_limit_s": min(self.config.time_limit_s, time_limit_s),
                "relative_gap": max(self.config.relative_gap, relative_gap),
            }
        )
        return replace(self, config=config)

    def plan(
        self, scenario: Scenario, label: str, near: PlanResult | Plan | None = None
    ) -> PlanResult:
        """Plan a scenario.

        Parameters
        ----------
        scenario
            A checked scenario.
        label
            What progress calls it.
        near
            A plan of a similar scenario to start from, or the result that brought it, which is
            sooner.

        Raises
        ------
        NoPlanFound
            Also where Ctrl-C came before.
        Infeasible, SolveFailed, ConfigError
            As `codroute.make_plan` does.
        """
        if self.ctrl_c.asked:
            raise NoPlanFound("interrupted", interrupted=True)

        def tell(progress: Progress) -> None:
            if self.on_progress is not None:
                self.on_progress(label, progress)

        return make_plan(
            scenario,
            self.config,
            config_name=self.config_name,
            on_progress=tell,
            process=self.process,
            ctrl_c=self.ctrl_c,
            near=near,
        )
