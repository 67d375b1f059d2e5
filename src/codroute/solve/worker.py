"""The process that solves: ``python -m codroute.solve.worker``.

It reads jobs from standard input and writes what it finds to standard output, and does not
outlive the process that started it: the end of standard input ends it on every system, with
the solvers it started.
"""

import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import traceback
from typing import BinaryIO

from codroute.economics.arrays import FloatArray
from codroute.errors import CodrouteError
from codroute.solve.answer import EndReason, Progress
from codroute.solve.backends import pipe, registry
from codroute.solve.backends.call import Call, StopRequest
from codroute.solve.backends.incumbent import Incumbent
from codroute.solve.backends.manners import OWN_PROCESSES
from codroute.solve.lp import lp_without_point

_PR_SET_PDEATHSIG = 1

_Job = pipe.Solve | pipe.SolveLp


def main(backend: str, scratch: str, parent_pid: int) -> None:
    """Serve jobs until standard input ends.

    Parameters
    ----------
    backend
        Whose modules to import before the first job; empty for none.
    scratch
        Folder for temporary files; removed by whoever ends last, or at a later start.
    parent_pid
        Whose death ends this process too; 0 leaves that to the end of standard input alone.
    """
    jobs, answers = _claim_pipes()
    tempfile.tempdir = scratch
    signal.signal(signal.SIGINT, _ignore)
    if parent_pid and backend not in OWN_PROCESSES:
        _die_with(parent_pid)
    worker = _Worker(jobs, pipe.Sender(answers), scratch)
    threading.Thread(target=worker.listen, daemon=True).start()
    if backend:
        registry.load(backend)
    worker.serve()


def _claim_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes to ourselves; what solvers print goes to standard error instead."""
    jobs, answers = os.dup(0), os.dup(1)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a descriptor is wanted, not a path
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return os.fdopen(jobs, "rb"), os.fdopen(answers, "wb")


def _ignore(number: int, frame: object) -> None:
    """Do nothing; unlike SIG_IGN this is not inherited by the solvers we start."""


def _die_with(parent_pid: int) -> None:
    """Let Linux kill this process when its parent dies, however busy a solver keeps it."""
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - wanted on one system only

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:  # It died before the line above.
        os._exit(1)


class _Worker:
    """One listening thread; the main thread solves, for some solvers insist on it."""

    def __init__(self, jobs: BinaryIO, sender: pipe.Sender, scratch: str) -> None:
        self._jobs = jobs
        self._sender = sender
        self._scratch = scratch
        self._waiting: queue.SimpleQueue[tuple[_Job, StopRequest]] = queue.SimpleQueue()
        self._backend = ""

    def listen(self) -> None:
        """Queue jobs and pass on requests to stop; at the end of input, end everything."""
        stop = StopRequest()
        while (message := pipe.receive(self._jobs)) is not None:
            if isinstance(message, pipe.Solve | pipe.SolveLp):
                stop = StopRequest()
                self._backend = message.backend
                self._waiting.put((message, stop))
            else:
                stop.ask()
                self._interrupt_children()
        shutil.rmtree(self._scratch, ignore_errors=True)
        _end_group()

    def _interrupt_children(self) -> None:
        """Press Ctrl-C for solvers that are processes of their own: they share our group."""
        if self._backend in OWN_PROCESSES and hasattr(os, "killpg"):
            os.killpg(os.getpgrp(), signal.SIGINT)

    def serve(self) -> None:
        """Solve job after job."""
        while True:
            job, stop = self._waiting.get()
            if isinstance(job, pipe.SolveLp):
                self._sender.send(self._solve_lp(job, stop))
            else:
                self._sender.send(self._solve(job, stop))

    def _solve(self, job: pipe.Solve, stop: StopRequest) -> pipe.Ended | pipe.Refused:
        """Solve one job, whatever happens."""
        incumbent = Incumbent(job.model, self._report)
        call = Call(job.model, job.config, job.time_limit_s, job.hint, incumbent, stop)
        named: tuple[str, str] = (job.config.backend, "")
        try:
            named = registry.identify(job.config)
            self._sender.send(pipe.Began(*named))
            return pipe.Ended(registry.solve(call))
        except CodrouteError as error:
            return pipe.Refused(str(error))
        except Exception as error:
            traceback.print_exc()
            detail = f"{type(error).__name__}: {error}"
            return pipe.Ended(incumbent.answer(EndReason.ERROR, named, detail))

    def _solve_lp(self, job: pipe.SolveLp, stop: StopRequest) -> pipe.LpEnded:
        """Solve one linear program, whatever happens."""
        named: tuple[str, str] = (job.solver, "")
        try:
            named = registry.identify_lp(job.solver)
            self._sender.send(pipe.Began(*named))
            return pipe.LpEnded(registry.solve_lp(job, stop))
        except Exception as error:
            traceback.print_exc()
            detail = f"{type(error).__name__}: {error}"
            return pipe.LpEnded(lp_without_point(EndReason.ERROR, named, 0.0, detail))

    def _report(self, progress: Progress, values: FloatArray | None) -> None:
        """Send an improvement at once: this process may be killed at any moment."""
        self._sender.send(pipe.Improved(progress, values))


def _end_group() -> None:
    """End this process and the solvers it started."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
