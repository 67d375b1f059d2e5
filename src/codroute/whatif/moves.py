"""What moves between two plans of the same orders, and what each lane's part in it is."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from codroute.plan.comparison import Driver, Flow, Move
from codroute.plan.model import Plan
from codroute.scenario.scenario import Scenario

Moves = dict[tuple[str, str | None, str | None], int]
"""Orders by lane, offer before and offer after; None stands for declined orders."""

Award = Counter[tuple[str, str | None]]
"""Orders by lane and offer over the horizon; declined ones under None."""

_MOST_DRIVERS = 20


def award_of(plan: Plan) -> Award:
    """Add up who carries how many orders of each lane."""
    award: Award = Counter()
    for row in plan.allocation:
        award[row.lane, row.offer] += row.orders
    for declined in plan.declined:
        award[declined.lane, None] += declined.orders
    return award


def moves_between(before: Plan, after: Plan) -> Moves:
    """Find the fewest orders that change their offer, lane by lane over the horizon.

    Where several offers lose orders and several gain, those that lose most give to those that gain
    most first: the plans do not say which order is which, nor is one in another week moved.
    """
    moves: Counter[tuple[str, str | None, str | None]] = Counter()
    change = award_of(after)
    change.subtract(award_of(before))
    of_lane: dict[str, Counter[str | None]] = defaultdict(Counter)
    for (lane, offer), orders in change.items():
        of_lane[lane][offer] = orders
    for lane in sorted(of_lane):
        for source, target, orders in _matched(of_lane[lane]):
            moves[lane, source, target] += orders
    return dict(moves)


def flows_of(moves: Moves, scenarios: tuple[Scenario, Scenario]) -> tuple[Flow, ...]:
    """Add moves up by market and provider; those between offers of one provider are none."""
    provider_of: dict[str | None, str | None] = {None: None}
    for scenario in scenarios:
        provider_of |= {offer.offer: offer.provider for offer in scenario.offers}
    country_of = {lane.lane: lane.country for lane in scenarios[0].lanes}
    flows: Counter[tuple[str, str | None, str | None]] = Counter()
    for (lane, source, target), orders in moves.items():
        flows[country_of[lane], provider_of[source], provider_of[target]] += orders
    return tuple(
        Flow(country=country, from_provider=source, to_provider=target, orders=orders)
        for (country, source, target), orders in sorted(flows.items(), key=_by_size)
        if source != target
    )


def drivers_of(before: Plan, after: Plan, moves: Moves, scenario: Scenario) -> tuple[Driver, ...]:
    """List the lanes whose amounts differ most, with what moves there."""
    country_of = {lane.lane: lane.country for lane in scenario.lanes}
    terms: dict[str, Counter[str]] = defaultdict(Counter)
    for row in after.allocation:
        terms[row.lane].update(row.amounts_minor)
    for row in before.allocation:
        terms[row.lane].subtract(row.amounts_minor)
    largest = sorted(terms, key=lambda lane: (-abs(terms[lane].total()), lane))[:_MOST_DRIVERS]
    return tuple(
        Driver(
            lane=lane,
            country=country_of[lane],
            moves=_moves_of(moves, lane),
            terms_minor={term: amount for term, amount in terms[lane].items() if amount},
            amount_minor=terms[lane].total(),
        )
        for lane in largest
        if any(terms[lane].values())
    )


def _moves_of(moves: Moves, lane: str) -> tuple[Move, ...]:
    own = {key: orders for key, orders in moves.items() if key[0] == lane}
    return tuple(
        Move(from_offer=source, to_offer=target, orders=orders)
        for (_, source, target), orders in sorted(own.items(), key=_by_size)
    )


def _by_size(item: tuple[tuple[str, str | None, str | None], int]) -> tuple[int, str, str, str]:
    (place, source, target), orders = item
    return -orders, place, source or "", target or ""


def _matched(change: Counter[str | None]) -> Iterator[tuple[str | None, str | None, int]]:
    """Give what goes from those that lose orders to those that gain them."""
    lost = _sorted({key: -orders for key, orders in change.items() if orders < 0})
    gained = _sorted({key: orders for key, orders in change.items() if orders > 0})
    while lost and gained:
        (source, left), (target, wanted) = lost[0], gained[0]
        orders = min(left, wanted)
        yield source, target, orders
        lost[0], gained[0] = (source, left - orders), (target, wanted - orders)
        if not lost[0][1]:
            lost.pop(0)
        if not gained[0][1]:
            gained.pop(0)


def _sorted(orders: dict[str | None, int]) -> list[tuple[str | None, int]]:
    return sorted(orders.items(), key=lambda item: (-item[1], item[0] or ""))
