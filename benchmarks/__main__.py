"""``python -m benchmarks [NAME …]``: run the usual benchmarks or those named; a line per figure."""

import platform
import sys
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from benchmarks import (
    commands,
    compare_offers,
    decomposition,
    decomposition_large,
    growth,
    handover,
    reading,
    shipped,
)

BENCHMARKS: dict[str, Callable[[], Iterable[dict[str, Any]]]] = {
    "handover": handover.run,
    "commands": commands.run,
    "gulf_peak": shipped.gulf_peak,
    "sea_11_11": shipped.sea_11_11,
    "compare_offers": compare_offers.run,
    "decomposition": decomposition.run,
    "decomposition_variants": decomposition.run_variants,
    "decomposition_large": decomposition_large.run,
    "decomposition_largest": decomposition_large.run_largest,
    "growth": growth.run,
    "reading": reading.run,
}
USUAL = ("handover", "commands", "gulf_peak", "decomposition")
"""Those run where none is named, about 15 minutes in all."""


def main(names: list[str]) -> None:
    """Run the benchmarks and print their rows for RESULTS.md."""
    print(f"{date.today()}, Python {platform.python_version()}, {platform.machine()}")
    for name in names or USUAL:
        for row in BENCHMARKS[name]():
            figures = [
                f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
                for key, value in row.items()
                if key != "name"
            ]
            print(f"{name}: {row['name']}: " + ", ".join(figures), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
