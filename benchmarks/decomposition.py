"""codroute's default set-up against a textbook MIP and its own exact engine, on random instances.

``run`` takes S and M (480 and 1,920 lanes), ``run_variants`` both with too little capacity and with
lanes that lose money. codroute stops at the gap that is wanted, rivals at none that they reach.
"""

import statistics
from collections.abc import Iterator, Sequence

from benchmarks.competitors import Result, exact, plan, textbook
from benchmarks.recipe import SIZES, Instance, Variant, draw
from codroute.solve.config import BackendName, SolverConfig, load_config

SEEDS = (0, 1, 2)
WANTED_GAP = {"S": 1e-4, "M": 5e-4}
OUR_LIMIT_S = {"S": 20.0, "M": 60.0}
CBC_LIMIT_S = {"S": 60.0, "M": 120.0}
EXACT_LIMIT_S = 30.0
EXACT_BACKENDS: dict[str, tuple[BackendName, ...]] = {"S": ("highs", "scip", "cp_sat"), "M": ()}
"""On M their first plans alone take longer than the limit."""

Row = dict[str, object]


def run() -> Iterator[Row]:
    """Plan S and M; rivals look at every instance of S and at one of M."""
    yield from _compare("S", "base", rivals_on=SEEDS)
    yield from _compare("M", "base", rivals_on=SEEDS[:1])


def run_variants() -> Iterator[Row]:
    """Plan S and M where orders must, or may, be declined; rivals look at one of S each."""
    variants: tuple[Variant, ...] = ("no_capacity", "unprofitable")
    for variant in variants:
        yield from _compare("S", variant, rivals_on=SEEDS[:1])
        yield from _compare("M", variant, rivals_on=())


def our_config(size: str) -> SolverConfig:
    """Give codroute's default set-up with the gap that is wanted and a limit."""
    stated = {"time_limit_s": OUR_LIMIT_S[size], "relative_gap": WANTED_GAP[size]}
    return load_config("default").model_copy(update=stated)


def _compare(size: str, variant: Variant, rivals_on: Sequence[int]) -> Iterator[Row]:
    """Give a row per instance and solver, how far ahead we are, and medians and the worst."""
    own = []
    for seed in SEEDS:
        instance = draw(SIZES[size], seed, variant, size)
        ours = plan(instance, our_config(size), "codroute")
        own.append(ours)
        yield _row(instance, ours)
        if seed not in rivals_on:
            continue
        rivals = []
        for rival in _rivals(instance, size, ours.declined or 0):
            rivals.append(rival)
            yield _row(instance, rival)
        yield _ahead(instance, ours, rivals)
    yield _summary(f"{size} {variant}, {len(own)} seeds", own)


def _rivals(instance: Instance, size: str, most_declined: int) -> Iterator[Result]:
    yield textbook(instance, time_limit_s=CBC_LIMIT_S[size], most_declined=most_declined)
    for backend in EXACT_BACKENDS[size]:
        yield exact(instance, backend, time_limit_s=EXACT_LIMIT_S)


def _row(instance: Instance, result: Result) -> Row:
    """Say what one solver reached."""
    return {
        "name": f"{instance.name}: {result.solver}",
        "contribution": money(result.contribution),
        "bound": money(result.bound),
        "gap": share(result.gap),
        "declined": "none found" if result.declined is None else result.declined,
        "seconds": result.seconds,
        **({} if result.audited is None else {"audit": "passed" if result.audited else "failed"}),
    }


def _ahead(instance: Instance, ours: Result, rivals: Sequence[Result]) -> Row:
    """Compare our plan with the best of the others' and with the least of their bounds.

    Where fewest orders are to be declined, only rivals that decline as few count, and the bound of
    one that found no plan: it was told how few.
    """
    free = instance.decline == "unprofitable"
    peers = [r for r in rivals if free or r.declined in (None, ours.declined)]
    plans = [r.contribution for r in peers if r.contribution is not None]
    bounds = [r.bound for r in peers if r.bound is not None]
    best, least = max(plans, default=None), min(bounds, default=None)
    own = ours.contribution
    return {
        "name": f"{instance.name}: best of the rivals",
        "contribution": money(best),
        "bound": money(least),
        "codroute_ahead": share(own / best - 1 if own and best else None),
        "codroute_below_bound": share(1 - own / least if own and least else None),
    }


def _summary(name: str, results: Sequence[Result]) -> Row:
    """Give median and worst of gaps and times; an unknown gap is the worst."""
    gaps = [float("inf") if r.gap is None else r.gap for r in results]
    seconds = [r.seconds for r in results]
    return {
        "name": name,
        "median_gap": share(statistics.median(gaps)),
        "worst_gap": share(max(gaps)),
        "median_s": statistics.median(seconds),
        "worst_s": max(seconds),
    }


def money(amount: float | None) -> str:
    """Write an amount to the cent."""
    return "unknown" if amount is None else f"{amount:_.2f}"


def share(part: float | None) -> str:
    """Write a share in per cent, to a thousandth of a basis point."""
    return "unknown" if part is None else f"{part:.5%}"
