"""A courier's invoice priced anew, line by line, by the offers that it names."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from codroute.errors import Fault
from codroute.plan.invoice import TOTAL, InvoiceCheck, LineCheck
from codroute.plan.quote import Quote
from codroute.quoting.invoice_line import (
    AMOUNTS,
    InvoiceLine,
    agreeing_as,
    amounts_digits,
    compared,
)
from codroute.quoting.orders import OrderDesk, Placing, Unresolved
from codroute.quoting.quote import quote_orders
from codroute.scenario.catalog import Catalog
from codroute.scenario.columns import one_of
from codroute.scenario.order import Order
from codroute.scenario.reading.records import Record, Records, read_records
from codroute.scenario.reading.writing import AS_IT_COMES, Writing
from codroute.scenario.scenario import Scenario


def check_invoice(  # noqa: PLR0913 - options by their names
    scenario: Scenario,
    path: Path | str,
    *,
    offer: str | None = None,
    volumes: Mapping[str, Decimal] | None = None,
    sheet: str | None = None,
    writing: Writing = AS_IT_COMES,
) -> InvoiceCheck:
    """Price a courier's invoice anew and compare it line by line.

    Parameters
    ----------
    scenario
        A checked scenario that has the offers.
    path
        A text file or workbook, one line per order; docs/orders-and-invoices.md tells its columns.
    offer
        The offer of lines that name none.
    volumes
        As of `quote_orders`; a line that names its price tier needs none.
    sheet, writing
        As of `read_records`.

    Raises
    ------
    InvalidInput
        With every fault: file, sheet, row, column, found, wanted.
    PricesDisagree
        The economics and the audit price an order differently.
    """
    desk = _Desk(scenario, volumes)
    read = read_records(
        Path(path),
        InvoiceLine,
        check=lambda record: desk.faults(record.row, record.fault),
        sheet=sheet,
        writing=writing,
        defaults={"offer": offer} if offer else None,
    )
    return desk.check(read)


class _Desk:
    """Checks the invoices of one scenario's offers."""

    def __init__(self, scenario: Scenario, volumes: Mapping[str, Decimal] | None) -> None:
        self._scenario = scenario
        self._volumes = volumes
        self._orders = OrderDesk(scenario)
        self._offers = {offer.offer: offer for offer in scenario.offers}

    def faults(self, line: InvoiceLine, at: Placing) -> Iterator[Fault]:
        """Give what is wrong with a line beyond its types; ``at`` makes a fault of a column."""
        yield from self._orders.faults(line, at)
        offer = self._offers.get(line.offer)
        if offer is None and line.offer is not None:
            yield at("offer", line.offer, one_of(line.offer, list(self._offers)))
        elif offer is not None and line.currency not in (None, offer.currency):
            yield at("currency", line.currency, f"{offer.currency}, the currency of {line.offer}")
        tier = line.price_tier
        if tier is not None and tier not in self._tiers:
            yield at("price_tier", tier, one_of(tier, list(self._tiers)))
        if not line.model_fields_set & set(AMOUNTS):
            yield at(TOTAL, None, f"an amount in one of {', '.join(AMOUNTS)}")

    def check(self, read: Records[InvoiceLine]) -> InvoiceCheck:
        """Price every line anew and compare what it bills."""
        columns = [term for term in AMOUNTS if term in read.columns]
        taken = [self._orders.take(record.number, record.row) for record in read.records]
        quotes = self._quotes(read.records, taken)
        lines = [
            _line(record, order, quotes[number], columns)
            for number, (record, order) in enumerate(zip(read.records, taken, strict=True))
        ]
        billed = {line.term for quote in quotes if isinstance(quote, Quote) for line in quote.lines}
        missing = [term for term in AMOUNTS if term in billed and term not in columns]
        warnings = (*read.warnings, *_billed_again(read.records))
        return InvoiceCheck(tuple(lines), () if TOTAL in columns else tuple(missing), warnings)

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
                fits = tier in (None, quote.price_tier)
                why_not = f"no such price tier: {tier} counts no order of {quote.offer.offer}"
                found[of_order[id(quote.order)]] = quote if fits else why_not
            for why in quoted.unquotable:
                found[numbers[why.order]] = f"{why.reason.replace('_', ' ')}: {why.detail}"
        return found

    @cached_property
    def _tiers(self) -> dict[str, dict[str, Decimal]]:
        """Give by the name of a price tier the volumes at which its schedules reach it.

        Those of the ladders as they are priced: without holes, and each volume in one tier.
        Incremental schedules are left out: they give a credit, and lines are billed at list.
        """
        tiers = Catalog(self._scenario).tiers
        volumes: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for row in self._scenario.price_schedules:
            for tier in tiers[row.schedule] if row.kind == "all_units" else ():
                volumes[tier.price_tier][tier.schedule] = tier.from_volume
        return volumes


def _billed_again(records: Sequence[Record[InvoiceLine]]) -> Iterator[Fault]:
    """Warn of orders that an earlier line bills under the same offer."""
    first: dict[tuple[str, str], int] = {}
    for record in records:
        name, column = record.row.name, "waybill" if record.row.waybill else "order"
        if name is not None:
            earlier = first.setdefault((record.row.offer, name), record.number)
            if earlier != record.number:
                fault = record.fault(column, name, f"each {column} once: row {earlier} bills it")
                yield replace(fault, severity="warning")


def _line(
    record: Record[InvoiceLine],
    order: Order | Unresolved,
    quote: Quote | str,
    columns: Sequence[str],
) -> LineCheck:
    """Compare one line with its card; where there is no price, say why."""
    line = record.row
    if isinstance(quote, str):
        return LineCheck(
            row=record.number,
            order=order.order,
            offer=line.offer,
            outcome=line.outcome,
            attempts=line.attempts,
            verdict="no_region" if isinstance(order, Unresolved) else "unpriceable",
            why=quote,
        )
    terms = compared(line, quote, columns)
    differs = any(term.difference for term in terms)
    return LineCheck(
        row=record.number,
        order=order.order,
        offer=line.offer,
        outcome=line.outcome,
        attempts=line.attempts,
        verdict="differs" if differs else "agrees",
        currency=quote.offer.currency,
        price_tier=quote.price_tier,
        digits=amounts_digits(line, quote),
        agrees_if=agreeing_as(line, quote, columns) if differs else "",
        terms=terms,
    )
