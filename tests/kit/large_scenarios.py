"""The random scenarios with a million times the orders and limits missed by a millionth.

Too large to try all plans; what they show is that plans hold to the last order.
"""

import random
from decimal import Decimal
from typing import Any

from random_scenarios import random_document

_PPM = Decimal("0.000001")


def large_document(seed: int, factor: int = 1_000_000) -> dict[str, Any]:
    """Make a scenario document with ``factor`` times the orders of the small one."""
    rng = random.Random(seed)
    document = random_document(seed)
    _multiply(document, factor, rng)
    for row in document["performance"]:
        row["paid_rate"] = f"{rng.uniform(0.6, 0.9):.6f}"
    _spread_weights(document, rng)
    _miss_floors(document, rng)
    _miss_capacities(document, factor, rng)
    _miss_funds(document, factor, random.Random(f"funds {seed}"))
    return document


def _multiply(document: dict[str, Any], factor: int, rng: random.Random) -> None:
    """Multiply orders and what is stated in orders; thresholds stay next to each other."""
    for row in document["demand"]:
        row["orders"] *= factor
        row["orders"] += rng.randrange(factor) if row["orders"] else 0
    for row in document["price_schedules"]:
        row["volume_before"] = str(int(row["volume_before"]) * factor)
    money = {s["schedule"] for s in document["price_schedules"] if s["measure"] == "list_freight"}
    for row in document["price_tiers"]:
        row["from_volume"] = str(int(row["from_volume"]) * factor)
        if row["to_volume"] is not None:
            edge = 0 if row["schedule"] in money else 1
            row["to_volume"] = str((int(row["to_volume"]) + edge) * factor - edge)
    for row in document["commitments"]:
        row["min_orders"] *= factor
        row["fixed_fee"] = str(int(row["fixed_fee"]) * factor)
    for row in document["capacity"]:
        row["capacity"] = str(int(Decimal(row["capacity"]) * factor) + rng.randrange(factor))


def _spread_weights(document: dict[str, Any], rng: random.Random) -> None:
    """Let a millionth of each lane's orders weigh a gram more."""
    own = ("cod_value", "weight_g", "length_cm", "width_cm", "height_cm")
    for lane in document["lanes"]:
        point = {key: lane.pop(key) for key in own}
        name = f"{lane['region']}/{lane['value_tier']}"
        some = Decimal(rng.choice([1, 1, 333_333])) * _PPM
        for share, weight in ((1 - some, point["weight_g"]), (some, point["weight_g"] + 1)):
            row = point | {"lane": name, "share": str(share), "weight_g": weight}
            document["profile"].append(row)


def _miss_floors(document: dict[str, Any], rng: random.Random) -> None:
    """Put each floor a millionth above what one of the providers reaches."""
    for floor in document["policy"].get("service", []):
        paid = sorted(Decimal(row["paid_rate"]) for row in document["performance"])
        floor["min_paid_rate"] = str(rng.choice(paid[:-1]) + _PPM)


def _miss_capacities(document: dict[str, Any], factor: int, rng: random.Random) -> None:
    """Let capacities in kg miss a whole number of a lane's orders by 10 micrograms."""
    point = document["profile"][0]
    mean = point["weight_g"] + (1 - Decimal(point["share"]))
    for row in document["capacity"]:
        if row["unit"] == "kg":
            kg = mean * rng.randrange(factor, 3 * factor) / 1000
            row["capacity"] = f"{kg - Decimal('0.00000001'):.8f}"


def _miss_funds(document: dict[str, Any], factor: int, rng: random.Random) -> None:
    """Let limits of cash held end in millionths that no whole number of orders adds up to."""
    for row in document["funds"]:
        most = Decimal(row["max_held"]) * factor + _PPM * rng.randrange(1_000_000)
        row["max_held"] = str(most)
