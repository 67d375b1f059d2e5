"""A comparison as one page: pictures, and tables that state every figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codroute.output import write_file
from codroute.plan.comparison import Comparison, Difference
from codroute.report import comparison_tables as tables
from codroute.report.comparison_figures import (
    against_base,
    is_lettered,
    labels_of,
    offer_letters,
    ranked,
)
from codroute.report.comparison_words import (
    best_sentences,
    chance_range_words,
    chance_words,
    facts_sentence,
    range_words,
    same_award_sentence,
    uncertainty_sentence,
    verdict_sentence,
    warnings_of,
)
from codroute.report.html import difference_pictures, standing_pictures
from codroute.report.html.page import Picture, render

_MOST_DRAWN = 6
"""Variants that one picture tells apart, the base with them; the tables have all."""


def write_comparison_page(comparison: Comparison, path: Path | str) -> None:
    """Write the page, whole or not at all."""
    write_file(Path(path), comparison_page(comparison).encode())


def comparison_page(comparison: Comparison) -> str:
    """Give the page as HTML: one file, without an address outside it."""
    variants = ranked(comparison)
    drawn = variants[:_MOST_DRAWN]
    uncertainty = comparison.uncertainty
    return render(
        "comparison.html.j2",
        base=comparison.base,
        facts=facts_sentence(comparison),
        answer=best_sentences(comparison),
        warnings=warnings_of(comparison),
        letters=offer_letters(comparison) if is_lettered(comparison) else {},
        uncertainty=uncertainty_sentence(uncertainty) if uncertainty else "",
        overview=tables.overview(comparison),
        differences_picture=difference_pictures.differences_picture(comparison),
        money=tables.money_grid(comparison, variants),
        service=tables.service_grid(comparison, variants),
        parts=list(_parts(comparison)),
        volumes_picture=standing_pictures.volumes_picture(comparison, variants),
        volumes=tables.volumes(comparison, variants),
        tiers_picture=standing_pictures.tiers_picture(comparison, drawn),
        tiers=tables.tiers(comparison, variants),
        tier_volumes=tables.tier_volumes(comparison, variants),
        limits_picture=standing_pictures.limits_picture(comparison, drawn),
        limits=tables.limits(comparison, variants),
        differences=tables.differences(comparison),
        proofs=tables.proofs(comparison),
    )


@dataclass(frozen=True)
class _Part:
    """One variant beside the base."""

    title: str
    verdict: str
    sentences: tuple[str, ...]
    waterfall: Picture
    terms: tables.Grid
    flows_picture: Picture | None
    flows: tables.Grid
    drivers: tables.Grid


def _parts(comparison: Comparison) -> Iterator[_Part]:
    labels = labels_of(comparison)
    for name, own in against_base(comparison).items():
        label = labels[name]
        yield _Part(
            title=name if label == name else f"{label}: {name}",
            verdict=f"{verdict_sentence(comparison, own)}.",
            sentences=tuple(_sentences(comparison, own)),
            waterfall=difference_pictures.waterfall_picture(comparison, own),
            terms=tables.difference_terms(comparison, own),
            flows_picture=difference_pictures.flows_picture(comparison, own),
            flows=tables.flows(own),
            drivers=tables.drivers(comparison, own),
        )


def _sentences(comparison: Comparison, own: Difference) -> Iterator[str]:
    bounds = range_words(comparison, own)
    if bounds != "–":
        yield f"The best plans of both differ by {bounds} {comparison.currency}."
    yield same_award_sentence(comparison, own)
    if own.chance is not None:
        words = chance_words(own.chance)
        between = chance_range_words(own.chance, comparison.minor_digits)
        yield f"Draws of the paid rates in which it is better: {words}; nine of ten give {between}."
