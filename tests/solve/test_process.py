import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest
from places import ROOT
from solver_models import BACKENDS, config, dense, hard_knapsack

from codroute.solve import job as job_module
from codroute.solve.answer import EndReason, Progress
from codroute.solve.backends.check import objective_of, settle
from codroute.solve.config import ConfigError
from codroute.solve.exact.linear_model import LinearModel
from codroute.solve.process import SolverProcess

PARENT = ROOT / "tests" / "kit" / "interrupted_parent.py"

each_backend = pytest.mark.parametrize("backend", BACKENDS)
needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def session_members(leader: int) -> list[int]:
    """List the living processes of a session: a worker and the solvers it started."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            members.append(int(stat.parent.name))
    return members


def threads_stand_still(process: int) -> bool:
    """Tell whether SIGSTOP has reached every thread of a process."""
    states = []
    for stat in Path(f"/proc/{process}/task").glob("*/stat"):
        with suppress(OSError):  # a thread may end in between
            states.append(stat.read_text().rpartition(")")[2].split()[0])
    return set(states) == {"T"}


def wait_until(reached: Callable[[], bool], within_s: float) -> bool:
    """Wait for something to become true."""
    end = time.monotonic() + within_s
    while not reached():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def gone(leader: int, within_s: float) -> bool:
    """Wait until a session has no members left."""
    return wait_until(lambda: not session_members(leader), within_s)


@contextmanager
def parent_with_a_plan(
    backend: str, scratch: Path
) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run the parent program until its solver has found a plan; give its worker's pid too."""
    environment = os.environ | {"TMPDIR": str(scratch)}
    command = [sys.executable, str(PARENT), backend]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as parent:
        try:
            assert parent.stdout is not None
            worker = int(parent.stdout.readline())
            assert parent.stdout.readline() == "plan\n"
            yield parent, worker
        finally:
            parent.kill()


@needs_proc
@each_backend
@pytest.mark.parametrize("presses", [1, 2])
def test_ctrl_c_gives_the_best_plan_at_once(backend: str, presses: int, tmp_path: Path) -> None:
    with parent_with_a_plan(backend, tmp_path) as (parent, worker):
        for _ in range(presses):
            parent.send_signal(signal.SIGINT)
        output, errors = parent.communicate(timeout=10)  # the limit of the solve is 60 s
    assert (parent.returncode, errors) == (0, "")
    outcome = json.loads(output.splitlines()[-1])
    assert outcome["reason"] == "interrupted"
    assert outcome["solver"] in ("HiGHS", "SCIP", "CP-SAT", "CBC")
    assert outcome["loaded"] == []
    model = hard_knapsack()
    values, fault = settle(model, np.array(outcome["values"]))
    assert fault is None
    assert objective_of(model, values) == pytest.approx(outcome["objective"])
    assert outcome["bound"] > 1965
    assert gone(worker, 1.0)
    assert list(tmp_path.iterdir()) == [], "temporary files are left behind"


@needs_proc
@each_backend
def test_no_orphan_survives_a_killed_parent(backend: str, tmp_path: Path) -> None:
    with parent_with_a_plan(backend, tmp_path) as (parent, worker):
        # CBC is a process of its own, and not there for a moment between two slices.
        expected = 2 if backend == "pulp" else 1
        assert wait_until(lambda: len(session_members(worker)) == expected, 2.0)
        parent.kill()
        parent.wait()
        assert gone(worker, 2.0)


@needs_proc
def test_folders_of_killed_parents_are_removed_at_a_later_start(tmp_path: Path) -> None:
    with parent_with_a_plan("highs", tmp_path) as (dead, worker):
        # A worker that runs may see its input end, and clean up, before the system kills it.
        os.kill(worker, signal.SIGSTOP)
        assert wait_until(lambda: threads_stand_still(worker), 2.0)
        dead.kill()
        dead.wait()
        assert gone(worker, 2.0)
    (left,) = tmp_path.iterdir()
    (tmp_path / "codroute-worker-file").touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "codroute-worker-link").symlink_to(elsewhere)
    before = {*tmp_path.iterdir()} - {left}
    with parent_with_a_plan("highs", tmp_path) as (living, _):
        assert not left.exists()
        (own,) = {*tmp_path.iterdir()} - before
        with parent_with_a_plan("highs", tmp_path):
            assert own.is_dir(), "the folder of a living parent is removed"
        living.send_signal(signal.SIGINT)
        living.communicate(timeout=5)
        assert not own.exists()


@needs_proc
@each_backend
def test_a_killed_child_gives_the_best_plan_as_an_error(backend: str) -> None:
    with SolverProcess(backend) as process:
        worker = process.pid
        assert worker is not None
        planned = threading.Event()

        def see(progress: Progress) -> None:
            if progress.objective is not None and not planned.is_set():
                planned.set()
                os.kill(worker, signal.SIGKILL)

        answer = process.solve(hard_knapsack(), config(backend), on_progress=see)
        assert answer.reason is EndReason.ERROR
        assert "process died: signal SIGKILL" in answer.detail
        assert answer.values is not None
        assert answer.objective is not None
        assert gone(worker, 1.0)
        # The next solve gets a new child.
        again = process.solve(dense([1, 2], [[1, 1]], 1.0), config(backend))
        assert (again.reason, again.objective) == (EndReason.OPTIMAL, 2.0)


