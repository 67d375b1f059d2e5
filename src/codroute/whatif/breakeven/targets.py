"""What an offer is to reach, and the two scenarios that show whether it is worth reaching it."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Literal

from codroute.errors import Fault, InvalidInput
from codroute.scenario.columns import one_of
from codroute.scenario.fields import NUMBER
from codroute.scenario.reading.text import Phrase, shown
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Trial
from codroute.whatif.breakeven.subject import PLACE, Subject

_FORMS = "any, share=30% (or 0.3), market=SA, market=SA:30% or beats=FILE"


@dataclass(frozen=True)
class Target:
    """What an offer is to reach.

    ``any`` order at all, a ``share`` of all orders, orders (or a share of them) in a ``market``, or
    more contribution than the scenario with the ``rival`` file.
    """

    kind: Literal["any", "share", "market", "beats"]
    text: str
    share: Decimal | None = None
    country: str | None = None
    rival: Path | None = None


def parse_target(text: str) -> Target:
    """Read a target as the command line states it.

    Raises
    ------
    InvalidInput
        It is none.
    """
    kind, _, rest = text.partition("=")
    if text == "any":
        return Target("any", text)
    if kind == "beats" and rest:
        return Target("beats", text, rival=Path(rest))
    country, colon, part = rest.rpartition(":") if kind == "market" else ("", "", rest)
    if kind == "market" and not colon and part:
        return Target("market", text, country=part)
    share = _share(part)
    if kind == "share" and share is not None:
        return Target("share", text, share=share)
    if kind == "market" and country and share is not None:
        return Target("market", text, share=share, country=country)
    raise InvalidInput([Fault(PLACE, None, "target", shown(text), _FORMS)])


def _share(text: str) -> Decimal | None:
    """Read a share above 0 and up to 1, such as 0.3 or 30%; None where it is none."""
    plain = text.removesuffix("%")
    if not NUMBER.fullmatch(plain):
        return None
    share = Decimal(plain) / (1 if plain == text else 100)
    return share if 0 < share <= 1 else None


@dataclass(frozen=True)
class Goal:
    """A target in orders, for the offers in question.

    ``least`` orders are to be carried in ``country`` (None: in all) of the ``counted`` orders of
    the demand; None where nothing but the contribution counts.
    """

    target: Target
    subject: Subject
    least: int | None
    counted: int
    base: Scenario
    rival: Scenario | None

    @property
    def without_is_fixed(self) -> bool:
        """Tell whether the plan without the target is the same at every value of a parameter."""
        return self.rival is not None or (self.target.kind == "any" and self.subject.new)

    def reached(self, scenario: Scenario) -> Scenario:
        """Give a scenario in which the target has to be reached."""
        return scenario if self.least is None else self._tried(scenario, self.least, None)

    def missed(self, scenario: Scenario) -> Scenario:
        """Give the scenario to compare with: it must not be reached, or the rival's."""
        if self.rival is not None:
            return self.rival
        if self.target.kind == "any" and self.subject.new:
            return self.base
        assert self.least is not None
        return self._tried(scenario, 0, self.least - 1)

    def _tried(self, scenario: Scenario, least: int, most: int | None) -> Scenario:
        taken = {trial.trial for trial in scenario.trials}
        name = next(
            name
            for number in range(len(taken) + 1)
            if (name := f"break-even target{f' {number}' if number else ''}") not in taken
        )
        trial = Trial(
            trial=name,
            provider=self.subject.provider,
            offers=self.subject.offers,
            country=self.target.country,
            min_orders=least,
            max_orders=most,
        )
        return scenario.model_copy(update={"trials": (*scenario.trials, trial)})


def goal_of(
    target: Target,
    subject: Subject,
    base: Scenario,
    rival: Scenario | None = None,
) -> Goal:
    """Put a target into orders.

    Raises
    ------
    InvalidInput
        There is no such market, nothing to be carried, or no rival.
    """
    countries = [market.country for market in base.markets]
    if target.country is not None and target.country not in countries:
        wanted = one_of(target.country, countries)
        raise InvalidInput([Fault(PLACE, None, "target", shown(target.country), wanted)])
    if (target.kind == "beats") != (rival is not None):
        found = Phrase("a rival" if rival is not None else "no rival")
        raise InvalidInput([Fault(PLACE, None, "target", found, "a rival with beats=FILE alone")])
    counted = sum(
        row.orders
        for row in base.demand
        if target.country is None or _country_of(base)[row.lane] == target.country
    )
    if not counted:
        found = Phrase(f"no orders to be carried for {target.text}")
        raise InvalidInput([Fault(PLACE, None, "target", found, "a place with demand")])
    least = None
    if target.kind != "beats":
        least = 1 if target.share is None else max(1, ceil(target.share * counted))
    return Goal(target, subject, least, counted, base, rival)


def _country_of(scenario: Scenario) -> dict[str, str]:
    return {lane.lane: lane.country for lane in scenario.lanes}
