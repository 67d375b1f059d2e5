"""What each MathOpt solver lets out while it runs: plans, bounds, and whether it can be stopped.

==========  ==================================  ==========================  =================
solver      plans                               bounds                      stops when asked
==========  ==================================  ==========================  =================
HiGHS       appended to a file of improving     log lines                   no
            solutions
SCIP        callback                            log lines                   no
CP-SAT      callback                            callback                    yes
==========  ==================================  ==========================  =================
"""

import contextlib
import re
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from ortools.math_opt import callback_pb2, parameters_pb2
from ortools.util.python import pybind_solve_interrupter

from codroute.solve.backends.call import Call

_SOLUTION = callback_pb2.CALLBACK_EVENT_MIP_SOLUTION
_BOUNDS = callback_pb2.CALLBACK_EVENT_MIP

# Src, nodes, queue, leaves, explored share, then the best bound.
_HIGHS_LINE = re.compile(r"^ *[A-Za-z]? +\S+ +\S+ +\S+ +[\d.]+% +(\S+) +\S+ +\S+ ")
_HIGHS_DIGITS = 10
_SCIP_DIGITS = 7
_SCIP_BOUND_FIELD = 14

_POLL_S = 0.1


def widened(printed: str, digits: int) -> float | None:
    """Read a bound from a log, raised by what printing may have rounded off."""
    try:
        bound = float(printed)
    except ValueError:
        return None
    return bound + abs(bound) * 10.0 ** (1 - digits)


class Watch:
    """Nothing to see; the base of the three below."""

    events: Sequence[callback_pb2.CallbackEventProto.ValueType] = ()
    tells_bounds = False
    """Whether the bound an event carries can be trusted."""
    interrupter: pybind_solve_interrupter.PySolveInterrupter | None = None

    def __init__(self, call: Call) -> None:
        self._call = call

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release what the watch holds."""

    def adjust(self, parameters: parameters_pb2.SolveParametersProto) -> None:
        """Set the parameters the watch depends on."""

    def on_message(self, lines: list[str]) -> None:
        """Take lines of the solver's log."""

    def on_event(self, event: callback_pb2.CallbackDataProto) -> callback_pb2.CallbackResultProto:
        """Take a plan and a bound from a callback."""
        stats = event.mip_stats
        told = self.tells_bounds and stats.HasField("dual_bound")
        bound = stats.dual_bound if told else None
        values = None
        if event.event == _SOLUTION:
            values = np.array(event.primal_solution_vector.values)
        self._call.incumbent.offer("search", values=values, bound=bound)
        return callback_pb2.CallbackResultProto()


class _HighsWatch(Watch):
    """HiGHS has no callbacks here: its file of improving solutions and its log are followed."""

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self._folder = tempfile.TemporaryDirectory(prefix="codroute-")
        self._path = Path(self._folder.name) / "improving"
        self._read = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._folder.cleanup()

    def adjust(self, parameters: parameters_pb2.SolveParametersProto) -> None:
        parameters.highs.bool_options["mip_improving_solution_save"] = True
        parameters.highs.string_options["mip_improving_solution_file"] = str(self._path)

    def on_message(self, lines: list[str]) -> None:
        for line in lines:
            if match := _HIGHS_LINE.match(line):
                bound = widened(match[1], _HIGHS_DIGITS)
                self._call.incumbent.offer("search", bound=bound)

    def _follow(self) -> None:
        """Offer each new plan until the solve has ended."""
        while not self._ended.wait(_POLL_S):
            self._take_new()

    def _take_new(self) -> None:
        """Offer the last complete plan that was appended since the last look."""
        with contextlib.suppress(FileNotFoundError), self._path.open("rb") as file:
            file.seek(self._read)
            # A plan is "Objective <x>", "# Columns <n>" and one value per line.
            head, mark, last = file.read().rpartition(b"Objective ")
            if not mark:
                return
            fields = last.split()
            columns = self._call.model.objective.size
            if not last.endswith(b"\n") or len(fields) < 4 + columns:
                return
            self._read += len(head) + len(mark) + len(last)
        self._call.incumbent.offer("search", values=np.array(fields[4:], dtype=np.float64))


class _ScipWatch(Watch):
    """SCIP calls back with every solution; its log tells the bound.

    The event's own bound is 0 while SCIP takes in a hint, which is not a bound at all.
    """

    events = (_SOLUTION,)

    def on_message(self, lines: list[str]) -> None:
        for line in lines:
            fields = line.split("|")
            if len(fields) > _SCIP_BOUND_FIELD:
                bound = widened(fields[_SCIP_BOUND_FIELD], _SCIP_DIGITS)
                self._call.incumbent.offer("search", bound=bound)


class _CpSatWatch(Watch):
    """CP-SAT calls back with solutions and with bounds, and stops when asked."""

    events = (_SOLUTION, _BOUNDS)
    tells_bounds = True

    def __init__(self, call: Call) -> None:
        super().__init__(call)
        self.interrupter = pybind_solve_interrupter.PySolveInterrupter()
        call.stop.when_asked(self.interrupter.interrupt)


_WATCHES: dict[str, type[Watch]] = {
    "highs": _HighsWatch,
    "scip": _ScipWatch,
    "cp_sat": _CpSatWatch,
}


def watch_for(call: Call) -> Watch:
    """Choose the watch of the call's back-end."""
    return _WATCHES[call.config.backend](call)
