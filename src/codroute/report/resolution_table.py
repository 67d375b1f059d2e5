"""What was found of addresses, on the screen: how many, and those that a person should look at."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from codroute.regions.address import Address, Outcome, Resolution
from codroute.regions.files import PARTS, Asked
from codroute.report.console import add_row, shorten, table
from codroute.report.screen import fact
from codroute.report.words import share

Answers = Sequence[tuple[Asked, Resolution]]

_OUTCOME_WORDS = {
    Outcome.EXACT: "as the table writes them",
    Outcome.ALIAS: "by an alias of the table",
    Outcome.FUZZY: "misspelt, and like one place only",
    Outcome.AMBIGUOUS: "several places fit",
    Outcome.UNRESOLVED: "not found, or the parts disagree",
}
_MOST_LISTED = 20
_LONGEST_ADDRESS = 120


def show_resolutions(answers: Answers, console: Console) -> None:
    """Print how many addresses were found in which way, then those that were not, and misspelt."""
    console.print(_summary(answers))
    for title, outcomes in (
        ("Not found", (Outcome.AMBIGUOUS, Outcome.UNRESOLVED)),
        ("Misspelt", (Outcome.FUZZY,)),
    ):
        chosen = [pair for pair in answers if pair[1].outcome in outcomes]
        if chosen:
            console.print("")
            console.print(_listed(title, chosen[:_MOST_LISTED]))
            if len(chosen) > _MOST_LISTED:
                more = f"and {len(chosen) - _MOST_LISTED:,} more; --csv writes all"
                console.print(Text(more, style="dim"))


def show_resolution(answer: Resolution, console: Console) -> None:
    """Print all that is known of one address."""
    console.print(fact("Outcome", f"{answer.outcome}: {_OUTCOME_WORDS[answer.outcome]}"))
    if answer.place is not None:
        tier = "not stated" if answer.city_tier is None else str(answer.city_tier)
        console.print(fact("Region", answer.place.region))
        console.print(fact("Remote", answer.remote_band or "no band"))
        console.print(fact("Tier", tier))
        console.print(fact("COD", "served" if answer.cod_served else "not served"))
        console.print(fact("Place", f"number {answer.number} of the table regions"))
    console.print(fact("Why", answer.why))
    for candidate in answer.candidates:
        console.print(fact("Perhaps", f"{candidate.words}, {candidate.score:g} % alike"))


def _summary(answers: Answers) -> Table:
    counted = Counter(answer.outcome for _, answer in answers)
    made = table(None, "Outcome", "Addresses", "Share", "", left=(0, 3))
    for outcome in Outcome:
        cells = (f"{counted[outcome]:,}", share(counted[outcome], len(answers)))
        add_row(made, outcome, *cells, _OUTCOME_WORDS[outcome])
    add_row(made, "all", f"{len(answers):,}", share(len(answers), len(answers)), "", style="bold")
    return made


def _listed(title: str, answers: Answers) -> Table:
    made = table(
        title,
        *("Row", "Address", "Region", "Why"),
        left=(1, 2, 3),
    )
    for asked, answer in answers:
        row = "" if asked.row is None else str(asked.row)
        add_row(made, row, in_words(asked.address), answer.region or "–", answer.why)
    return made


def in_words(address: Address) -> str:
    """Write an address in few lines, the smallest area first; a very long one is cut off."""
    stated = [getattr(address, part) for part in (*reversed(PARTS[1:-1]), "postcode", "country")]
    return shorten(", ".join(part for part in stated if part), _LONGEST_ADDRESS)
