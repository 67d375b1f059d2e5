"""The peak surcharge of every period with its fuel and tax, lines of their own, on arrays."""

from collections.abc import Iterator

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.economics.bill import Line, fuel_rate, tax_on, tax_rate
from codroute.economics.exchange import Exchange
from codroute.economics.fees import round_amounts
from codroute.economics.model import Quotes
from codroute.scenario.catalog import Catalog

_PART = "peak_surcharge"


def peak_terms(catalog: Catalog, quotes: Quotes, exchange: Exchange) -> dict[str, FloatArray]:
    """Give what the peak surcharge costs per order by term, ``(quote, period)``."""
    worth = exchange.offer[quotes.offer][:, None]
    terms: dict[str, FloatArray] = {}
    for line in peak_lines(catalog, quotes):
        for term, amount in line.by_term():
            terms[term] = terms.get(term, 0.0) - amount * worth
    return terms


def peak_lines(catalog: Catalog, quotes: Quotes) -> Iterator[Line]:
    """Give the lines of the peak surcharge, amounts ``(quote, period)``."""
    stated, rate = _stated(catalog, quotes), tax_rate(catalog, quotes)
    yield _line(quotes, _PART, None, stated, rate)
    fuel = np.array([fuel_rate(offer, _PART) for offer in quotes.offers])[quotes.offer]
    if np.any(fuel > 0):
        yield _line(quotes, "fuel", _PART, fuel[:, None] * stated, rate)


def _line(
    quotes: Quotes, term: str, part: str | None, amount: FloatArray, rate: FloatArray | None
) -> Line:
    """Round and tax what is charged, offer by offer."""
    rounded = np.empty_like(amount)
    tax = None if rate is None else np.empty_like(amount)
    for number, offer in enumerate(quotes.offers):
        at = np.flatnonzero(quotes.offer == number)
        rounded[at] = round_amounts(offer, amount[at])
        if tax is not None and rate is not None:
            tax[at] = tax_on(offer, term, rounded[at], rate[at][:, None])
    return Line(term, part, "handed_over", rounded, tax)


def _stated(catalog: Catalog, quotes: Quotes) -> FloatArray:
    """Give ``(quote, period)`` the peak surcharge as stated, in the offer's currency."""
    periods = catalog.scenario.horizon.period_ids
    countries = sorted({lane.country for lane in quotes.lanes})
    by_offer = np.array(
        [
            [
                [float(catalog.peak_surcharge(offer, country, period)) for period in periods]
                for country in countries
            ]
            for offer in quotes.offers
        ]
    ).reshape(len(quotes.offers), len(countries), len(periods))
    country_of = np.array([countries.index(lane.country) for lane in quotes.lanes], dtype=np.int64)
    return by_offer[quotes.offer, country_of[quotes.lane]]
