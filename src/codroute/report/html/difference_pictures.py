"""The pictures of differences: what is proven, what each term adds, which orders change hands."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from codroute.plan.comparison import Comparison, Difference
from codroute.report.comparison_figures import against_base, labels_of, providers_of
from codroute.report.comparison_words import (
    DECLINED,
    chance_range_words,
    range_words,
    signed_money,
    verdict_words,
)
from codroute.report.html.charts import AROUND, ROW, Option, colour, rows_chart, stack
from codroute.report.html.page import Picture
from codroute.report.waterfall import Parts, Step, parts, steps, total
from codroute.report.words import TERM_WORDS, count


def _major(amount_minor: int, digits: int) -> float:
    """Give an amount in whole units, to be drawn."""
    return float(Fraction(amount_minor, 10**digits))


def differences_picture(comparison: Comparison) -> Picture | None:
    """Draw what is proven of every variant against the base, and what the paid rates leave open."""
    found, labels = list(against_base(comparison).values()), labels_of(comparison)
    if not found:
        return None
    names = [labels[own.of] for own in found]
    proven = [
        f"{name}: {verdict_words(comparison, own)} ({range_words(comparison, own)})"
        for name, own in zip(names, found, strict=True)
    ]
    spans = [_span(own.least, own.most) for own in found]
    series = [
        *stack("proven of the best plans", "--proven", spans, proven),
        *_drawn(comparison, names, found),
        _found(comparison, names, found),
    ]
    shown = dict.fromkeys(one["name"] for one in series if "silent" not in one)
    option = rows_chart(names, series, legend={"top": 0, "left": 0, "data": list(shown)})
    option["baseOption"]["grid"]["top"] = 64
    title = f"Differences to {labels[comparison.variants[0].name]}, {comparison.currency}"
    return Picture(title, "; ".join(proven), option, AROUND + 20 + 2 * ROW * len(names))


def _drawn(
    comparison: Comparison, names: Sequence[str], found: Sequence[Difference]
) -> list[Option]:
    """Give the bars of the draws, where paid rates were drawn."""
    if comparison.uncertainty is None:
        return []
    digits = comparison.minor_digits
    bars, texts = [], []
    for name, own in zip(names, found, strict=True):
        low, high = (own.chance.low_minor, own.chance.high_minor) if own.chance else (0, 0)
        bars.append(parts(_major(low, digits), _major(high, digits)) if own.chance else None)
        words = chance_range_words(own.chance, digits) if own.chance else "–"
        texts.append(f"{name}: {words} in nine of ten draws")
    return stack("nine of ten draws of the paid rates", "--drawn", bars, texts)


def _found(comparison: Comparison, names: Sequence[str], found: Sequence[Difference]) -> Option:
    """Give the points of the plans that were found."""
    digits = comparison.minor_digits
    return {
        "type": "scatter",
        "name": "plans found",
        "color": "--ink",
        "symbol": "diamond",
        "symbolSize": 11,
        "data": [
            {
                "value": [_major(own.contribution_minor, digits), place],
                "text": f"{name}: {signed_money(own.contribution_minor, digits)}, plans found",
            }
            for place, (name, own) in enumerate(zip(names, found, strict=True))
        ],
    }


def _span(least: object, most: object) -> Parts | None:
    """Give the bar between two bounds; none where one is unknown."""
    return None if least is None or most is None else parts(float(str(least)), float(str(most)))


def waterfall_picture(comparison: Comparison, difference: Difference) -> Picture:
    """Draw a difference term by term, each beginning where those before end."""
    digits = comparison.minor_digits
    amounts = {term: amount for term, amount in difference.terms_minor.items() if amount}
    made = steps(
        (TERM_WORDS.get(term, term), _major(amount, digits)) for term, amount in amounts.items()
    )
    texts = [signed_money(amount, digits) for amount in amounts.values()]
    bars = [*made, total(made, "difference")]
    texts.append(signed_money(difference.contribution_minor, digits))
    series = _waterfall_series(bars, texts)
    labels = labels_of(comparison)
    title = f"From {labels[difference.against]} to {labels[difference.of]}, {comparison.currency}"
    alt = "; ".join(f"{bar.label} {text}" for bar, text in zip(bars, texts, strict=True))
    value_axis = {"type": "value", "axisLabel": {"hideOverlap": True}, "boundaryGap": ["0%", "22%"]}
    option = rows_chart(
        [bar.label for bar in bars], series, xAxis=value_axis, legend={"show": False}
    )
    option["baseOption"]["grid"]["top"] = 8
    return Picture(title, alt, option, AROUND - 40 + ROW * len(bars))


def _waterfall_series(bars: Sequence[Step], texts: Sequence[str]) -> list[Option]:
    """Give the bars in the colours of gains, losses and the sum, with amounts beside them."""
    last = len(bars) - 1

    def paint(place: int) -> str:
        if place == last:
            return "--sum"
        return "--rise" if bars[place].amount > 0 else "--fall"

    series = stack(
        "amount",
        "--sum",
        [bar.parts for bar in bars],
        [f"{bar.label} {text}" for bar, text in zip(bars, texts, strict=True)],
    )
    for one in series[1:]:
        for place, datum in enumerate(one["data"]):
            datum["itemStyle"] = {"color": paint(place)}
    amounts = {
        "type": "scatter",
        "symbolSize": 0.1,
        "silent": True,
        "label": {"show": True, "position": "right", "formatter": "{b}", "color": "--ink"},
        "data": [
            {"value": [max(bar.start, bar.end), place], "name": text}
            for place, (bar, text) in enumerate(zip(bars, texts, strict=True))
        ],
    }
    return [*series, amounts]


def flows_picture(comparison: Comparison, difference: Difference) -> Picture | None:
    """Draw the orders that change hands, by provider: before on the left, after on the right."""
    moved: Counter[tuple[str | None, str | None]] = Counter()
    for flow in difference.flows:
        moved[flow.from_provider, flow.to_provider] += flow.orders
    if not moved:
        return None
    places = {name: place for place, name in enumerate(providers_of(comparison))}
    ends: Counter[tuple[str, str | None]] = Counter()
    for (source, target), orders in moved.items():
        ends["from", source] += orders
        ends["to", target] += orders
    nodes = [
        _node(side, name, orders, "--others" if name is None else colour(places[name]))
        for (side, name), orders in ends.items()
    ]
    links = [
        {
            "source": f"from {source or ''}",
            "target": f"to {target or ''}",
            "value": orders,
            "text": f"{source or DECLINED} → {target or DECLINED}: {count(orders, 'order')}",
        }
        for (source, target), orders in moved.most_common()
    ]
    labels = labels_of(comparison)
    series = {
        "type": "sankey",
        "data": nodes,
        "links": links,
        "left": 4,
        "right": 4,
        "top": 8,
        "bottom": 8,
        "nodeWidth": 12,
        "nodeGap": 14,
        "draggable": False,
        "emphasis": {"focus": "adjacency"},
        "lineStyle": {"color": "source", "opacity": 0.35},
        "label": {"color": "--ink"},
    }
    title = f"Orders that change hands from {labels[difference.against]} to {labels[difference.of]}"
    largest = max(len({name for s, name in ends if s == side}) for side in ("from", "to"))
    return Picture(
        title,
        "; ".join(str(link["text"]) for link in links),
        {"series": [series]},
        110 + 40 * largest,
    )


def _node(side: str, name: str | None, orders: int, paint: str) -> Option:
    """Give a provider at one side, with its orders."""
    verb = "gains" if side == "to" else "loses"
    return {
        "name": f"{side} {name or ''}",
        "depth": int(side == "to"),
        "text": f"{name or DECLINED} {verb} {count(orders, 'order')}",
        "itemStyle": {"color": paint},
        "label": {
            "formatter": f"{name or DECLINED} {orders:,}",
            "position": "left" if side == "to" else "right",
        },
    }
