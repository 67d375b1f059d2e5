"""Orders priced by hand, every fee form at, just under and just over each of its thresholds.

They are data, so that every implementation of the prices answers for the same figures. A case is
the plain scenario of `build` with some tables replaced, and what one order of its lane is expected
to cost by term under ``a-std``; terms that are 0 are left out, and so is ``collected_cod``. Unless
a case says otherwise the card asks nothing, and 0.80 of the orders are paid, 0.05 lost, 0.15
refused. Figures of published tariffs are restated with their source; currencies are left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import build

Stated = dict[str, Any]


@dataclass(frozen=True)
class FeeCase:
    """One order: what is stated, and what each term costs, a positive decimal number."""

    name: str
    changes: Stated
    costs: dict[str, str]


def case(
    name: str,
    costs: dict[str, str],
    *,
    order: Stated | None = None,
    offer: Stated | None = None,
    place: Stated | None = None,
    card: Stated | Iterable[Stated] | None = None,
    chances: Stated | None = None,
    **tables: Any,
) -> FeeCase:
    """State a case by what differs from the plain scenario.

    Parameters
    ----------
    name, costs
        As of `FeeCase`.
    order, offer, place, chances
        Columns of the lane, of the offer, of its row of coverage, and of its provider's row of
        performance.
    card
        Rows of ``a``, the offer's card, or its only row.
    tables
        Further tables as a whole.
    """
    known = {"provider": "a", "paid_rate": "0.80", "loss_rate": "0.05", "transit_days": "3"}
    rows = [build.flat_card()] if card is None else [card] if isinstance(card, dict) else card
    changes = {
        "lanes": [build.lane(**(order or {}))],
        "offers": [build.offer(**(offer or {})), build.offer("b-std")],
        "coverage": [build.covers("a-std", **(place or {})), build.covers("b-std")],
        "rate_cards": [*({"rate_card": "a"} | row for row in rows), build.flat_card("b")],
        "performance": [known | (chances or {}), known | {"provider": "b"}],
    }
    return FeeCase(name, changes | tables, costs)


def size(length: str, width: str, height: str) -> Stated:
    """Give a parcel's dimensions in cm."""
    return {"length_cm": length, "width_cm": width, "height_cm": height}


ALL_REFUSED = {"paid_rate": "0", "loss_rate": "0"}
"""Every order comes back, so that a return fee is expected in full."""


def band(over: int, up_to: int, fee: str) -> Stated:
    """Give a row of the form weight_band."""
    return {
        "form": "weight_band",
        "over_weight_g": over,
        "up_to_weight_g": up_to,
        "fee_per_parcel": fee,
    }


def steps(first: int, first_fee: str, step: int, step_fee: str, **more: Any) -> Stated:
    """Give a row of the form first_step."""
    return {
        "form": "first_step",
        "first_weight_g": first,
        "first_fee": first_fee,
        "step_weight_g": step,
        "step_fee": step_fee,
    } | more


def per_kg(fee: str, parcel: str = "0", **more: Any) -> Stated:
    """Give a row of the form per_kg."""
    return {"form": "per_kg", "fee_per_kg": fee, "fee_per_parcel": parcel} | more
