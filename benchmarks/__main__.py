"""``python -m benchmarks [NAME …]``: run all benchmarks, or those named; one line per figure."""

import platform
import sys
from datetime import date

from benchmarks import commands, gulf_peak, handover

BENCHMARKS = {"handover": handover.run, "commands": commands.run, "gulf_peak": gulf_peak.run}


def main(names: list[str]) -> None:
    """Run the benchmarks and print their rows for RESULTS.md."""
    print(f"{date.today()}, Python {platform.python_version()}, {platform.machine()}")
    for name in names or BENCHMARKS:
        for row in BENCHMARKS[name]():
            figures = [
                f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
                for key, value in row.items()
                if key != "name"
            ]
            print(f"{name}: {row['name']}: " + ", ".join(figures), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
