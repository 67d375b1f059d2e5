"""The settings by their names with points, ``horizon.start``: what each one wants."""

import re
from dataclasses import replace
from functools import cache

from codroute.scenario.columns import Column, columns_of
from codroute.scenario.scenario import SETTINGS, Scenario

SETTINGS_FILE = "scenario.toml"
SETTINGS_SHEET = "settings"
"""Where a folder and a workbook state the settings."""

FILES = "files"
"""Beside the settings, how the files are written: of the scenario it is no part."""

FLOORS = "policy.service"
"""The list of service floors; a part of one is a setting such as ``policy.service.1.country``."""

FLOOR = re.compile(rf"{re.escape(FLOORS)}\.(?P<number>[1-9][0-9]{{0,2}})\.(?P<part>\w+)")

GROUPS = ("horizon", "policy")
"""Settings with parts of their own."""


@cache
def setting_columns() -> dict[str, Column]:
    """Give every setting by its name; of a service floor its parts, ``policy.service.country``."""
    named = ((_pointed(name), column) for name, column in columns_of(Scenario).items())
    return {
        name: replace(column, name=name.rpartition(".")[2])
        for name, column in named
        if name.partition(".")[0] in SETTINGS
    }


def first_settings() -> tuple[str, ...]:
    """Give the settings in order; those of a service floor as of the first one."""
    return tuple(name.replace(f"{FLOORS}.", f"{FLOORS}.1.") for name in setting_columns())


def setting_column(setting: str) -> Column:
    """Say what a setting wants; of a service floor, whatever its number."""
    return setting_columns()[unnumbered(setting)]


def unnumbered(setting: str) -> str:
    """Give the name of a setting without the number of a service floor."""
    return FLOOR.sub(rf"{FLOORS}.\g<part>", setting)


def _pointed(name: str) -> str:
    """Put points where columns have underscores between a group and its parts."""
    for group in (FLOORS, *GROUPS):
        head = group.replace(".", "_")
        if name.startswith(f"{head}_"):
            return f"{group}.{name.removeprefix(f'{head}_')}"
    return name
