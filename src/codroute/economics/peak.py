"""The peak surcharge of every period with its fuel and tax, lines of their own, on arrays."""

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.economics.bill import fuel_rate, tax_on, tax_rate
from codroute.economics.exchange import Exchange
from codroute.economics.fees import round_amounts
from codroute.economics.model import Quotes
from codroute.scenario.catalog import Catalog

_PART = "peak_surcharge"


def peak_terms(catalog: Catalog, quotes: Quotes, exchange: Exchange) -> dict[str, FloatArray]:
    """Give what the peak surcharge costs per order by term, ``(quote, period)``."""
    worth = exchange.offer[quotes.offer][:, None]
    return {term: -amount * worth for term, amount in peak_lines(catalog, quotes).items()}


def peak_lines(catalog: Catalog, quotes: Quotes) -> dict[str, FloatArray]:
    """Give the amounts billed per order by term, ``(quote, period)``, in the offer's currency.

    ``fuel`` and ``tax`` are there only where some offer charges them.
    """
    stated = _stated(catalog, quotes)
    rate = tax_rate(catalog, quotes)
    lines = {_PART: np.zeros_like(stated)}
    if any(fuel_rate(offer, _PART) > 0 for offer in quotes.offers):
        lines["fuel"] = np.zeros_like(stated)
    if rate is not None:
        lines["tax"] = np.zeros_like(stated)
    for number, offer in enumerate(quotes.offers):
        at = np.flatnonzero(quotes.offer == number)
        amounts = {_PART: stated[at], "fuel": fuel_rate(offer, _PART) * stated[at]}
        for term in lines.keys() & amounts.keys():
            lines[term][at] = round_amounts(offer, amounts[term])
            if rate is not None:
                lines["tax"][at] += tax_on(offer, term, lines[term][at], rate[at][:, None])
    return lines


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
