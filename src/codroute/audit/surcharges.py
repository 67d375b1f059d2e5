"""Surcharges of single orders: which rows an order meets, and what the dearest of them asks."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from codroute.audit.exact import exactly
from codroute.audit.tariff import sides_cm
from codroute.scenario.tables import Lane, ProfilePoint, Surcharge


def surcharges_met(
    rows: Sequence[Surcharge], lane: Lane, point: ProfilePoint, freight: Fraction
) -> dict[str, Fraction]:
    """Give by name what each surcharge that an order meets asks, not rounded.

    Parameters
    ----------
    rows
        All rows of the order's offer.
    lane, point
        Where the order goes and what it is.
    freight
        The order's unrounded freight at its price tier, of which some surcharges take a share.

    Raises
    ------
    Unpriceable
        Whether a row is met depends on dimensions that are not known.
    """
    asked: dict[str, Fraction] = {}
    for row in rows:
        if _is_met(row, lane, point):
            amount = exactly(row.amount) + exactly(row.share_of_freight or Decimal(0)) * freight
            asked[row.surcharge] = max(amount, asked.get(row.surcharge, amount))
    return asked


def _is_met(row: Surcharge, lane: Lane, point: ProfilePoint) -> bool:
    """Tell whether an order meets all that the row states; dimensions are asked for last."""
    return (
        row.country in (None, lane.country)
        and row.region in (None, lane.region)
        and row.remote_band in (None, point.remote_band)
        and (row.goods_flag is None or row.goods_flag in point.goods_flags)
        and (row.over_weight_g is None or point.weight_g > row.over_weight_g)
        and (row.over_side_cm is None or max(sides_cm(point)) > row.over_side_cm)
        and (row.over_sides_sum_cm is None or sum(sides_cm(point)) > row.over_sides_sum_cm)
    )
