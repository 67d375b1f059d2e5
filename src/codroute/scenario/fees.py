"""Fee forms as declarative variants: what a carrier charges, stated, not computed.

``economics`` evaluates them on arrays, ``audit`` one order at a time. In a CSV table the variant's
name stands in the column ``<fee>_form`` and its fields in ``<fee>_<field>``.
"""

from typing import Annotated, Literal

from pydantic import Field

from codroute.scenario.fields import (
    Amount,
    Divisor,
    ForwardShare,
    Label,
    PercentShare,
    Ratio,
    Row,
    Share,
)


class NeverVolumetric(Row):
    """Only the scales count."""

    form: Literal["never"]


class AlwaysVolumetric(Row):
    """Only the volume counts (volume in cm³ ÷ divisor, in kg)."""

    form: Literal["always"]
    divisor: Divisor


class GreaterVolumetric(Row):
    """Charge the greater of actual and volumetric weight (volume in cm³ ÷ divisor, in kg)."""

    form: Literal["greater"]
    divisor: Divisor


class AboveRatioVolumetric(Row):
    """Charge the volumetric weight only where it exceeds ``ratio`` × the actual weight."""

    form: Literal["above_ratio"]
    divisor: Divisor
    ratio: Ratio


class PartOfExcessVolumetric(Row):
    """Charge the actual weight and a ``share`` of what the volumetric weight exceeds it by."""

    form: Literal["part_of_excess"]
    divisor: Divisor
    share: PercentShare


Volumetric = Annotated[
    NeverVolumetric
    | AlwaysVolumetric
    | GreaterVolumetric
    | AboveRatioVolumetric
    | PartOfExcessVolumetric,
    Field(discriminator="form"),
]


class NoCodFee(Row):
    """Collecting the cash costs nothing extra."""

    form: Literal["none"]


class LinearCodFee(Row):
    """``fixed + rate × COD value``, at least ``minimum``, at most ``maximum``.

    Nothing where the COD value is below ``free_below``.
    """

    form: Literal["linear"]
    fixed: Amount
    rate: Share
    minimum: Amount | None = None
    maximum: Amount | None = None
    free_below: Amount | None = None
    charged_on: Literal["delivered", "handed_over"]


class TableCodFee(Row):
    """By steps of the COD value, in the rows of ``table`` in cod_fee_tables."""

    form: Literal["table"]
    table: Label
    charged_on: Literal["delivered", "handed_over"]


CodFee = Annotated[NoCodFee | LinearCodFee | TableCodFee, Field(discriminator="form")]


class FlatReturn(Row):
    """A fixed amount per refused order brought back."""

    form: Literal["flat"]
    amount: Amount


class ShareOfForwardReturn(Row):
    """A share of the freight charged on the way out (after the price tier, before fuel)."""

    form: Literal["share_of_forward"]
    share: ForwardShare


class MarkedUpForwardReturn(Row):
    """``(freight on the way out + added) × factor``; the freight after the price tier."""

    form: Literal["marked_up_forward"]
    added: Amount
    factor: ForwardShare


class RateCardReturn(Row):
    """By a card of its own: the chargeable weight in the zone of the way out."""

    form: Literal["rate_card"]
    rate_card: Label


ReturnFee = Annotated[
    FlatReturn | ShareOfForwardReturn | MarkedUpForwardReturn | RateCardReturn,
    Field(discriminator="form"),
]


class NoInsurance(Row):
    """No premium is charged."""

    form: Literal["none"]


class ShareOfValueInsurance(Row):
    """``rate × COD value``, at least ``minimum``, at most ``maximum``, for every order sent."""

    form: Literal["share_of_value"]
    rate: Share
    minimum: Amount | None = None
    maximum: Amount | None = None


Insurance = Annotated[NoInsurance | ShareOfValueInsurance, Field(discriminator="form")]


class UnpaidDuties(Row):
    """Duty and VAT are not the merchant's: the buyer pays them, or none are due (DDU, DAP)."""

    form: Literal["unpaid"]


class PaidDuties(Row):
    """The carrier advances duty and VAT and bills them (DDP), with a fee for doing so."""

    form: Literal["paid"]
    handling_rate: Share
    handling_minimum: Amount


Duties = Annotated[UnpaidDuties | PaidDuties, Field(discriminator="form")]

FUEL_BASES = (
    "freight",
    "remote_surcharge",
    "surcharges",
    "peak_surcharge",
    "return_fee",
    "redelivery_fee",
)
"""Parts of the bill that a fuel surcharge can be taken of."""

TAXED = (
    "freight",
    "fuel",
    "remote_surcharge",
    "surcharges",
    "peak_surcharge",
    "cod_fee",
    "return_fee",
    "redelivery_fee",
    "insurance_fee",
    "duties_handling",
)
"""Parts of the bill that a tax can be charged on; duty and VAT themselves are never taxed again."""
