"""A program that solves until Ctrl-C: started, and ended, by test_process.py."""

import json
import sys

from solver_models import config, hard_knapsack

from codroute.solve.answer import Progress
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess


def say(progress: Progress) -> None:
    if progress.objective is not None and progress.bound is not None:
        print("plan", flush=True)


# A second Ctrl-C may come when the solve has ended already.
with SolverProcess(sys.argv[1]) as process, CtrlC(process.interrupt, lasting=True):
    print(process.pid, flush=True)
    answer = process.solve(hard_knapsack(), config(sys.argv[1]), time_limit_s=60, on_progress=say)
loaded = [name for name in sys.modules if name.split(".")[0] in ("ortools", "pulp", "cbcbox")]
outcome = {
    "reason": answer.reason,
    "objective": answer.objective,
    "bound": answer.bound,
    "values": None if answer.values is None else answer.values.tolist(),
    "solver": answer.solver,
    "loaded": loaded,
}
print(json.dumps(outcome), flush=True)
