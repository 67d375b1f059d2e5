"""What currencies are worth: in the scenario's currency, and in one another."""

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.economics.model import Quotes
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Offer


class Exchange:
    """Rates of exchange of the currencies of offers and markets.

    Attributes
    ----------
    offer, market
        ``(offer,)`` and ``(lane,)``: what a unit is worth in the scenario's currency.
    """

    def __init__(self, catalog: Catalog, quotes: Quotes) -> None:
        self._catalog = catalog
        self._homes = [catalog.country_currency[lane.country] for lane in quotes.lanes]
        self._into: dict[str, FloatArray] = {}
        self.offer = np.array([float(catalog.rates[offer.currency]) for offer in quotes.offers])
        self.market = np.array([float(catalog.rates[home]) for home in self._homes])

    def into(self, offer: Offer) -> FloatArray:
        """Give ``(lane,)`` what a unit of the market's currency is worth in the offer's.

        Where both are the same it is exactly 1, so that a value on a threshold stays on it.
        """
        if offer.currency not in self._into:
            of_home = {
                home: float(self._catalog.worth(home, offer.currency)) for home in set(self._homes)
            }
            self._into[offer.currency] = np.array([of_home[home] for home in self._homes])
        return self._into[offer.currency]
