"""Whether a proof means something, before anything is added up: names, sides, signs, sizes."""

from collections.abc import Iterator, Mapping, Sequence
from math import prod

from codroute.audit.ladders import Ladders
from codroute.audit.proof.rows import KnownRows, Malformed
from codroute.audit.proof.windows import window_key
from codroute.plan.proof import Leaf, Proof
from codroute.scenario.catalog import Catalog

Vectors = Mapping[str, Sequence[str]]
"""Windows told apart jointly, by country."""

MOST_VECTORS = 2**20
"""Vectors of one country that are gone through; more would take hours."""


def faults(
    catalog: Catalog, ladders: Ladders, proof: Proof, *, limits_declined: bool
) -> Iterator[Malformed]:
    """Give every fault of a proof's form."""
    known = KnownRows(catalog, ladders, limits_declined=limits_declined)
    yield from _vectors(catalog, known, proof.vectors)
    for number, row in enumerate(proof.rows, start=1):
        try:
            known.find(row)
        except Malformed as unknown:
            yield Malformed(f"{unknown.found} in row {number}", unknown.wanted)
        if row.step <= 0:
            yield Malformed(f"step {row.step} in row {number}", "more than 0")
    if not proof.leaves:
        yield Malformed("no leaf", "at least one")
    for number, leaf in enumerate(proof.leaves, start=1):
        for fault in _leaf(catalog, known, proof, leaf):
            yield Malformed(f"{fault.found} in leaf {number}", fault.wanted)


def _vectors(catalog: Catalog, known: KnownRows, vectors: Vectors) -> Iterator[Malformed]:
    sizes = {key: len(ladder) for key, ladder in known.ladders.items()}
    for country, keys in vectors.items():
        if country not in catalog.country_currency:
            yield Malformed(f"vectors of {country}", "a country of the markets")
        if len(set(keys)) < len(keys):
            yield Malformed(f"vectors of {country} with a window twice", "each window once")
        for key in keys:
            if key not in sizes:
                yield Malformed(f"vectors over {key}", "a schedule in one of its windows")
        count = prod(sizes.get(key, 1) for key in keys)
        if count > MOST_VECTORS:
            yield Malformed(f"{count:,} vectors of {country}", f"at most {MOST_VECTORS:,}")


def _leaf(catalog: Catalog, known: KnownRows, proof: Proof, leaf: Leaf) -> Iterator[Malformed]:
    for key, names in leaf.states.items():
        if key not in known.ladders:
            yield Malformed(f"states of {key}", "a schedule in one of its windows")
        for name in names:
            if name not in known.ladders.get(key, (name,)):
                yield Malformed(f"price tier {name} of {key}", "one of its tiers")
    if leaf.vectors is not None:
        yield from _vectors(catalog, known, leaf.vectors)
    commitments = {row.commitment for row in catalog.scenario.commitments}
    for name in leaf.used:
        if name not in commitments:
            yield Malformed(f"commitment {name}", "one of the scenario")
    if len(leaf.prices) != len(proof.rows):
        yield Malformed(f"{len(leaf.prices)} prices", f"{len(proof.rows)}, one per row")
        return
    vectors = proof.told_apart(leaf)
    for row, price in zip(proof.rows, leaf.prices, strict=True):
        if price < 0 and row.side != "equal":
            yield Malformed(f"price {price} of {row.family}, {row.name}", "0 or more")
        if price and row.family == "market":
            # The state is paid for where the country's vector has it; elsewhere nobody would pay.
            key = window_key(row.schedule or row.name, row.window or "")
            if key not in vectors.get(row.country or "", ()):
                yield Malformed(f"a price on {key}", f"one of the vectors of {row.country}")
