"""What the pictures of a comparison have in common, as options of ECharts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from codroute.report.waterfall import Parts

Option = dict[str, Any]

ROW, AROUND = 30, 90
"""Pixels of a row, and of what stands above and below the rows."""

_COLOURS = 8

_SYMBOLS = ("circle", "diamond", "triangle", "rect", "emptyCircle", "emptyDiamond")


def colour(place: int) -> str:
    """Give a colour of the style to a place in a list; those far down share one."""
    return f"--colour-{place + 1}" if place < _COLOURS else "--others"


def rows_chart(names: Sequence[str], series: list[Option], **more: object) -> Option:
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


def stack(
    name: str, colour: str, bars: Sequence[Parts | None], texts: Sequence[str]
) -> list[Option]:
    """Give bars that begin anywhere: a hidden part, and what shows above and below zero."""
    shown = {"type": "bar", "stack": name, "name": name, "color": colour, "barMaxWidth": 18}
    hidden = shown | {"name": f"{name} begins", "silent": True, "itemStyle": {"opacity": 0}}

    def data(part: str) -> list[Option]:
        return [
            {"value": None if bar is None else getattr(bar, part), "text": text}
            for bar, text in zip(bars, texts, strict=True)
        ]

    return [
        hidden | {"data": data("hidden")},
        shown | {"data": data("above")},
        shown | {"data": data("below")},
    ]


def points_chart(
    names: Sequence[str], points: Iterable[tuple[int, int, float, str]], **more: object
) -> list[Option]:
    """Give points of every variant on rows; a point is its variant, row, place and text."""
    series: list[Option] = [
        {
            "type": "scatter",
            "name": name,
            "color": "--ink" if place == 0 else colour(place - 1),
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


def distinct(names: Iterable[str]) -> list[str]:
    """Number names that come again, since rows of a chart are told by their names."""
    seen: Counter[str] = Counter()
    made = []
    for name in names:
        seen[name] += 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made
