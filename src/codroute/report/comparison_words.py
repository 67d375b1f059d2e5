"""What the differences between offers mean, in words that the screen, page and workbook share."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil

from codroute.plan.comparison import Chance, Comparison, Difference, Driver, Flow, Uncertainty
from codroute.report.comparison_figures import (
    best_of,
    declined_decide,
    differences_of_best,
    labels_of,
)
from codroute.report.words import TERM_WORDS, count, money, share

DECLINED = "declined"
"""What stands where orders go to, or come from, when they are not shipped."""

_FINEST = Decimal("0.0001")
"""In per cent: nobody tells apart what is nearer."""

_DIGITS = 3
"""Of a difference that is known exactly."""

_Ends = tuple[Decimal | None, Decimal | None]


def signed_money(amount_minor: int, digits: int, *, whole: bool = False) -> str:
    """Write a difference of amounts with its sign; nothing has none."""
    text = money(amount_minor, digits, whole=whole)
    return f"+{text}" if amount_minor > 0 and text.strip("0.,") else text


def signed_count(orders: int) -> str:
    """Write a difference of counts with its sign."""
    return f"{orders:+,}" if orders else "0"


def verdict_words(comparison: Comparison, difference: Difference) -> str:
    """Say what is proven of the best plans of both, without their names."""
    if declined_decide(comparison, difference):
        return _declined_words(difference)
    if difference.least == difference.most == 0:
        return "earns the same"
    low, high = _ends(difference)
    unit = "%" if _has_shares(difference) else comparison.currency
    if difference.verdict == "better":
        return f"better by {_between(low, high)} {unit}"
    if difference.verdict == "worse":
        return f"worse by {_between(_negated(high), _negated(low))} {unit}"
    return f"cannot be told apart: {_around(low, high, unit)}"


def verdict_sentence(comparison: Comparison, difference: Difference) -> str:
    """Say the same with the names of both."""
    words, labels = verdict_words(comparison, difference), labels_of(comparison)
    against = labels[difference.against]
    for start, said in (
        ("better", f"is better than {against}"),
        ("worse", f"is worse than {against}"),
        ("cannot be told apart", f"cannot be told apart from {against}"),
        ("earns the same", f"earns the same as {against}"),
    ):
        if words.startswith(start):
            return f"{labels[difference.of]} {said}{words.removeprefix(start)}"
    raise AssertionError("every verdict begins with one of these")


def _declined_words(difference: Difference) -> str:
    """Say what follows where declined orders are minimised first and differ."""
    orders = abs(difference.declined_orders)
    more = "fewer" if difference.declined_orders < 0 else "more"
    words = f"it declines {count(orders, 'order')} {more}"
    if difference.verdict == "cannot_tell":
        return f"cannot be told apart: {words}, which is not proven to be needed"
    return f"{difference.verdict}: {words}, and that comes first"


def _has_shares(difference: Difference) -> bool:
    known = (difference.least, difference.least_share), (difference.most, difference.most_share)
    return all(part is not None for amount, part in known if amount is not None)


def _ends(difference: Difference) -> _Ends:
    """Give the least and the most in per cent, or else as amounts, rounded away from each other."""
    if not _has_shares(difference):
        return difference.least, difference.most
    low, high = (
        None if part is None else 100 * Decimal(repr(part))
        for part in (difference.least_share, difference.most_share)
    )
    if low is not None and low == high:
        known = round(low, _DIGITS - 1 - low.adjusted())
        return known, known
    step = _step(low, high)
    return (
        None if low is None else low.quantize(step, ROUND_FLOOR),
        None if high is None else high.quantize(step, ROUND_CEILING),
    )


def _step(low: Decimal | None, high: Decimal | None) -> Decimal:
    """Choose how finely to state two ends: so that rounding adds little to what lies between.

    An end that is not nothing is not rounded to nothing either, or it would prove nothing.
    """
    known = [end for end in (low, high) if end]
    if not known:
        return _FINEST
    width = abs((high or Decimal(0)) - (low or Decimal(0)))
    places = [width.adjusted() - (width < 5 * Decimal(1).scaleb(width.adjusted())), 0]
    if min(known) > 0 or max(known) < 0:
        places.append(min(end.adjusted() for end in known))
    return max(Decimal(1).scaleb(min(places)), _FINEST)


def _negated(end: Decimal | None) -> Decimal | None:
    return None if end is None else -end


def _plain(end: Decimal) -> str:
    return f"{end + 0:,f}"


def _between(low: Decimal | None, high: Decimal | None) -> str:
    """Word two ends of one sign."""
    if low is None:
        return f"at most {_plain(high or Decimal(0))}"
    if high is None:
        return f"at least {_plain(low)}"
    if not low:
        return f"up to {_plain(high)}"
    return _plain(low) if low == high else f"{_plain(low)} to {_plain(high)}"


def _around(low: Decimal | None, high: Decimal | None, unit: str) -> str:
    """Word two ends that may lie on both sides of nothing."""
    if low is None and high is None:
        return "nothing is proven about better plans"
    if low is None or high is None:
        end, which = (high, "at most") if low is None else (low, "at least")
        return f"{which} {_with_sign(end or Decimal(0))} {unit}"
    return f"between {_with_sign(low)} and {_with_sign(high)} {unit}"


def _with_sign(end: Decimal) -> str:
    return f"{end:+,f}" if end else _plain(end)


def range_words(comparison: Comparison, difference: Difference) -> str:
    """State the bounds of a difference as amounts; a dash where nothing is known."""
    if difference.least is None and difference.most is None:
        return "–"
    ends = [
        None if end is None else end.quantize(Decimal(1).scaleb(-comparison.minor_digits), side)
        for end, side in (
            (difference.least, ROUND_FLOOR),
            (difference.most, ROUND_CEILING),
        )
    ]
    words = ["unknown" if end is None else _with_sign(end) for end in ends]
    return " to ".join(dict.fromkeys(words))


def chance_words(chance: Chance) -> str:
    """Say in how many of the draws the first plan earns more, and how sure that is."""
    if chance.low_minor == chance.high_minor == 0:
        return "no difference"
    if chance.better in (0.0, 1.0):
        return "all" if chance.better else "none"
    whole = round(100 * Decimal(repr(chance.better)))
    words = {0: "under 1", 100: "over 99"}.get(whole, str(whole))
    return f"{words} % (± {max(1, ceil(100 * chance.sampling_error))})"


def chance_range_words(chance: Chance, digits: int) -> str:
    """State the middle nine tenths of the draws as amounts."""
    low, high = (signed_money(end, digits) for end in (chance.low_minor, chance.high_minor))
    return f"{low} to {high}"


def uncertainty_sentence(uncertainty: Uncertainty) -> str:
    """Say how the paid rates were drawn."""
    kept = (
        f"; {count(uncertainty.certain_rates, 'rate')} without observed orders kept as stated"
        if uncertainty.certain_rates
        else ""
    )
    return (
        f"{count(uncertainty.draws, 'draw')} (seed {uncertainty.seed}) of "
        f"{count(uncertainty.uncertain_rates, 'paid rate')}, each as uncertain as its observed "
        f"orders leave it{kept}. Both plans stay as they are."
    )


def best_sentences(comparison: Comparison) -> list[str]:
    """Say which plan earns most, and from which it can and cannot be told apart."""
    if len(comparison.variants) == 1:
        return ["No offer was planned."]
    best, labels = best_of(comparison).name, labels_of(comparison)
    by_verdict: dict[str, list[str]] = {"better": [], "worse": [], "cannot_tell": []}
    for difference in differences_of_best(comparison):
        by_verdict[difference.verdict].append(labels[difference.against])
    parts = [
        f"{said} {listed(by_verdict[verdict])}"
        for verdict, said in (
            ("better", "proven better than"),
            ("worse", "proven worse than"),
            ("cannot_tell", "not to be told apart from"),
        )
        if by_verdict[verdict]
    ]
    named = best if labels[best] == best else f"{labels[best]} ({best})"
    return [f"Of the offers, {named} comes first: {'; '.join(parts)}."]


def listed(names: list[str]) -> str:
    """Join names as a sentence does."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def same_award_sentence(comparison: Comparison, difference: Difference) -> str:
    """Say which part of a difference comes without moving an order."""
    labels = labels_of(comparison)
    if difference.same_award_minor is None:
        return (
            f"The award of {labels[difference.against]} cannot be kept in {labels[difference.of]}: "
            "an offer is missing, or a rule there does not allow it."
        )
    if not difference.moved_orders:
        return "All of it comes without moving an order."
    kept = signed_money(difference.same_award_minor, comparison.minor_digits)
    moved = signed_money(
        difference.contribution_minor - difference.same_award_minor, comparison.minor_digits
    )
    orders = count(difference.moved_orders, "order")
    return f"Without moving an order: {kept} {comparison.currency}; from moving {orders}: {moved}."


