"""The roles family written out: who is main and backup, and the orders carried in each role."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.roles import share_ceiling
from codroute.formulation.statement import Roles, Share, Statement
from codroute.solve.exact.linear_model import NameBlock
from codroute.solve.exact.rows import ModelBuilder, Triplets

Spread = Callable[[IntArray, IntArray, FloatArray], Triplets]


@dataclass(frozen=True)
class RoleColumns:
    """Columns of the roles.

    ``main`` and ``backup`` ``(block, provider)`` choose the provider, −1 where it has no choice
    to be; ``as_main`` and ``as_backup`` ``(carrier,)`` hold the orders of the carriers: lane ×
    provider (× period), listed in ``lane``, ``provider`` and ``scope``; ``main_most`` and
    ``backup_most`` are the most that a carrier can carry in the role. ``scopes`` counts the share
    scopes of a lane: the periods, or one for the horizon.
    """

    main: IntArray
    backup: IntArray
    as_main: IntArray
    as_backup: IntArray
    lane: IntArray
    provider: IntArray
    scope: IntArray
    main_most: FloatArray
    backup_most: FloatArray
    scopes: int


def add_columns(model: ModelBuilder, statement: Statement) -> RoleColumns | None:
    """Add the choices of every block and, for main and backup, the orders in each role."""
    roles = statement.roles
    if roles is None:
        return None
    main = _add_choice(model, statement, roles, "main")
    if roles.kind == "single":
        no_backup, nothing, none = np.full_like(main, -1), np.empty(0, np.int64), np.empty(0)
        carriers = (nothing, nothing, nothing, nothing, nothing)
        return RoleColumns(main, no_backup, *carriers, none, none, 0)
    backup = _add_choice(model, statement, roles, "backup")
    lane, provider, scope = _carriers(statement, roles)
    demand = _scope_orders(statement, roles)
    main_most, backup_most = _most(roles, demand[lane, scope])
    names = _carrier_names(statement, roles, lane, provider, scope)
    zeros = np.zeros(len(lane))
    as_main, as_backup = (
        model.add_columns(NameBlock(name, len(lane), names), profit=zeros, lower=zeros, upper=most)
        for name, most in (("as_main", main_most), ("as_backup", backup_most))
    )
    carriers = (as_main, as_backup, lane, provider, scope)
    return RoleColumns(main, backup, *carriers, main_most, backup_most, demand.shape[1])


def _most(roles: Roles, orders: IntArray) -> tuple[FloatArray, FloatArray]:
    """Give the most that a carrier can carry as main, ⌈α⁺D⌉, and as backup, min(⌈β⁺D⌉, ⌊D/2⌋).

    D is the demand of the share scope: s ≤ D, the bounds do not fall with s, and a backup no larger
    than the main carries at most half.
    """
    main = share_ceiling(roles.main[1], orders)
    backup = np.minimum(share_ceiling(roles.backup[1], orders), orders // 2)
    return main.astype(np.float64), backup.astype(np.float64)


def _add_choice(model: ModelBuilder, statement: Statement, roles: Roles, name: str) -> IntArray:
    """Add a 0/1 column per block and candidate, where there are two candidates to choose from."""
    providers = statement.words.providers
    pairs = [
        (block, provider)
        for block, candidates in enumerate(roles.candidates)
        if len(candidates) >= 2
        for provider in candidates
    ]
    block, provider = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    number = np.full((len(roles.block_names), len(providers)), -1, dtype=np.int64)
    number[block, provider] = model.add_columns(
        NameBlock(name, len(pairs), ((roles.block_names, block), (providers, provider))),
        profit=np.zeros(len(pairs)),
        lower=np.zeros(len(pairs)),
        upper=np.ones(len(pairs)),
    )
    return number


def _carriers(statement: Statement, roles: Roles) -> tuple[IntArray, IntArray, IntArray]:
    """List lane × provider × share scope with volume, where the block has a choice."""
    volumes = statement.volumes
    chosen = np.array([len(c) >= 2 for c in roles.candidates])
    open_ = (volumes.upper > 0) & chosen[roles.block[volumes.lane]]
    scope = volumes.period if roles.per_period else np.zeros_like(volumes.period)
    shape = (
        len(roles.block),
        len(statement.words.providers),
        statement.demand.shape[1],
    )
    served = np.zeros(shape, dtype=np.bool_)
    served[volumes.lane[open_], volumes.provider[open_], scope[open_]] = True
    lane, provider, scope = np.nonzero(served)
    return lane, provider, scope


def _scope_orders(statement: Statement, roles: Roles) -> IntArray:
    """Give the demand of each lane and share scope, ``(lane, scope)``."""
    demand = statement.demand
    return demand if roles.per_period else demand.sum(axis=1, keepdims=True)


def _carrier_names(
    statement: Statement, roles: Roles, lane: IntArray, provider: IntArray, scope: IntArray
) -> tuple[tuple[tuple[str, ...], IntArray], ...]:
    words = statement.words
    names = ((words.lanes, lane), (words.providers, provider))
    return (*names, (words.periods, scope)) if roles.per_period else names


def add_rows(
    model: ModelBuilder, statement: Statement, columns: RoleColumns, spread: Spread
) -> None:
    """Write one provider per role, who may carry, and the share bounds."""
    roles = statement.roles
    assert roles is not None
    _add_one_each(model, statement, roles, columns)
    if roles.kind == "single":
        _add_single_rows(model, statement, roles, columns, spread)
        return
    _add_split(model, statement, roles, columns, spread)
    _add_carrier_bounds(model, statement, roles, columns)
    _add_share_rows(model, statement, roles, columns)


def _add_one_each(
    model: ModelBuilder, statement: Statement, roles: Roles, columns: RoleColumns
) -> None:
    """Write Σ_p main = 1, Σ_p backup = 1, and main + backup ≤ 1 per provider."""
    providers = statement.words.providers
    for name, choice in (("roles_one_main", columns.main), ("roles_one_backup", columns.backup)):
        block, provider = np.nonzero(choice >= 0)
        blocks, row = np.unique(block, return_inverse=True)
        model.add_rows(
            NameBlock(name, len(blocks), ((roles.block_names, blocks),)),
            [(row, choice[block, provider], np.ones(len(block)))],
            lower=np.ones(len(blocks)),
            upper=np.ones(len(blocks)),
        )
    block, provider = np.nonzero((columns.main >= 0) & (columns.backup >= 0))
    rows, ones = np.arange(len(block)), np.ones(len(block))
    model.add_rows(
        NameBlock(
            "roles_different", len(rows), ((roles.block_names, block), (providers, provider))
        ),
        [
            (rows, columns.main[block, provider], ones),
            (rows, columns.backup[block, provider], ones),
        ],
        lower=np.full(len(rows), -np.inf),
        upper=ones,
    )


def _add_single_rows(
    model: ModelBuilder,
    statement: Statement,
    roles: Roles,
    columns: RoleColumns,
    spread: Spread,
) -> None:
    """Write x of a lane and provider ≤ demand · main: nobody else carries anything."""
    volumes, words = statement.volumes, statement.words
    providers = len(words.providers)
    choice = columns.main[roles.block[volumes.lane], volumes.provider]
    members = np.flatnonzero((choice >= 0) & (volumes.upper > 0))
    keys, row = np.unique(
        volumes.lane[members] * providers + volumes.provider[members],
        return_inverse=True,
    )
    lane, provider = keys // providers, keys % providers
    most = statement.demand.sum(axis=1)[lane].astype(np.float64)
    model.add_rows(
        NameBlock("roles_single", len(keys), ((words.lanes, lane), (words.providers, provider))),
        [
            spread(row, members, np.ones(len(members))),
            (np.arange(len(keys)), columns.main[roles.block[lane], provider], -most),
        ],
        lower=np.full(len(keys), -np.inf),
        upper=np.zeros(len(keys)),
    )


def _add_split(
    model: ModelBuilder,
    statement: Statement,
    roles: Roles,
    columns: RoleColumns,
    spread: Spread,
) -> None:
    """Write what a provider carries of a lane as what it carries in its two roles."""
    volumes = statement.volumes
    shape = (len(roles.block), len(statement.words.providers), columns.scopes)
    number = np.full(shape, -1, dtype=np.int64)
    carriers = np.arange(len(columns.lane))
    number[columns.lane, columns.provider, columns.scope] = carriers
    scope = volumes.period if roles.per_period else np.zeros_like(volumes.period)
    row = number[volumes.lane, volumes.provider, scope]
    members = np.flatnonzero((row >= 0) & (volumes.upper > 0))
    minus = -np.ones(len(carriers))
    names = _carrier_names(statement, roles, columns.lane, columns.provider, columns.scope)
    model.add_rows(
        NameBlock("roles_split", len(carriers), names),
        [
            spread(row[members], members, np.ones(len(members))),
            (carriers, columns.as_main, minus),
            (carriers, columns.as_backup, minus),
        ],
        lower=np.zeros(len(carriers)),
        upper=np.zeros(len(carriers)),
    )


def _add_carrier_bounds(
    model: ModelBuilder, statement: Statement, roles: Roles, columns: RoleColumns
) -> None:
    """Write that a provider carries in a role only where it has it, and no more than it can."""
    names = _carrier_names(statement, roles, columns.lane, columns.provider, columns.scope)
    block = roles.block[columns.lane]
    carriers, ones = np.arange(len(columns.lane)), np.ones(len(columns.lane))
    for name, carried, choice, most in (
        ("roles_main", columns.as_main, columns.main, columns.main_most),
        ("roles_backup", columns.as_backup, columns.backup, columns.backup_most),
    ):
        model.add_rows(
            NameBlock(name, len(carriers), names),
            [
                (carriers, carried, ones),
                (carriers, choice[block, columns.provider], -most),
            ],
            lower=np.full(len(carriers), -np.inf),
            upper=np.zeros(len(carriers)),
        )


def _add_share_rows(
    model: ModelBuilder, statement: Statement, roles: Roles, columns: RoleColumns
) -> None:
    """Write the share bounds of every lane and scope, each as whole-number coefficients.

    With M and B the orders of main and backup: M ≥ ⌊(a/b)(M+B)⌋ ⇔ b·M − a·(M+B) ≥ −(b−1), and
    M ≤ ⌈(a/b)(M+B)⌉ ⇔ b·M − a·(M+B) ≤ b−1, for whole numbers.
    """
    scopes = columns.scopes
    keys, row = np.unique(columns.lane * scopes + columns.scope, return_inverse=True)
    names = _share_names(statement, roles, keys // scopes, keys % scopes)
    main, backup = columns.as_main, columns.as_backup

    def add(name: str, on_main: int, on_backup: int, lower: float, upper: float) -> None:
        model.add_rows(
            NameBlock(f"roles_{name}", len(keys), names),
            [
                (row, main, np.full(len(main), float(on_main))),
                (row, backup, np.full(len(backup), float(on_backup))),
            ],
            lower=np.full(len(keys), lower),
            upper=np.full(len(keys), upper),
        )

    add("order", 1, -1, 0.0, np.inf)
    for name, share, of_main, is_most in _needed_bounds(roles.main, roles.backup):
        own, other = share.denominator - share.numerator, -share.numerator
        slack = float(share.denominator - 1)
        lower, upper = (-np.inf, slack) if is_most else (-slack, np.inf)
        add(name, *((own, other) if of_main else (other, own)), lower, upper)


def _needed_bounds(
    main: tuple[Share, Share], backup: tuple[Share, Share]
) -> list[tuple[str, Share, bool, bool]]:
    """List the share bounds that say something beyond main ≥ backup and each other.

    main ≤ ⌈α s⌉ is backup ≥ ⌊(1−α) s⌋, and main ≥ ⌊α s⌋ is backup ≤ ⌈(1−α) s⌉; main ≥ ⌊s/2⌋ and
    backup ≤ ⌈s/2⌉ follow from main ≥ backup.
    """
    bounds = [
        ("main_max", main[1], True, True),
        ("main_min", main[0], True, False),
    ]
    if not _complement(main[1], backup[0]):
        bounds.append(("backup_min", backup[0], False, False))
    if not _complement(main[0], backup[1]):
        bounds.append(("backup_max", backup[1], False, True))
    return [
        bound
        for bound in bounds
        if not (bound[0] == "main_min" and 2 * bound[1].numerator <= bound[1].denominator)
        and not (bound[0] == "backup_max" and 2 * bound[1].numerator >= bound[1].denominator)
    ]


def _complement(one: Share, other: Share) -> bool:
    return (
        one.numerator * other.denominator == (other.denominator - other.numerator) * one.denominator
    )


def _share_names(
    statement: Statement, roles: Roles, lane: IntArray, scope: IntArray
) -> tuple[tuple[tuple[str, ...], IntArray], ...]:
    lanes = (statement.words.lanes, lane)
    if not roles.per_period:
        return (lanes,)
    return lanes, (statement.words.periods, scope)


def chosen(
    statement: Statement, columns: RoleColumns | None, values: FloatArray
) -> tuple[IntArray | None, IntArray | None]:
    """Read main and backup of every block, ``(block,)``, −1 for none, from column values."""
    roles = statement.roles
    if roles is None or columns is None:
        return None, None
    alone = np.array([c[0] if len(c) == 1 else -1 for c in roles.candidates], dtype=np.int64)
    main = np.where((columns.main >= 0).any(axis=1), _pick(columns.main, values), alone)
    if roles.kind == "single":
        return main, None
    return main, _pick(columns.backup, values)


def _pick(choice: IntArray, values: FloatArray) -> IntArray:
    """Give each block the provider whose column is 1, −1 where it has no column."""
    value = np.zeros(choice.shape)
    value[choice >= 0] = values[choice[choice >= 0]]
    picked: IntArray = np.where(value.max(axis=1) > 0.5, value.argmax(axis=1), -1)
    return picked
