"""One job at a solver's process: wait for its end, or end it."""

from __future__ import annotations

import queue
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from codroute.errors import ConfigError
from codroute.solve.answer import EndReason, Progress, SolverAnswer
from codroute.solve.backends import pipe
from codroute.solve.backends.manners import STOPS_WHEN_ASKED
from codroute.solve.lp import LpAnswer, lp_without_point

if TYPE_CHECKING:
    from codroute.economics.arrays import FloatArray
    from codroute.solve.backends.child import Child

_POLL_S = 0.05
_STOP_GRACE_S = 0.6
_START_S = 120.0
"""Longest start of the solver's process: a cold disk, a busy machine."""

_OVERRUN_S = 5.0
_OVERRUN_SHARE = 0.2

OnProgress = Callable[[Progress], None]

Answer = TypeVar("Answer", SolverAnswer, LpAnswer)


class Job(ABC, Generic[Answer]):
    """One job at a child: collect what it finds until it ends or must be ended."""

    def __init__(
        self,
        child: Child,
        request: pipe.Solve | pipe.SolveLp,
        asked_to_stop: Callable[[], bool],
    ) -> None:
        self.killed = False
        self._child = child
        self._request = request
        self._asked_to_stop = asked_to_stop
        self._began = time.monotonic()
        self._started: float | None = None
        self._named: tuple[str, str] = (request.backend, "")

    def run(self) -> Answer:
        """Send the job and wait for its end, Ctrl-C or the deadline.

        Raises
        ------
        ConfigError
            The solver refuses its options, or is not installed.
        """
        self._child.send(self._request)
        while not self._asked_to_stop():
            answer = self._too_late() or self._next()
            if answer is not None:
                return answer
        return self._interrupted()

    @abstractmethod
    def _take(self, message: pipe.Message) -> Answer | None:
        """Take in what the solver has found; return the answer when it has come."""

    @abstractmethod
    def _found(self, reason: EndReason, seconds: float, detail: str) -> Answer:
        """Answer with what the child sent before it was killed."""

    def _overdue(self, seconds: float) -> str | None:  # noqa: ARG002 - for those who want to
        """Say why a solve of this length shall end before its time limit."""
        return None

    def _too_late(self) -> Answer | None:
        """End a solve that takes longer than it may; importing the solver has a time of its own."""
        if self._started is None:
            if time.monotonic() > self._began + _START_S:
                return self._kill(EndReason.ERROR, "The solver's process did not start")
            return None
        seconds, limit_s = time.monotonic() - self._started, self._request.time_limit_s
        if seconds > limit_s + max(_OVERRUN_S, _OVERRUN_SHARE * limit_s):
            return self._kill(EndReason.TIME_LIMIT, "The solver overran its time limit.")
        overdue = self._overdue(seconds)
        return None if overdue is None else self._kill(EndReason.TIME_LIMIT, overdue)

    def _next(self) -> Answer | None:
        """Take in one message, if there is one; return the answer when it has come."""
        try:
            message = self._child.take(_POLL_S)
        except queue.Empty:
            return None
        match message:
            case None:
                return self._kill(EndReason.ERROR, "The solver's process died")
            case pipe.Began(solver, version):
                self._named = (solver, version)
                self._started = time.monotonic()
                return None
            case pipe.Refused(fault):
                raise ConfigError(fault)
            case _:
                return self._take(message)

    def _interrupted(self) -> Answer:
        """Ask solvers that listen to end; kill the others, or those that take too long."""
        if self._request.backend in STOPS_WHEN_ASKED:
            self._child.send(pipe.Stop())
            patience = time.monotonic() + _STOP_GRACE_S
            while time.monotonic() < patience:
                answer = self._next()
                if answer is not None:
                    return _as_stopped(answer)
        return self._kill(EndReason.INTERRUPTED, "")

    def _kill(self, reason: EndReason, detail: str) -> Answer:
        """End the child and answer with what it has sent."""
        how = self._child.kill()
        self.killed = True
        if reason is EndReason.ERROR:
            detail = f"{detail}: {how}."
        return self._found(reason, time.monotonic() - self._began, detail)


class ModelJob(Job[SolverAnswer]):
    """The solve of a model: plans and bounds come as they are found."""

    def __init__(
        self,
        child: Child,
        request: pipe.Solve,
        asked_to_stop: Callable[[], bool],
        *,
        on_progress: OnProgress | None,
        plan_within_s: float | None,
    ) -> None:
        super().__init__(child, request, asked_to_stop)
        self._on_progress = on_progress
        self._plan_within_s = plan_within_s
        self._best = Progress(0.0, None, None, "")
        self._values: FloatArray | None = None

    def _take(self, message: pipe.Message) -> SolverAnswer | None:
        match message:
            case pipe.Improved(progress, values):
                self._improve(progress, values)
            case pipe.Ended(answer):
                return answer
        return None

    def _improve(self, progress: Progress, values: FloatArray | None) -> None:
        """Keep and pass on an improvement."""
        self._best = progress
        if values is not None:
            self._values = values
        if self._on_progress is not None:
            self._on_progress(progress)

    def _overdue(self, seconds: float) -> str | None:
        due_s = self._plan_within_s
        if due_s is not None and seconds > due_s and self._values is None:
            return "No plan was found in time."
        return None

    def _found(self, reason: EndReason, seconds: float, detail: str) -> SolverAnswer:
        best = self._best
        return SolverAnswer(
            reason, self._values, best.objective, best.bound, *self._named, seconds, detail, None
        )


class LpJob(Job[LpAnswer]):
    """The solve of a linear program: nothing comes before its end."""

    def _take(self, message: pipe.Message) -> LpAnswer | None:
        return message.answer if isinstance(message, pipe.LpEnded) else None

    def _found(self, reason: EndReason, seconds: float, detail: str) -> LpAnswer:
        return lp_without_point(reason, self._named, seconds, detail)


def _as_stopped(answer: Answer) -> Answer:
    """Call an answer interrupted unless it proves something.

    A solver may also answer the signal with a failure: CBC dies of one that comes while it starts.
    """
    if answer.reason in (EndReason.OPTIMAL, EndReason.INFEASIBLE, EndReason.UNBOUNDED):
        return answer
    return replace(answer, reason=EndReason.INTERRUPTED)
