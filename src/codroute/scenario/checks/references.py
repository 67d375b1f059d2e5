"""Names: each defined once, and every name used is defined."""

from difflib import get_close_matches

from codroute.scenario.checks.draft import Draft
from codroute.scenario.fields import LIST_SEPARATOR
from codroute.scenario.precedence import (
    CAPACITY_KEY,
    COVERAGE_KEY,
    DUTY_KEY,
    PEAK_KEY,
    PERFORMANCE_KEY,
)
from codroute.scenario.reading.text import Phrase

SURCHARGE_KEY = (
    "offer",
    "surcharge",
    "country",
    "region",
    "remote_band",
    "goods_flag",
    "over_side_cm",
    "over_sides_sum_cm",
    "over_weight_g",
)
"""What a surcharge is charged for."""

KEYS: dict[str, tuple[str, ...]] = {
    "markets": ("country",),
    "lanes": ("lane",),
    "demand": ("lane", "period"),
    "providers": ("provider",),
    "offers": ("offer",),
    "coverage": COVERAGE_KEY,
    "cod_fee_tables": ("cod_fee_table", "over_value"),
    "surcharges": SURCHARGE_KEY,
    "duties": DUTY_KEY,
    "performance": PERFORMANCE_KEY,
    "price_schedules": ("schedule",),
    "price_tiers": ("schedule", "price_tier"),
    "capacity": CAPACITY_KEY,
    "funds": ("provider", "country"),
    "commitments": ("commitment",),
    "trials": ("trial",),
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
    "countries": ("markets", "country"),
    "regions": ("lanes", "region"),
    "value_tiers": ("lanes", "value_tier"),
}
"""Table and fields that define each name that a table uses; the plural columns hold lists."""

_LISTS = {"offers", "countries", "regions", "value_tiers"}

_USED_IN: dict[str, tuple[str, ...]] = {
    "lanes": ("country",),
    "regions": ("country",),
    "profile": ("lane",),
    "demand": ("lane",),
    "offers": ("provider", "rate_card"),
    "coverage": ("offer", "country", "region"),
    "surcharges": ("offer", "country", "region"),
    "duties": ("country",),
    "performance": ("provider", "offer", "country", "region", "value_tier", "category"),
    "price_schedules": ("provider", "offers", "countries", "regions", "value_tiers"),
    "price_tiers": ("schedule", "rate_card"),
    "capacity": ("provider", "country", "region", "lane"),
    "funds": ("provider", "country"),
    "commitments": ("provider", "country", "region"),
    "trials": ("provider", "offers", "country", "region"),
    "peak_surcharges": ("offer", "country"),
}

_PLACED = (
    "regions",
    "coverage",
    "surcharges",
    "performance",
    "capacity",
    "commitments",
    "trials",
)
"""Tables whose rows may name a country and a region of it."""

_SUGGESTIONS = 20
"""Most names per kind for which the nearest known one is looked up: it takes time."""


class _Known:
    """The names of one kind, and what to say of one that is not among them."""

    def __init__(self, names: set[str], table: str) -> None:
        self.names = names
        self._table = table
        self._wanted: dict[str, str] = {}

    def wanted(self, name: str) -> str:
        """Say where a name comes from, and which known one is nearest."""
        if name not in self._wanted:
            looked_up = len(self._wanted) < _SUGGESTIONS
            near = get_close_matches(name, sorted(self.names), n=1) if looked_up else []
            perhaps = f", perhaps '{near[0]}'" if near else ""
            self._wanted[name] = f"a name from the table {self._table}{perhaps}"
        return self._wanted[name]


def check_duplicates(draft: Draft) -> None:
    """Report rows that name the same thing twice."""
    for table, key in KEYS.items():
        first: dict[tuple[object, ...], int] = {}
        for index, row in draft.numbered(table):
            label = tuple(getattr(row, field) for field in key)
            if label in first:
                words = " / ".join(str(part) for part in label if part is not None)
                wanted = f"it once; it stands in row {draft.raw.row_number(table, first[label])}"
                draft.report(table, index, "", Phrase(f"{words} again"), wanted)
            first.setdefault(label, index)


