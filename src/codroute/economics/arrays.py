"""The kinds of arrays; a module of its own, so that the solver's process imports nothing else."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NOISE = 1e-14
"""Relative distance at which two floats mean the same amount.

A price is a dozen products and sums, each off by 1e-16. A larger distance would round amounts up
that exactly are a little below a half: 573886.50499995 would become 573886.51.
"""


def half_even(amounts: FloatArray) -> FloatArray:
    """Round to whole units, half to even; a half that floats miss by a hair is one."""
    half = np.rint(amounts * 2) / 2
    near = np.abs(amounts - half) <= NOISE * np.maximum(np.abs(amounts), 1.0)
    rounded: FloatArray = np.rint(np.where(near, half, amounts))
    return rounded
