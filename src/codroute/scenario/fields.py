"""Field types shared by the tables: what a cell may hold, in the units its name says.

Each type says in words what it wants; a fault repeats them, and so does the JSON Schema.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core.core_schema import (
    no_info_after_validator_function,
    no_info_wrap_validator_function,
    plain_serializer_function_ser_schema,
)

from codroute.scenario import postcodes

LIST_SEPARATOR = ";"

NUMBER_PATTERN = r"-?[0-9]+(\.[0-9]+)?"
"""Numbers in text: no exponent, no separator of thousands, no digits but 0 to 9."""

NUMBER = re.compile(NUMBER_PATTERN)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YES_NO = {
    **dict.fromkeys(("yes", "true", "1", "是"), True),
    **dict.fromkeys(("no", "false", "0", "否"), False),
}


Kind = Literal["text", "names", "form", "yes_no", "number", "share", "date"]
"""What a cell of a table holds, whatever its bounds: how its text is read follows from it."""


@dataclass(frozen=True)
class Words:
    """What a field wants, in the words of its faults and of the JSON Schema."""

    words: str
    kind: Kind = field(default="text", kw_only=True)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the field in the words of its faults."""
        return {"description": self.words} | handler(schema)


@dataclass(frozen=True)
class Wanted(Words):
    """What a field wants; values of other types or written otherwise are refused.

    Pydantic alone would read the text ``1e5`` as a number, and a number as a date.
    """

    kind: Kind = field(default="number", kw_only=True)
    types: tuple[type, ...] = (str, int, Decimal, float)
    written: re.Pattern[str] = NUMBER

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Wrap the type's own validator."""
        return no_info_wrap_validator_function(self._read, handler(source))

    def _read(self, value: object, inner: ValidatorFunctionWrapHandler) -> object:
        """Read a value, or refuse it in words."""
        # Beyond this, making a whole number of it could take for ever.
        measurable = not isinstance(value, Decimal) or abs(value.adjusted()) <= _MOST_DIGITS
        if (
            measurable and type(value) in self.types
        ):  # exactly: True is no number, a time of day no date
            if isinstance(value, str):
                value = value.strip()
            if not isinstance(value, str) or self.written.fullmatch(value):
                try:
                    return inner(value)
                except ValidationError:
                    pass
        raise PydanticCustomError("wanted", "{wanted}", {"wanted": self.words})


@dataclass(frozen=True)
class Among(Words):
    """Wants a list of which every name is one of ``names``."""

    kind: Kind = field(default="names", kw_only=True)
    names: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check the list after its own validators."""
        return no_info_after_validator_function(self._check, handler(source))

    def _check(self, names: tuple[str, ...]) -> tuple[str, ...]:
        if not set(names) <= set(self.names):
            raise PydanticCustomError("wanted", "{wanted}", {"wanted": self.words})
        return names


def among(names: tuple[str, ...]) -> Among:
    """Give what refuses a list with other names than these."""
    return Among(f"names separated by ;, each one of {', '.join(names)}", names)


_MOST_DIGITS = 400
"""Digits before or after the point of a number that can be meant."""


def _plainest(value: Decimal) -> Decimal:
    """Write 0.80 and 0.8 alike, so that equal scenarios have equal digests; there is no −0."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) + 0
    return value.normalize()


def _in_digits(value: Decimal) -> str:
    """Write every digit and no exponent, which no reader of a scenario takes."""
    return f"{value:f}"


@dataclass(frozen=True)
class _Plain:
    """Numbers as they are kept, and as documents write them."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Make a number plain after the type's own validator."""
        written = plain_serializer_function_ser_schema(_in_digits, when_used="json")
        return no_info_after_validator_function(_plainest, handler(source), serialization=written)


_PLAIN = _Plain()


def _split_list(value: object) -> object:
    """Read a cell such as ``SA; AE`` as a list; JSON documents state lists directly."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(LIST_SEPARATOR) if part.strip())
    return value


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a list that repeats a name."""
    if len(set(names)) < len(names):
        raise PydanticCustomError("wanted", "{wanted}", {"wanted": "each name once"})
    return names


def _read_yes_no(value: object) -> object:
    """Read ``yes`` and ``no`` in any case; anything else is left for Pydantic to refuse."""
    return _YES_NO.get(value.strip().lower(), value) if isinstance(value, str) else value


Label = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=80, pattern=r"^[^\x00-\x1f;]+$"
    ),
    Words("a name of 1 to 80 characters"),
]
"""A name the user chose: 1 to 80 characters, no control characters, no ``;``."""

Labels = Annotated[
    tuple[Label, ...],
    AfterValidator(_each_once),
    BeforeValidator(_split_list, json_schema_input_type=tuple[Label, ...] | str),
    Words("names separated by ;", kind="names"),
]
"""Names in one cell, separated by ``;``. Empty means no restriction."""


def _check_postcode(text: str) -> str:
    """Refuse what is neither a postcode nor a range of them."""
    try:
        postcodes.parse_code_range(text)
    except ValueError as error:
        raise PydanticCustomError("wanted", "{wanted}", {"wanted": str(error)}) from None
    return text


Postcodes = Annotated[
    tuple[Annotated[Label, AfterValidator(_check_postcode)], ...],
    AfterValidator(_each_once),
    BeforeValidator(_split_list, json_schema_input_type=tuple[Label, ...] | str),
    Words(postcodes.WANTED, kind="names"),
]
"""Postcodes, ranges and beginnings of postcodes in one cell, separated by ``;``."""

