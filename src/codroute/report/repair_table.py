"""What has to give, and which rules contradict each other, on the screen."""

from collections.abc import Iterator
from decimal import Decimal

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from codroute.plan.repair import Contradiction, Relaxation, Repair
from codroute.plan.rules import Kind
from codroute.report.console import add_row, clean, table
from codroute.report.words import count, money, number, share

_KIND_WORDS: dict[Kind, str] = {
    "fact": "Facts, which others decide",
    "policy": "Policies, which are yours to decide",
}

_MOST_PERIODS = 6
"""Periods of one rule that are listed; the others are counted."""


def show_repair(repair: Repair, console: Console) -> None:
    """Print what has to give."""
    console.print(Group(*_sections(repair)))


def _sections(repair: Repair) -> Iterator[RenderableType]:
    yield Text(f"{clean(repair.scenario)}: {_verdict(repair)}", style="bold")
    if repair.relaxations:
        yield ""
        yield Text(_cost_words(repair))
        for kind, title in _KIND_WORDS.items():
            own = [each for each in repair.relaxations if each.rule.kind == kind]
            if own:
                yield ""
                yield _relaxations(title, own)
        yield ""
        yield Text(_needed_words(repair))
    elif not repair.feasible:
        yield ""
        yield Text(_nothing_words(repair))
    if not repair.feasible:
        yield ""
        yield from _contradiction(repair.contradiction)
    yield from (Text(f"The audit found: {clean(line)}", "bold") for line in repair.findings)


def _verdict(repair: Repair) -> str:
    if repair.feasible is None:
        return "whether a plan satisfies every rule was not found out within the time"
    if not repair.feasible:
        return "no plan satisfies every rule"
    return f"a plan satisfies every rule, nothing has to give; {_earned(repair)}"


def _earned(repair: Repair) -> str:
    """Say what the plan earns, and whether the audit passed."""
    assert repair.plan is not None
    earned = money(repair.plan.contribution_minor, repair.minor_digits)
    audited = "audit failed" if repair.findings else "audit passed"
    return f"one earns {earned} {repair.currency} ({audited})"


def _cost_words(repair: Repair) -> str:
    assert repair.cost is not None
    if repair.proven:
        proven = "proven: nothing costs less"
    elif repair.least_cost:
        proven = f"not proven the cheapest: at least {repair.least_cost:.2f} is needed"
    else:
        proven = "not proven the cheapest"
    cost = f"{repair.cost:.2f} by the weights ({proven})"
    return f"The cheapest way to a plan that was found costs {cost}. Weights are no money."


def _relaxations(title: str, relaxations: list[Relaxation]) -> Table:
    made = table(title, "Rule", "Period", "Is", "Has to be", "By", "Weight", "Cost", left=(0, 1))
    for each in relaxations:
        figures = (share_words(each), f"{each.weight:g}", f"{each.cost:.2f}")
        if not each.limits:
            add_row(made, each.rule.words, "", "", "given up", *figures)
        for place, limit in enumerate(each.limits[:_MOST_PERIODS]):
            first = place == 0
            period = "" if limit.period is None else f"{limit.period:%d %b}"
            ends = (limit_words(each, limit.limit), limit_words(each, limit.needed))
            rest = figures if first else ("", "", "")
            add_row(made, each.rule.words if first else "", period, *ends, *rest)
        more = len(each.limits) - _MOST_PERIODS
        if more > 0:
            add_row(made, f"and {count(more, 'period')} more", *[""] * 6, style="dim")
    return made


def share_words(relaxation: Relaxation) -> str:
    """Say how far a rule gives; as a whole nothing is to be measured."""
    return share(round(10**6 * relaxation.share), 10**6, 2) if relaxation.limits else "all"


def limit_words(relaxation: Relaxation, limit: Decimal) -> str:
    """Write a limit in its unit; rates in per cent."""
    if relaxation.unit == "paid_rate":
        return share(limit, 1, 4)
    return f"{number(limit)} {relaxation.unit}"


def _needed_words(repair: Repair) -> str:
    """Say whether all of it is needed, and what a plan then earns."""
    unsure = [each for each in repair.relaxations if not each.necessary]
    one = len(repair.relaxations) == 1
    if not unsure:
        words = "Without it" if one else "Leave any one of them out, and"
        words += " there is no plan: proven."
    else:
        words = f"Not proven within the time that {_all_of(repair)} needed."
    if repair.plan is None:
        return f"{words} No plan with these changes was found within the time."
    return f"{words} With these changes {_earned(repair)}; --out-change FILE writes them."


def _all_of(repair: Repair) -> str:
    return "it is" if len(repair.relaxations) == 1 else "all of them are"


def _nothing_words(repair: Repair) -> str:
    if repair.least_cost is None:
        return "No set of rules that may give leaves a plan: weights say that the others be kept."
    return f"Nothing was found within the time; at least {repair.least_cost:.2f} is needed."


def _contradiction(found: Contradiction | None) -> Iterator[RenderableType]:
    if found is None:
        yield Text("Which rules contradict each other was not found within the time.")
        return
    if len(found.rules) == 1:
        yield Text("This rule alone leaves no plan, whatever becomes of all others:")
    else:
        yield Text(
            f"These {len(found.rules)} rules contradict each other: no plan keeps all of them, "
            "whatever becomes of the others:"
        )
    for number_, rule in enumerate(found.rules, start=1):
        yield Text(f"  {number_}. {clean(rule.words)} ({rule.kind})")
    if found.smallest and len(found.rules) > 1:
        yield Text("No fewer rules do so: proven.")
    elif not found.smallest:
        least = "every one is needed for that, " if found.irreducible else ""
        yield Text(f"Within the time: {least}smaller sets are not excluded.")
