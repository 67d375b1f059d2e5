"""How a page is put together: templates, style, the library that draws, and what may run."""

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from codroute.report.escape import clean

_ASSETS = "assets"
_SCRIPTS = ("echarts.min.js", "pictures.js")
"""Apache ECharts 6.1.0 as its package delivers it, and what hands it a page's pictures."""


@dataclass(frozen=True)
class Picture:
    """A picture as options of ECharts, and what it shows for those who do not see it.

    Colours are names of the style's own properties (``--rise``), so that they follow the theme; a
    datum's ``text`` is what a pointer on it tells.
    """

    title: str
    alt: str
    option: dict[str, Any]
    height: int


def render(template: str, **values: object) -> str:
    """Fill a template of the folder assets; everything in ``values`` is escaped."""
    scripts = [_asset(name) for name in _SCRIPTS]
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(_asset("page.css")),
            licence=_asset("echarts.LICENSE"),
            scripts=[Markup(script) for script in scripts],
            may_run=" ".join(_digest(script) for script in scripts),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__ or "", _ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["clean"] = clean
    return made


@cache
def _asset(name: str) -> str:
    return (files(__package__ or "") / _ASSETS / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    """Name a script by its content, so that a browser runs it and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
