"""Single orders quoted under every offer: priced on arrays, and by the audit, which must agree."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isclose

from codroute.audit.bill import bill
from codroute.economics.orders import OrderBills, bill_orders
from codroute.errors import PricesDisagree
from codroute.plan.bill import BillLine, Due
from codroute.plan.quote import Quote, Quoted
from codroute.scenario.catalog import Catalog
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Offer, PriceTier

_Key = tuple[str, str | None, Due]


def quote_orders(
    scenario: Scenario,
    orders: Sequence[Order],
    volumes: Mapping[str, Decimal] | None = None,
    offers: Sequence[Collection[str]] | None = None,
) -> Quoted:
    """Quote orders under every offer that can carry them.

    Parameters
    ----------
    scenario
        A checked scenario.
    orders
        In countries of the scenario's markets.
    volumes
        By price schedule, the volume of the window so far, which decides the price tier of an
        all-units schedule; by default its ``volume_before`` in the first window, 0 in later ones.
    offers
        Of each order the offers to price it under; by default all that say anything of its
        country.

    Raises
    ------
    PricesDisagree
        The economics and the audit price an order differently.
    """
    catalog = Catalog(scenario)
    bills = bill_orders(catalog, orders, volumes, offers)
    so_far = volumes or {}
    quotes = tuple(
        _quote(catalog, bills, number, orders, so_far) for number in range(len(bills.order))
    )
    return Quoted(quotes, bills.unquotable)


def _quote(
    catalog: Catalog,
    bills: OrderBills,
    number: int,
    orders: Sequence[Order],
    volumes: Mapping[str, Decimal],
) -> Quote:
    """Bill one pair by the audit's rules and compare; ``volumes`` are those that are stated."""
    order = orders[bills.order[number]]
    offer = catalog.scenario.offers[bills.offer[number]]
    tier = bills.price_tier[number]
    horizon = catalog.scenario.horizon
    period = horizon.period_of(order.handed_over)
    lines = bill(
        catalog,
        offer,
        order.place,
        order.point,
        period=None if period is None else horizon.period_ids[period],
        price_tier=tier,
    )
    _compare(order, offer, lines, _on_arrays(bills, number))
    home = catalog.country_currency[order.country]
    return Quote(
        order=order,
        offer=offer,
        price_tier=None if tier is None else tier.price_tier,
        schedule=None if tier is None else tier.schedule,
        volume=None if tier is None else _volume(catalog, order, tier, volumes),
        lines=lines,
        chances=_chances(catalog, offer, order),
        rate=Fraction(catalog.rates[offer.currency]),
        value=Fraction(order.cod_value) * Fraction(catalog.rates[home]),
    )


def _volume(
    catalog: Catalog, order: Order, tier: PriceTier, volumes: Mapping[str, Decimal]
) -> Decimal:
    """Give the volume so far at which the tier is charged."""
    schedule = catalog.named_schedules[tier.schedule]
    return order.volume_so_far(schedule, catalog.scenario.horizon, volumes)


def _on_arrays(bills: OrderBills, number: int) -> dict[_Key, tuple[float, float]]:
    """Give one bill's lines as the arrays have them, amount and tax."""
    return {
        (line.term, line.part, line.due): (
            float(line.amount[number]),
            0.0 if line.tax is None else float(line.tax[number]),
        )
        for line in bills.lines
    }


def _compare(
    order: Order, offer: Offer, lines: Sequence[BillLine], other: dict[_Key, tuple[float, float]]
) -> None:
    """Refuse lines that the two calculations price differently."""
    own = {(x.term, x.part, x.due): (float(x.amount), float(x.tax)) for x in lines}
    for key in own.keys() | other.keys():
        for amount, again in zip(own.get(key, (0, 0)), other.get(key, (0, 0)), strict=True):
            if not isclose(amount, again, rel_tol=1e-9, abs_tol=1e-9):
                raise PricesDisagree(
                    f"order {order.order} under {offer.offer}: {' '.join(filter(None, key))} is "
                    f"{amount} by the audit and {again} by the economics; no price is given"
                )


def _chances(catalog: Catalog, offer: Offer, order: Order) -> dict[Due, Fraction] | None:
    """Give the share of such orders for which each kind of line falls due."""
    number = catalog.performance_row(offer, order.place)
    if number is None:
        return None
    row = catalog.scenario.performance[number]
    paid, lost = Fraction(row.paid_rate), Fraction(row.loss_rate)
    return {
        "handed_over": Fraction(1),
        "delivered": paid,
        "refused": 1 - paid - lost,
        "second_attempt": Fraction(row.second_attempt_rate or 0),
        "third_attempt": Fraction(row.third_attempt_rate or 0),
    }
