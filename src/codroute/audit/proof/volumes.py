"""What can be carried at all, as arrays: offers on lanes, their periods and windows, the most."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from codroute.audit.cash import Cash
from codroute.audit.ladders import Ladders
from codroute.audit.pricer import Pricer
from codroute.audit.proof.windows import Window, make_window, window_key
from codroute.audit.quotes import Quotes
from codroute.audit.uses import mean_kg
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Lane, Offer

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Quote:
    """An offer on a lane that it can carry and whose roles are open to its provider."""

    lane: int
    offer: Offer


class Volumes:
    """Every quote with what is countable of it; nothing here is money.

    Parameters
    ----------
    catalog, pricer
        The tables; list freight, where a schedule counts it.
    quotes
        Who can carry what, and which providers a role block can name.
    """

    def __init__(self, catalog: Catalog, pricer: Pricer, quotes: Quotes) -> None:
        self.catalog = catalog
        self.policy = catalog.scenario.policy
        self.pricer = pricer
        self.ladders = Ladders(catalog, pricer, ())
        self.cash = Cash(catalog)
        self.lanes: tuple[Lane, ...] = catalog.scenario.lanes
        self.periods = catalog.scenario.horizon.period_ids
        self.providers = tuple(row.provider for row in catalog.scenario.providers)
        number = {lane.lane: i for i, lane in enumerate(self.lanes)}
        self.blocks = tuple(tuple(number[lane.lane] for lane in block) for block in quotes.blocks)
        """Lanes of every role block; of every lane alone where the policy names no roles."""
        self.candidates: tuple[tuple[int, ...], ...] = ()
        """Providers of every role block."""
        if self.policy.roles == "free":
            self.blocks = tuple((lane,) for lane in range(len(self.lanes)))
            able = [quotes.providers(lane) for lane in self.lanes]
            named = [[p for p in self.providers if p in providers] for providers in able]
        else:
            named = [list(quotes.candidates(block)) for block in quotes.blocks]
        order = {name: i for i, name in enumerate(self.providers)}
        self.candidates = tuple(tuple(order[name] for name in names) for names in named)
        self.quotes = tuple(self._quotes(quotes))
        self.lane: Ints = np.array([q.lane for q in self.quotes], dtype=np.int64)
        self.provider: Ints = np.array(
            [order[q.offer.provider] for q in self.quotes], dtype=np.int64
        )

    def _quotes(self, quotes: Quotes) -> Iterator[Quote]:
        offers = self.catalog.scenario.offers
        for block, candidates in zip(self.blocks, self.candidates, strict=True):
            names = {self.providers[p] for p in candidates}
            own = [offer for offer in offers if offer.provider in names]
            for lane in block:
                for offer in own:
                    if quotes.exists(offer, self.lanes[lane]):
                        yield Quote(lane, offer)

    @cached_property
    def demand(self) -> Ints:
        """Count orders, ``(lane, period)``."""
        stated = self.catalog.demand
        return np.array(
            [[stated.get((lane.lane, t), 0) for t in self.periods] for lane in self.lanes],
            dtype=np.int64,
        ).reshape(len(self.lanes), len(self.periods))

    @property
    def total(self) -> int:
        """Count all orders."""
        return int(self.demand.sum())

    @cached_property
    def asked(self) -> Bools:
        """Tell which quotes have orders to carry in which periods, ``(quote, period)``."""
        asked: Bools = self.demand[self.lane] > 0
        return asked

    @cached_property
    def most(self) -> Ints:
        """Give the most orders of each quote in each period, ``(quote, period)``.

        Of two providers named neither carries more than the main may: ⌈share × orders⌉ of those in
        the share scope, rounded up also where all of them are shipped.
        """
        demand = self.demand.copy()
        if self.policy.roles == "main_backup":
            share = Fraction(self.policy.main_share_max)
            for block, candidates in zip(self.blocks, self.candidates, strict=True):
                if len(candidates) >= 2:
                    for lane in block:
                        demand[lane] = self._capped(demand[lane].tolist(), share)
        most: Ints = demand[self.lane]
        return most

    def _capped(self, orders: list[int], share: Fraction) -> list[int]:
        if self.policy.share_scope == "lane_period":
            return [min(n, ceil(share * n)) for n in orders]
        cap = ceil(share * sum(orders))
        return [min(n, cap) for n in orders]

    @cached_property
    def measure(self) -> tuple[Fraction, ...]:
        """Give what the quote's schedule counts of one order; 0 where none counts it."""
        return tuple(self._measure(quote) for quote in self.quotes)

    def _measure(self, quote: Quote) -> Fraction:
        lane = self.lanes[quote.lane]
        schedule = self.ladders.schedule(quote.offer, lane)
        if schedule is None:
            return Fraction(0)
        if schedule.measure == "orders":
            return Fraction(1)
        worth = Fraction(self.catalog.rates[quote.offer.currency])
        freight = self.pricer.list_freight(lane, quote.offer)
        return freight * worth / self.ladders.currency_rate(schedule)

    @cached_property
    def mean_kg(self) -> dict[str, Fraction]:
        """Give the mean weight of an order by lane."""
        return mean_kg(self.catalog)

    @cached_property
    def window(self) -> Ints:
        """Number the window that counts each quote in each period, ``(quote, period)``; else −1."""
        number = {key: i for i, key in enumerate(self._keys)}
        counted = np.full((len(self.quotes), len(self.periods)), -1, dtype=np.int64)
        columns: dict[str, list[int]] = {}
        for q, quote in enumerate(self.quotes):
            schedule = self.ladders.schedule(quote.offer, self.lanes[quote.lane])
            if schedule is not None:
                name = schedule.schedule
                if name not in columns:
                    columns[name] = [
                        number[window_key(name, self.ladders.window(schedule, t))]
                        for t in self.periods
                    ]
                counted[q] = columns[name]
        return counted

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        return tuple(window_key(s.schedule, w) for s, w in self.ladders.standings())

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """Give every schedule in each of its windows, in the order of their numbers."""
        most = self._most_measured()
        return tuple(
            make_window(
                self.ladders,
                schedule,
                window,
                tuple(self.catalog.tiers[schedule.schedule]),
                most[number],
            )
            for number, (schedule, window) in enumerate(self.ladders.standings())
        )

    def _most_measured(self) -> list[Fraction]:
        """Add up by window the most that its quotes can be measured to."""
        total = [Fraction(0)] * len(self._keys)
        for q, measure in enumerate(self.measure):
            for t in np.flatnonzero(self.window[q] >= 0).tolist():
                orders = int(self.most[q, t])
                if orders:
                    total[int(self.window[q, t])] += orders * measure
        return total

    @cached_property
    def window_number(self) -> dict[str, int]:
        """Number the windows by their keys."""
        return {key: i for i, key in enumerate(self._keys)}
