"""Whole commands as a user waits for them: start-up, and planning the smallest scenario."""

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 7

CODROUTE = str(Path(sys.executable).with_name("codroute"))
HELP = (CODROUTE, "--help")
PLAN = (CODROUTE, "plan", str(ROOT / "scenarios" / "tiny"))
BARE = (sys.executable, str(ROOT / "benchmarks" / "bare_tiny.py"))
EMPTY = (sys.executable, "-c", "pass")


def wall_s(command: Sequence[str]) -> float:
    """Run a command once and give its wall time."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - began


def paired(competitor: Sequence[str], ours: Sequence[str]) -> dict[str, float]:
    """Run both in turn, after one warm-up each; medians, and the median of the ratios."""
    pairs = [(wall_s(competitor), wall_s(ours)) for _ in range(RUNS + 1)][1:]
    return {
        "competitor_s": statistics.median(theirs for theirs, _ in pairs),
        "codroute_s": statistics.median(own for _, own in pairs),
        "ratio": statistics.median(own / theirs for theirs, own in pairs),
    }


def run() -> list[dict[str, object]]:
    """Measure; a ratio is codroute's time over the competitor's."""
    return [
        {"name": "codroute --help against an empty Python", **paired(EMPTY, HELP)},
        {
            "name": "codroute plan scenarios/tiny against a bare MathOpt script",
            **paired(BARE, PLAN),
        },
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
