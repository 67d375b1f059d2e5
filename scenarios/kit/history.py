"""Last quarter's deliveries, made up from the figures, and the performance rows they support."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil, floor, fsum, inf
from random import Random

from kit.figures import Figures, Table
from kit.offers import serves
from kit.parcels import points
from kit.places import Place, bell

Key = tuple[str | None, ...]
"""Provider, offer, country, region, value tier, category."""


@dataclass
class Tally:
    """Orders of a cell: how many were paid, lost, tried again, and their days on the way."""

    observed: int = 0
    paid: int = 0
    lost: float = 0.0
    days: float = 0.0
    second: float = 0.0
    third: float = 0.0

    def add(self, other: "Tally") -> None:
        """Count another cell's orders too."""
        self.observed += other.observed
        self.paid += other.paid
        self.lost += other.lost
        self.days += other.days
        self.second += other.second
        self.third += other.third


@dataclass
class History:
    """Tallies by the key of the row that would state them."""

    cells: dict[Key, Tally] = field(default_factory=lambda: defaultdict(Tally))

    def add(self, key: Key, tally: Tally) -> None:
        """Count a lane's orders into every row that could speak of them."""
        provider, offer, country, region, tier, category = key
        for row in {
            (provider, None, None, None, None, None),
            (provider, offer, country, None, None, None),
            (provider, offer, country, None, tier, None),
            (provider, offer, country, None, tier, category),
            (provider, offer, country, region, None, None),
            (provider, offer, country, region, tier, None),
            key,
        }:
            self.cells[row].add(tally)


def paid_rate(figures: Figures, offer: Figures, place: Place) -> float:
    """Give the true share of delivered and paid orders of an offer on a lane."""
    paid, region = offer["paid"], place.region
    rate: float = paid[region.country] + paid.get(region.reach, 0) + paid.get(place.tier, 0)
    rate += paid.get("region", {}).get(region.name, 0) + figures["paid_category"][place.category]
    least, most = figures["paid_range"][region.country]
    return float(min(max(rate, least), most))


def tally(figures: Figures, name: str, offer: Figures, place: Place, share: float) -> Tally:
    """Make up what was seen of an offer on a lane in the last quarter."""
    history = figures["history"]
    rng = Random(f"{figures['demand']['seed']}/history/{name}/{place.lane}")
    observed = ceil(place.weekly * history["weeks"] * share)
    rate = paid_rate(figures, offer, place)
    spread = history["noise"] * (observed * rate * (1 - rate)) ** 0.5
    least, most = figures["paid_range"][place.region.country]
    paid = min(
        max(round(observed * rate + spread * bell(rng)), ceil(least * observed)),
        floor(most * observed),
    )
    return Tally(
        observed=observed,
        paid=max(0, paid),
        lost=offer["loss_rate"] * observed,
        days=offer["transit"][place.region.reach] * observed,
        second=offer.get("attempts", {}).get("second", 0) * observed,
        third=offer.get("attempts", {}).get("third", 0) * observed,
    )


def carries(figures: Figures, offer: Figures, place: Place) -> bool:
    """Tell whether the offer can have carried the lane: coverage, goods and limits."""
    region = place.region
    if not serves(offer, region):
        return False
    if place.category not in offer.get("categories", (place.category,)):
        return False
    per_usd = {market["currency"]: market["per_usd"] for market in figures["markets"].values()}
    spread = points(figures, place)
    if any(set(point.flags) & set(offer.get("refused_flags", ())) for point in spread):
        return False
    value = max(point.value for point in spread)
    worth = value / figures["markets"][region.country]["per_usd"]
    weight = max(point.weight_g for point in spread)
    most = offer.get("max_cod_value", inf) / per_usd.get(offer["currency"], 1)
    heaviest = offer["coverage"][region.country].get("max_weight_g", {}).get(region.reach, inf)
    return bool(worth <= most and weight <= min(offer.get("max_weight_g", inf), heaviest))


def history(figures: Figures, lanes: list[Place]) -> History:
    """Share last quarter's orders of each lane among the offers that could carry it."""
    made = History()
    offers = figures["offers"]
    services = sibling_counts(figures)
    for place in lanes:
        able = [name for name, offer in offers.items() if carries(figures, offer, place)]
        shares = {
            name: figures["capacity"]["share"][offers[name]["provider"]][place.region.country]
            for name in able
        }
        for name in able:
            provider, country = offers[name]["provider"], place.region.country
            seen = tally(figures, name, offers[name], place, shares[name] / fsum(shares.values()))
            told_apart = name if services[provider, country] > 1 else None
            key = (provider, told_apart, country, place.region.name, place.tier, place.category)
            made.add(key, seen)
    return made


def sibling_counts(figures: Figures) -> dict[tuple[str, str], int]:
    """Count the offers of each provider in each country."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for offer in figures["offers"].values():
        for country in offer["coverage"]:
            counts[offer["provider"], country] += 1
    return counts


def performance_table(figures: Figures, lanes: list[Place]) -> Table:
    """Make ``performance``: a row for each cell that enough orders speak for."""
    cells = history(figures, lanes).cells
    worthy = _worth_a_row(figures, cells)
    rows: Table = []
    for key in sorted(cells, key=lambda key: [part or "" for part in key]):
        seen = cells[key]
        if worthy(key):
            names = ("provider", "offer", "country", "region", "value_tier", "category")
            rows.append(
                dict(zip(names, key, strict=True))
                | {
                    "paid_rate": round(seen.paid / seen.observed, 6),
                    "observed_orders": seen.observed,
                    "paid_orders": seen.paid,
                    "loss_rate": round(seen.lost / seen.observed, 4),
                    "transit_days": round(seen.days / seen.observed, 1),
                    **_attempts(seen),
                }
            )
    return rows


def _attempts(seen: Tally) -> dict[str, object]:
    """Give the shares of orders tried again, where the figures tell of any."""
    if not seen.second:
        return {}
    return {
        "second_attempt_rate": round(seen.second / seen.observed, 4),
        "third_attempt_rate": round(seen.third / seen.observed, 4),
    }


def _worth_a_row(figures: Figures, cells: dict[Key, Tally]) -> Callable[[Key], bool]:
    """Decide by the thresholds; a region's row of all tiers stands only where no tier has one."""
    least = figures["history"]
    split = {
        key[:4]
        for key, seen in cells.items()
        if key[3] and key[4] and not key[5] and seen.observed >= least["region_tier"]
    }

    def worthy(key: Key) -> bool:
        region, tier, category = key[3:]
        observed = cells[key].observed
        if region and category:
            return bool(observed >= least["region_tier_category"])
        if region and tier:
            return bool(observed >= least["region_tier"])
        if region:
            return bool(observed >= least["region"]) and key[:4] not in split
        if category:
            return bool(observed >= least["tier_category"])
        return not tier or bool(observed >= least["tier"])

    return worthy
