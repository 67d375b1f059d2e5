"""Each solve in a process of its own that can be killed: Ctrl-C answers at once.

Nothing here imports a solver, NumPy or Pydantic: the child imports its solver while the parent
imports the rest of codroute and reads files.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from codroute.errors import ConfigError
from codroute.solve.answer import SolverAnswer
from codroute.solve.backends import pipe
from codroute.solve.backends.child import Child
from codroute.solve.backends.manners import OWN_PROCESSES
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.job import Answer, Job, LpJob, ModelJob, OnProgress
from codroute.solve.lp import LpAnswer

if TYPE_CHECKING:
    from types import TracebackType

    from codroute.economics.arrays import FloatArray
    from codroute.solve.config import SolverConfig
    from codroute.solve.exact.linear_model import LinearModel
    from codroute.solve.lp import Basis, LpAlgorithm, LpSolver


class SolverProcess:
    """A child process that solves models, one after the other.

    Starting it early lets the import of the solver overlap with reading files. Use it in a
    ``with`` block, or call ``close``.

    Parameters
    ----------
    backend
        Whose modules the child imports at once; None waits for the first solve.
    """

    def __init__(self, backend: str | None = None) -> None:
        self._asked_to_stop = threading.Event()
        self._child: Child | None = Child(backend)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id; None when there is no child."""
        return None if self._child is None else self._child.pid

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child = None

    def interrupt(self) -> None:
        """Do what Ctrl-C does to the present solve, else to the next; from any thread."""
        self._asked_to_stop.set()

    def solve(  # noqa: PLR0913 - options by their names
        self,
        model: LinearModel,
        config: SolverConfig,
        *,
        hint: FloatArray | None = None,
        time_limit_s: float | None = None,
        plan_within_s: float | None = None,
        on_progress: OnProgress | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> SolverAnswer:
        """Solve a model.

        Parameters
        ----------
        model
            What to solve.
        config
            With which solver, how exactly, for how long.
        hint
            A plan to start from, shape ``(column,)``; need not be feasible.
        time_limit_s
            Replaces the configuration's limit for this call.
        plan_within_s
            End without a plan if none is found in this time.
        on_progress
            Called in this thread with every better plan or bound.
        stop
            Asked again and again; once it says yes, the solve ends as at Ctrl-C.

        Returns
        -------
        SolverAnswer
            Always: Ctrl-C, a solver that overruns its limit and a child that dies give the best
            plan and bound received until then.

        Raises
        ------
        ConfigError
            The solver refuses its options, or is not installed.
        """
        limit_s = config.time_limit_s if time_limit_s is None else time_limit_s
        threads = config.threads if config.backend == "highs" else None
        job = ModelJob(
            self._child_for(config.backend, threads),
            pipe.Solve(_unnamed(model), config, limit_s, hint),
            self._or_asked(stop),
            on_progress=on_progress,
            plan_within_s=plan_within_s,
        )
        return self._run(job)

    def solve_lp(  # noqa: PLR0913 - options by their names
        self,
        model: LinearModel,
        *,
        time_limit_s: float,
        basis: Basis | None = None,
        algorithm: LpAlgorithm | None = None,
        solver: LpSolver = "glop",
        stop: Callable[[], bool] = lambda: False,
    ) -> LpAnswer:
        """Solve a linear program, with duals.

        Parameters
        ----------
        model
            What to solve; all its columns are taken as continuous.
        time_limit_s
            For this call.
        basis
            From an earlier answer, to start from; the model may have got more columns and rows
            at the end since, and its numbers may have changed.
        algorithm
            None leaves it to the solver; GLOP has no barrier.
        solver
            HiGHS gives a basis, but MathOpt hands it none to start from.
        stop
            Asked again and again; once it says yes, the solve ends as at Ctrl-C.

        Returns
        -------
        LpAnswer
            Always, as in `solve`.
        """
        request = pipe.SolveLp(_unnamed(model), solver, algorithm, basis, time_limit_s)
        child = self._child_for(solver, request.threads if solver == "highs" else None)
        return self._run(LpJob(child, request, self._or_asked(stop)))

    def _or_asked(self, stop: Callable[[], bool]) -> Callable[[], bool]:
        """Join a caller's wish to stop with Ctrl-C and `interrupt`."""
        asked = self._asked_to_stop
        return lambda: asked.is_set() or stop()

    def _run(self, job: Job[Answer]) -> Answer:
        """Run a job under Ctrl-C; a child that had to be killed is forgotten."""
        try:
            with CtrlC(self._asked_to_stop.set):
                answer = job.run()
        except ConfigError:
            raise
        except BaseException:
            self.close()
            raise
        finally:
            self._asked_to_stop.clear()
        if job.killed:
            self._child = None
        return answer

    def _child_for(self, backend: str, highs_threads: int | None) -> Child:
        """Take the child if it can serve this back-end, else start another."""
        child = self._child
        other_threads = (
            child is not None
            and highs_threads is not None
            and child.highs_threads not in (None, highs_threads)
        )
        # A child meant for solvers of its own process would leave them behind if we are killed.
        other_kind = child is not None and (child.backend in OWN_PROCESSES) != (
            backend in OWN_PROCESSES
        )
        if child is None or not child.alive or other_threads or other_kind:
            self.close()
            child = self._child = Child(backend)
        if highs_threads is not None:
            child.highs_threads = highs_threads
        return child


def _unnamed(model: LinearModel) -> LinearModel:
    """Leave the names behind: solvers do without, and pickling them takes longest."""
    return replace(model, column_blocks=(), row_blocks=())
