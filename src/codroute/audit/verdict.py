"""What the audit found: every check by name, with each place where a rule is broken."""

from dataclasses import dataclass, field
from fractions import Fraction

from codroute.plan.model import Money


@dataclass(frozen=True)
class Finding:
    """One broken rule: where, what was found, what the rule wants."""

    check: str
    place: str
    found: str
    wanted: str

    def __str__(self) -> str:
        """Say check, place, found and wanted on one line."""
        return f"{self.check}: {self.place}: found {self.found}; wanted {self.wanted}"


@dataclass(frozen=True)
class ProvenBound:
    """What the proofs of a plan prove; None where there is none, or one that proves nothing."""

    contribution: Fraction | None = None
    """No plan earns more, in the scenario's currency; with a decline stage none that declines no
    more orders."""
    least_declined: int | None = None
    """No plan declines fewer orders."""
    rounding: Fraction = Fraction(0)
    """The most by which rounding up can have lifted ``contribution``."""
    faults: tuple[Finding, ...] = ()
    """Where a proof means nothing or leaves a case out."""


@dataclass(frozen=True)
class Verdict:
    """The audit's judgement of one plan.

    ``total_minor`` are the audit's own amounts by term, in minor units; ``contribution_minor``
    is their sum, whatever the plan claims, and ``exact_contribution`` what it earns before any
    rounding, in the currency. ``proven`` is None unless it was asked for.
    """

    checks: tuple[str, ...]
    findings: tuple[Finding, ...]
    total_minor: Money = field(default_factory=dict)
    proven: ProvenBound | None = None
    exact_contribution: Fraction = Fraction(0)

    @property
    def passed(self) -> bool:
        """Tell whether no rule is broken."""
        return not self.findings

    @property
    def contribution_minor(self) -> int:
        """Give the sum of all terms as the audit computes them."""
        return sum(self.total_minor.values())

    def broken(self) -> tuple[str, ...]:
        """Name the checks that failed, in the order of the checks."""
        failed = {finding.check for finding in self.findings}
        return tuple(name for name in self.checks if name in failed)
