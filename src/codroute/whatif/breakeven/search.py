"""The value at which an offer starts to win, found between values that are proven."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from codroute.errors import Fault, InvalidInput, NoPlanFound
from codroute.plan.breakeven import Bracket, Breakeven, Parameter
from codroute.scenario.reading.text import Phrase
from codroute.scenario.scenario import Scenario
from codroute.whatif.breakeven.parameters import Varied, vary
from codroute.whatif.breakeven.subject import PLACE, find_subject
from codroute.whatif.breakeven.targets import Target, goal_of
from codroute.whatif.breakeven.weighing import Stopped, Weighed, Weighing
from codroute.whatif.planner import Planner

PRECISION = Decimal("0.001")
"""Of the stated value, where nothing else is asked for."""

MOST_VALUES = 40
"""Values planned at most, where nothing else is asked for."""

_GRID = 9
"""Values of a scan, its ends included."""

_TANGENTS = 12
"""Tangents followed at most; each lies closer than the one before."""

_LONGEST_STEP = Decimal("0.1")
"""Of the scale: a step towards where nothing is known yet."""

_STEPS_OUT, _GROWTH = 4, 3
"""Steps out from where both would earn the same, to something proven; each so much longer."""


def find_breakeven(  # noqa: PLR0913 - options by their names
    base: Scenario,
    offered: Scenario,
    planner: Planner,
    *,
    on: Parameter,
    target: Target,
    of: str | None = None,
    rival: Scenario | None = None,
    precision: Decimal = PRECISION,
    most_values: int = MOST_VALUES,
) -> Breakeven:
    """Find the value of a term at which an offer starts to win, or reaches a target.

    At every value the best plan that reaches the target is set beside the best that does not. The
    offer wins for sure where the first earns more than the bound of the second, and loses for sure
    where it is the other way round.

    Parameters
    ----------
    base, offered
        A scenario, and the same with the offer.
    planner
        Makes the plans.
    on
        What of the offer is varied.
    target
        What it is to reach, from `parse_target`.
    of
        One of the offers, where the scenario has several new ones.
    rival
        The scenario with the other offer, where the target is to beat it.
    precision
        How narrow a bracket is to be, as a share of the stated value (of a factor: of 1; of points:
        of the mean paid rate).
    most_values
        Values that are planned at most.

    Raises
    ------
    InvalidInput
        Nothing about an offer is new, or parameter or target mean nothing for it.
    NoPlanFound
        Ctrl-C came before the first value was planned.
    SolveFailed, ConfigError
        As `codroute.make_plan` does.
    """
    if not 0 < precision < 1:
        stated = Phrase(f"a precision of {precision}")
        raise InvalidInput([Fault(PLACE, None, "precision", stated, "a share such as 0.1%")])
    subject = find_subject(base, offered, of)
    varied = vary(offered, subject, on)
    goal = goal_of(target, subject, base, rival)
    weighing = Weighing(varied, goal, planner, most_values)
    width = max(precision * varied.scale, 2 * varied.quantum)
    try:
        if varied.why_scanned is None:
            _follow_tangents(weighing, width)
        else:
            _scan(weighing)
        _narrow(weighing, width)
    except Stopped:
        if not weighing.known:
            raise NoPlanFound("interrupted", interrupted=True) from None
    found = sorted(weighing.known.values(), key=lambda weighed: weighed.value)
    brackets = tuple(_brackets(varied, found))
    return Breakeven(
        base=base.name,
        offer=offered.name,
        offers=subject.offers,
        provider=subject.provider,
        parameter=on,
        target=target.text,
        target_orders=goal.least,
        counted_orders=goal.counted,
        currency=base.currency,
        minor_digits=base.minor_digits,
        config=planner.config_name,
        stated=varied.stated,
        terms=varied.terms,
        least=varied.least,
        most=varied.most,
        larger_is_better=varied.larger_is_better,
        precision=width,
        answer=_answer(found, brackets),
        brackets=brackets,
        seems=_seems(weighing, found),
        one_turn=varied.why_scanned is None and goal.without_is_fixed,
        why_scanned=varied.why_scanned,
        curve=tuple(weighing.point(weighed) for weighed in found),
        findings=tuple(weighing.findings),
        complete=not planner.ctrl_c.asked,
    )


def _follow_tangents(weighing: Weighing, width: Decimal) -> None:
    """Go to where the plans at hand would earn the same, again and again, then prove both sides.

    What the best plan earns is convex in a parameter that every plan's contribution is linear in:
    the tangent at a value, its best plan kept, lies below. Where the other plan is the same at
    every value, each step comes closer from the side on which the offer wins. Else a step that
    leads out of what is known of the turn is one to its middle.
    """
    weighed = weighing.at(weighing.varied.stated)
    if weighed.verdict == "unreachable":
        return  # so it is at every value: whether a rule is kept does not depend on it
    if weighed.with_target.plan is None and weighing.goal.without_is_fixed:
        return  # no easier to find elsewhere
    for _ in range(_TANGENTS):
        if _is_narrow(weighing, width) or _is_up_to_gaps(weighing, weighed):
            break
        value = _next_value(weighing, weighed)
        if value is None or abs(value - weighed.value) < weighing.varied.quantum:
            break
        near = abs(value - weighed.value) <= width / 4
        weighed = weighing.at(value)
        if near:
            break
    _prove_sides(weighing, weighed, width)


def _next_value(weighing: Weighing, weighed: Weighed) -> Decimal | None:
    """Give where the tangents cross, as far as that lies between what seems to win and to lose."""
    value, varied = _crossing(weighing, weighed), weighing.varied
    if weighing.goal.without_is_fixed:
        return value
    won, lost = _seeming(weighing, weighed)
    if won is not None and lost is not None:
        low, high = sorted((won, lost))
        return value if value is not None and low < value < high else (low + high) / 2
    end, start = (varied.worst, won) if lost is None else (varied.best, lost)
    assert start is not None  # one value at least is known
    low, high = sorted((start, end))
    step = min(varied.scale * _LONGEST_STEP, abs(end - start))
    limit = start + (step if end > start else -step)
    if value is not None and low < value < high and abs(value - start) < step:
        return value
    return limit


def _seeming(weighing: Weighing, last: Weighed) -> tuple[Decimal | None, Decimal | None]:
    """Give the last value that seems to win, going by the plans alone, and the next that loses."""
    varied = weighing.varied
    found = weighing.known.values()
    won = [weighed.value for weighed in found if weighing.apart(weighed) > 0]
    lost = [weighed.value for weighed in found if weighing.apart(weighed) <= 0]
    if weighing.apart(last) > 0:
        worse = [value for value in lost if varied.better(last.value, value)]
        return last.value, min(worse, key=lambda v: abs(v - last.value), default=None)
    better = [value for value in won if varied.better(value, last.value)]
    return min(better, key=lambda v: abs(v - last.value), default=None), last.value


def _is_up_to_gaps(weighing: Weighing, weighed: Weighed) -> bool:
    """Tell whether the plans are apart by less than their gaps, where a tangent is but a guess."""
    return abs(weighing.apart(weighed)) < weighing.unsure(weighed) / 2


def _is_narrow(weighing: Weighing, width: Decimal) -> bool:
    """Tell whether a win and a loss are proven close to each other."""
    found = sorted(weighing.known.values(), key=lambda weighed: weighed.value)
    return any(other.value - one.value <= width for one, other, _ in _turns(found))


def _crossing(weighing: Weighing, weighed: Weighed) -> Decimal | None:
    """Give the value at which the plans of another one would earn the same, within the range.

    None where no plan was found, or the parameter changes neither.
    """
    slope = weighing.slope(weighed)
    if not slope:
        return None
    value = Fraction(weighed.value) - weighing.apart(weighed) / slope
    varied = weighing.varied
    inside = min(max(value, Fraction(varied.least)), Fraction(varied.most))
    return Decimal(inside.numerator) / Decimal(inside.denominator)


def _prove_sides(weighing: Weighing, weighed: Weighed, width: Decimal) -> None:
    """Find a value proven to win and one proven to lose, as near as the gaps of the plans let."""
    slope = weighing.slope(weighed)
    reach = weighing.unsure(weighed) / abs(slope) if slope else Fraction(0)
    near = min(Decimal(float(reach)), weighing.varied.scale * _LONGEST_STEP)
    first = max(width / 2, weighing.varied.quantum) + near
    for wanted, end in (("wins", weighing.varied.best), ("loses", weighing.varied.worst)):
        steps = (first * _GROWTH**number for number in range(_STEPS_OUT))
        for step in (*steps, abs(end - weighed.value)):
            beyond = abs(end - weighed.value) <= step
            value = end if beyond else weighed.value + step * (1 if end > weighed.value else -1)
            if _is_known(weighing, weighed.value, value, wanted):
                break
            weighing.at(value)


def _is_known(weighing: Weighing, low: Decimal, high: Decimal, wanted: str) -> bool:
    """Tell whether a value with a verdict lies between two others."""
    low, high = sorted((low, high))
    return any(
        weighed.verdict == wanted and low <= weighed.value <= high
        for weighed in weighing.known.values()
    )


def _scan(weighing: Weighing) -> None:
    """Plan values over the whole range, and the stated one."""
    varied = weighing.varied
    weighing.at(varied.stated)
    for number in range(_GRID):
        weighing.at(varied.least + (varied.most - varied.least) * number / (_GRID - 1))


def _narrow(weighing: Weighing, width: Decimal) -> None:
    """Halve what lies between winning and losing until it is narrow, or the gaps forbid."""
    while True:
        found = sorted(weighing.known.values(), key=lambda weighed: weighed.value)
        value = next(_halves(weighing.varied, found, width), None)
        if value is None:
            return
        weighing.at(value)


def _halves(varied: Varied, found: list[Weighed], width: Decimal) -> Iterator[Decimal]:
    """Give values that would narrow a bracket.

    Where some value in the middle cannot be told, only what lies between it and the proven ends can
    still be narrowed: until that is little beside what cannot be told.
    """
    for one, other, between in _turns(found):
        edges = [one, *between, other]
        room, low, high = max(
            (abs(right.value - left.value), left.value, right.value)
            for left, right in (edges[:2], edges[-2:])
        )
        untold = abs(between[-1].value - between[0].value) if between else Decimal(0)
        enough = max(width / 2, untold / 2) if between else width
        if room > max(enough, varied.quantum):
            yield _middle(varied, low, high)


def _middle(varied: Varied, low: Decimal, high: Decimal) -> Decimal:
    return ((low + high) / 2).quantize(varied.quantum)


def _turns(found: list[Weighed]) -> Iterator[tuple[Weighed, Weighed, list[Weighed]]]:
    """Give neighbours of which one wins and one does not, with what is undecided between them."""
    last: Weighed | None = None
    between: list[Weighed] = []
    for weighed in found:
        if weighed.verdict == "cannot_tell":
            between.append(weighed)
            continue
        if last is not None and (last.verdict == "wins") != (weighed.verdict == "wins"):
            yield last, weighed, between
        last, between = weighed, []


def _brackets(varied: Varied, found: list[Weighed]) -> Iterator[Bracket]:
    """Give what lies between winning and losing; open where only one side was proven."""
    turns = list(_turns(found))
    for one, other, _ in turns:
        won, lost = (one, other) if one.verdict == "wins" else (other, one)
        yield Bracket(wins=won.value, loses=lost.value)
    if turns or all(weighed.verdict != "cannot_tell" for weighed in found):
        return
    winning = [weighed.value for weighed in found if weighed.verdict == "wins"]
    losing = [weighed.value for weighed in found if weighed.verdict == "loses"]
    if winning:
        yield Bracket(wins=_extreme(varied, winning, best=False), loses=None)
    elif losing:
        yield Bracket(wins=None, loses=_extreme(varied, losing, best=True))


def _seems(weighing: Weighing, found: list[Weighed]) -> Decimal | None:
    """Give where the plans' difference is 0 on the line between neighbours of either sign."""
    apart = [(weighed.value, weighing.apart(weighed)) for weighed in found if weighed.better]
    turns = [
        low + (high - low) * Decimal(float(below / (below - above)))
        for (low, below), (high, above) in pairwise(apart)
        if (below > 0) != (above > 0)
    ]
    return turns[0].quantize(weighing.varied.quantum) if len(turns) == 1 else None


def _extreme(varied: Varied, values: list[Decimal], *, best: bool) -> Decimal:
    """Give the value at which the offer is best, or worst."""
    return max(values) if varied.larger_is_better == best else min(values)


_Answer = Literal["bracket", "wins_everywhere", "loses_everywhere", "unreachable", "cannot_tell"]


def _answer(found: list[Weighed], brackets: tuple[Bracket, ...]) -> _Answer:
    """Say in a word what was found."""
    verdicts = {weighed.verdict for weighed in found}
    if verdicts == {"unreachable"}:
        return "unreachable"
    if brackets:
        return "bracket"
    if verdicts == {"wins"}:
        return "wins_everywhere"
    return "loses_everywhere" if "loses" in verdicts else "cannot_tell"
