"""The real-sized scenario as the command plans it: time, memory, plan, bound and audit."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODROUTE = str(Path(sys.executable).with_name("codroute"))


def run() -> list[dict[str, object]]:
    """Plan once with the default set-up; memory is the largest of all processes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan.json"
        scenario = ROOT / "scenarios" / "gulf-peak"
        command = (CODROUTE, "plan", str(scenario), "--quiet")
        began = time.perf_counter()
        done = subprocess.run([*command, "--out", str(out)], check=False, cwd=ROOT)
        wall_s = time.perf_counter() - began
        outcome = json.loads(out.read_text(encoding="utf-8"))["outcome"]
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        {
            "name": "codroute plan scenarios/gulf-peak",
            "wall_s": wall_s,
            "peak_mb": peak_mb,
            "contribution": outcome["objective_minor"] / 100,
            "bound": float(outcome["bound"]),
            "relative_gap": outcome["relative_gap"],
            "reason": outcome["reason"],
            "exit_code": done.returncode,
        }
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
