"""What a price on a row does to a bound, per unit of money: one function per family.

Putting a price on a row replaces it by its worth: what the limit allows is earned, what an order
takes of it is paid. docs/formulation.md, "Proof of a bound", gives each row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from math import floor, gcd, lcm

import numpy as np

from codroute.audit.ledger import counts
from codroute.audit.proof.rows import Found, Malformed
from codroute.audit.proof.volumes import Bools, Volumes
from codroute.audit.uses import keeps, tries
from codroute.plan.proof import PricedRow
from codroute.scenario.catalog import CapacityLimit
from codroute.scenario.policy import ServiceFloor
from codroute.scenario.tables import Commitment, Funds, Lane, Trial

State = tuple[int, int]
"""Number of a window and of a tier in it."""


@dataclass(frozen=True)
class PerOrder:
    """What every order of some quotes in some periods gains, ``gain[q]`` for ``quotes[q]``.

    ``where`` is ``(quote, period)``; with a ``state`` only in that state of the window.
    """

    where: Bools
    gain: Mapping[int, Fraction]
    state: State | None = None


@dataclass(frozen=True)
class Effect:
    """What a price of 1 on a row adds to the parts of a bound."""

    fixed: Fraction = Fraction(0)
    """To the bound, or where there is a ``state`` to what that state is worth."""
    state: State | None = None
    orders: PerOrder | None = None
    used: Mapping[str, Fraction] = field(default_factory=dict)
    """To what a commitment earns where it is used."""
    shortfall: Mapping[str, Fraction] = field(default_factory=dict)
    """To what an order short of a commitment earns."""
    paid_in: str | None = None
    """Country that pays the price where it has the state."""


def effect(volumes: Volumes, row: PricedRow, found: Found, fewest_declined: int | None) -> Effect:
    """Give the effect of a price of 1 per natural unit of the row.

    Raises
    ------
    Malformed
        The row is split by the states of a window that does not count all its orders.
    """
    return _EFFECTS[row.family](volumes, row, found, fewest_declined)


def _capacity(volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    limit = found.limit
    assert isinstance(limit, CapacityLimit)
    where = _of_provider(volumes, limit.provider, limit.covers)
    where &= np.array([t == limit.period for t in volumes.periods])
    if limit.unit == "orders":
        taken = dict.fromkeys(_rows(where), Fraction(1))
    else:
        kg = volumes.mean_kg
        taken = {q: kg[volumes.lanes[volumes.quotes[q].lane].lane] for q in _rows(where)}
    return _at_most(volumes, row, found, (where, taken), Fraction(limit.capacity))


def _funds(volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    limit = found.limit
    assert isinstance(limit, Funds)
    where = _of_provider(volumes, limit.provider, partial(keeps, limit))
    held = {}
    for q in _rows(where):
        quote = volumes.quotes[q]
        held[q] = volumes.cash.per_order(quote.offer, volumes.lanes[quote.lane])
    return _at_most(volumes, row, found, (where, held), volumes.cash.most(limit))


def _of_provider(volumes: Volumes, provider: str, covers: Callable[[Lane], bool]) -> Bools:
    """Tell which quotes a provider has on some lanes, in periods with orders."""
    place = np.array([covers(lane) for lane in volumes.lanes], dtype=np.bool_)
    own = volumes.provider == volumes.providers.index(provider)
    where: Bools = volumes.asked & (own & place[volumes.lane])[:, None]
    return where


def _at_most(
    volumes: Volumes,
    row: PricedRow,
    found: Found,
    taken: tuple[Bools, Mapping[int, Fraction]],
    limit: Fraction,
) -> Effect:
    """Price Σ taken · orders ≤ limit, of whose limit only whole multiples can be used up."""
    where, amounts = taken
    _check_split(volumes, row, where, amounts, found.state)
    part = _common_divisor(amounts.values())
    if part:
        limit = floor(limit / part) * part
    gain = {q: -amount for q, amount in amounts.items()}
    return Effect(limit, found.state, PerOrder(where, gain, found.state))


def _common_divisor(amounts: Iterable[Fraction]) -> Fraction:
    """Give the greatest amount of which all are whole multiples, 0 where there is none."""
    distinct = set(amounts)
    denominator = lcm(*(amount.denominator for amount in distinct))
    return Fraction(gcd(*(int(amount * denominator) for amount in distinct)), denominator)


def _service(volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    floor_ = found.limit
    assert isinstance(floor_, ServiceFloor)
    place = np.array(
        [
            floor_.value_tier == lane.value_tier and floor_.country in (None, lane.country)
            for lane in volumes.lanes
        ],
        dtype=np.bool_,
    )
    where = volumes.asked & place[volumes.lane][:, None]
    better = {q: _surplus(volumes, q, floor_, row.unit) for q in _rows(where)}
    _check_split(volumes, row, where, better, found.state)
    return Effect(Fraction(0), found.state, PerOrder(where, better, found.state))


def _surplus(volumes: Volumes, q: int, floor_: ServiceFloor, unit: str | None) -> Fraction:
    """Tell by how much a quote is better than the floor."""
    quote, catalog = volumes.quotes[q], volumes.catalog
    number = catalog.performance_row(quote.offer, volumes.lanes[quote.lane])
    assert number is not None  # the checks made sure
    record = catalog.scenario.performance[number]
    if unit == "paid_rate":
        assert floor_.min_paid_rate is not None
        return Fraction(record.paid_rate) - Fraction(floor_.min_paid_rate)
    assert floor_.max_transit_days is not None
    return Fraction(floor_.max_transit_days) - Fraction(record.transit_days)


def _commitments(volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    commitment = found.limit
    assert isinstance(commitment, Commitment)
    name = commitment.commitment
    where = committed(volumes, commitment)
    always = commitment.applies == "always"
    if row.unit == "use":
        there = np.array([lane.country == row.country for lane in volumes.lanes], dtype=np.bool_)
        where = where & there[volumes.lane][:, None]
        most = Fraction(int(volumes.most[where].sum()))
        gain = dict.fromkeys(_rows(where), Fraction(-1))
        return Effect(orders=PerOrder(where, gain), used={name: most})
    least, gain = Fraction(commitment.min_orders), dict.fromkeys(_rows(where), Fraction(1))
    _check_split(volumes, row, where, gain, found.state)
    return Effect(
        fixed=-least if always else Fraction(0),
        state=found.state,
        orders=PerOrder(where, gain, found.state),
        used={} if always else {name: -least},
        shortfall={name: Fraction(1)},
    )


def committed(volumes: Volumes, commitment: Commitment) -> Bools:
    """Tell which quotes count for a commitment in which periods with orders."""
    return _of_provider(volumes, commitment.provider, partial(counts, commitment))


def _trials(volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    trial = found.limit
    assert isinstance(trial, Trial)
    counted = [tries(trial, quote.offer, volumes.lanes[quote.lane]) for quote in volumes.quotes]
    where = volumes.asked & np.array(counted, dtype=np.bool_)[:, None]
    taken = dict.fromkeys(_rows(where), Fraction(1))
    if row.unit == "maximum":
        assert trial.max_orders is not None  # else there is no such row
        return _at_most(volumes, row, found, (where, taken), Fraction(trial.max_orders))
    _check_split(volumes, row, where, taken, found.state)
    orders = PerOrder(where, taken, found.state)
    return Effect(Fraction(-trial.min_orders), found.state, orders)


def _tiers(volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    assert found.state is not None
    number, n = found.state
    window, sign = volumes.windows[number], 1 if row.unit == "from" else -1
    edge = -window.lower(n) if row.unit == "from" else window.upper(n)
    where = volumes.asked & (volumes.window == number)
    gain = {q: sign * volumes.measure[q] for q in _rows(where)}
    return Effect(edge, found.state, PerOrder(where, gain, found.state))


def _assignment(volumes: Volumes, _row: PricedRow, _found: Found, declined: int | None) -> Effect:
    assert declined is not None  # without it the row is not known
    gain = dict.fromkeys(_rows(volumes.asked), Fraction(1))
    return Effect(Fraction(declined - volumes.total), None, PerOrder(volumes.asked, gain))


def _market(_volumes: Volumes, row: PricedRow, found: Found, _declined: int | None) -> Effect:
    return Effect(Fraction(1), found.state, paid_in=row.country)


_EFFECTS: Mapping[str, Callable[[Volumes, PricedRow, Found, int | None], Effect]] = {
    "capacity": _capacity,
    "funds": _funds,
    "service": _service,
    "commitments": _commitments,
    "trials": _trials,
    "tiers": _tiers,
    "assignment": _assignment,
    "market": _market,
}


def _rows(where: Bools) -> list[int]:
    """Give the quotes that count in some period."""
    counted: list[int] = np.flatnonzero(where.any(axis=1)).tolist()
    return counted


def _check_split(
    volumes: Volumes,
    row: PricedRow,
    where: Bools,
    taken: Mapping[int, Fraction],
    state: State | None,
) -> None:
    """Refuse a split that leaves orders of the row out, which no state of the window holds."""
    if state is None:
        return
    outside = where & (volumes.window != state[0])
    for q in _rows(outside):
        if taken[q]:
            quote = volumes.quotes[q]
            found = f"split by {row.schedule}, which does not count {quote.offer.offer}"
            wanted = f"a schedule that counts all orders of {row.name} in its window"
            raise Malformed(f"{found} on {volumes.lanes[quote.lane].lane}", wanted)
