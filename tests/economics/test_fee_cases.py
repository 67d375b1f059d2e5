"""The economics price every order that was priced by hand, as the audit does."""

import pytest
from build import exactly, scenario
from fee_case import FeeCase
from fee_cases import FEE_CASES

from codroute.economics.build import price


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{kind}, {case.name}")
        for kind, cases in FEE_CASES.items()
        for case in cases
    ],
)
def test_an_order_priced_by_hand(case: FeeCase) -> None:
    economics = price(scenario(**case.changes))
    quotes = economics.quotes
    (quote,) = (n for n, o in enumerate(quotes.offer) if quotes.offers[o].offer == "a-std")
    tariff = economics.tariffs.start[quote]
    costs = {term: -amount[tariff] for term, amount in economics.terms.items()}
    for term, amount in economics.by_period.items():
        costs[term] = costs.get(term, 0.0) - amount[quote, 0]
    costs.pop("collected_cod")
    wanted = {term: float(exactly(cost)) for term, cost in case.costs.items()}
    assert costs.keys() >= {term for term, cost in wanted.items() if cost}
    for term, cost in costs.items():
        assert cost == pytest.approx(wanted.get(term, 0.0), rel=1e-12, abs=1e-12), term
