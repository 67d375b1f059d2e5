"""Cash that providers hold: collected at the door and not yet paid out, exactly.

All amounts are whole millionths of the scenario's currency, so that a plan keeps or breaks a
limit by the same count here and in the audit; Python's own numbers hold them, whatever their size.
"""

from fractions import Fraction

from codroute.economics.arrays import IntArray
from codroute.economics.model import Economics
from codroute.scenario.catalog import Catalog
from codroute.scenario.tables import Funds, Lane

MICRO = 1_000_000
"""Millionths in one unit of the currency."""


def held_micro(economics: Economics, quotes: IntArray) -> list[int]:
    """Give by how much one order of each quote raises the mean cash held, half-even.

    Parameters
    ----------
    economics
        Whose quotes they are.
    quotes
        Numbers of quotes, ``(any,)``.

    Returns
    -------
    list of int
        Expected collected COD × settlement days / days of the horizon, one per number.
    """
    catalog, of = economics.catalog, economics.quotes
    performance = catalog.scenario.performance
    lanes, offers, rows = (
        numbers[quotes].tolist() for numbers in (of.lane, of.offer, of.performance_row)
    )
    per_day = Fraction(MICRO, catalog.scenario.horizon.days)
    value = {lane: per_day * _mean_value(catalog, of.lanes[lane]) for lane in set(lanes)}
    paid_days = {
        (row, offer): Fraction(performance[row].paid_rate)
        * Fraction(of.offers[offer].settlement_days)
        for row, offer in set(zip(rows, offers, strict=True))
    }
    return [
        round(value[lane] * paid_days[row, offer])  # of a Fraction, round() is half-even
        for lane, offer, row in zip(lanes, offers, rows, strict=True)
    ]


def most_held_micro(catalog: Catalog, limit: Funds) -> int:
    """Give a limit, rounded down: whole millionths keep that if and only if they keep the limit."""
    return int(Fraction(limit.max_held) * Fraction(catalog.rates[limit.currency]) * MICRO)


def _mean_value(catalog: Catalog, lane: Lane) -> Fraction:
    """Give the mean COD value of a lane's orders in the scenario's currency."""
    rate = Fraction(catalog.rates[catalog.country_currency[lane.country]])
    points = catalog.points(lane)
    return rate * sum((Fraction(p.share) * Fraction(p.cod_value) for p in points), Fraction(0))
