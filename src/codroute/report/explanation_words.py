"""Words for what is explained of a plan: where an option stands, and what would have to change."""

from codroute.plan.explanation import Change, Explanation, Option, Pull
from codroute.report.words import count, gap_words, share

STANDING_WORDS = {
    "carries": "carries",
    "must": "carries what a backup must",
    "loses": "earns less",
    "full": "no room",
    "contract": "contract not used",
    "held": "earns more, but what it would take is needed where it is",
    "shut": "takes nothing here",
    "unnamed": "not named",
    "level": "as good",
}

LEVER_WORDS = {
    "freight": "Freight",
    "cod_fee": "COD fee",
    "return_fee": "Return fee",
    "paid_rate": "Paid rate",
}

_WHY_NOT = {"not_charged": "none", "not_enough": "not enough", "earns_nothing": "no help"}


def per_order_words(value: float, digits: int) -> str:
    """Write an amount of one order with the money's decimals; small ones keep their sign."""
    return f"{value:,.{digits}f}"


def change_words(change: Change, digits: int) -> str:
    """Say to what a fee or the paid rate would have to move, and by how much."""
    if change.value is None or change.amount is None:
        return _WHY_NOT[change.why_not or "not_enough"]
    if change.lever == "paid_rate":
        return f"{100 * change.value:.2f} % (+{100 * change.amount:.2f})"
    return f"{change.value:,.{digits}f} (−{100 * (change.share or 0.0):.1f} %)"


def pull_words(pull: Pull) -> str:
    """Name a limit as the screen of a plan does; of a floor its unit as well."""
    names = {"paid_rate": "paid rate", "days": "days"}
    unit = f" {names.get(pull.unit, pull.unit)}" if pull.family == "service" else ""
    day = "" if pull.period is None else f" {pull.period:%d %b}"
    return f"{pull.family} {pull.name}{unit}{day}"


def option_words(option: Option) -> str:
    """Say where an option stands, and which limits it meets where that is why."""
    words = STANDING_WORDS[option.standing]
    if option.standing in ("full", "contract", "held"):
        return f"{words}: {limits_words(option.limits)}"
    if option.standing == "loses" and option.limits:
        return f"{words}; {limits_words(option.limits)}"
    return words


def limits_words(limits: tuple[str, ...]) -> str:
    """Name limits, those of several days once."""
    seen: dict[str, int] = {}
    for name in limits:
        head, _, day = name.rpartition(" ")
        dated = len(day) == 10 and day[4:5] == day[7:8] == "-"
        place = head if dated else name
        seen[place] = seen.get(place, 0) + dated
    full = {name: f" (full in {count(days, 'period')})" for name, days in seen.items() if days}
    return ", ".join(name + full.get(name, "") for name in seen)


def notes(explained: Explanation) -> list[str]:
    """Say what holds for the whole lane."""
    said = []
    if not explained.priced:
        said.append(
            "This plan has no shadow prices, so limits have no price here: the exact engine, which "
            'small scenarios take, tells none. A solver file with engine = "decomposition" does.'
        )
    if explained.shared_with:
        lanes = count(explained.shared_with, "other lane")
        said.append(
            f"The same providers are named for {lanes}: what another provider would have to change "
            "is not told lane by lane."
        )
    gap = explained.relative_gap
    if gap:
        said.append(
            f"The plan is within {gap_words(gap)} of the best possible, so options that are close "
            "may change places."
        )
    if explained.stay_share is not None:
        stay = share(round(1000 * explained.stay_share), 1000)
        said.append(
            f"Prepaid: if {stay} of the buyers stay, the orders earn as much paid in advance."
        )
    return said
