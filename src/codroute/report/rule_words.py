"""Every rule of a scenario in a sentence that a manager can use."""

from collections.abc import Sequence
from decimal import Decimal

from codroute.report.words import number, share
from codroute.scenario.policy import Policy, ServiceFloor
from codroute.scenario.tables import Capacity, Commitment, Funds, Trial

PERIOD_WORDS = {"day": "a day", "week": "a week", "month": "a month"}

ROLE_PLACES = {"lane": "lane", "region": "region", "country": "country"}


def place_words(country: str | None, region: str | None, lane: str | None = None) -> str:
    """Say where a rule holds, the narrowest place alone; nothing where it holds everywhere."""
    place = lane or region or country
    return f" in {place}" if place else ""


def capacity_words(rows: Sequence[Capacity], period: str) -> str:
    """Say what a provider takes in a place, over all the periods of one capacity."""
    first, amounts = rows[0], sorted({row.capacity for row in rows})
    unit = "order" if amounts == [1] and first.unit == "orders" else first.unit
    low, high = number(amounts[0]), number(amounts[-1])
    most = f"at most {high}" if len(amounts) == 1 else f"at most {low} to {high}"
    where = place_words(first.country, first.region, first.lane)
    return f"{first.provider} takes {most} {unit} {PERIOD_WORDS[period]}{where}"


def funds_words(limit: Funds) -> str:
    """Say how much cash a provider may hold."""
    of = f" from {limit.country}" if limit.country else ""
    most = f"{number(limit.max_held)} {limit.currency}"
    return f"{limit.provider} holds at most {most} of cash{of}, as a mean"


def commitment_words(commitment: Commitment) -> str:
    """Say what a contract asks for, or makes pay for."""
    where = place_words(commitment.country, commitment.region)
    least = f"{commitment.min_orders:,} order{'s' * (commitment.min_orders != 1)}{where}"
    named = f"contract {commitment.commitment}"
    if commitment.shortfall_fee is not None:
        return f"{commitment.provider} is paid for every order short of {least} ({named})"
    once = ", once it gets any" if commitment.applies == "if_used" else ""
    return f"{commitment.provider} gets at least {least}{once} ({named})"


def trial_words(trial: Trial, sense: str) -> str:
    """Say how many orders a provider on trial gets at least, or at most."""
    orders = trial.min_orders if sense == "at_least" else trial.max_orders
    assert orders is not None
    where = place_words(trial.country, trial.region)
    least = sense.replace("_", " ")
    return f"{trial.provider} gets {least} {orders:,} orders{where} (trial {trial.trial})"


def floor_words(floor: ServiceFloor, metric: str) -> str:
    """Say what mean quality a value tier gets."""
    where = f"{floor.value_tier} value{place_words(floor.country, None)}"
    if metric == "paid_rate" and floor.min_paid_rate is not None:
        rate = share(floor.min_paid_rate, Decimal(1), 4).replace(" %", "").rstrip("0").rstrip(".")
        return f"{where}: a mean paid rate of at least {rate} %"
    assert floor.max_transit_days is not None
    return f"{where}: a mean transit of at most {number(floor.max_transit_days)} days"


def roles_words(policy: Policy) -> str:
    """Say who may carry a lane."""
    place = ROLE_PLACES[policy.role_scope]
    if policy.roles == "single":
        return f"every {place} has a single provider"
    return f"every {place} has one main and one backup provider and no third"


def main_most_words(most: Decimal) -> str:
    """Say the largest share of the main provider, the least of the backup's."""
    return (
        f"the main provider carries at most {_per_cent(most)} of a lane, "
        f"the backup at least {_per_cent(1 - most)}"
    )


def main_least_words(least: Decimal) -> str:
    """Say the least share of the main provider, the largest of the backup's."""
    return (
        f"the main provider carries at least {_per_cent(least)} of a lane, "
        f"the backup at most {_per_cent(1 - least)}"
    )


def role_scope_words(scope: str) -> str:
    """Say how far roles are the same."""
    return f"all lanes of a {ROLE_PLACES[scope]} have the same main (and backup) provider"


def decline_words(decline: str) -> str:
    """Say which orders must be carried."""
    if decline == "never":
        return "every order is carried"
    return "an order that can be carried is, also at a loss"


def lane_words(lane: str) -> str:
    """Say that a lane's orders must all be carried."""
    return f"every order of {lane} is carried"


OFFER_WORDS = {
    "max_cod_value": "takes no order above its largest COD value",
    "max_weight_g": "takes no order above its largest weight",
    "max_size": "takes no order above its largest size",
    "categories": "carries some categories of goods only",
    "refused_flags": "refuses some goods",
}


def offer_words(offer: str, column: str) -> str:
    """Say what an offer does not carry."""
    return f"{offer} {OFFER_WORDS[column]}"


def _per_cent(part: Decimal) -> str:
    """Write a share in per cent with the decimals it has."""
    return f"{(100 * part).normalize():f} %"