@pytest.mark.parametrize("backends", [["cp_sat", "highs", "scip"], ["pulp"]])
def test_one_child_solves_several_models_and_back_ends(backends: list[str]) -> None:
    with SolverProcess(backends[0]) as process:
        first = process.pid
        for backend in backends:
            for size in (2, 3):
                seen: list[Progress] = []
                answer = process.solve(
                    dense(range(1, size + 1), np.ones((1, size)), 1.0),
                    config(backend),
                    on_progress=seen.append,
                )
                assert (answer.reason, answer.objective) == (EndReason.OPTIMAL, float(size))
                assert seen
        assert process.pid == first
    assert process.pid is None


def test_highs_gets_a_new_child_for_another_number_of_threads() -> None:
    model = dense([1, 2], [[1, 1]], 1.0)
    with SolverProcess("highs") as process:
        pids = set()
        for threads in (1, 2, 2, 1):
            answer = process.solve(model, config("highs", threads=threads))
            assert answer.reason is EndReason.OPTIMAL, answer.detail
            pids.add(process.pid)
    assert len(pids) == 3


def test_a_refused_option_raises_here() -> None:
    with SolverProcess("highs") as process:
        with pytest.raises(ConfigError, match=r"native\.nosuch: found 1"):
            process.solve(dense([1], [[1]], 1.0), config("highs", native={"nosuch": 1}))
        assert process.solve(dense([1], [[1]], 1.0), config("highs")).objective == 1.0


def test_a_hint_and_a_time_limit_of_the_call() -> None:
    model = hard_knapsack()
    hint = np.zeros(model.objective.size)
    hint[0] = 1.0
    with SolverProcess("scip") as process:
        seen: list[Progress] = []
        answer = process.solve(
            model, config("scip"), hint=hint, time_limit_s=0.5, on_progress=seen.append
        )
    assert seen[0].stage == "hint"
    assert seen[0].objective == objective_of(model, hint)
    assert answer.reason is EndReason.TIME_LIMIT
    assert answer.seconds < 2.0


@needs_proc
def test_a_solver_that_overruns_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "_OVERRUN_S", 0.5)
    with SolverProcess("highs") as process:
        worker = process.pid
        assert worker is not None

        def freeze(progress: Progress) -> None:
            if progress.objective is not None:
                os.kill(worker, signal.SIGSTOP)

        answer = process.solve(
            hard_knapsack(), config("highs"), time_limit_s=1.0, on_progress=freeze
        )
        assert answer.reason is EndReason.TIME_LIMIT
        assert "overran" in answer.detail
        assert answer.values is not None
        assert answer.slices is None
        assert answer.seconds > 1.4
        assert gone(worker, 1.0)


def test_another_thread_may_solve_and_interrupt() -> None:
    answers = []
    with SolverProcess("cp_sat") as process:
        planned = threading.Event()

        def solve() -> None:
            answers.append(
                process.solve(
                    hard_knapsack(), config("cp_sat"), on_progress=lambda _: planned.set()
                )
            )

        thread = threading.Thread(target=solve)
        thread.start()
        assert planned.wait(60)
        process.interrupt()
        thread.join(10)
        assert not thread.is_alive()
    assert answers[0].reason is EndReason.INTERRUPTED


def market_split(columns: int = 40, rows: int = 6, seed: int = 0) -> LinearModel:
    """Give equations between 0/1 columns that no solver finds a plan of for hours."""
    generator = np.random.default_rng(seed)
    matrix = generator.integers(0, 100, (rows, columns)).astype(float)
    half = np.floor(matrix.sum(axis=1) / 2)
    return dense(np.zeros(columns), matrix, half, row_lower=half)


def test_a_solve_without_a_plan_in_time_ends() -> None:
    with SolverProcess("highs") as process:
        answer = process.solve(market_split(), config("highs"), plan_within_s=0.5)
        assert (answer.reason, answer.values) == (EndReason.TIME_LIMIT, None)
        assert answer.detail == "No plan was found in time."
        # One with a plan goes on.
        answer = process.solve(
            hard_knapsack(), config("highs"), plan_within_s=1.0, time_limit_s=2.0
        )
        assert answer.reason is EndReason.TIME_LIMIT
        assert answer.values is not None
        assert answer.seconds > 1.5


def test_a_wish_to_stop_is_asked_for_again_and_again() -> None:
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 10

    with SolverProcess("highs") as process:
        answer = process.solve(hard_knapsack(), config("highs"), stop=stop)
        assert answer.reason is EndReason.INTERRUPTED
        # It is gone with the solve.
        assert process.solve(dense([1], [[1]], 1.0), config("highs")).objective == 1.0


def test_a_worker_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "_START_S", 0.2)
    with SolverProcess("highs") as process:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        answer = process.solve(dense([1], [[1]], 1.0), config("highs"), time_limit_s=0.1)
    assert answer.reason is EndReason.ERROR
    assert "did not start" in answer.detail


def test_an_error_in_the_callers_callback_ends_the_child() -> None:
    def fail(_progress: Progress) -> None:
        raise ZeroDivisionError

    with SolverProcess("highs") as process:
        with pytest.raises(ZeroDivisionError):
            process.solve(hard_knapsack(), config("highs"), on_progress=fail)
        assert process.pid is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_programs_own_handler_of_ctrl_c_stays() -> None:
    def own(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGINT, own)
    try:
        with SolverProcess("highs") as process:
            with pytest.raises(TimeoutError):
                process.solve(
                    hard_knapsack(),
                    config("highs"),
                    on_progress=lambda _: os.kill(os.getpid(), signal.SIGINT),
                )
            assert process.pid is None
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)
