"""The real-sized scenarios as the command plans them: time, memory, plan, bound and audit."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODROUTE = str(Path(sys.executable).with_name("codroute"))

Row = dict[str, object]


def gulf_peak() -> Iterator[Row]:
    """Plan gulf-peak with the default set-up: to the time limit."""
    yield _planned("gulf-peak")


def sea_11_11() -> Iterator[Row]:
    """Plan sea-11-11 to 0.05 %, three times: as a folder, as a workbook, as a folder."""
    for scenario in ("sea-11-11", "sea-11-11/sea-11-11.xlsx", "sea-11-11"):
        yield _planned(scenario, "--gap", "0.05%")


def _planned(scenario: str, *options: str) -> Row:
    """Plan once; memory is the largest of all processes so far."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "plan.json"
        path = ROOT / "scenarios" / scenario
        command = (CODROUTE, "plan", str(path), "--quiet", *options)
        began = time.perf_counter()
        done = subprocess.run([*command, "--out", str(out)], check=False, cwd=ROOT)
        wall_s = time.perf_counter() - began
        outcome = json.loads(out.read_text(encoding="utf-8"))["outcome"]
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return {
        "name": " ".join(("codroute plan", f"scenarios/{scenario}", *options)),
        "wall_s": wall_s,
        "peak_mb": peak_mb,
        "contribution": outcome["objective_minor"] / 100,
        "bound": float(outcome["bound"]),
        "relative_gap": outcome["relative_gap"],
        "reason": outcome["reason"],
        "exit_code": done.returncode,
    }
