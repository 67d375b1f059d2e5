"""What of an offer is varied: the scenario at any value, and the values that make sense."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from codroute.errors import Fault, InvalidInput
from codroute.plan.breakeven import Parameter, StatedTerm
from codroute.scenario.reading.text import Phrase
from codroute.scenario.scenario import Scenario
from codroute.whatif.breakeven import fees, freight, ladders, records
from codroute.whatif.breakeven.subject import PLACE, Subject

MOST_FACTOR = Decimal(10)
"""Nobody asks at which multiple beyond this an offer stops winning."""

_MOST_POINTS = Decimal("0.25")
"""Nor whether it would with a record that is another one altogether."""

_QUANTUM = Decimal("0.000001")


@dataclass(frozen=True)
class Varied:
    """A parameter of some offers.

    Attributes
    ----------
    name
        The parameter.
    stated
        Its value in the offer as it is: a factor of 1, no points, the days.
    least, most
        Values between which every scenario keeps to the format.
    scale
        What a precision is a share of.
    quantum
        The least step between two values.
    larger_is_better
        For the offer.
    why_scanned
        Why the values of plans are not linear in it; None where they are.
    terms
        The figures that it changes.
    scenario
        The scenario at a value.
    """

    name: Parameter
    stated: Decimal
    least: Decimal
    most: Decimal
    scale: Decimal
    quantum: Decimal
    larger_is_better: bool
    why_scanned: str | None
    terms: tuple[StatedTerm, ...]
    scenario: Callable[[Decimal], Scenario]

    @property
    def best(self) -> Decimal:
        """Give the end of the range at which the offer is best."""
        return self.most if self.larger_is_better else self.least

    @property
    def worst(self) -> Decimal:
        """Give the end of the range at which the offer is worst."""
        return self.least if self.larger_is_better else self.most

    def better(self, one: Decimal, other: Decimal) -> bool:
        """Tell whether the offer is better at one value than at another."""
        return one > other if self.larger_is_better else one < other


def vary(scenario: Scenario, subject: Subject, name: Parameter) -> Varied:
    """Give a parameter of some offers.

    Parameters
    ----------
    scenario
        With the offers as they are stated.
    subject
        The offers.
    name
        What to vary.

    Raises
    ------
    InvalidInput
        The parameter means nothing for these offers.
    """
    return _PARAMETERS[name](scenario, subject)


def _factor(
    name: Parameter,
    terms: tuple[StatedTerm, ...],
    scenario: Callable[[Decimal], Scenario],
    *,
    charged: bool,
    why_scanned: str | None = None,
) -> Varied:
    """Vary amounts by a factor, from nothing up to the most that the format takes."""
    if not charged:
        found = Phrase(f"no {name} above 0")
        raise InvalidInput([Fault(PLACE, None, "on", found, "a fee that a factor can change")])
    return Varied(
        name=name,
        stated=Decimal(1),
        least=Decimal(0),
        most=min(
            (
                MOST_FACTOR,
                *(
                    (fees.MOST_SHARES[term.what] / term.value).quantize(_QUANTUM, ROUND_DOWN)
                    for term in terms
                    if term.what in fees.MOST_SHARES
                ),
            )
        ),
        scale=Decimal(1),
        quantum=_QUANTUM,
        larger_is_better=False,
        why_scanned=why_scanned,
        terms=terms,
        scenario=scenario,
    )


def _freight(scenario: Scenario, subject: Subject) -> Varied:
    freight.check_ladders(scenario, subject)
    terms = tuple(freight.terms(scenario, subject))
    return _factor(
        "freight",
        terms,
        lambda factor: freight.scaled(scenario, subject, factor),
        charged=bool(terms),
        why_scanned=freight.why_scanned(scenario, subject),
    )


def _cod_fee(scenario: Scenario, subject: Subject) -> Varied:
    terms = tuple(fees.cod_fee_terms(scenario, subject))
    return _factor(
        "cod_fee",
        terms,
        lambda factor: fees.scaled_cod_fee(scenario, subject, factor),
        charged=bool(terms),
    )


def _return_fee(scenario: Scenario, subject: Subject) -> Varied:
    terms = tuple(fees.return_fee_terms(scenario, subject))
    return _factor(
        "return_fee",
        terms,
        lambda factor: fees.scaled_return_fee(scenario, subject, factor),
        charged=bool(terms) or fees.returns_by_card(scenario, subject),
    )


def _paid_rate(scenario: Scenario, subject: Subject) -> Varied:
    rows = records.rows_used(scenario, subject)
    rates = [row.paid_rate for row in rows.values()]
    return Varied(
        name="paid_rate",
        stated=Decimal(0),
        least=-min(_MOST_POINTS, *rates),
        most=min(_MOST_POINTS, *(1 - r.loss_rate - r.paid_rate for r in rows.values())),
        scale=sum(rates) / Decimal(len(rates)),
        quantum=_QUANTUM,
        larger_is_better=True,
        why_scanned=records.why_scanned(scenario, subject, rates=True),
        terms=tuple(records.rate_terms(rows)),
        scenario=lambda points: records.with_points(scenario, subject, rows, points),
    )


def _settlement_days(scenario: Scenario, subject: Subject) -> Varied:
    days = records.settlement_days(scenario, subject)
    return Varied(
        name="settlement_days",
        stated=days,
        least=Decimal(0),
        most=min(Decimal(365), max(4 * days, Decimal(60))),
        scale=max(days, Decimal(1)),
        quantum=Decimal("0.01"),
        larger_is_better=False,
        why_scanned=records.why_scanned(scenario, subject, rates=False),
        terms=tuple(
            StatedTerm(offer=name, what="settlement_days", value=days) for name in subject.offers
        ),
        scenario=lambda value: records.settled_after(scenario, subject, value),
    )


def _tier_threshold(scenario: Scenario, subject: Subject) -> Varied:
    terms = tuple(ladders.terms(scenario, subject))
    return Varied(
        name="tier_threshold",
        stated=Decimal(1),
        least=ladders.least_factor(scenario, subject),
        most=Decimal(4),
        scale=Decimal(1),
        quantum=_QUANTUM,
        larger_is_better=False,
        why_scanned="what a plan earns jumps where its volume reaches a tier",
        terms=terms,
        scenario=lambda factor: ladders.scaled(scenario, subject, factor),
    )


_PARAMETERS: dict[Parameter, Callable[[Scenario, Subject], Varied]] = {
    "freight": _freight,
    "cod_fee": _cod_fee,
    "return_fee": _return_fee,
    "paid_rate": _paid_rate,
    "settlement_days": _settlement_days,
    "tier_threshold": _tier_threshold,
}
