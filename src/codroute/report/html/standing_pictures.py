"""The pictures of how things stand: who carries what, price tiers, limits."""

from collections.abc import Sequence

from codroute.plan.comparison import Comparison, Variant
from codroute.report.comparison_figures import labels_of, orders_by_provider, providers_of
from codroute.report.comparison_standing import TierLine, telling_limits, tier_lines
from codroute.report.html.charts import (
    AROUND,
    ROW,
    Option,
    colour,
    distinct,
    points_chart,
    rows_chart,
)
from codroute.report.html.page import Picture
from codroute.report.words import count, number, share, use_words

_MOST_LIMITS, _MOST_TIERS = 12, 14
_FULL, _EDGE = 100, 150
"""In per cent of a limit: what is full, and where points beyond are drawn."""

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
            "color": colour(place),
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
        rows_chart(names, series, xAxis=_TO_THE_END),
        AROUND + ROW * len(names),
    )


def tiers_picture(comparison: Comparison, variants: Sequence[Variant]) -> Picture | None:
    """Draw the volume that every schedule counts against the thresholds of its ladder.

    Schedules count orders or money of very different sizes: every row has its own scale from zero.
    """
    lines = [line for line in tier_lines(variants) if line.ladder][:_MOST_TIERS]
    if not lines:
        return None
    labels = labels_of(comparison)
    names = [labels[variant.name] for variant in variants]
    rows = distinct(line.name(names) for line in lines)
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
    series = points_chart(names, points)
    series.append(_thresholds(lines, rows, scales))
    hidden = {"type": "value", "min": 0, "max": 1.04, "show": False}
    option = rows_chart(rows, series, xAxis=hidden)
    alt = "; ".join(text for _, _, _, text in points)
    return Picture(
        "Volume against the thresholds of price tiers, every row on its own scale from zero",
        alt,
        option,
        AROUND + (ROW + 10) * len(rows),
    )


def _scale(line: TierLine) -> float:
    """Give the largest volume of a row: its highest threshold, or what is beyond it."""
    volumes = [float(tier.volume) for tier in line.reached if tier is not None]
    return max(*volumes, *(float(begin) for _, begin in line.ladder), 1.0)


def _thresholds(lines: Sequence[TierLine], rows: Sequence[str], scales: Sequence[float]) -> Option:
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
    rows = distinct(line.name for line in lines)
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
    series = points_chart(names, points)
    series[0]["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": "--mark"},
        "label": {"show": False},
        "data": [{"xAxis": _FULL}],
    }
    axis = {"type": "value", "axisLabel": {"formatter": "{value} %"}}
    option = rows_chart(rows, series, xAxis=axis)
    alt = "; ".join(text for _, _, _, text in points)
    return Picture(
        "Use of limits that some variant uses up, those that differ most",
        alt,
        option,
        AROUND + ROW * len(rows),
    )
