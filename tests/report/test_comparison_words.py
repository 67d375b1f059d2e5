"""What a difference means in words: true to its bounds, and no more."""

import random
import re
from decimal import Decimal
from typing import Any

import pytest
from comparisons import differing, many_variants, tiny_comparison

from codroute.plan.comparison import Chance, Comparison, Difference
from codroute.report.comparison_figures import labels_of, ranked
from codroute.report.comparison_words import (
    best_sentences,
    chance_words,
    range_words,
    same_award_sentence,
    signed_money,
    verdict_sentence,
    verdict_words,
)


def said(verdict: str, least: Any, most: Any, *, shares: bool = True, **changes: Any) -> str:
    """Say what is proven where the other plan earns 100.00."""
    comparison, difference = differing(
        tiny_comparison(),
        verdict=verdict,
        least=None if least is None else Decimal(str(least)),
        most=None if most is None else Decimal(str(most)),
        least_share=None if least is None or not shares else float(least) / 100,
        most_share=None if most is None or not shares else float(most) / 100,
        **changes,
    )
    return verdict_words(comparison, difference)


@pytest.mark.parametrize(
    ("verdict", "least", "most", "words"),
    [
        ("better", 3.12, 3.38, "better by 3.12 to 3.38 %"),
        ("worse", -0.5, -0.21, "worse by 0.21 to 0.50 %"),
        ("cannot_tell", -0.1, 0.2, "cannot be told apart: between -0.10 and +0.20 %"),
        ("cannot_tell", 0, 0.25, "cannot be told apart: between 0.00 and +0.25 %"),
        ("better", 1.5, None, "better by at least 1.5 %"),
        ("worse", None, -1.5, "worse by at least 1.5 %"),
        ("cannot_tell", None, 0.25, "cannot be told apart: at most +0.25 %"),
        ("cannot_tell", -0.25, None, "cannot be told apart: at least -0.25 %"),
        ("cannot_tell", None, None, "cannot be told apart: nothing is proven about better plans"),
        ("cannot_tell", 0, 0, "earns the same"),
        ("better", 0.1480574, 0.1480574, "better by 0.148 %"),
        ("better", 0.0312, 24, "better by 0.03 to 24.00 %"),
        ("better", 0.00003, 0.0042, "better by up to 0.0042 %"),
        ("better", 250, 500, "better by 250 to 500 %"),
    ],
)
def test_a_verdict_states_its_bounds(verdict: str, least: Any, most: Any, words: str) -> None:
    assert said(verdict, least, most) == words


def test_without_shares_amounts_are_stated() -> None:
    assert said("better", 3.5, 4, shares=False) == "better by 3.5 to 4 USD"


def test_rounding_never_claims_more_than_is_proven() -> None:
    draw = random.Random(5)
    for _ in range(300):
        low = draw.choice((-1, 1)) * 10 ** draw.uniform(-3, 2)
        high = low + 10 ** draw.uniform(-3, 2)
        verdict = "better" if low > 0 else "worse" if high < 0 else "cannot_tell"
        words = said(verdict, low, high)
        stated = [float(one) for one in re.findall(r"[-+]?\d[\d.]*", words.replace(",", ""))]
        if "up to" in words:
            stated = [0.0, *stated]
        if verdict == "worse":
            stated = [-stated[1], -stated[0]]
        assert stated[0] <= low + 1e-9, words
        assert stated[1] >= high - 1e-9, words
        # ... nor much less: at most half of what lies between is added, on either side.
        room = max((high - low) / 2, 2e-4)
        assert stated[0] >= low - room, words
        assert stated[1] <= high + room, words
        assert 0 not in stated or min(abs(low), abs(high)) < 2e-4 or verdict == "cannot_tell", words


def earning_first(comparison: Comparison) -> Comparison:
    """Let no plan have minimised its declined orders first; tiny's policy does."""
    variants = []
    for variant in comparison.variants:
        assert variant.plan.outcome is not None
        outcome = variant.plan.outcome.model_copy(update={"decline_stage": None})
        plan = variant.plan.model_copy(update={"outcome": outcome})
        variants.append(variant.model_copy(update={"plan": plan}))
    return comparison.model_copy(update={"variants": tuple(variants)})