def check_names(draft: Draft) -> None:
    """Report names that no table defines, with the nearest one that is."""
    kinds = {column: _known(draft, *home) for column, home in _HOMES.items()}
    for table, columns in _USED_IN.items():
        for index, cells in draft.stated(table):
            for column in columns:
                known = kinds[column]
                for name in _names_in(column, cells.get(column)):
                    if known is not None and name not in known.names:
                        draft.report(table, index, column, name, known.wanted(name))
    _check_fee_references(draft)
    _check_places(draft)
    _check_offers_belong(draft)
    _check_goods(draft)


def _known(draft: Draft, table: str, *fields: str) -> _Known | None:
    names = draft.names(table, *fields)
    return None if names is None else _Known(names, table)


def _names_in(column: str, value: object) -> tuple[str, ...]:
    """Give the names in a cell or list; what is no text is a fault of its own."""
    if isinstance(value, str) and column not in _LISTS:
        return (value.strip(),)
    parts = value.split(LIST_SEPARATOR) if isinstance(value, str) else value
    members = parts if isinstance(parts, (list, tuple)) else ()
    return tuple(name.strip() for name in members if isinstance(name, str) and name.strip())


def _check_fee_references(draft: Draft) -> None:
    """Report cards of the way back and fee tables that no row defines."""
    cards = _known(draft, "rate_cards", "rate_card")
    fee_tables = _known(draft, "cod_fee_tables", "cod_fee_table")
    for index, offer in draft.numbered("offers"):
        if offer.return_fee.form == "rate_card" and cards is not None:
            name = offer.return_fee.rate_card
            if name not in cards.names:
                draft.report("offers", index, "return_fee.rate_card", name, cards.wanted(name))
        if offer.cod_fee.form == "table" and fee_tables is not None:
            name = offer.cod_fee.table
            if name not in fee_tables.names:
                draft.report("offers", index, "cod_fee.table", name, fee_tables.wanted(name))


def _check_places(draft: Draft) -> None:
    """A region lies in one country, and rows that name both must agree."""
    country_of: dict[str, str] = {}
    countries = draft.names("markets", "country")
    for index, lane in draft.numbered("lanes"):
        if countries is not None and lane.country not in countries:
            continue
        home = country_of.setdefault(lane.region, lane.country)
        if home != lane.country:
            draft.report("lanes", index, "country", lane.country, f"{home}, where {lane.region} is")
    for table in _PLACED:
        for index, row in draft.numbered(table):
            if countries is not None and row.country not in countries:
                continue  # absent, or told already
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
    for table in ("price_schedules", "trials"):
        for index, row in draft.numbered(table):
            for offer in row.offers:
                if offer in owner and owner[offer] != row.provider:
                    wanted = f"offers of {row.provider}; {offer} is of {owner[offer]}"
                    draft.report(table, index, "offers", offer, wanted)


def _check_goods(draft: Draft) -> None:
    """Warn of goods that no lane has; an offer may well speak of more than is sent today."""
    categories = draft.names("lanes", "category")
    for index, offer in draft.numbered("offers"):
        for category in offer.categories:
            if categories is not None and category not in categories:
                wanted = "a category of lanes, or nothing where the offer carries all"
                draft.warn("offers", index, "categories", category, wanted)
    for index, duty in draft.numbered("duties"):
        if categories is not None and duty.category and duty.category not in categories:
            wanted = "a category of lanes, or nothing where the row is for all"
            draft.warn("duties", index, "category", duty.category, wanted)
    if not draft.complete("lanes", "profile"):
        return
    points = [*draft.rows("lanes"), *draft.rows("profile")]
    bands = {point.remote_band for point in points}
    flags = {flag for point in points for flag in point.goods_flags}
    for index, row in draft.numbered("surcharges"):
        if row.remote_band and row.remote_band not in bands:
            wanted = "a remote_band of lanes or profile: no order would pay this"
            draft.warn("surcharges", index, "remote_band", row.remote_band, wanted)
        if row.goods_flag and row.goods_flag not in flags:
            wanted = "one of the goods_flags of lanes or profile: no order would pay this"
            draft.warn("surcharges", index, "goods_flag", row.goods_flag, wanted)
