"""What alternatives are sought by: unlike earlier awards, more paid, faster, less cash held."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from codroute.economics.cash import MICRO, held_micro
from codroute.formulation.statement import Statement
from codroute.whatif.alternatives.steer import Wish
from codroute.whatif.moves import Award

UNLIKE = "placed elsewhere"


def unlike(statement: Statement, awards: Sequence[Award]) -> Wish:
    """Ask for orders elsewhere than earlier awards place them.

    An order under an offer counts less by the share of its lane that the awards give that offer:
    the largest of any.
    """
    economics = statement.economics
    quotes = economics.quotes
    share = np.zeros(len(quotes))
    for award in awards:
        shipped: Counter[str] = Counter()
        for (lane, _), orders in award.items():
            shipped[lane] += orders
        own = [
            award[quotes.lanes[lane].lane, quotes.offers[offer].offer]
            / max(shipped[quotes.lanes[lane].lane], 1)
            for lane, offer in zip(quotes.lane.tolist(), quotes.offer.tolist(), strict=True)
        ]
        share = np.maximum(share, own)
    return Wish(UNLIKE, 1.0 - share[statement.volumes.quote])


def qualities(statement: Statement) -> Iterator[Wish]:
    """Ask for each quality that offers differ in: 0 for the worst of them, 1 for the best."""
    quotes, economics = statement.economics.quotes, statement.economics
    held = np.array(held_micro(economics, np.arange(len(quotes)))) / MICRO
    for name, value in (
        ("more orders paid", quotes.paid_rate),
        ("faster", -quotes.transit_days),
        ("less cash held", -held),
    ):
        if len(value) and np.ptp(value) > 0:
            yield Wish(name, ((value - value.min()) / np.ptp(value))[statement.volumes.quote])


def without_providers(statement: Statement, award: Award, most: int) -> Iterator[Wish]:
    """Ask for orders of a market elsewhere than with one of its largest providers."""
    economics = statement.economics
    quotes, volumes = economics.quotes, statement.volumes
    provider_of = {offer.offer: offer.provider for offer in quotes.offers}
    country_of = {lane.lane: lane.country for lane in quotes.lanes}
    carried: Counter[tuple[str, str]] = Counter()
    for (lane, offer), orders in award.items():
        if offer is not None:
            carried[provider_of[offer], country_of[lane]] += orders
    countries = np.array([lane.country for lane in quotes.lanes])[volumes.lane]
    providers = np.array(quotes.providers)[volumes.provider]
    for (provider, country), _ in carried.most_common(most):
        own = (providers == provider) & (countries == country)
        if not own.all():
            yield Wish(f"{country} without {provider}", 1.0 - own)
