"""Where the shipped scenarios and documents are."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
TINY = SCENARIOS / "tiny"
GULF_PEAK = SCENARIOS / "gulf-peak"
SEA_11_11 = SCENARIOS / "sea-11-11"