YesNo = Annotated[
    bool,
    Field(strict=True),
    BeforeValidator(_read_yes_no, json_schema_input_type=bool | Literal["yes", "no"]),
    Words("yes or no", kind="yes_no"),
]
"""``yes`` or ``no``; a document may say true and false."""

Day = Annotated[
    date,
    Field(ge=date(2000, 1, 1), le=date(2100, 12, 31)),
    Wanted("a date from 2000 to 2100, written like 2026-11-02", (str, date), _DAY, kind="date"),
]

_WHOLE_AND_DECIMALS = "at most 12 digits before the point and 8 after"

Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=20, decimal_places=8, allow_inf_nan=False),
    _PLAIN,
    Wanted(f"an amount of 0 or more, written like 1234.50 ({_WHOLE_AND_DECIMALS})"),
]
"""Money, never negative, at most 8 decimals, in the currency that the table names."""

Increment = Annotated[
    Decimal,
    Field(gt=0, max_digits=20, decimal_places=8, allow_inf_nan=False),
    _PLAIN,
    Wanted("an increment above 0, written like 0.01, or nothing for no rounding"),
]

Share = Annotated[
    Decimal,
    Field(ge=0, le=1, decimal_places=6, allow_inf_nan=False),
    _PLAIN,
    Wanted("a share from 0 to 1, written like 0.15 for 15 % (at most 6 decimals)", kind="share"),
]
"""A share or probability in whole parts per million: 15 % is written 0.15."""

ForwardShare = Annotated[
    Decimal,
    Field(ge=0, le=5, decimal_places=6, allow_inf_nan=False),
    _PLAIN,
    Wanted("a share from 0 to 5, written like 0.6 for 60 % (at most 6 decimals)", kind="share"),
]
"""A return fee as a share of the freight out; carriers ask up to several times the freight."""

PercentShare = Annotated[
    Decimal,
    Field(ge=0, le=1, decimal_places=2, allow_inf_nan=False),
    _PLAIN,
    Wanted("a share from 0 to 1, written like 0.5 for 50 % (at most 2 decimals)", kind="share"),
]
"""A share in whole percent: weights charged in part stay fractions of 64-bit whole numbers."""

ExchangeRate = Annotated[
    Decimal,
    Field(gt=0, max_digits=20, decimal_places=8, allow_inf_nan=False),
    _PLAIN,
    Wanted(f"an exchange rate above 0, written like 0.26666667 ({_WHOLE_AND_DECIMALS})"),
]

Days = Annotated[
    Decimal,
    Field(ge=0, le=365, decimal_places=2, allow_inf_nan=False),
    _PLAIN,
    Wanted("days from 0 to 365, written like 7 or 2.5 (at most 2 decimals)"),
]

Ratio = Annotated[
    Decimal,
    Field(ge=1, le=100, decimal_places=2, allow_inf_nan=False),
    _PLAIN,
    Wanted("a ratio from 1 to 100, written like 1.5 (at most 2 decimals)"),
]

Volume = Annotated[
    Decimal,
    Field(ge=0, max_digits=20, decimal_places=8, allow_inf_nan=False),
    _PLAIN,
    Wanted(f"a volume of 0 or more, written like 1500 ({_WHOLE_AND_DECIMALS})"),
]

Orders = Annotated[
    int,
    Field(ge=0, le=1_000_000_000),
    Wanted("whole orders from 0 to 1000000000, written like 1500"),
]

Grams = Annotated[
    int, Field(gt=0, le=1_000_000), Wanted("whole grams from 1 to 1000000, written like 1500")
]

GramsFromZero = Annotated[
    int, Field(ge=0, le=1_000_000), Wanted("whole grams from 0 to 1000000, written like 1500")
]

Centimetres = Annotated[
    Decimal,
    Field(gt=0, le=1000, decimal_places=1, allow_inf_nan=False),
    _PLAIN,
    Wanted("centimetres above 0 and up to 1000, written like 12.5 (at most 1 decimal)"),
]

Divisor = Annotated[
    int,
    Field(gt=0, le=100_000),
    Wanted("whole cm³ per kg from 1 to 100000, written like 5000"),
]
"""Volumetric divisor in cm³ per kg, for instance 5000."""

FreeRedeliveries = Annotated[
    int, Field(ge=0, le=2), Wanted("how many further attempts are free: 0, 1 or 2")
]

Periods = Annotated[
    int, Field(ge=1, le=400), Wanted("a whole number of periods from 1 to 400, written like 8")
]

CityTier = Annotated[
    int,
    Field(ge=1, le=9),
    Wanted("a whole number from 1 (the largest cities) to 9"),
]

Format = Annotated[int, Field(ge=1, le=1), Wanted("1")]
"""The version of the format of a scenario, or of a plan."""

MinorDigits = Annotated[
    int, Field(ge=0, le=4), Wanted("a whole number of decimals from 0 to 4, written like 2")
]


class Row(BaseModel):
    """A frozen row or document part; unknown columns and keys are refused, null is absent."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def _leave_out_nulls(cls, stated: Any) -> Any:
        """Let defaults stand where null is stated; that of an unknown key is still refused."""
        if isinstance(stated, dict) and None in stated.values():
            known = cls.model_fields.keys()
            return {key: v for key, v in stated.items() if v is not None or key not in known}
        return stated
