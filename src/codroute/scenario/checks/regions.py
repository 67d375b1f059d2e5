"""Places: each can be found, and by its names and postcodes only one answer can be found."""

from difflib import get_close_matches

from codroute.scenario.checks.draft import Draft
from codroute.scenario.place_names import name_key
from codroute.scenario.postcodes import CodeRange, overlaps, parse_code_range
from codroute.scenario.reading.text import Phrase
from codroute.scenario.tables import PLACE_LEVELS, Place

_SUGGESTIONS = 20
"""Most unknown regions for which the nearest known one is looked up: it takes time."""


def check_regions(draft: Draft) -> None:
    """Report places that nothing finds, and those that nothing tells apart."""
    for index, place in draft.numbered("regions"):
        _check_findable(draft, index, place)
    _check_names(draft)
    _check_postcodes(draft)
    _warn_unknown(draft)


def _check_findable(draft: Draft, index: int, place: Place) -> None:
    """Report a row that no address can be found by, and names without letters."""
    level = place.level
    if level is None and not place.postcodes:
        wanted = "a state, city, district or postcodes, by which an address is found"
        draft.report("regions", index, "city", None, wanted)
    if level is None and place.aliases:
        wanted = "nothing here: a row of postcodes alone has no name to spell otherwise"
        draft.report("regions", index, "aliases", Phrase(", ".join(place.aliases)), wanted)
    for column in PLACE_LEVELS:
        name = getattr(place, column)
        if name and not name_key(name).whole:
            draft.report("regions", index, column, name, "a name with letters or digits")
    for alias in place.aliases:
        if not name_key(alias).whole:
            draft.report("regions", index, "aliases", alias, "names with letters or digits")


def _check_names(draft: Draft) -> None:
    """Report a name that two places of one area have, unless postcodes tell them apart."""
    first: dict[tuple[str | None, ...], tuple[int, Place]] = {}
    for index, place in draft.numbered("regions"):
        level = place.level
        if level is None:
            continue
        above = [getattr(place, upper) for upper in PLACE_LEVELS[: PLACE_LEVELS.index(level)]]
        area = (place.country, level, *(name and name_key(name).whole for name in above))
        own: dict[str, tuple[str, str]] = {}
        for column, name in [
            (level, getattr(place, level)),
            *(("aliases", a) for a in place.aliases),
        ]:
            own.setdefault(name_key(name).whole, (column, name))
        for key, (column, name) in own.items():
            other_index, other = first.setdefault((*area, key), (index, place))
            if key and other_index != index and not (place.postcodes and other.postcodes):
                draft.report("regions", index, column, name, _apart(draft, other_index, level))


def _apart(draft: Draft, other: int, level: str) -> str:
    """Say what would tell a place from another of its name."""
    row = draft.raw.row_number("regions", other)
    upper = PLACE_LEVELS[: PLACE_LEVELS.index(level)]
    means = [f"another {' or '.join(reversed(upper))}"] if upper else []
    ways = " or ".join([*means, "postcodes in both"])
    return f"a name that row {row} does not have, or {ways}, to tell them apart"


def _check_postcodes(draft: Draft) -> None:
    """Report ranges of one country that meet though regions or remote bands differ."""
    listed: dict[str, list[tuple[int, CodeRange]]] = {}
    places: dict[int, Place] = dict(draft.numbered("regions"))
    for index, place in places.items():
        ranges = [(index, parse_code_range(text)) for text in place.postcodes]
        listed.setdefault(place.country, []).extend(ranges)
    answers: dict[int, object] = {
        index: (place.region, place.remote_band) for index, place in places.items()
    }
    seen: set[tuple[int, int]] = set()
    for ranges in listed.values():
        for one, two, code in overlaps(ranges, answers):
            earlier, later = sorted((one, two))
            if (earlier, later) not in seen:
                seen.add((earlier, later))
                _report_overlap(draft, (earlier, places[earlier]), (later, places[later]), code)


def _report_overlap(
    draft: Draft, earlier: tuple[int, Place], later: tuple[int, Place], code: str
) -> None:
    row = draft.raw.row_number("regions", earlier[0])
    same_region = earlier[1].region == later[1].region
    which = "remote band" if same_region else "region"
    other = earlier[1].remote_band or "none" if same_region else earlier[1].region
    found = Phrase(f"{code.upper()}, which row {row} lists too")
    wanted = f"each code in one {which}; there it is {other}"
    draft.report("regions", later[0], "postcodes", found, wanted)


def _warn_unknown(draft: Draft) -> None:
    """Warn of regions that no lane has, once each; lanes may come later."""
    known = draft.names("lanes", "region")
    if known is None:
        return
    first: dict[str, int] = {}
    for index, place in draft.numbered("regions"):
        if place.region not in known:
            first.setdefault(place.region, index)
    for number, (region, index) in enumerate(first.items()):
        near = get_close_matches(region, sorted(known), n=1) if number < _SUGGESTIONS else []
        perhaps = f", perhaps '{near[0]}'" if near else ""
        draft.warn("regions", index, "region", region, f"a region of the table lanes{perhaps}")
