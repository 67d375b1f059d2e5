"""The audit prices every order that was priced by hand."""

import pytest
from build import exactly, per_order, scenario
from fee_case import FeeCase
from fee_cases import FEE_CASES


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{kind}, {case.name}")
        for kind, cases in FEE_CASES.items()
        for case in cases
    ],
)
def test_an_order_priced_by_hand(case: FeeCase) -> None:
    priced = per_order(scenario(**case.changes))
    priced.pop("collected_cod", None)
    assert {term: -amount for term, amount in priced.items()} == {
        term: exactly(cost) for term, cost in case.costs.items() if exactly(cost)
    }
