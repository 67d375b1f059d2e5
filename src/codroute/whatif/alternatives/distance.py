"""How far apart two awards are, and which of many are far apart from each other."""

from collections.abc import Sequence

from codroute.whatif.moves import Award


def distance(one: Award, other: Award) -> float:
    """Give the share of the orders that two awards of the same demand place otherwise."""
    total = one.total()
    if not total:
        return 0.0
    moved = sum(abs(one[key] - other[key]) for key in one.keys() | other.keys())
    return moved / 2 / total


def spread(
    first: Award, others: Sequence[Award], most: int, least_distance: float
) -> list[tuple[int, float]]:
    """Choose awards that are far from each other, greedily.

    Parameters
    ----------
    first
        Always chosen.
    others
        To choose from.
    most
        How many to choose at most.
    least_distance
        How far each must be from all that were chosen before it.

    Returns
    -------
    list of (int, float)
        Numbers of those chosen, each with its least distance to those before: always the one for
        which that is largest, and of equals the first.
    """
    nearest = [distance(first, other) for other in others]
    chosen: list[tuple[int, float]] = []
    while len(chosen) < most and nearest:
        number = max(range(len(nearest)), key=nearest.__getitem__)
        if nearest[number] < max(least_distance, 1e-12):
            break
        chosen.append((number, nearest[number]))
        nearest = [
            min(near, distance(others[number], other))
            for near, other in zip(nearest, others, strict=True)
        ]
    return chosen
