"""Quotes on the screen: the lines of a bill by offer, and of many orders the best offer each."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.plan.bill import Due
from codroute.plan.quote import Quote, Quoted
from codroute.report.console import add_row, clean, table
from codroute.report.words import DUE_WORDS, TERM_WORDS, amount, number
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario

_WORDS, _GUTTER, _LEAST_WIDTH = 34, 2, 9
"""Columns for the words on the left, between two offers, and for the amounts of one at least."""

_MOST_LISTED = 200
"""More orders than this are counted instead of listed: nobody reads them on a screen."""

_Key = tuple[str, str | None, Due]

_NOTHING = "–"


def show_quotes(order: Order, quoted: Quoted, scenario: Scenario, console: Console) -> None:
    """Print every bill of one order, the offers that leave most cash first, and who has none."""
    console.print(Text(clean(_order_words(order, scenario))))
    console.print("")
    ranked = ranking(quoted.quotes)
    for quotes in _side_by_side(ranked, console.width):
        console.print(_bills(quotes, scenario))
        console.print("")
    if not ranked:
        console.print(Text("No offer can carry this order."))
    if quoted.unquotable:
        made = table(None, "No quote", "Why", left=(0, 1))
        for why in quoted.unquotable:
            add_row(made, why.offer, f"{why.reason.replace('_', ' ')}: {why.detail}")
        console.print(made)


def _order_words(order: Order, scenario: Scenario) -> str:
    """Say what is quoted."""
    currency = next(m.currency for m in scenario.markets if m.country == order.country)
    place = "/".join(filter(None, (order.region, order.value_tier, order.category)))
    parts = [
        f"Order {order.order}: {order.country} {place}",
        f"COD value {order.cod_value:,f} {currency}",
        f"{order.weight_g:,} g",
    ]
    sides = (order.length_cm, order.width_cm, order.height_cm)
    if order.length_cm is not None:
        parts.append(" × ".join(f"{side:f}" for side in sides if side is not None) + " cm")
    parts += order.goods_flags
    if order.remote_band:
        parts.append(f"remote band {order.remote_band}")
    if order.handed_over:
        parts.append(f"handed over {order.handed_over}")
    else:
        parts.append("no day, so no peak surcharge")
    return ", ".join(parts)


def _side_by_side(quotes: Sequence[Quote], width: int) -> Iterator[list[Quote]]:
    """Part quotes into groups that fit beside each other."""
    group: list[Quote] = []
    room = width - _WORDS
    for quote in quotes:
        room -= max(len(quote.offer.offer), _LEAST_WIDTH) + _GUTTER
        if room < 0 and group:
            yield group
            group, room = [], width - _WORDS - len(quote.offer.offer) - _GUTTER
        group.append(quote)
    if group:
        yield group


def ranking(quotes: Sequence[Quote]) -> list[Quote]:
    """Sort quotes of one order: the most expected cash first, those without a record last."""
    return sorted(
        quotes, key=lambda q: (q.expected_cash is None, -(q.expected_cash or Fraction(0)))
    )


def show_best_offers(
    quoted: Quoted, orders: Sequence[Order], scenario: Scenario, console: Console
) -> None:
    """Print for each of the orders the two offers that leave most cash, and who is best."""
    by_order: dict[int, list[Quote]] = defaultdict(list)
    for quote in quoted.quotes:
        by_order[id(quote.order)].append(quote)
    ranked = [ranking(quotes) for quotes in by_order.values()]
    if ranked:
        console.print(_best(ranked[:_MOST_LISTED], scenario))
        if len(ranked) > _MOST_LISTED:
            more = f"and {len(ranked) - _MOST_LISTED:,} more: --csv writes every bill"
            console.print(Text(more, style="dim"))
        console.print("")
        console.print(_how_often_best(ranked))
    _say_volumes(quoted, console)
    _say_not_carried(quoted, orders, console)


def _best(ranked: Sequence[Sequence[Quote]], scenario: Scenario) -> Table:
    """List orders with their best offer and the next."""
    cash = f"Cash {scenario.currency}"
    made = table(None, "Order", "Best offer", "Cost", cash, "Next", cash, left=(0, 1, 4))
    for best, *others in ranked:
        after = others[0] if others else None
        add_row(
            made,
            best.order.order,
            best.offer.offer,
            _expected(best.expected_cost, scenario),
            _expected(best.expected_cash, scenario),
            _NOTHING if after is None else after.offer.offer,
            _NOTHING if after is None else _expected(after.expected_cash, scenario),
        )
    return made


def _how_often_best(ranked: Sequence[Sequence[Quote]]) -> Table:
    """Count for how many orders each offer is the best."""
    counted = Counter(quotes[0].offer.offer for quotes in ranked)
    made = table(None, "Best offer", "Orders")
    for name, orders in counted.most_common():
        add_row(made, name, f"{orders:,}")
    return made


def _say_volumes(quoted: Quoted, console: Console) -> None:
    """Say at which volumes price tiers are charged."""
    at = {
        q.schedule: f"{q.price_tier} at {number(q.volume)}"
        for q in quoted.quotes
        if q.volume is not None
    }
    if at:
        words = "; ".join(f"{schedule}: {tier}" for schedule, tier in at.items())
        console.print(Text(clean(f"Price tiers at the volume so far: {words}")))


def _say_not_carried(quoted: Quoted, orders: Sequence[Order], console: Console) -> None:
    """Print the orders that no offer can carry, and how many offers lack what."""
    carried = {id(quote.order) for quote in quoted.quotes}
    reasons: dict[int, Counter[str]] = defaultdict(Counter)
    for why in quoted.unquotable:
        reasons[why.order][why.reason.replace("_", " ")] += 1
    without = [index for index, order in enumerate(orders) if id(order) not in carried]
    if not without:
        return
    what = "order has" if len(orders) == 1 else "orders have"
    said = f"{len(without):,} of {len(orders):,} {what} no offer that can carry them"
    console.print(Text(said))
    made = table(None, "No offer", "Why, by number of offers", left=(0, 1))
    for index in without[:_MOST_LISTED]:
        counted = reasons[index].most_common()
        words = ", ".join(f"{reason} ({offers})" for reason, offers in counted)
        add_row(made, orders[index].order, words or "no offer says anything of its country")
    console.print(made)
    if len(without) > _MOST_LISTED:
        more = f"and {len(without) - _MOST_LISTED:,} more: --json lists all"
        console.print(Text(more, style="dim"))


def _expected(value: Fraction | None, scenario: Scenario) -> str:
    return "unknown" if value is None else amount(value, scenario.minor_digits)


def _bills(quotes: Sequence[Quote], scenario: Scenario) -> Table:
    """Lay bills side by side, one row per line of any of them."""
    made = table(None, "", "due when", *(clean(q.offer.offer) for q in quotes), left=(0, 1))
    add_row(made, "currency", "", *(q.offer.currency for q in quotes))
    if any(q.price_tier for q in quotes):
        add_row(made, "price tier", "", *(q.price_tier or _NOTHING for q in quotes))
        volumes = (_NOTHING if q.volume is None else number(q.volume) for q in quotes)
        add_row(made, "at a volume so far of", "", *volumes)
    for key in _keys(quotes):
        term, part, due = key
        label = TERM_WORDS[term] if part is None else f"{TERM_WORDS[term]}, {_part(part)}"
        add_row(made, label, DUE_WORDS[due], *(_cell(q, key) for q in quotes))
    if any(line.tax for q in quotes for line in q.lines):
        for due in _dues(quotes):
            add_row(made, TERM_WORDS["tax"], DUE_WORDS[due], *(_tax(q, due) for q in quotes))
    for words, dues in _OUTCOMES:
        add_row(made, "bill if", words, *(_sum(q, dues) for q in quotes), style="bold")
    paid = [None if q.chances is None else q.chances["delivered"] for q in quotes]
    add_row(
        made,
        "paid rate",
        "",
        *("unknown" if p is None else f"{float(p):.1%}".replace("%", " %") for p in paid),
    )
    costs = (_expected(q.expected_cost, scenario) for q in quotes)
    add_row(made, f"expected cost {scenario.currency}", "", *costs)
    cash = (_expected(q.expected_cash, scenario) for q in quotes)
    add_row(made, f"expected cash {scenario.currency}", "", *cash, style="bold")
    return made


_OUTCOMES: tuple[tuple[str, tuple[Due, ...]], ...] = (
    ("delivered", ("handed_over", "delivered")),
    ("refused", ("handed_over", "refused")),
)
"""What a bill is added up for: one attempt, which ends in one of two ways."""


def _keys(quotes: Sequence[Quote]) -> Iterator[_Key]:
    """Give the lines that some bill has, in the order of the plan's terms."""
    keys = dict.fromkeys((x.term, x.part, x.due) for q in quotes for x in q.lines)
    order = list(TERM_WORDS)
    return iter(sorted(keys, key=lambda key: order.index(key[0])))


