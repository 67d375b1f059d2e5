"""What every rule costs, on the screen, in words that a manager can negotiate with."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from codroute.plan.rule_costs import Marginal, RuleCost, RuleCosts
from codroute.report.console import add_row, clean, table
from codroute.report.rule_words import PERIOD_WORDS, place_words
from codroute.report.words import amount, count, gap_words, money, number

_MOST_WORTHS, _MOST_NAMES = 12, 8


def show_rule_costs(costs: RuleCosts, console: Console) -> None:
    """Print the rules, the dearest first, and what easing limits a little is worth."""
    console.print(Group(*_sections(costs)))


def _sections(costs: RuleCosts) -> Iterator[RenderableType]:
    earned = f"{money(costs.plan.contribution_minor, costs.minor_digits)} {costs.currency}"
    yield Text(f"{clean(costs.scenario)}: with every rule {earned}", style="bold")
    yield ""
    yield _dear(costs)
    yield from _free(costs)
    yield from _left(costs)
    yield from _worths(costs)
    yield ""
    yield Text(_bounds_words(costs))
    yield from (Text(f"The audit found: {clean(line)}", "bold") for line in costs.findings)


def _dear(costs: RuleCosts) -> Table:
    """List the rules that were planned without."""
    made = table(None, "Without this rule", "Kind", f"{costs.currency} more", "Proven", left=(0, 1))
    for cost in costs.costs:
        if cost.how == "planned":
            add_row(
                made, cost.rule.words, cost.rule.kind, cost_words(cost, costs), proven(cost, costs)
            )
    return made


def cost_words(cost: RuleCost, costs: RuleCosts) -> str:
    """Say what a plan without the rule earned more, or how many orders fewer it declined."""
    if cost.declined_orders:
        return f"declines {cost.declined_orders:,} fewer"
    return "–" if cost.cost_minor is None else money(cost.cost_minor, costs.minor_digits)


def proven(cost: RuleCost, costs: RuleCosts) -> str:
    """Say between which amounts the best plans differ."""
    if cost.least is None and cost.most is None:
        return "–"
    least, most = _amount(cost.least or Decimal(0), costs), cost.most
    if most is None:
        return f"{least} or more"
    words = _amount(most, costs)
    return words if words == least else f"{least} to {words}"


def _amount(value: Decimal, costs: RuleCosts) -> str:
    return amount(Fraction(value), costs.minor_digits)


def _free(costs: RuleCosts) -> Iterator[RenderableType]:
    """Count the rules that cost nothing, with what no plan without them can earn more."""
    free = [cost for cost in costs.costs if cost.how in {"prices", "by_definition"}]
    if not free:
        return
    most = max(cost.most or Decimal(0) for cost in free)
    outcome = costs.plan.outcome
    bound = None if outcome is None else outcome.bound
    words = f"{count(len(free), 'rule')} have price 0 in this plan, which proves: "
    if most and bound is not None:
        words += f"no plan without any one of them earns over {_amount(bound, costs)}, "
        words += f"{_amount(most, costs)} more than this one."
    else:
        words += "no plan without any one of them earns more."
    yield ""
    yield Text(words)
    yield from _names(free)


def _left(costs: RuleCosts) -> Iterator[RenderableType]:
    """Name the rules that had no plan without."""
    left = [cost for cost in costs.costs if cost.how == "not_planned"]
    if left:
        yield ""
        yield Text(
            f"{count(len(left), 'rule')} had no plan without within the time (--total-time):"
        )
        yield from _names(left)


def _names(costs: Sequence[RuleCost]) -> Iterator[RenderableType]:
    """List rules in their words, many in part."""
    yield from (Text(f"  {clean(cost.rule.words)}", "dim") for cost in costs[:_MOST_NAMES])
    if len(costs) > _MOST_NAMES:
        yield Text(f"  and {len(costs) - _MOST_NAMES} more: --json lists all", "dim")


def _worths(costs: RuleCosts) -> Iterator[RenderableType]:
    """Say what easing a limit is worth, the most first."""
    worth = [cost for cost in costs.costs if cost.marginal and cost.marginal.worth_minor > 0]
    if not worth:
        return
    made = table("Easing a limit a little is worth up to", costs.currency, "", left=(1,))
    worth.sort(key=lambda cost: -_marginal(cost).worth_minor)
    for cost in worth[:_MOST_WORTHS]:
        money_words = money(_marginal(cost).worth_minor, costs.minor_digits)
        add_row(made, money_words, eased_words(cost, costs))
    yield ""
    yield made
    rest = len(worth) - _MOST_WORTHS
    if rest > 0:
        yield Text(f"and {count(rest, 'limit')} more with a price: --json lists all", "dim")


def _marginal(cost: RuleCost) -> Marginal:
    assert cost.marginal is not None
    return cost.marginal


def eased_words(cost: RuleCost, costs: RuleCosts) -> str:
    """Say what to ask for: 100 more orders a week with X in Riyadh."""
    rule, step = cost.rule, number(_marginal(cost).step)
    provider, *places = rule.name.split(" / ")
    where = place_words(*[*places, None, None][:2])
    if rule.family == "capacity":
        each = PERIOD_WORDS[costs.plan.horizon.period]
        return f"{step} more {rule.unit} {each} with {provider}{where}"
    if rule.family == "funds":
        return f"{step} {rule.unit} more cash that {provider} may hold{where}"
    if rule.family == "service":
        eased = "one point lower" if rule.unit == "paid_rate" else "a tenth of a day longer"
        quality = "paid rate" if rule.unit == "paid_rate" else "transit"
        return f"a mean {quality} of {provider} value{where} {eased}"
    sense = "more" if rule.sense == "at_most" else "fewer"
    return f"{step} orders {sense} asked for by {rule.family.removesuffix('s')} {rule.name}"


def _bounds_words(costs: RuleCosts) -> str:
    """Say how far all of it is known."""
    words = (
        "Proven: a rule costs what lies between these amounts, whatever better plans there are. "
    )
    words += "Costs do not add up: without one rule another may bind."
    if costs.gap:
        words += f" The plan with every rule is within {gap_words(costs.gap)} of the best."
    if _priced(costs.costs):
        words += " Worths are prices: they fall as a limit grows, while the price tiers stay."
    return words


def _priced(costs: Sequence[RuleCost]) -> bool:
    return any(cost.marginal and cost.marginal.worth_minor for cost in costs)
