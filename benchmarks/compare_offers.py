"""Ten offers to gulf-peak in one comparison, against the time of one plan."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from codroute.pipeline import PlanResult
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario
from codroute.solve.config import load_config
from codroute.solve.ctrl_c import CtrlC
from codroute.solve.process import SolverProcess
from codroute.whatif.compare import compare
from codroute.whatif.offers import load_offers
from codroute.whatif.planner import Planner

ROOT = Path(__file__).parents[1]
SHIPPED = ("dunefox", "peregrine-volume-4", "caravanserai-fast.toml")
STATED = {
    "creekside-cod": ("creekside-ae", "{ cod_fee = { fixed = 4 } }"),
    "cormorant-return": ("cormorant-kw", '{ return_fee = { form = "flat", amount = 0.5 } }'),
    "tamarisk-fuel": ("tamarisk-fleet", "{ fuel_rate = 0 }"),
    "lighthouse-week": ("lighthouse-parcel", "{ settlement_days = 7 }"),
    "palmgrove-return": ("palmgrove-sa", '{ return_fee = { form = "flat", amount = 12 } }'),
    "sandgrouse-cod": ("sandgrouse-economy", "{ cod_fee = { rate = 0.02 } }"),
    "peregrine-limit": ("peregrine-express", "{ max_cod_value = 900 }"),
}
"""Offers on top of gulf-peak's own, by name: whose, and what is otherwise. All made up."""

GAP = 1e-3


@dataclass(frozen=True)
class _Timed(Planner):
    """Notes how long every plan takes."""

    seconds: list[float] = field(default_factory=list)

    def plan(
        self, scenario: Scenario, label: str, near: PlanResult | Plan | None = None
    ) -> PlanResult:
        began = time.perf_counter()
        result = super().plan(scenario, label, near)
        self.seconds.append(time.perf_counter() - began)
        return result


def run() -> Iterator[dict[str, Any]]:
    """Measure; the ratio is the time of everything over that of the base's plan."""
    config = load_config("default").model_copy(update={"relative_gap": GAP})
    with TemporaryDirectory() as folder, SolverProcess("highs") as process:
        began = time.perf_counter()
        offered = load_offers(ROOT / "scenarios" / "gulf-peak", _files(Path(folder)))
        planner = _Timed(config, "default", process, CtrlC())
        found = compare(offered, planner)
        total_s = time.perf_counter() - began
    for variant, seconds in zip(found.variants, planner.seconds, strict=True):
        outcome = variant.plan.outcome
        yield {"name": variant.name, "s": seconds, "gap": outcome and outcome.relative_gap}
    base_s = planner.seconds[0]
    yield {"name": "ten offers", "base_s": base_s, "all_s": total_s, "ratio": total_s / base_s}


def _files(folder: Path) -> list[Path]:
    """Write the stated offers; give the files of all."""
    for name, (offer, values) in STATED.items():
        text = f'[[change]]\nkind = "offer"\noffer = "{offer}"\nset = {values}\n'
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    shipped = [ROOT / "scenarios" / "offers" / name for name in SHIPPED]
    return [*shipped, *(folder / f"{name}.toml" for name in STATED)]
