"""Field types of a plan, bounded so that every report can write what an edited file states."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import Field, StringConstraints

from codroute.scenario.fields import Wanted, Words

_LARGEST = 10**50
"""Beyond every sum that a scenario can make, whose amounts and orders are bounded too."""

_WITH_EXPONENT = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,3})?")
"""Decimals as Python writes them."""

Text = Annotated[str, StringConstraints(max_length=1000), Words("text of at most 1000 characters")]
"""Any text that can be written; by the limit Pydantic refuses halves of characters too."""

MinorUnits = Annotated[
    int,
    Field(ge=-_LARGEST, le=_LARGEST),
    Wanted("whole minor units of at most 50 digits, written like -4250"),
]

Quantity = Annotated[
    Decimal,
    Field(ge=-_LARGEST, le=_LARGEST, decimal_places=30, allow_inf_nan=False),
    Wanted("a number of at most 50 digits, written like 1234.5", written=_WITH_EXPONENT),
]

OrdersFromOne = Annotated[
    int,
    Field(ge=1, le=1_000_000_000),
    Wanted("whole orders from 1 to 1000000000, written like 1500"),
]

Count = Annotated[
    int, Field(ge=0, lt=10**15), Wanted("a whole number of at most 15 digits, 0 or more")
]

Measure = Annotated[
    float,
    Field(ge=0, allow_inf_nan=False),
    Wanted("a number of 0 or more, written like 0.015"),
]
"""A figure of the solve: the gap as a share, or seconds."""
