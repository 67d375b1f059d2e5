"""Random statements put together from arrays: more lanes, offers and states than a scenario of the
brute force can have, and demands at which shares bind."""

import numpy as np
from whole_splits import RULES, ShareRule

from codroute.formulation.roles import share_ceiling
from codroute.formulation.statement import (
    Assignment,
    Roles,
    Statement,
    States,
    Volumes,
    Words,
    labels_of,
)

PROVIDERS = 3
DECLINES = ("never", "no_capacity", "unprofitable")

Rng = np.random.Generator


def random_statement(
    seed: int, *, most: int = 6, declines: tuple[str, ...] = DECLINES
) -> Statement:
    """Make a statement; the same seed gives the same one. ``most`` orders per lane and period."""
    rng = np.random.default_rng(seed)
    statement = Statement(None)
    lanes, periods = int(rng.integers(2, 6)), int(rng.choice([1, 1, 2, 3]))
    statement.demand = rng.integers(0, most + 1, (lanes, periods))
    statement.market = np.sort(rng.integers(0, 2, lanes))
    statement.markets = ("one", "two")
    _volumes(rng, statement)
    statement.assignment = Assignment(str(rng.choice(declines)))
    _roles(rng, statement)
    _states(rng, statement)
    _capacity(rng, statement)
    _floor(rng, statement)
    _commitment(rng, statement)
    return statement


def _volumes(rng: Rng, statement: Statement) -> None:
    """State quotes of one or two offers per provider; some are missing, some closed for a time."""
    lanes, periods = statement.demand.shape
    providers = np.sort(np.append(np.arange(PROVIDERS), rng.integers(0, PROVIDERS, 2)))
    offered = [
        (lane, offer)
        for lane in range(lanes)
        for offer in range(len(providers))
        if rng.random() < 0.85
    ]
    quote_lane, quote_offer = (
        np.array(part, dtype=np.int64) for part in zip(*offered, strict=True)
    )
    quote, period = np.nonzero(statement.demand[quote_lane] > 0)
    upper = statement.demand[quote_lane[quote], period]
    statement.words = Words(
        lanes=tuple(f"lane{i}" for i in range(lanes)),
        periods=tuple(f"t{t}" for t in range(periods)),
        providers=tuple(f"p{p}" for p in range(PROVIDERS)),
        offers=tuple(f"o{o}" for o in range(len(providers))),
        quote_lane=quote_lane,
        quote_offer=quote_offer,
    )
    statement.volumes = Volumes(
        quote=quote,
        period=period,
        lane=quote_lane[quote],
        provider=providers[quote_offer[quote]],
        margin=np.round(rng.normal(3, 5, len(quote)), 2),
        upper=np.where(rng.random(len(quote)) < 0.06, 0, upper),
    )


def _roles(rng: Rng, statement: Statement) -> None:
    kind = str(rng.choice(["free", "single", "main_backup", "main_backup", "main_backup"]))
    if kind == "free":
        return
    lanes = len(statement.demand)
    block = np.arange(lanes)
    if rng.random() < 0.5:  # lanes of a market share their roles, all or in pairs
        block = statement.market * lanes + np.arange(lanes) // int(rng.choice([2, lanes]))
    names, block = np.unique(block, return_inverse=True)
    rule: ShareRule = RULES[int(rng.integers(len(RULES)))]
    volumes = statement.volumes
    open_ = np.zeros((lanes, PROVIDERS), dtype=bool)
    open_[volumes.lane[volumes.upper > 0], volumes.provider[volumes.upper > 0]] = True
    served = open_.any(axis=1)
    candidates = tuple(
        tuple(p for p in range(PROVIDERS) if _serves(open_[(block == b) & served], p))
        for b in range(len(names))
    )
    named = np.array([[p in own for p in range(PROVIDERS)] for own in candidates])
    statement.roles = Roles(
        kind="main_backup" if kind == "main_backup" else "single",
        block=block,
        block_names=tuple(map(str, names)),
        candidates=candidates,
        per_period=bool(rng.random() < 0.5),
        main=rule.roles.main,
        backup=rule.roles.backup,
    )
    statement.close(~named[block[volumes.lane], volumes.provider])
    if kind == "main_backup":
        _limit(statement, statement.roles)


def _serves(open_: np.ndarray, provider: int) -> bool:
    return bool(len(open_) and open_[:, provider].all())


def _limit(statement: Statement, roles: Roles) -> None:
    """Limit volumes to the main's share, as the family does."""
    volumes, demand = statement.volumes, statement.demand
    total = (
        demand
        if roles.per_period
        else np.broadcast_to(demand.sum(axis=1, keepdims=True), demand.shape)
    )
    most = share_ceiling(roles.main[1], total)[volumes.lane, volumes.period]
    two = np.array([len(own) >= 2 for own in roles.candidates])[roles.block[volumes.lane]]
    statement.limit_volumes(np.where(two, most, volumes.upper))


