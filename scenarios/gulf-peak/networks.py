"""The providers' side: offers, coverage, cards, ladders, capacities and contracts as tables."""

from collections import defaultdict
from math import fsum
from typing import Any

from places import Figures, Place, Region, Table, regions, weeks

MARKS = ("basis", "source", "reason")
OFFER_COLUMNS = (
    "provider",
    "service",
    "currency",
    "rate_card",
    "rounding",
    "fuel_rate",
    "settlement_days",
    "max_cod_value",
    "max_weight_g",
    "categories",
)


def network_tables(figures: Figures, lanes: list[Place]) -> dict[str, Table]:
    """Make every table of the providers but ``performance``."""
    return {
        "providers": [
            {"provider": key, "name": row["name"]} for key, row in figures["providers"].items()
        ],
        "offers": [offer_row(name, offer) for name, offer in figures["offers"].items()],
        "coverage": coverage_table(figures),
        "rate_cards": rate_card_table(figures),
        **schedule_tables(figures),
        "capacity": capacity_table(figures, lanes),
        "commitments": [
            {"commitment": name} | unmarked(row) for name, row in figures["commitments"].items()
        ],
        "peak_surcharges": peak_table(figures),
    }


def unmarked(table: dict[str, Any]) -> dict[str, Any]:
    """Leave out the marks that say where a table's figures come from."""
    return {key: value for key, value in table.items() if key not in MARKS}


def offer_row(name: str, offer: Figures) -> dict[str, object]:
    """Make an offer's row: its own keys, those of its marked parts, its fee variants."""
    parts = (offer, offer.get("settlement", {}), offer.get("max_cod", {}))
    stated = {key: value for part in parts for key, value in part.items()}
    row: dict[str, object] = {"offer": name}
    row |= {key: stated[key] for key in OFFER_COLUMNS if key in stated}
    for fee in ("volumetric", "cod_fee", "return_fee"):
        terms = unmarked(offer[fee]) | unmarked(offer.get(f"{fee}_limits", {}))
        row |= {f"{fee}_{key}": value for key, value in terms.items()}
    return row


def serves(offer: Figures, region: Region) -> bool:
    """Tell whether an offer delivers in a region."""
    coverage = offer["coverage"].get(region.country)
    return coverage is not None and region.reach in coverage.get("classes", (region.reach,))


def coverage_table(figures: Figures) -> Table:
    """Make a row per offer and country, and one per region where it differs."""
    rows: Table = []
    everywhere = regions(figures)
    for name, offer in figures["offers"].items():
        for country, coverage in offer["coverage"].items():
            zones = coverage.get("zone", {})
            general = {"zone": zones.get("metro"), "served": True, "remote_surcharge": 0}
            rows.append({"offer": name, "country": country} | general)
            for region in everywhere:
                if region.country != country:
                    continue
                own = {
                    "zone": zones.get(region.reach),
                    "served": serves(offer, region),
                    "remote_surcharge": 0,
                }
                if own["served"] and region.reach == "remote":
                    own["remote_surcharge"] = coverage["remote_surcharge"]
                if own != general:
                    rows.append({"offer": name, "country": country, "region": region.name} | own)
    return rows


def rate_card_table(figures: Figures) -> Table:
    """Make the rows of every card; ``bands`` are written as columns of weights and fees."""
    rows: Table = []
    for name, card in figures["rate_cards"].items():
        head = {"form": card["form"], "rate_card": name}
        rows += [head | unmarked(row) for row in card.get("rows", ())]
        bands = dict(card.get("bands", {}))
        limits = bands.pop("up_to", [])
        for zone, fees in bands.items():
            for over, up_to, fee in zip([0, *limits[:-1]], limits, fees, strict=True):
                band = {"over_weight_g": over, "up_to_weight_g": up_to, "fee_per_parcel": fee}
                rows.append(head | {"zone": zone or None} | band)
    return rows


def schedule_tables(figures: Figures) -> dict[str, Table]:
    """Make ``price_schedules`` and ``price_tiers``; a tier ends where the next begins."""
    schedules: Table = []
    rows: Table = []
    for name, schedule in figures["price_schedules"].items():
        plain = unmarked(schedule)
        tiers, form = plain.pop("tiers"), plain.pop("form")
        schedules.append({"schedule": name} | plain)
        gap = 1 if schedule["measure"] == "orders" else 0
        ends = [start - gap for _, start, _ in tiers[1:]] + [None]
        rows += [
            {
                "form": form,
                "schedule": name,
                "price_tier": tier,
                "from_volume": start,
                "to_volume": end,
                form: price,
            }
            for (tier, start, price), end in zip(tiers, ends, strict=True)
        ]
    return {"price_schedules": schedules, "price_tiers": rows}


def peak_table(figures: Figures) -> Table:
    """Make ``peak_surcharges``: the offer's amount in each peak week."""
    return [
        {"offer": name, "period": week, "amount": offer["peak"]}
        for name, offer in figures["offers"].items()
        for week in figures["calendar"]["peak_weeks"]
        if offer["peak"]
    ]


def capacity_table(figures: Figures, lanes: list[Place]) -> Table:
    """Make ``capacity``: per provider in all, per country, per region, and one in kg."""
    capacity = figures["capacity"]
    in_country: dict[str, float] = defaultdict(float)
    in_region: dict[str, float] = defaultdict(float)
    for place in lanes:
        in_country[place.region.country] += place.weekly
        in_region[place.region.name] += place.weekly
    rows: Table = []
    for provider, by_country in unmarked(capacity["share"]).items():
        places = {country: share * in_country[country] for country, share in by_country.items()}
        total = capacity["steps"]["total"] * fsum(places.values())
        rows += _weekly(figures, provider, {}, total)
        for country, ordinary in places.items():
            rows += _weekly(figures, provider, {"country": country}, ordinary)
        for region, share in capacity["regions"].get(provider, {}).items():
            rows += _weekly(figures, provider, {"region": region}, share * in_region[region])
    return rows + _kg_rows(figures)


def _weekly(figures: Figures, provider: str, place: dict[str, str], ordinary: float) -> Table:
    """Give the row for every week and the rows of the peak weeks that override it."""
    capacity, step = figures["capacity"], figures["capacity"]["steps"]["orders"]
    head: dict[str, object] = {"provider": provider, "unit": "orders", **place}
    factor = capacity["peak"][provider]
    rows: Table = [head | {"capacity": round(ordinary / step) * step}]
    if factor != 1:
        rows += [
            head | {"period": week, "capacity": round(ordinary * factor / step) * step}
            for week in figures["calendar"]["peak_weeks"]
        ]
    return rows


def _kg_rows(figures: Figures) -> Table:
    stated = figures["capacity"]["kg"]
    head: dict[str, object] = {"provider": stated["provider"], "unit": "kg"}
    rows: Table = [head | {"capacity": stated["ordinary"]}]
    peaks = [week for week in weeks(figures) if week in figures["calendar"]["peak_weeks"]]
    return rows + [head | {"period": week, "capacity": stated["peak"]} for week in peaks]
