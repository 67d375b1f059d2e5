"""Arrays in protobuf's wire format, written in one sweep instead of number by number.

A packed repeated field is its tag, its length in bytes and its numbers; doubles are their eight
bytes, little end first, and whole numbers are varints.
Source: https://protobuf.dev/programming-guides/encoding/
"""

import numpy as np

from codroute.economics.arrays import BoolArray, FloatArray, IntArray

_LENGTH_DELIMITED = 2
_BITS = 7
"""Of a number in each byte of a varint; the eighth says that another byte follows."""


def packed_doubles(field: int, values: FloatArray) -> bytes:
    """Write a packed field of doubles."""
    return _field(field, values.astype("<f8").tobytes())


def packed_bools(field: int, values: BoolArray) -> bytes:
    """Write a packed field of bools, one byte each."""
    return _field(field, values.astype(np.uint8).tobytes())


def packed_ids(field: int, values: IntArray) -> bytes:
    """Write a packed field of whole numbers from 0 to 2**31 - 1."""
    return _field(field, _varints(values))


def _field(field: int, body: bytes) -> bytes:
    """Put tag and length before the numbers."""
    head = np.array([field << 3 | _LENGTH_DELIMITED, len(body)])
    return _varints(head) + body


def _varints(values: IntArray) -> bytes:
    """Write numbers seven bits a byte, the lowest first."""
    width = max(1, -(-int(values.max(initial=0)).bit_length() // _BITS))
    coded = np.empty((values.size, width), dtype=np.uint8)
    used = np.ones((values.size, width), dtype=np.bool_)
    rest = values.astype(np.uint32)
    for place in range(width):
        used[:, place] = True if place == 0 else rest > 0
        following = rest >> np.uint32(_BITS)
        coded[:, place] = (rest & 0x7F) | np.where(following > 0, 0x80, 0)
        rest = following
    return coded[used].tobytes()
