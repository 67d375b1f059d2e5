"""All orders priced by hand, by what is priced; fee_case.py tells what a case is."""

from fee_case import FeeCase
from fee_cases_beside import FUEL, REDELIVERIES, RETURN_FEES, ROUNDING, SURCHARGES, TAX
from fee_cases_freight import CARDS, CHARGEABLE
from fee_cases_value import COD_FEES, DUTIES, INSURANCE

FEE_CASES: dict[str, list[FeeCase]] = {
    "chargeable weight": CHARGEABLE,
    "cards": CARDS,
    "COD fees": COD_FEES,
    "insurance": INSURANCE,
    "duties": DUTIES,
    "return fees": RETURN_FEES,
    "re-deliveries": REDELIVERIES,
    "surcharges": SURCHARGES,
    "fuel": FUEL,
    "tax": TAX,
    "rounding": ROUNDING,
}
