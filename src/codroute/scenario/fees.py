"""Fee forms as declarative variants: what a carrier charges, stated, not computed.

``economics`` evaluates them on arrays, ``audit`` one order at a time. In a CSV table the variant's
name stands in the column ``<fee>_form`` and its fields in ``<fee>_<field>``.
"""

from typing import Annotated, Literal

from pydantic import Field

from codroute.scenario.fields import Amount, Divisor, ForwardShare, Ratio, Row, Share


class NeverVolumetric(Row):
    """Only the scales count."""

    form: Literal["never"]


class GreaterVolumetric(Row):
    """Charge the greater of actual and volumetric weight (volume in cm³ ÷ divisor, in kg)."""

    form: Literal["greater"]
    divisor: Divisor


class AboveRatioVolumetric(Row):
    """Charge the volumetric weight only where it exceeds ``ratio`` × the actual weight."""

    form: Literal["above_ratio"]
    divisor: Divisor
    ratio: Ratio


Volumetric = Annotated[
    NeverVolumetric | GreaterVolumetric | AboveRatioVolumetric, Field(discriminator="form")
]


class NoCodFee(Row):
    """Collecting the cash costs nothing extra."""

    form: Literal["none"]


class LinearCodFee(Row):
    """``fixed + rate × COD value``, at least ``minimum``, at most ``maximum``."""

    form: Literal["linear"]
    fixed: Amount
    rate: Share
    minimum: Amount | None = None
    maximum: Amount | None = None
    charged_on: Literal["delivered", "handed_over"]


CodFee = Annotated[NoCodFee | LinearCodFee, Field(discriminator="form")]


class FlatReturn(Row):
    """A fixed amount per refused order brought back."""

    form: Literal["flat"]
    amount: Amount


class ShareOfForwardReturn(Row):
    """A share of the freight charged on the way out (after the price tier, before fuel)."""

    form: Literal["share_of_forward"]
    share: ForwardShare


ReturnFee = Annotated[FlatReturn | ShareOfForwardReturn, Field(discriminator="form")]
