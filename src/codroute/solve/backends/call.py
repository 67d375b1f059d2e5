"""What every back-end is handed, and the request to stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from codroute.economics.arrays import FloatArray
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.config import SolverConfig
from codroute.solve.exact.linear_model import LinearModel


class StopRequest:
    """Asked once, from any thread; tells whoever has said how it wants to be told."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._actions: list[Callable[[], None]] = []

    @property
    def asked(self) -> bool:
        """Whether the solve shall end."""
        return self._asked

    def ask(self) -> None:
        """Ask the solve to end soon with what it has."""
        with self._lock:
            self._asked = True
            actions = list(self._actions)
        for action in actions:
            action()

    def when_asked(self, action: Callable[[], None]) -> None:
        """Register what to do when asked; done at once if that has been already."""
        with self._lock:
            self._actions.append(action)
            late = self._asked
        if late:
            action()


@dataclass(frozen=True)
class Call:
    """One solve: the model, its limits, where plans and bounds go."""

    model: LinearModel
    config: SolverConfig
    time_limit_s: float
    """For this call; the configuration's own limit is not looked at."""
    hint: FloatArray | None
    """A plan to start from, shape ``(column,)``; need not be feasible."""
    incumbent: Incumbent
    stop: StopRequest = field(default_factory=StopRequest)
