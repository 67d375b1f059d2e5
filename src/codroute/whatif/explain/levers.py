"""By how much one lever alone would have to move, in closed form: an order is linear in each.

The worth of an order is linear in the size of its freight, its COD fee and its return fee, and in
its paid rate, while fees are not rounded and no minimum, maximum or surcharge by size steps in. So
what is missing, over what all of the lever is worth, is the part that has to go.
"""

from collections.abc import Iterator

import numpy as np

from codroute.economics.arrays import FloatArray
from codroute.plan.explanation import Change, Lever, Unreachable
from codroute.scenario.fees import NoCodFee
from codroute.whatif.explain.lane import Choice, LaneView
from codroute.whatif.explain.narrowed import paid_rate_step

_DIGITS = 6


def changes_of(
    lane: LaneView, choice: Choice, missing: float, weights: FloatArray
) -> Iterator[Change]:
    """Give for every lever how far it has to move for an order to gain what is missing.

    Parameters
    ----------
    lane, choice
        The option.
    missing
        In the scenario's currency, above 0.
    weights
        ``(period,)``, how much each period counts; they add up to 1.
    """
    fees: tuple[Lever, ...] = ("freight", "cod_fee", "return_fee")
    for lever in fees:
        gain = float(lane.lanes.gains[lever][choice.volumes] @ weights)
        yield _cut(lever, _charged(lane, choice, lever, weights), gain, missing)
    yield _raised(lane, choice, missing, weights)


def _cut(lever: Lever, now: float, gain: float, missing: float) -> Change:
    """Cut a fee: all of it is worth ``gain``."""
    if now <= 0:
        return Change(
            lever=lever, share=None, amount=None, value=None, now=0.0, why_not="not_charged"
        )
    if gain <= 0 or missing > gain:
        why: Unreachable = "earns_nothing" if gain <= 0 else "not_enough"
        return Change(lever=lever, share=None, amount=None, value=None, now=now, why_not=why)
    share = missing / gain
    return Change(
        lever=lever,
        share=round(share, _DIGITS + 2),
        amount=round(-share * now, _DIGITS),
        value=round((1 - share) * now, _DIGITS),
        now=round(now, _DIGITS),
    )


def _raised(lane: LaneView, choice: Choice, missing: float, weights: FloatArray) -> Change:
    """Raise the paid rate: a step of it is worth so much."""
    quotes = lane.lanes.worth.economics.quotes
    row = lane.lanes.scenario.performance[quotes.performance_row[choice.quote]]
    now = float(row.paid_rate)
    gain = float(lane.lanes.gains["paid_rate"][choice.volumes] @ weights)
    slope = gain / float(paid_rate_step(row))
    if slope <= 0 or now + missing / slope > 1 - float(row.loss_rate):
        why: Unreachable = "earns_nothing" if slope <= 0 else "not_enough"
        return Change(lever="paid_rate", share=None, amount=None, value=None, now=now, why_not=why)
    more = missing / slope
    return Change(
        lever="paid_rate",
        share=None,
        amount=round(more, _DIGITS + 2),
        value=round(now + more, _DIGITS + 2),
        now=now,
    )


def _charged(lane: LaneView, choice: Choice, lever: Lever, weights: FloatArray) -> float:
    """Give a fee in the offer's currency each time it is charged."""
    worth = lane.lanes.worth
    quotes, catalog = worth.economics.quotes, worth.economics.catalog
    chance = 1.0
    if lever == "return_fee":
        chance = float(1 - quotes.paid_rate[choice.quote] - quotes.loss_rate[choice.quote])
    elif lever == "cod_fee":
        fee = choice.offer.cod_fee
        if not isinstance(fee, NoCodFee) and fee.charged_on == "delivered":
            chance = float(quotes.paid_rate[choice.quote])
    if chance <= 0:
        return 0.0
    expected = worth.terms.get(lever, np.zeros(len(worth.credit)))[choice.volumes] @ weights
    return float(-expected / (chance * float(catalog.rates[choice.offer.currency])))
