"""What it costs to have a rule give: weights by kind, by family and of single rules."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from codroute.errors import Fault, InvalidInput
from codroute.plan.rules import Rule, RuleFamily
from codroute.scenario.fields import Label, Row, Wanted, Words
from codroute.scenario.reading.source import read_toml
from codroute.scenario.reading.wording import faults_in

_WRITTEN = re.compile(r"keep|[0-9]+(\.[0-9]+)?")


def _kept(stated: object) -> object:
    """Read ``keep`` as a weight without end."""
    return math.inf if stated == "keep" else stated


def _within(weight: float) -> float:
    """Refuse what a solver's tolerances would swallow: costs must be proven to the last of them."""
    if math.isfinite(weight) and not _LEAST <= weight <= _MOST:
        raise ValueError
    return weight


_LEAST, _MOST = 0.001, 1000.0

Weight = Annotated[
    float,
    AfterValidator(_within),
    BeforeValidator(_kept),
    Wanted('a weight from 0.001 to 1000, or "keep"', written=_WRITTEN),
]
"""What a rule that gives costs, beside its amount; ``keep``: it may not give."""


class RuleWeight(Row):
    """The weight of one rule, of every rule of a name, or of an offer or lane."""

    family: RuleFamily
    name: Label
    unit: Label | None = None
    weight: Weight

    @property
    def meant(self) -> tuple[str, ...]:
        """Give what names the rules meant."""
        return self.family, self.name, self.unit or ""

    def fits(self, rule: Rule) -> bool:
        """Tell whether this is the rule meant."""
        return (rule.family, rule.name) == (self.family, self.name) and (
            self.unit is None or rule.unit == self.unit
        )


class Weights(Row):
    """What rules cost to give: the most specific weight counts."""

    fact: Weight = 10.0
    policy: Weight = 1.0
    families: Annotated[dict[RuleFamily, Weight], Words("families of rules with weights")] = Field(
        default={}
    )
    rules: tuple[RuleWeight, ...] = ()

    def of(self, rule: Rule) -> float | None:
        """Give the weight of a rule; None where it must be kept."""
        fitting = sorted((s for s in self.rules if s.fits(rule)), key=lambda s: s.unit is None)
        own = next((stated.weight for stated in fitting), None)
        kind = self.fact if rule.kind == "fact" else self.policy
        weight = own or self.families.get(rule.family, kind)
        return weight if math.isfinite(weight) else None


def read_weights(path: Path, rules: Sequence[Rule]) -> Weights:
    """Read a file of weights for the rules of a scenario.

    Raises
    ------
    InvalidInput
        With every fault: an unknown key, a bad weight, a rule that the scenario does not have.
    """
    try:
        weights = Weights.model_validate(read_toml(path))
    except ValidationError as error:
        raise InvalidInput(faults_in(path.name, error, Weights)) from None
    faults = [
        Fault(path.name, None, f"rules.{number}", f"{stated.family} {stated.name}", _known(rules))
        for number, stated in enumerate(weights.rules, start=1)
        if not any(stated.fits(rule) for rule in rules)
    ]
    faults += [
        Fault(path.name, None, f"rules.{number}", f"{stated.family} {stated.name} again", "it once")
        for number, stated in enumerate(weights.rules, start=1)
        if stated.meant in [before.meant for before in weights.rules[: number - 1]]
    ]
    if faults:
        raise InvalidInput(faults)
    return weights


def _known(rules: Sequence[Rule]) -> str:
    """Name the first rules that there are."""
    names = [f"{rule.family} {rule.name}" for rule in rules]
    return "a rule of the scenario: " + ", ".join(names[:8]) + ("" if len(names) <= 8 else ", …")
