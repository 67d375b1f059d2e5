"""What is agreed with the providers: cards, fee tables, ladders, capacities, limits, minimums."""

from collections import defaultdict
from math import fsum

from kit.figures import Figures, Table, unmarked
from kit.places import Place, weeks


def contract_tables(figures: Figures, lanes: list[Place]) -> dict[str, Table]:
    """Make every table of ``contracts.toml``."""
    return {
        "rate_cards": rate_card_table(figures),
        "cod_fee_tables": cod_fee_table(figures),
        "duties": [
            {"country": country} | unmarked(row)
            for country, stated in figures.get("duties", {}).items()
            for row in stated["rows"]
        ],
        **schedule_tables(figures),
        "capacity": capacity_table(figures, lanes),
        "funds": [unmarked(row) for row in figures.get("funds", {}).values()],
        "commitments": [
            {"commitment": name} | unmarked(row) for name, row in figures["commitments"].items()
        ],
    }


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


def cod_fee_table(figures: Figures) -> Table:
    """Make ``cod_fee_tables``; a step begins where the one below ends, the last has no end."""
    rows: Table = []
    for name, stated in figures.get("cod_fee_tables", {}).items():
        over: float = 0
        for step in stated["steps"]:
            head = {"cod_fee_table": name, "over_value": over, "fixed": 0, "rate": 0}
            rows.append(head | unmarked(step))
            over = step.get("up_to_value", 0)
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
