"""The best split of a lane's whole orders, against every split there is."""

import random
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from codroute.audit.proof.splits import Shares, best_in_one_scope, best_over_periods
from codroute.audit.shares import broken_shares
from codroute.scenario.policy import Policy

POLICIES = [
    ("0.5", "0.8", "0.2", "0.5"),
    ("0", "1", "0", "1"),
    ("0.5", "0.7", "0", "0.5"),
    ("0.6", "0.65", "0.3", "0.4"),
    ("0.5", "0.5", "0.5", "0.5"),
    ("0.34", "0.67", "0.25", "0.75"),
]

MARGINS = [-7, -3, -1, 0, 1, 2, 5, 11]


def policy(shares: tuple[str, ...], decline: str = "no_capacity", **changes: object) -> Policy:
    names = ("main_share_min", "main_share_max", "backup_share_min", "backup_share_max")
    stated = dict(zip(names, map(Decimal, shares), strict=True))
    return Policy(decline=decline, **stated, **changes)


def all_splits(of: Policy, orders: int) -> list[tuple[int, int]]:
    """Give every (main, backup) of the orders shipped, however many are."""
    shipped = [orders] if of.decline == "never" else range(orders + 1)
    return [
        (main, s - main)
        for s in shipped
        for main in range(s + 1)
        if not any(broken_shares(of, main, s - main, s))
    ]


@pytest.mark.parametrize("decline", ["no_capacity", "never"])
@pytest.mark.parametrize("shares", POLICIES)
def test_one_scope_is_exact_for_every_demand(shares, decline):
    of = policy(shares, decline)
    pairs = np.array(list(product(MARGINS, MARGINS)), dtype=np.int64)
    for orders in range(31):
        allowed = np.array(all_splits(of, orders))
        expected = (pairs @ allowed.T).max(axis=1)
        demand = np.full(len(pairs), orders)
        found = best_in_one_scope(Shares(of), pairs[:, 0], pairs[:, 1], demand)
        assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("orders", [59, 60, 61, 149, 150, 157, 400])
def test_only_some_of_many_orders_are_looked_at(orders):
    """With shares of a tenth the bounds repeat every ten orders; most of the rest is skipped."""
    of = policy(("0.5", "0.8", "0.2", "0.5"))
    pairs = np.array(list(product(MARGINS, MARGINS)), dtype=np.int64)
    expected = (pairs @ np.array(all_splits(of, orders)).T).max(axis=1)
    demand = np.full(len(pairs), orders)
    found = best_in_one_scope(Shares(of), pairs[:, 0], pairs[:, 1], demand)
    assert found.tolist() == expected.tolist()


def best_of_all(of: Policy, main: list[int], backup: list[int], orders: list[int]) -> int:
    """Try every split of every period."""
    best = None
    cells = [[(x, y) for x in range(n + 1) for y in range(n + 1 - x)] for n in orders]
    for chosen in product(*cells):
        carried, kept = sum(x for x, _ in chosen), sum(y for _, y in chosen)
        shipped = carried + kept
        if of.decline == "never" and shipped != sum(orders):
            continue
        if any(broken_shares(of, carried, kept, shipped)):
            continue
        value = sum(a * x + b * y for a, b, (x, y) in zip(main, backup, chosen, strict=True))
        best = value if best is None else max(best, value)
    assert best is not None
    return best


@pytest.mark.parametrize("decline", ["no_capacity", "never"])
@pytest.mark.parametrize("shares", POLICIES)
def test_several_periods_are_never_bounded_too_low(shares, decline):
    rng = random.Random(f"{shares} {decline}")
    of = policy(shares, decline)
    for _ in range(40):
        orders = [rng.randint(0, 5) for _ in range(rng.choice([2, 2, 3]))]
        low = rng.choice([-9, 0])
        main, backup = ([rng.randint(low, 9) for _ in orders] for _ in "mb")
        arrays = (np.array([row], dtype=np.int64) for row in (main, backup, orders))
        (found,) = best_over_periods(Shares(of), *arrays).tolist()
        expected = best_of_all(of, main, backup, orders)
        assert found >= expected
        if decline == "never" or low == 0:
            assert found == expected


def test_a_loss_on_the_backup_costs_some_of_the_main():
    """Main at 5, backup at −4, ten orders: 8 and 1 earn 36, which is the best.

    The row main ≤ 4 · backup + 4 by itself allows 8.8 and 1.2: 39.2, rounded up to 40.
    """
    of = policy(("0.5", "0.8", "0.2", "0.5"))
    main, backup, orders = (np.array([row], dtype=np.int64) for row in ([5, 5], [-4, -4], [5, 5]))
    assert best_of_all(of, [5, 5], [-4, -4], [5, 5]) == 36
    assert best_over_periods(Shares(of), main, backup, orders).tolist() == [40]
