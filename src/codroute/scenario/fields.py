"""Field types shared by the tables: what a cell may hold, in the units its name says."""

from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

LIST_SEPARATOR = ";"

YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def _split_list(value: object) -> object:
    """Read a cell such as ``SA; AE`` as a list; JSON documents state lists directly."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(LIST_SEPARATOR) if part.strip())
    return value


def _read_yes_no(value: object) -> object:
    """Read ``yes`` and ``no`` in any case; anything else is left for Pydantic to refuse."""
    return YES_NO.get(value.strip().lower(), value) if isinstance(value, str) else value


def _plainest(value: Decimal) -> Decimal:
    """Write 0.80 and 0.8 alike, so that equal scenarios have equal digests."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


_PLAIN = AfterValidator(_plainest)

Label = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f;]+$"
    ),
]
"""A name the user chose: 1 to 80 characters, no control characters, no ``;``."""

Labels = Annotated[tuple[Label, ...], BeforeValidator(_split_list)]
"""Names in one cell, separated by ``;``. Empty means no restriction."""

YesNo = Annotated[bool, BeforeValidator(_read_yes_no)]

Amount = Annotated[
    Decimal, Field(ge=0, max_digits=20, decimal_places=8, allow_inf_nan=False), _PLAIN
]
"""Money, never negative, at most 8 decimals, in the currency that the table names."""

Share = Annotated[Decimal, Field(ge=0, le=1, decimal_places=6, allow_inf_nan=False), _PLAIN]
"""A share or probability in whole parts per million: 15 % is written 0.15."""

ForwardShare = Annotated[Decimal, Field(ge=0, le=5, decimal_places=6, allow_inf_nan=False), _PLAIN]
"""A return fee as a share of the freight out; carriers ask up to several times the freight."""

ExchangeRate = Annotated[
    Decimal, Field(gt=0, max_digits=20, decimal_places=8, allow_inf_nan=False), _PLAIN
]
Days = Annotated[Decimal, Field(ge=0, le=365, decimal_places=2, allow_inf_nan=False), _PLAIN]
Ratio = Annotated[Decimal, Field(ge=1, le=100, decimal_places=2, allow_inf_nan=False), _PLAIN]
Volume = Annotated[
    Decimal, Field(ge=0, max_digits=20, decimal_places=8, allow_inf_nan=False), _PLAIN
]
Orders = Annotated[int, Field(ge=0, le=1_000_000_000)]
Grams = Annotated[int, Field(gt=0, le=1_000_000)]
GramsFromZero = Annotated[int, Field(ge=0, le=1_000_000)]
Centimetres = Annotated[
    Decimal, Field(gt=0, le=1000, decimal_places=1, allow_inf_nan=False), _PLAIN
]
Divisor = Annotated[int, Field(gt=0, le=100_000)]
"""Volumetric divisor in cm³ per kg, for instance 5000."""


class Row(BaseModel):
    """A frozen row or document part; unknown columns and keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")