def _states(rng: Rng, statement: Statement) -> None:
    """State up to two ladders: of all of a provider, of one offer, or of one period."""
    volumes = statement.volumes
    offer = statement.words.quote_offer[volumes.quote]
    for provider in rng.permutation(PROVIDERS)[: int(rng.integers(0, 3))].tolist():
        own = np.flatnonzero(volumes.provider == provider)
        how = int(rng.integers(3))
        parts = [own]
        if how == 1 and len(own):
            parts = [own[offer[own] == offer[own[0]]]]
        if how == 2:
            parts = [own[volumes.period[own] == t] for t in range(statement.demand.shape[1])]
        for number, members in enumerate(part for part in parts if len(part)):
            statement.add_states(_ladder(rng, statement, f"k{provider} w{number}", members))


def _ladder(rng: Rng, statement: Statement, key: str, members: np.ndarray) -> States:
    volumes = statement.volumes
    whole = rng.random() < 0.6
    measure = np.ones(len(members)) if whole else np.round(rng.uniform(2, 7, len(members)), 3)
    most = float(measure @ volumes.upper[members])
    from_ = np.sort(rng.uniform(0, max(most, 1.0), int(rng.integers(1, 3))))
    edges = np.concatenate([[0.0], np.ceil(from_) if whole else from_])
    lower, upper = edges, np.append(edges[1:] - (1.0 if whole else 0.0), most)
    upper = np.minimum(upper, most)
    kept = upper >= lower
    steps = np.cumsum(rng.uniform(-0.5, 2, (len(members), len(edges))), axis=1)
    return States(
        family="tiers",
        name="tier",
        key=key,
        labels=tuple(f"n{n}" for n in np.flatnonzero(kept)),
        volumes=members,
        measure=measure,
        lower=lower[kept],
        upper=upper[kept],
        margin=(volumes.margin[members][:, None] + steps)[:, kept],
        constant=np.round(rng.normal(0, 2, len(edges)), 2)[kept],
    )


def _capacity(rng: Rng, statement: Statement) -> None:
    """Limit some providers, each in all or in one period, in orders or in something heavier."""
    volumes = statement.volumes
    for provider in range(PROVIDERS):
        if rng.random() < 0.5:
            continue
        members = volumes.provider == provider
        if rng.random() < 0.3:
            members &= volumes.period == 0
        chosen = np.flatnonzero(members)
        value = (
            np.ones(len(chosen)) if rng.random() < 0.5 else rng.integers(2, 9, len(chosen)) * 1.0
        )
        most = float(rng.integers(0, 1 + int(value @ volumes.upper[chosen])))
        _row(statement, "capacity", "capacity", chosen, value, -np.inf, most, unit=0.25)


def _floor(rng: Rng, statement: Statement) -> None:
    """Ask for service in all, at least so much, with coefficients of both signs."""
    if rng.random() < 0.4:
        chosen = np.arange(len(statement.volumes))
        value = rng.integers(-3, 5, len(chosen)) * 1.0
        _row(statement, "service", "paid_rate", chosen, value, 0.0, np.inf, unit=1e-3)


def _row(  # noqa: PLR0917 - a row in full
    statement: Statement,
    family: str,
    name: str,
    chosen: np.ndarray,
    value: np.ndarray,
    lower: float,
    upper: float,
    unit: float = 1.0,
    on_global: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
) -> None:
    key = f"{name}{len(statement.couplings)}"
    statement.couple(
        family,
        name,
        (labels_of([key]),),
        on_volume=(np.zeros(len(chosen), dtype=np.int64), chosen, value),
        on_global=on_global,
        lower=np.array([lower]),
        upper=np.array([upper]),
        unit=np.array([unit]),
    )


def _commitment(rng: Rng, statement: Statement) -> None:
    """Let a provider's contract cost a fee if used, with a minimum that may be fallen short of."""
    if rng.random() < 0.4:
        return
    volumes = statement.volumes
    members = np.flatnonzero(volumes.provider == int(rng.integers(PROVIDERS)))
    minimum = float(rng.integers(0, 6))
    fees = np.array([-float(rng.choice([0, 4, 12]))])
    used = statement.add_globals(
        "commitments", "used", (labels_of(["c"]),), lower=np.zeros(1), upper=np.ones(1), profit=fees
    )
    short = statement.add_globals(
        "commitments",
        "shortfall",
        (labels_of(["c"]),),
        lower=np.zeros(1),
        upper=np.array([minimum]),
        profit=np.array([-float(rng.choice([1, 6]))]),
    )
    quotes, row = np.unique(volumes.quote[members], return_inverse=True)
    most = np.bincount(row, weights=volumes.upper[members], minlength=len(quotes))
    statement.couple(
        "commitments",
        "use",
        (labels_of([f"use{q}" for q in quotes]),),
        on_volume=(row, members, np.ones(len(members))),
        on_global=(np.arange(len(quotes)), np.full(len(quotes), used[0]), -most),
        lower=np.full(len(quotes), -np.inf),
        upper=np.zeros(len(quotes)),
        switch=int(used[0]),
    )
    always = rng.random() < 0.5
    on = [(int(short[0]), 1.0)] + ([] if always else [(int(used[0]), -minimum)])
    nowhere = np.zeros(len(on), dtype=np.int64)
    numbers, values = (np.array(part) for part in zip(*on, strict=True))
    _row(
        statement,
        "commitments",
        "minimum",
        members,
        np.ones(len(members)),
        minimum if always else 0.0,
        np.inf,
        on_global=(nowhere, numbers, values),
    )
