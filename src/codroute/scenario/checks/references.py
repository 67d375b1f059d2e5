"""Names: each defined once, and every name used is defined."""

from difflib import get_close_matches

from codroute.scenario.draft import Draft
from codroute.scenario.precedence import CAPACITY_KEY, COVERAGE_KEY, PEAK_KEY, PERFORMANCE_KEY

KEYS: dict[str, tuple[str, ...]] = {
    "markets": ("country",),
    "lanes": ("lane",),
    "demand": ("lane", "period"),
    "providers": ("provider",),
    "offers": ("offer",),
    "coverage": COVERAGE_KEY,
    "performance": PERFORMANCE_KEY,
    "price_schedules": ("schedule",),
    "price_tiers": ("schedule", "price_tier"),
    "capacity": CAPACITY_KEY,
    "commitments": ("commitment",),
    "peak_surcharges": PEAK_KEY,
}
"""What names a row in each table."""

_HOMES = {
    "country": ("markets", "country"),
    "region": ("lanes", "region"),
    "value_tier": ("lanes", "value_tier"),
    "category": ("lanes", "category"),
    "lane": ("lanes", "region", "value_tier", "category"),
    "provider": ("providers", "provider"),
    "offer": ("offers", "offer"),
    "rate_card": ("rate_cards", "rate_card"),
    "schedule": ("price_schedules", "schedule"),
    "offers": ("offers", "offer"),
    "categories": ("lanes", "category"),
    "countries": ("markets", "country"),
    "regions": ("lanes", "region"),
    "value_tiers": ("lanes", "value_tier"),
}
"""Table and fields that define each name that a table uses; the plural columns hold lists."""

_USED_IN: dict[str, tuple[str, ...]] = {
    "lanes": ("country",),
    "profile": ("lane",),
    "demand": ("lane",),
    "offers": ("provider", "rate_card"),
    "coverage": ("offer", "country", "region"),
    "performance": ("provider", "offer", "country", "region", "value_tier", "category"),
    "price_schedules": ("provider", "offers", "countries", "regions", "value_tiers"),
    "price_tiers": ("schedule", "rate_card"),
    "capacity": ("provider", "country", "region", "lane"),
    "commitments": ("provider", "country", "region"),
    "peak_surcharges": ("offer", "country"),
}


def check_duplicates(draft: Draft) -> None:
    """Report rows that name the same thing twice."""
    for table, key in KEYS.items():
        first: dict[tuple[object, ...], int] = {}
        for index, row in draft.numbered(table):
            label = tuple(getattr(row, field) for field in key)
            if label in first:
                words = " / ".join(str(part) for part in label if part is not None)
                wanted = f"it once; it stands in row {draft.raw.row_number(table, first[label])}"
                draft.report(table, index, "", f"{words} again", wanted)
            first.setdefault(label, index)


def check_names(draft: Draft) -> None:
    """Report names that no table defines, with the nearest one that is."""
    known = {column: draft.names(table, *fields) for column, (table, *fields) in _HOMES.items()}
    for table, columns in _USED_IN.items():
        for index, cells in draft.stated(table):
            for column in columns:
                names = known[column]
                for name in _names_in(cells.get(column)):
                    if names is not None and name not in names:
                        wanted = _suggest(name, frozenset(names), _HOMES[column][0])
                        draft.report(table, index, column, name, wanted)
    _check_places(draft)
    _check_offers_belong(draft)


def _names_in(value: object) -> tuple[str, ...]:
    """Give the names in a cell or list; what is no text is a fault of its own."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(LIST_SEPARATOR) if part.strip())
    members = value if isinstance(value, (list, tuple)) else ()
    return tuple(member.strip() for member in members if isinstance(member, str))


@lru_cache(maxsize=256)
def _suggest(name: str, known: frozenset[str], table: str) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f"a name from the table {table}" + (f", perhaps '{near[0]}'" if near else "")


def _check_places(draft: Draft) -> None:
    """A region lies in one country, and rows that name both must agree."""
    country_of: dict[str, str] = {}
    for index, lane in draft.numbered("lanes"):
        home = country_of.setdefault(lane.region, lane.country)
        if home != lane.country:
            draft.report("lanes", index, "country", lane.country, f"{home}, where {lane.region} is")
    for table in ("coverage", "performance", "capacity", "commitments"):
        for index, row in draft.numbered(table):
            home_or_none = country_of.get(row.region) if row.region else None
            if home_or_none and row.country not in (None, home_or_none):
                wanted = f"{home_or_none}, where {row.region} is"
                draft.report(table, index, "country", row.country, wanted)


def _check_offers_belong(draft: Draft) -> None:
    """Rows that name a provider and its offer must agree."""
    owner = {offer.offer: offer.provider for offer in draft.rows("offers")}
    for index, row in draft.numbered("performance"):
        if row.offer in owner and owner[row.offer] != row.provider:
            draft.report("performance", index, "provider", row.provider, owner[row.offer])
    for index, schedule in draft.numbered("price_schedules"):
        for offer in schedule.offers:
            if offer in owner and owner[offer] != schedule.provider:
                wanted = f"offers of {schedule.provider}; {offer} is of {owner[offer]}"
                draft.report("price_schedules", index, "offers", offer, wanted)
