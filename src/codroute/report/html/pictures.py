"""The pictures of a comparison, as options of ECharts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from codroute.plan.comparison import Comparison, Difference, Variant
from codroute.report.comparison_figures import (
    TierLine,
    against_base,
    labels_of,
    orders_by_provider,
    providers_of,
    telling_limits,
    tier_lines,
)
from codroute.report.comparison_words import (
    DECLINED,
    chance_range_words,
    range_words,
    signed_money,
    verdict_words,
)
from codroute.report.html.page import Picture
from codroute.report.waterfall import Parts, Step, parts, steps, total
from codroute.report.words import TERM_WORDS, count, number, share, use_words

_Option = dict[str, Any]

_ROW, _AROUND = 30, 90
"""Pixels of a row, and of what stands above and below the rows."""

_COLOURS = 8
_MOST_LIMITS, _MOST_TIERS = 12, 14
_FULL, _EDGE = 100, 150
"""In per cent of a limit: what is full, and where points beyond are drawn."""

_SYMBOLS = ("circle", "diamond", "triangle", "rect", "emptyCircle", "emptyDiamond")


def _colour(place: int) -> str:
    return f"--colour-{place + 1}" if place < _COLOURS else "--others"


def _rows(names: Sequence[str], series: list[_Option], **more: object) -> _Option:
    """Give a chart of horizontal rows with their names on the left, the first on top."""
    axis = {
        "type": "category",
        "inverse": True,
        "data": list(names),
        "axisLabel": {"width": 200, "overflow": "truncate", "interval": 0},
        "axisTick": {"show": False},
    }
    option = {
        "yAxis": axis,
        "xAxis": {"type": "value", "axisLabel": {"hideOverlap": True}},
        "grid": {"left": 8, "right": 24, "top": 40, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "left": 0, "type": "scroll"},
        "series": series,
    } | more
    narrow = {"yAxis": {"axisLabel": {"width": 104}}}
    return {"baseOption": option, "media": [{"query": {"maxWidth": 520}, "option": narrow}]}


def _major(amount_minor: int, digits: int) -> float:
    return amount_minor / 10**digits


def _stack(
    name: str, colour: str, bars: Sequence[Parts | None], texts: Sequence[str]
) -> list[_Option]:
    """Give bars that begin anywhere: a hidden part, and what shows above and below zero."""
    shown = {"type": "bar", "stack": name, "name": name, "color": colour, "barMaxWidth": 18}
    hidden = shown | {"name": f"{name} begins", "silent": True, "itemStyle": {"opacity": 0}}

    def data(part: str) -> list[_Option]:
        return [
            {"value": None if bar is None else getattr(bar, part), "text": text}
            for bar, text in zip(bars, texts, strict=True)
        ]

    return [
        hidden | {"data": data("hidden")},
        shown | {"data": data("above")},
        shown | {"data": data("below")},
    ]


def differences_picture(comparison: Comparison) -> Picture | None:
    """Draw what is proven of every variant against the base, and what the paid rates leave open."""
    found, labels = against_base(comparison), labels_of(comparison)
    if not found:
        return None
    proven = [_span(own.least, own.most) for own in found.values()]
    words = [f"{labels[own.of]}: {verdict_words(comparison, own)}" for own in found.values()]
    ranges = [
        f"{text} ({range_words(comparison, own)})"
        for text, own in zip(words, found.values(), strict=True)
    ]
    series = _stack("proven of the best plans", "--proven", proven, ranges)
    digits = comparison.minor_digits
    if comparison.uncertainty is not None:
        drawn, texts = [], []
        for own in found.values():
            chance = own.chance
            if chance is None:
                drawn.append(None)
                texts.append("")
            else:
                drawn.append(
                    parts(_major(chance.low_minor, digits), _major(chance.high_minor, digits))
                )
                texts.append(
                    f"{labels[own.of]}: {chance_range_words(chance, digits)} in nine of ten draws"
                )
        series += _stack("nine of ten draws of the paid rates", "--drawn", drawn, texts)
    series.append(
        {
            "type": "scatter",
            "name": "plans found",
            "color": "--ink",
            "symbol": "diamond",
            "symbolSize": 11,
            "data": [
                {
                    "value": [_major(own.contribution_minor, digits), place],
                    "text": f"{labels[own.of]}: {signed_money(own.contribution_minor, digits)} between the plans found",
                }
                for place, own in enumerate(found.values())
            ],
        }
    )
    names = [labels[name] for name in found]
    shown = [one["name"] for one in series if "silent" not in one]
    option = _rows(names, series, legend={"top": 0, "left": 0, "data": list(dict.fromkeys(shown))})
    option["baseOption"]["grid"]["top"] = 64
    return Picture(
        f"Differences to {labels[comparison.variants[0].name]}, {comparison.currency}",
        "; ".join(ranges),
        option,
        _AROUND + 20 + 2 * _ROW * len(names),
    )


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
    option = _rows([bar.label for bar in bars], series, xAxis=value_axis, legend={"show": False})
    option["baseOption"]["grid"]["top"] = 8
    return Picture(title, alt, option, _AROUND - 40 + _ROW * len(bars))


def _waterfall_series(bars: Sequence[Step], texts: Sequence[str]) -> list[_Option]:
    """Give the bars in the colours of gains, losses and the sum, with amounts beside them."""
    last = len(bars) - 1

    def colour(place: int) -> str:
        if place == last:
            return "--sum"
        return "--rise" if bars[place].amount > 0 else "--fall"

    series = _stack(
        "amount",
        "--sum",
        [bar.parts for bar in bars],
        [f"{bar.label} {text}" for bar, text in zip(bars, texts, strict=True)],
    )
    for one in series[1:]:
        for place, datum in enumerate(one["data"]):
            datum["itemStyle"] = {"color": colour(place)}
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
        {
            "name": f"{side} {name or ''}",
            "depth": int(side == "to"),
            "text": f"{name or DECLINED} {'gains' if side == 'to' else 'loses'} {count(orders, 'order')}",
            "itemStyle": {"color": "--others" if name is None else _colour(places[name])},
            "label": {
                "formatter": f"{name or DECLINED} {orders:,}",
                "position": "left" if side == "to" else "right",
            },
        }
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


_TO_THE_END = {"type": "value", "max": "dataMax", "axisLabel": {"hideOverlap": True}}


def volumes_picture(comparison: Comparison, variants: Sequence[Variant]) -> Picture:
    """Draw the orders of every provider under every variant, one beside the other."""
    labels = labels_of(comparison)
    counts = [orders_by_provider(variant) for variant in variants]
    names = [labels[variant.name] for variant in variants]
    series = [
        {
            "type": "bar",
            "stack": "orders",
            "name": provider,
            "color": _colour(place),
            "barMaxWidth": 22,
            "itemStyle": {"borderColor": "--paper", "borderWidth": 1},
            "data": [
                {
                    "value": own[provider],
                    "text": f"{name}, {provider}: {count(own[provider], 'order')}, "
                    f"{share(own[provider], own.total())}",
                }
                for name, own in zip(names, counts, strict=True)
            ],
        }
        for place, provider in enumerate(providers_of(comparison))
    ]
    alt = "; ".join(
        f"{name}: " + ", ".join(f"{provider} {orders:,}" for provider, orders in own.most_common())
        for name, own in zip(names, counts, strict=True)
    )
    return Picture(
        "Orders by provider",
        alt,
        _rows(names, series, xAxis=_TO_THE_END),
        _AROUND + _ROW * len(names),
    )


def _points(
    names: Sequence[str], points: Iterable[tuple[int, int, float, str]], **more: object
) -> list[_Option]:
    """Give points of every variant on rows; a point is its variant, row, place and text."""
    series: list[_Option] = [
        {
            "type": "scatter",
            "name": name,
            "color": "--ink" if place == 0 else _colour(place - 1),
            "symbol": _SYMBOLS[place % len(_SYMBOLS)],
            "symbolSize": 12 - place,
            "itemStyle": {"opacity": 0.85},
            "data": [],
        }
        | more
        for place, name in enumerate(names)
    ]
    for variant, row, value, text in points:
        series[variant]["data"].append({"value": [value, row], "text": text})
    return series


def tiers_picture(comparison: Comparison, variants: Sequence[Variant]) -> Picture | None:
    """Draw the volume that every schedule counts against the thresholds of its ladder.

    Schedules count orders or money of very different sizes: every row has its own scale from zero.
    """
    lines = [line for line in tier_lines(variants) if line.ladder][:_MOST_TIERS]
    if not lines:
        return None
    labels = labels_of(comparison)
    names = [labels[variant.name] for variant in variants]
    rows = _distinct(f"{line.schedule} {line.window}" for line in lines)
    scales = [_scale(line) for line in lines]
    points = [
        (
            variant,
            row,
            float(tier.volume) / scales[row],
            f"{rows[row]}, {names[variant]}: {number(tier.volume)}, tier {tier.price_tier}",
        )
        for row, line in enumerate(lines)
        for variant, tier in enumerate(line.reached)
        if tier is not None
    ]
    series = _points(names, points)
    series.append(_thresholds(lines, rows, scales))
    hidden = {"type": "value", "min": 0, "max": 1.04, "show": False}
    option = _rows(rows, series, xAxis=hidden)
    alt = "; ".join(text for _, _, _, text in points)
    return Picture(
        "Volume against the thresholds of price tiers, every row on its own scale from zero",
        alt,
        option,
        _AROUND + (_ROW + 10) * len(rows),
    )


def _distinct(names: Iterable[str]) -> list[str]:
    """Number names that come again, since rows of a chart are told by their names."""
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made


def _scale(line: TierLine) -> float:
    """Give the largest volume of a row: its highest threshold, or what is beyond it."""
    volumes = [float(tier.volume) for tier in line.reached if tier is not None]
    return max(*volumes, *(float(begin) for _, begin in line.ladder), 1.0)


def _thresholds(lines: Sequence[TierLine], rows: Sequence[str], scales: Sequence[float]) -> _Option:
    """Give a mark with its tier's name at every threshold."""
    return {
        "type": "scatter",
        "name": "threshold",
        "color": "--mark",
        "symbol": "rect",
        "symbolSize": [2, 24],
        "z": 1,
        "label": {
            "show": True,
            "position": "top",
            "distance": 0,
            "formatter": "{b}",
            "color": "--mark",
            "fontSize": 10,
        },
        "labelLayout": {"hideOverlap": True},
        "data": [
            {
                "name": name,
                "value": [float(begin) / scales[row], row],
                "text": f"{rows[row]}: {name} from {number(begin)}",
            }
            for row, line in enumerate(lines)
            for name, begin in line.ladder
        ],
    }


def limits_picture(comparison: Comparison, variants: Sequence[Variant]) -> Picture | None:
    """Draw how much of limits without room every variant uses: those that differ most."""
    lines = [line for line in telling_limits(variants) if line.is_full][:_MOST_LIMITS]
    if not lines:
        return None
    labels = labels_of(comparison)
    names = [labels[variant.name] for variant in variants]
    rows = _distinct(line.name for line in lines)
    points = [
        (
            variant,
            row,
            min(100 * float(part), _EDGE),
            f"{rows[row]}, {names[variant]}: {share(part, 1)} used, {' of '.join(use_words(use))}",
        )
        for row, line in enumerate(lines)
        for variant, (part, use) in enumerate(zip(line.shares, line.uses, strict=True))
        if part is not None and use is not None
    ]
    series = _points(names, points)
    series[0]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": "--mark"},
        "label": {"show": False},
        "data": [{"xAxis": _FULL}],
    }
    axis = {"type": "value", "axisLabel": {"formatter": "{value} %"}}
    option = _rows(rows, series, xAxis=axis)
    alt = "; ".join(text for _, _, _, text in points)
    return Picture(
        "Use of limits that some variant uses up, those that differ most",
        alt,
        option,
        _AROUND + _ROW * len(rows),
    )
