"""Each solve in a process of its own that can be killed: Ctrl-C answers at once.

Nothing here imports a solver, NumPy or Pydantic: the child imports its solver while the parent
imports the rest of codroute and reads files.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from codroute.errors import ConfigError
from codroute.solve.answer import EndReason, Progress, SolverAnswer
from codroute.solve.backends import pipe
from codroute.solve.backends.child import Child
from codroute.solve.backends.manners import OWN_PROCESSES, STOPS_WHEN_ASKED
from codroute.solve.ctrl_c import CtrlC

if TYPE_CHECKING:
    from types import TracebackType

    from codroute.economics.arrays import FloatArray
    from codroute.solve.config import SolverConfig
    from codroute.solve.exact.linear_model import LinearModel

_POLL_S = 0.05
_STOP_GRACE_S = 0.6
_START_S = 120.0
"""Longest start of the solver's process: a cold disk, a busy machine."""

_OVERRUN_S = 5.0
_OVERRUN_SHARE = 0.2

OnProgress = Callable[[Progress], None]


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
        child = self._child_for(config)
        job = pipe.Solve(_unnamed(model), config, limit_s, hint)
        asked = self._asked_to_stop
        solve = _Solve(child, job, on_progress, lambda: asked.is_set() or stop(), plan_within_s)
        try:
            with CtrlC(self._asked_to_stop.set):
                answer = solve.run()
        except ConfigError:
            raise
        except BaseException:
            self.close()
            raise
        finally:
            self._asked_to_stop.clear()
        if solve.killed:
            self._child = None
        return answer

    def _child_for(self, config: SolverConfig) -> Child:
        """Take the child if it can serve this configuration, else start another."""
        threads = config.threads if config.backend == "highs" else None
        child = self._child
        other_threads = (
            child is not None and threads is not None and child.highs_threads not in (None, threads)
        )
        # A child meant for solvers of its own process would leave them behind if we are killed.
        other_kind = child is not None and (child.backend in OWN_PROCESSES) != (
            config.backend in OWN_PROCESSES
        )
        if child is None or not child.alive or other_threads or other_kind:
            self.close()
            child = self._child = Child(config.backend)
        if threads is not None:
            child.highs_threads = threads
        return child


class _Solve:
    """One job at a child: collect what it finds until it ends or must be ended."""

    def __init__(
        self,
        child: Child,
        job: pipe.Solve,
        on_progress: OnProgress | None,
        asked_to_stop: Callable[[], bool],
        plan_within_s: float | None,
    ) -> None:
        self.killed = False
        self._child = child
        self._job = job
        self._on_progress = on_progress
        self._asked_to_stop = asked_to_stop
        self._plan_within_s = plan_within_s
        self._began = time.monotonic()
        self._started: float | None = None
        self._best = Progress(0.0, None, None, "")
        self._values: FloatArray | None = None
        self._named: tuple[str, str] = (job.config.backend, "")

    def run(self) -> SolverAnswer:
        """Send the job and wait for its end, Ctrl-C or the deadline."""
        self._child.send(self._job)
        while not self._asked_to_stop():
            answer = self._too_late() or self._next()
            if answer is not None:
                return answer
        return self._interrupted()

    def _too_late(self) -> SolverAnswer | None:
        """End a solve that takes longer than it may; importing the solver has a time of its own."""
        if self._started is None:
            if time.monotonic() > self._began + _START_S:
                return self._kill(EndReason.ERROR, "The solver's process did not start")
            return None
        seconds, limit_s = time.monotonic() - self._started, self._job.time_limit_s
        if seconds > limit_s + max(_OVERRUN_S, _OVERRUN_SHARE * limit_s):
            return self._kill(EndReason.TIME_LIMIT, "The solver overran its time limit.")
        due_s = self._plan_within_s
        if due_s is not None and seconds > due_s and self._values is None:
            return self._kill(EndReason.TIME_LIMIT, "No plan was found in time.")
        return None

    def _next(self) -> SolverAnswer | None:
        """Take in one message, if there is one; return the answer when it has come."""
        try:
            message = self._child.take(_POLL_S)
        except queue.Empty:
            return None
        match message:
            case pipe.Began(solver, version):
                self._named = (solver, version)
                self._started = time.monotonic()
            case pipe.Improved(progress, values):
                self._improve(progress, values)
            case pipe.Ended(answer):
                return answer
            case pipe.Refused(fault):
                raise ConfigError(fault)
            case _:
                return self._kill(EndReason.ERROR, "The solver's process died")
        return None

    def _improve(self, progress: Progress, values: FloatArray | None) -> None:
        """Keep and pass on an improvement."""
        self._best = progress
        if values is not None:
            self._values = values
        if self._on_progress is not None:
            self._on_progress(progress)

    def _interrupted(self) -> SolverAnswer:
        """Ask solvers that listen to end; kill the others, or those that take too long."""
        if self._job.config.backend in STOPS_WHEN_ASKED:
            self._child.send(pipe.Stop())
            patience = time.monotonic() + _STOP_GRACE_S
            while time.monotonic() < patience:
                answer = self._next()
                if answer is not None:
                    return _as_stopped(answer)
        return self._kill(EndReason.INTERRUPTED, "")

    def _kill(self, reason: EndReason, detail: str) -> SolverAnswer:
        """End the child and answer with what it has sent."""
        how = self._child.kill()
        self.killed = True
        if reason is EndReason.ERROR:
            detail = f"{detail}: {how}."
        seconds = time.monotonic() - self._began
        best = self._best
        return SolverAnswer(
            reason, self._values, best.objective, best.bound, *self._named, seconds, detail, None
        )


def _as_stopped(answer: SolverAnswer) -> SolverAnswer:
    """Call an answer interrupted unless it proves something.

    A solver may also answer the signal with a failure: CBC dies of one that comes while it starts.
    """
    if answer.reason in (EndReason.OPTIMAL, EndReason.INFEASIBLE, EndReason.UNBOUNDED):
        return answer
    return replace(answer, reason=EndReason.INTERRUPTED)


def _unnamed(model: LinearModel) -> LinearModel:
    """Leave the names behind: solvers do without, and pickling them takes longest."""
    return replace(model, column_blocks=(), row_blocks=())
