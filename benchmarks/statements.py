"""Instances of the recipe as a `Statement`, without tables, prices or catalog.

For sizes that no table should hold: from arrays, a million lanes are stated in seconds. It says
what ``state(price(parse_scenario(document(instance))))`` says of the same instance.
"""

import numpy as np

from benchmarks.documents import START, country_name, lane_name, provider_name
from benchmarks.recipe import MILLIONTHS, Instance
from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.roles import share_ceiling
from codroute.formulation.statement import (
    Assignment,
    Coupling,
    Labels,
    Roles,
    Share,
    Statement,
    States,
    Volumes,
    Words,
    common_divisor,
    labels_of,
)

MAIN = (Share(1, 2), Share(4, 5))
BACKUP = (Share(1, 5), Share(1, 2))


class ArrayStatement(Statement):
    """A statement with no economics behind it: what the engines read, they find in arrays.

    Every quote is one volume and every lane one block of roles. The rows and states have the names
    that the document's would have.
    """

    def __init__(self, instance: Instance) -> None:
        super().__init__(None)
        self.demand = instance.demand[:, None]
        self.markets = tuple(country_name(c) for c in range(instance.size.countries))
        self.market = instance.country
        self.words = _words(instance)
        margin = instance.margin()
        self.volumes = _volumes(instance, margin)
        self.assignment = Assignment(instance.decline)
        self.roles = _roles(instance, self.words.lanes)
        self.states = _all_states(instance, self.volumes.upper, margin)
        self.couplings = [_capacity(instance), _funds(instance)]


def _words(instance: Instance) -> Words:
    """Name lanes, the month, and every provider's only offer as the provider."""
    providers = tuple(provider_name(p) for p in range(instance.size.providers))
    return Words(
        lanes=tuple(lane_name(lane) for lane in range(len(instance.demand))),
        periods=(START,),
        providers=providers,
        offers=providers,
        quote_lane=instance.lane,
        quote_offer=instance.provider,
    )


def _volumes(instance: Instance, margin: FloatArray) -> Volumes:
    """List the quotes at the lowest tier's margin, no more than the main may carry."""
    quotes = len(instance.lane)
    return Volumes(
        quote=np.arange(quotes),
        period=np.zeros(quotes, dtype=np.int64),
        lane=instance.lane,
        provider=instance.provider,
        margin=margin[:, 0],
        upper=share_ceiling(MAIN[1], instance.demand)[instance.lane],
    )


def _roles(instance: Instance, names: tuple[str, ...]) -> Roles:
    """Make every lane a block; its candidates are all that quote it, at least two."""
    starts = np.searchsorted(instance.lane, np.arange(1, len(instance.demand))).tolist()
    providers = instance.provider.tolist()
    spans = zip([0, *starts], [*starts, len(providers)], strict=True)
    return Roles(
        kind="main_backup",
        block=np.arange(len(instance.demand)),
        block_names=names,
        candidates=tuple(tuple(providers[first:last]) for first, last in spans),
        per_period=False,
        main=MAIN,
        backup=BACKUP,
    )


def _all_states(instance: Instance, upper: IntArray, margin: FloatArray) -> list[States]:
    """Give the price tiers of every provider that quotes anything."""
    by_provider = np.argsort(instance.provider, kind="stable")
    ends = np.cumsum(np.bincount(instance.provider, minlength=instance.size.providers))
    return [
        _states(instance, provider, own, upper[own], margin[own])
        for provider, own in enumerate(np.split(by_provider, ends[:-1]))
        if len(own)
    ]


def _states(
    instance: Instance, provider: int, members: IntArray, upper: IntArray, margin: FloatArray
) -> States:
    """Give a provider's price tiers, as far as its volumes reach."""
    most = float(upper.sum())
    lower = instance.from_volume[provider].astype(np.float64)
    ends = np.minimum(np.append(lower[1:] - 1, most), most)
    reached = np.flatnonzero(ends >= lower)
    return States(
        family="tiers",
        name="tier",
        key=f"{provider_name(provider)} horizon",
        labels=tuple(f"tier {n}" for n in reached),
        volumes=members,
        measure=np.ones(len(members)),
        lower=lower[reached],
        upper=ends[reached],
        margin=margin[:, reached],
        constant=np.zeros(len(reached)),
    )


def _capacity(instance: Instance) -> Coupling:
    """Give a row per provider, then one per country that it serves."""
    serving = instance.serving
    served = instance.country_capacity > 0
    provider, country = np.nonzero(served)
    row = np.full(served.shape, -1)
    row[served] = len(serving) + np.arange(len(provider))
    quotes = np.arange(len(instance.lane))
    in_country = row[instance.provider, instance.country[instance.lane]]
    names = [f"{provider_name(p)} orders" for p in serving]
    places = zip(provider.tolist(), country.tolist(), strict=True)
    names += [f"{provider_name(p)} {country_name(c)} orders" for p, c in places]
    most = np.concatenate([instance.capacity[serving], instance.country_capacity[served]])
    return _coupling(
        "capacity",
        (labels_of(names), labels_of([START] * len(names))),
        on_volume=(
            np.concatenate([np.searchsorted(serving, instance.provider), in_country]),
            np.concatenate([quotes, quotes]),
            np.ones(2 * len(quotes)),
        ),
        upper=most.astype(np.float64),
        unit=np.ones(len(names)),
    )


def _funds(instance: Instance) -> Coupling:
    """Give a row per provider over the cash of its orders, in whole multiples of a divisor."""
    serving = instance.serving
    row = np.searchsorted(serving, instance.provider)
    cash = instance.cash_millionths()
    divisor = np.array([common_divisor(cash[instance.provider == p]) for p in serving])
    limit = np.rint(instance.funds[serving] * MILLIONTHS).astype(np.int64)
    return _coupling(
        "funds",
        (labels_of([provider_name(p) for p in serving]),),
        on_volume=(
            row,
            np.arange(len(instance.lane)),
            (cash // divisor[row]).astype(np.float64),
        ),
        upper=(limit // divisor).astype(np.float64),
        unit=divisor / MILLIONTHS,
    )


def _coupling(
    family: str,
    keys: tuple[Labels, ...],
    *,
    on_volume: tuple[IntArray, IntArray, FloatArray],
    upper: FloatArray,
    unit: FloatArray,
) -> Coupling:
    """Make rows over volumes alone, with upper limits alone."""
    nothing = np.empty(0, dtype=np.int64)
    row, volume, value = on_volume
    return Coupling(
        family=family,
        name="limit",
        keys=keys,
        volume_row=row,
        volume=volume,
        volume_value=value,
        global_row=nothing,
        global_=nothing,
        global_value=np.empty(0),
        lower=np.full(len(upper), -np.inf),
        upper=upper,
        unit=unit,
    )
