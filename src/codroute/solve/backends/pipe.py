"""Messages between codroute and the process that solves: pickles behind their length."""

from __future__ import annotations

import pickle
import struct
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:  # NumPy and Pydantic are not needed to start a solver's process
    from codroute.economics.arrays import FloatArray
    from codroute.solve.answer import Progress, SolverAnswer
    from codroute.solve.config import SolverConfig
    from codroute.solve.exact.linear_model import LinearModel
    from codroute.solve.lp import Basis, LpAlgorithm, LpAnswer, LpSolver

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True)
class Solve:
    """To the worker: solve this."""

    model: LinearModel
    config: SolverConfig
    time_limit_s: float
    hint: FloatArray | None

    @property
    def backend(self) -> str:
        """Whose job this is."""
        return self.config.backend


@dataclass(frozen=True)
class SolveLp:
    """To the worker: solve this linear program."""

    model: LinearModel
    solver: LpSolver
    algorithm: LpAlgorithm | None
    basis: Basis | None
    """Of this model, or of the model before columns and rows were appended."""
    time_limit_s: float
    threads: int = 1

    @property
    def backend(self) -> str:
        """Whose job this is."""
        return self.solver


@dataclass(frozen=True)
class Stop:
    """To the worker: end the present solve soon."""


@dataclass(frozen=True)
class Began:
    """From the worker: which solver takes the job."""

    solver: str
    version: str


@dataclass(frozen=True)
class Improved:
    """From the worker: a better plan or bound; the values only when the plan is new."""

    progress: Progress
    values: FloatArray | None


@dataclass(frozen=True)
class Ended:
    """From the worker: the outcome."""

    answer: SolverAnswer


@dataclass(frozen=True)
class LpEnded:
    """From the worker: the outcome of a linear program."""

    answer: LpAnswer


@dataclass(frozen=True)
class Refused:
    """From the worker: the configuration cannot be used."""

    fault: str


Message = Solve | SolveLp | Stop | Began | Improved | Ended | LpEnded | Refused


class Sender:
    """Write messages whole, whichever thread they come from."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        """Write one message.

        Raises
        ------
        OSError
            The other side is gone.
        """
        body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
        with self._lock:
            self._stream.write(_LENGTH.pack(len(body)))
            self._stream.write(body)
            self._stream.flush()


def receive(stream: BinaryIO) -> Message | None:
    """Read one message; None when the other side is gone, in the middle of a message or not."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        return None
    message: Message = pickle.loads(body)
    return message