def _dues(quotes: Sequence[Quote]) -> list[Due]:
    taxed = {line.due for q in quotes for line in q.lines if line.tax}
    return [due for due in DUE_WORDS if due in taxed]


def _part(part: str) -> str:
    """Say what tells a line from others of its term: a term itself, VAT, or a surcharge's name."""
    return "VAT" if part == "vat" else TERM_WORDS.get(part, part)


def _cell(quote: Quote, key: _Key) -> str:
    amounts = [x.amount for x in quote.lines if (x.term, x.part, x.due) == key]
    return _amount(quote, sum(amounts, Fraction(0))) if amounts else _NOTHING


def _tax(quote: Quote, due: Due) -> str:
    total = sum((x.tax for x in quote.lines if x.due == due), Fraction(0))
    return _amount(quote, total) if total else _NOTHING


def _sum(quote: Quote, dues: Sequence[Due]) -> str:
    return _amount(quote, quote.billed(dues))


def _amount(quote: Quote, value: Fraction) -> str:
    """Write an amount with the decimals that the offer bills."""
    return amount(value, quote.digits)


def show_unresolved(orders: Sequence[tuple[str, str]], console: Console) -> None:
    """Print the orders whose region is not known, and why."""
    if orders:
        made = table(None, "No region", "Why", left=(0, 1))
        for name, why in orders:
            add_row(made, name, why)
        console.print(made)
