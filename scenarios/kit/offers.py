"""The providers' side: who they are, their offers, where these deliver and at which surcharges."""

from kit.figures import MARKS, Figures, Table, unmarked
from kit.places import Region, regions

OWN_TABLES = (
    "coverage",
    "paid",
    "peak",
    "transit",
    "loss_rate",
    "attempts",
    "surcharges",
)
"""Keys of an offer that other tables than ``offers`` are made of."""

VARIANTS = ("volumetric", "cod_fee", "return_fee", "insurance", "duties")

PER_CLASS = ("max_cod_value", "max_weight_g")
"""What coverage states by how easily a region is reached."""


def offer_tables(figures: Figures) -> dict[str, Table]:
    """Make the tables of the providers, their offers and where these deliver."""
    offers = figures["offers"]
    return {
        "providers": [
            {"provider": key, "name": row["name"]} for key, row in figures["providers"].items()
        ],
        "offers": [offer_row(name, offer) for name, offer in offers.items()],
        "coverage": coverage_table(figures),
        "surcharges": [
            {"offer": name, "surcharge": surcharge} | unmarked(row)
            for name, offer in offers.items()
            for surcharge, stated in offer.get("surcharges", {}).items()
            for row in stated["rows"]
        ],
        "peak_surcharges": peak_table(figures),
    }


def offer_row(name: str, offer: Figures) -> dict[str, object]:
    """Make an offer's row: its own keys, those of its marked parts, its fee variants.

    A part is a table of the offer with marks of its own, as ``settlement``; ``cod_fee_limits``
    holds fields of ``cod_fee`` likewise.
    """
    row: dict[str, object] = {"offer": name}
    for key, value in offer.items():
        variant = key.removesuffix("_limits")
        if variant in VARIANTS:
            row |= {f"{variant}_{part}": stated for part, stated in unmarked(value).items()}
        elif key not in (*MARKS, *OWN_TABLES):
            row |= unmarked(value) if isinstance(value, dict) else {key: value}
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
            general: dict[str, object] = {
                "zone": next(iter(zones.values()), None),
                "served": True,
                "remote_surcharge": 0,
                "tax_rate": coverage.get("tax_rate"),
            }
            general |= {limit: coverage.get(limit, {}).get("metro") for limit in PER_CLASS}
            rows.append({"offer": name, "country": country} | general)
            for region in everywhere:
                if region.country != country:
                    continue
                own = general | _of_region(offer, coverage, region)
                if own != general:
                    rows.append({"offer": name, "country": country, "region": region.name} | own)
    return rows


def _of_region(offer: Figures, coverage: Figures, region: Region) -> dict[str, object]:
    """Give what an offer's coverage says of a region."""
    served = serves(offer, region)
    far = served and region.reach == "remote"
    own: dict[str, object] = {
        "served": served,
        "remote_surcharge": coverage["remote_surcharge"] if far else 0,
    }
    own |= {limit: by_class[region.reach] for limit, by_class in _limits(coverage)}
    zones = coverage.get("zone", {})
    return own | {"zone": zones.get(region.area, zones.get(region.reach))}


def _limits(coverage: Figures) -> list[tuple[str, Figures]]:
    return [(limit, coverage[limit]) for limit in PER_CLASS if limit in coverage]


def peak_table(figures: Figures) -> Table:
    """Make ``peak_surcharges``: the offer's amount in each peak week."""
    return [
        {"offer": name, "period": week, "amount": offer["peak"]}
        for name, offer in figures["offers"].items()
        for week in figures["calendar"]["peak_weeks"]
        if offer["peak"]
    ]