def flow_words(flow: Flow) -> str:
    """Say who gives orders to whom."""
    return f"{flow.from_provider or DECLINED} → {flow.to_provider or DECLINED}"


def moves_words(driver: Driver, most: int | None = None) -> str:
    """Say what moves on a lane; the largest first."""
    parts = [
        f"{move.orders:,} {move.from_offer or DECLINED} → {move.to_offer or DECLINED}"
        for move in driver.moves[:most]
    ]
    more = len(driver.moves) - len(parts)
    if more:
        parts.append(f"and {more} more")
    return "; ".join(parts) or "nothing moves"


def driver_terms_words(driver: Driver, digits: int, most: int = 3) -> str:
    """Name the terms that make up most of a lane's difference."""
    largest = sorted(driver.terms_minor.items(), key=lambda item: -abs(item[1]))[:most]
    return ", ".join(
        f"{TERM_WORDS.get(term, term)} {signed_money(amount, digits)}" for term, amount in largest
    )


def figure_words(value: float | int | None, kind: str, digits: int, *, whole: bool = False) -> str:
    """Write a figure of a plan; a dash where there is none."""
    if value is None:
        return "–"
    if kind == "money":
        return money(int(value), digits, whole=whole)
    if kind == "share":
        return share(Decimal(repr(value)), 1, 2)
    return f"{value:,}" if kind == "whole" else f"{value:,.2f}"


def facts_sentence(comparison: Comparison) -> str:
    """Say what was compared, over which time."""
    plan = comparison.variants[0].plan
    days = plan.horizon.period_ids
    when = f"{days[0]} to {days[-1]}" if len(days) > 1 else str(days[0])
    planned = count(len(comparison.variants) - 1, "variant")
    return (
        f"{planned} beside {comparison.variants[0].name}; periods {when} ({len(days)}); amounts in "
        f"{comparison.currency}; configuration {comparison.config}."
    )


def warnings_of(comparison: Comparison) -> list[str]:
    """Say what is amiss: variants not planned, not combined, or refused by the audit."""
    said = []
    if not comparison.complete:
        said.append("Interrupted: not every variant was planned.")
    said += [
        f"The audit refuses the plan of {variant.name}: {'; '.join(variant.findings)}."
        for variant in comparison.variants
        if variant.findings
    ]
    said += [
        f"{' + '.join(skipped.offers)}: not planned, since {skipped.reason}."
        for skipped in comparison.skipped
    ]
    return said
