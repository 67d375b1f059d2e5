"""A courier's invoice priced anew, line by line, by the offers that it names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from codroute.errors import Fault
from codroute.plan.bill import BILL_TERMS, Due
from codroute.plan.invoice import TOTAL, InvoiceCheck, LineCheck, TermCheck, Verdict
from codroute.plan.quote import Quote
from codroute.quoting.orders import OrderDesk, Placing, StatedOrder, Unresolved
from codroute.quoting.quote import quote_orders
from codroute.scenario.columns import one_of
from codroute.scenario.fields import Label, Wanted
from codroute.scenario.order import Order
from codroute.scenario.reading.records import Record, Records
from codroute.scenario.scenario import Scenario

Billed = Annotated[
    Decimal,
    Field(max_digits=20, decimal_places=8, allow_inf_nan=False),
    Wanted("an amount, written like 12.50, or -3 for a credit"),
]

Attempts = Annotated[int, Field(ge=1, le=3), Wanted("how often delivery was tried: 1, 2 or 3")]

Outcome = Literal["delivered", "refused", "lost", "on_the_way"]


class InvoiceLine(StatedOrder):
    """What a courier bills for one order: in the offer's currency, by term, in all, or both."""

    offer: Label
    currency: Label | None = None
    price_tier: Label | None = None
    outcome: Outcome
    attempts: Attempts = 1
    cod_fee: Billed | None = None
    freight: Billed | None = None
    fuel: Billed | None = None
    remote_surcharge: Billed | None = None
    surcharges: Billed | None = None
    peak_surcharge: Billed | None = None
    return_fee: Billed | None = None
    redelivery_fee: Billed | None = None
    insurance_fee: Billed | None = None
    duties: Billed | None = None
    duties_handling: Billed | None = None
    tax: Billed | None = None
    total: Billed | None = None


TERMS = (*BILL_TERMS, TOTAL)
"""The columns of amounts."""

_DUE: dict[str, tuple[Due, ...]] = {
    "delivered": ("handed_over", "delivered"),
    "refused": ("handed_over", "refused"),
    "lost": ("handed_over",),
    "on_the_way": ("handed_over",),
}
"""What falls due by how an order ended; further attempts come on top."""

_FURTHER: tuple[Due, ...] = ("second_attempt", "third_attempt")


class InvoiceDesk:
    """Checks the invoices of one scenario's offers.

    Parameters
    ----------
    scenario
        A checked scenario.
    volumes
        As of `quote_orders`; a line that names its price tier needs none.
    """

    def __init__(self, scenario: Scenario, volumes: Mapping[str, Decimal] | None = None) -> None:
        self._scenario = scenario
        self._volumes = volumes
        self._orders = OrderDesk(scenario)
        self._offers = {offer.offer: offer for offer in scenario.offers}

    def faults(self, line: InvoiceLine, at: Placing) -> Iterator[Fault]:
        """Give what is wrong with a line beyond its types; ``at`` makes a fault of a column."""
        yield from self._orders.faults(line, at)
        offer = self._offers.get(line.offer)
        if offer is None:
            yield at("offer", line.offer, one_of(line.offer, list(self._offers)))
        elif line.currency not in (None, offer.currency):
            yield at("currency", line.currency, f"{offer.currency}, the currency of {line.offer}")
        if line.price_tier is not None and line.price_tier not in self._tiers:
            yield at("price_tier", line.price_tier, one_of(line.price_tier, list(self._tiers)))
        if all(getattr(line, term) is None for term in TERMS):
            yield at(TOTAL, None, f"an amount in one of {', '.join(TERMS)}")

    def check(self, read: Records[InvoiceLine]) -> InvoiceCheck:
        """Price every line anew and compare what it bills."""
        stated = [term for term in TERMS if term in read.columns]
        taken = [self._orders.take(record.number, record.row) for record in read.records]
        quotes = self._quotes(read.records, taken)
        lines = [
            _line(record, order, quotes[number], stated)
            for number, (record, order) in enumerate(zip(read.records, taken, strict=True))
        ]
        billed = {line.term for quote in quotes if isinstance(quote, Quote) for line in quote.lines}
        missing = () if TOTAL in stated else tuple(t for t in TERMS if t in billed - set(stated))
        return InvoiceCheck(tuple(lines), missing)

    def _quotes(
        self, records: Sequence[Record[InvoiceLine]], taken: Sequence[Order | Unresolved]
    ) -> list[Quote | str]:
        """Price every line under its offer, at its price tier; or say why it has no price."""
        at_tier: dict[str | None, list[int]] = defaultdict(list)
        found: list[Quote | str] = [
            each.why if isinstance(each, Unresolved) else "" for each in taken
        ]
        for number, (record, order) in enumerate(zip(records, taken, strict=True)):
            if isinstance(order, Order):
                at_tier[record.row.price_tier].append(number)
        for tier, numbers in at_tier.items():
            volumes = self._volumes if tier is None else self._tiers[tier]
            orders = [order for n in numbers if isinstance(order := taken[n], Order)]
            asked = [(records[number].row.offer,) for number in numbers]
            quoted = quote_orders(self._scenario, orders, volumes, asked)
            of_order = {id(order): number for order, number in zip(orders, numbers, strict=True)}
            for quote in quoted.quotes:
                found[of_order[id(quote.order)]] = quote
            for why in quoted.unquotable:
                found[numbers[why.order]] = f"{why.reason.replace('_', ' ')}: {why.detail}"
        return found

    @cached_property
    def _tiers(self) -> dict[str, dict[str, Decimal]]:
        """Give by the name of a price tier the volumes at which its schedules reach it."""
        volumes: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for tier in self._scenario.price_tiers:
            volumes[tier.price_tier][tier.schedule] = tier.from_volume
        return volumes


def _line(
    record: Record[InvoiceLine],
    order: Order | Unresolved,
    quote: Quote | str,
    stated: Sequence[str],
) -> LineCheck:
    """Compare one line with its card; where there is no price, say why."""
    line = record.row
    terms: tuple[TermCheck, ...] = ()
    verdict: Verdict = "no_region" if isinstance(order, Unresolved) else "unpriceable"
    if isinstance(quote, Quote):
        terms = tuple(_terms(line, quote, stated))
        verdict = "differs" if any(term.difference for term in terms) else "agrees"
    return LineCheck(
        row=record.number,
        order=order.order,
        offer=line.offer,
        currency=quote.offer.currency if isinstance(quote, Quote) else "",
        outcome=line.outcome,
        verdict=verdict,
        why=quote if isinstance(quote, str) else "",
        terms=terms,
    )


def _terms(line: InvoiceLine, quote: Quote, stated: Sequence[str]) -> Iterator[TermCheck]:
    """Compare every column of amounts; a blank one bills nothing, but that of the total."""
    due = {*_DUE[line.outcome], *_FURTHER[: line.attempts - 1]}
    card: dict[str, Fraction] = defaultdict(Fraction)
    for billed in quote.lines:
        if billed.due in due:
            card[billed.term] += billed.amount
            card["tax"] += billed.tax
    card[TOTAL] = sum(card.values(), Fraction(0))
    for term in stated:
        amount = getattr(line, term)
        if term != TOTAL or amount is not None:
            yield TermCheck(term, Fraction(amount or 0), card[term])
