"""roles: one main and one backup provider per lane, region or country, with whole-order shares.

Of the s orders shipped in the share scope: ⌊α⁻s⌋ ≤ main ≤ ⌈α⁺s⌉, ⌊β⁻s⌋ ≤ backup ≤ ⌈β⁺s⌉,
main ≥ backup. The bounds are on whole orders: continuous shares would cut off plans that the rule
allows, and a bound computed with them would prove too much.
"""

from decimal import Decimal
from fractions import Fraction

import numpy as np

from codroute.economics.arrays import IntArray
from codroute.economics.model import Economics
from codroute.formulation.capacity import closed
from codroute.formulation.statement import Roles, Share, Statement
from codroute.scenario.tables import Lane

NAME = "roles"


def state(statement: Statement) -> None:
    """State who may carry what: the blocks, their candidates and the share bounds."""
    economics = statement.economics
    policy = economics.catalog.scenario.policy
    if policy.roles == "free":
        return
    names, block = _blocks(economics.quotes.lanes, policy.role_scope)
    roles = Roles(
        kind=policy.roles,
        block=block,
        block_names=names,
        candidates=_candidates(economics, block, len(names)),
        per_period=policy.share_scope == "lane_period",
        main=_bounds(policy.main_share_min, policy.main_share_max),
        backup=_bounds(policy.backup_share_min, policy.backup_share_max),
    )
    statement.roles = roles
    _close_others(statement, roles)
    if roles.kind == "main_backup":
        _limit_to_main_share(statement, roles)


def _blocks(lanes: tuple[Lane, ...], scope: str) -> tuple[tuple[str, ...], IntArray]:
    """Give the blocks' names and each lane's block."""
    owner = [getattr(lane, scope) for lane in lanes]
    names = tuple(dict.fromkeys(owner))
    number = {name: i for i, name in enumerate(names)}
    return names, np.array([number[name] for name in owner], dtype=np.int64)


def _candidates(economics: Economics, block: IntArray, blocks: int) -> tuple[tuple[int, ...], ...]:
    """Give the providers open on every lane of the block on which any is.

    A provider is open on a lane where it has a quote and its capacity is not 0 in every period with
    orders: during an outage the lane's other providers must be able to take its role.
    """
    quotes = economics.quotes
    quoted = np.zeros((len(quotes.lanes), len(quotes.providers)), dtype=np.bool_)
    quoted[quotes.lane, quotes.provider] = True
    is_open = quoted & ~closed(economics)
    served = np.zeros((blocks, len(quotes.providers)), dtype=np.int64)
    np.add.at(served, block, is_open)
    lanes = np.bincount(block, weights=is_open.any(axis=1), minlength=blocks)
    named = (served == lanes[:, None]) & (served > 0)
    return tuple(tuple(np.flatnonzero(row).tolist()) for row in named)


def _bounds(least: Decimal, most: Decimal) -> tuple[Share, Share]:
    low, high = Fraction(least), Fraction(most)
    return (
        Share(low.numerator, low.denominator),
        Share(high.numerator, high.denominator),
    )


def _close_others(statement: Statement, roles: Roles) -> None:
    """Take out the volumes of providers that are no candidates of their block."""
    allowed = np.zeros((len(roles.block_names), len(statement.economics.quotes.providers)), bool)
    for block, candidates in enumerate(roles.candidates):
        allowed[block, list(candidates)] = True
    volumes = statement.volumes
    statement.close(~allowed[roles.block[volumes.lane], volumes.provider])


def _limit_to_main_share(statement: Statement, roles: Roles) -> None:
    """Lower each volume to what the larger of the two roles can carry of the lane.

    Nobody carries more than ⌈α⁺ D⌉ of the D orders in the share scope where there are two
    candidates; shipping less only lowers ⌈α⁺ s⌉. (α⁺ ≥ β⁺ or the main is at least the backup.)
    """
    volumes, demand = statement.volumes, statement.economics.demand
    total = (
        demand
        if roles.per_period
        else np.broadcast_to(demand.sum(axis=1, keepdims=True), demand.shape)
    )
    most = share_ceiling(roles.main[1], total)
    two = np.array([len(c) >= 2 for c in roles.candidates])
    cap = np.where(
        two[roles.block[volumes.lane]], most[volumes.lane, volumes.period], volumes.upper
    )
    statement.limit_volumes(cap)


def share_ceiling(share: Share, orders: IntArray) -> IntArray:
    """Give ⌈share × orders⌉ in whole numbers."""
    ceiling: IntArray = -((-share.numerator * orders) // share.denominator)
    return ceiling
