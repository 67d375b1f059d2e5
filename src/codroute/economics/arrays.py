"""The kinds of arrays; a module of its own, so that the solver's process imports nothing else."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NOISE = 1e-12
"""Relative distance at which two sums of floats mean the same amount."""

HAIR = 1e-14
"""Relative distance that the few steps of one order's price put between a float and its amount."""


def half_even(amounts: FloatArray, within: FloatArray | None = None) -> FloatArray:
    """Round to whole units, half to even; a half that floats miss by a hair is one.

    ``within`` is that hair, for each amount; by default what a sum of floats may miss.
    """
    if within is None:
        within = NOISE * np.maximum(np.abs(amounts), 1.0)
    half = np.rint(amounts * 2) / 2
    near = np.abs(amounts - half) <= within
    rounded: FloatArray = np.rint(np.where(near, half, amounts))
    return rounded