@pytest.mark.parametrize(
    ("verdict", "declined", "words"),
    [
        ("better", -1, "A is better than base: it declines 1 order fewer, and that comes first"),
        ("worse", 7, "A is worse than base: it declines 7 orders more, and that comes first"),
        (
            "cannot_tell",
            -3,
            "A cannot be told apart from base: it declines 3 orders fewer, which is not proven "
            "to be needed",
        ),
    ],
)
def test_declined_orders_outweigh_money_only_where_they_come_first(
    verdict: str, declined: int, words: str
) -> None:
    changed, difference = differing(tiny_comparison(), verdict=verdict, declined_orders=declined)
    assert verdict_sentence(changed, difference) == words
    assert "declines" not in verdict_sentence(earning_first(changed), difference)


def test_ranks_put_the_fewest_declined_first_only_where_the_policy_does() -> None:
    known = tiny_comparison()
    base, *others, both = known.variants
    figures = both.figures.model_copy(update={"declined_orders": 1})
    more = both.model_copy(update={"figures": figures})
    changed = known.model_copy(update={"variants": (base, *others, more)})
    assert [v.name for v in ranked(changed)][-1] == "no-fee + falcon-cut"
    assert [v.name for v in ranked(earning_first(changed))][1] == "no-fee + falcon-cut"


@pytest.mark.parametrize(
    ("better", "error", "words"),
    [
        (0.874, 0.0074, "87 % (± 1)"),
        (0.5, 0.035, "50 % (± 4)"),
        (1.0, 0.0, "all"),
        (0.0, 0.0, "none"),
        (0.9991, 0.0007, "over 99 % (± 1)"),
        (0.0009, 0.0007, "under 1 % (± 1)"),
    ],
)
def test_a_chance_says_how_sure_it_is(better: float, error: float, words: str) -> None:
    chance = Chance(better=better, sampling_error=error, low_minor=-9, mean_minor=0, high_minor=9)
    assert chance_words(chance) == words


def test_plans_that_no_draw_tells_apart_have_no_chance() -> None:
    chance = Chance(better=0.5, sampling_error=0.01, low_minor=0, mean_minor=0, high_minor=0)
    assert chance_words(chance) == "no difference"


def test_amounts_of_bounds_are_rounded_outwards() -> None:
    comparison, difference = differing(
        tiny_comparison(), least=Decimal("-0.001"), most=Decimal("12.341")
    )
    assert range_words(comparison, difference) == "-0.01 to +12.35"
    known = differing(comparison, least=Decimal("12.35"))
    assert range_words(*known) == "+12.35"
    assert range_words(*differing(comparison, least=None)) == "unknown to +12.35"
    assert range_words(*differing(comparison, least=None, most=None)) == "–"


def test_differences_have_signs_but_nothing_has_none() -> None:
    assert [signed_money(amount, 2) for amount in (5, -5, 0, 123_456)] == [
        *("+0.05", "-0.05", "0.00", "+1,234.56"),
    ]
    assert signed_money(40, 2, whole=True) == "0"


def award_sentence(**changes: Any) -> str:
    """Say it of a difference of 30.00 that moves nothing, changed as told."""
    changed: tuple[Comparison, Difference] = differing(tiny_comparison(), **changes)
    return same_award_sentence(*changed)


def test_what_comes_without_moving_is_told_apart() -> None:
    # 30.00 in all, 12.00 of it without moving: 18.00 from moving.
    assert award_sentence() == "All of it comes without moving an order."
    assert award_sentence(moved_orders=4, same_award_minor=1200) == (
        "Without moving an order: +12.00 USD; from moving 4 orders: +18.00."
    )
    assert award_sentence(same_award_minor=None).startswith("The award of base cannot be kept in A")


def test_the_best_is_named_with_what_it_beats() -> None:
    assert best_sentences(tiny_comparison()) == [
        "Of the offers, A+B (no-fee + falcon-cut) comes first: proven better than base, A and B."
    ]


def test_a_base_alone_has_no_best() -> None:
    alone = tiny_comparison().model_copy(
        update={"variants": tiny_comparison().variants[:1], "differences": ()}
    )
    assert best_sentences(alone) == ["No offer was planned."]


def test_short_names_are_their_own_labels_and_long_ones_get_letters() -> None:
    known = tiny_comparison()
    short = known.model_copy(update={"variants": known.variants[:3]})
    assert set(labels_of(short)) == set(labels_of(short).values())
    labels = labels_of(many_variants())
    assert labels["base"] == "base"
    assert labels["offer-number-1 + offer-number-3"] == "A+C"
    assert len(set(labels.values())) == 32
