"""Whether the leaves of a proof leave no case out."""

from collections.abc import Mapping, Sequence

from codroute.audit.proof.rows import Malformed

Choices = Mapping[str, frozenset[str]]
"""What a leaf allows of each question that it answers."""

_MOST_STEPS = 100_000


def uncovered(leaves: Sequence[Choices], answers: Mapping[str, Sequence[str]]) -> str | None:
    """Name a case that no leaf holds, or None.

    Parameters
    ----------
    leaves
        What each allows; of what it does not name it allows all.
    answers
        All possible answers to every question.

    Raises
    ------
    Malformed
        The leaves lie so crosswise that following all cases takes too long.
    """
    return _Search(answers).missing(leaves, ())


class _Search:
    """Follows one question after the other, as long as no leaf holds all that is left."""

    def __init__(self, answers: Mapping[str, Sequence[str]]) -> None:
        self._answers = answers
        self._steps = 0

    def missing(self, leaves: Sequence[Choices], case: tuple[str, ...]) -> str | None:
        """Name a case without a leaf below the answers given so far."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise Malformed(f"leaves with over {_MOST_STEPS:,} cases to tell apart", "fewer")
        if not leaves:
            return ", ".join(case) or "any"
        if not all(leaves):  # one restricts nothing any more
            return None
        asked = [question for leaf in leaves for question in leaf]
        question = max(dict.fromkeys(asked), key=asked.count)
        followed: set[tuple[int, ...]] = set()
        for answer in self._answers[question]:
            kept = tuple(
                i for i, leaf in enumerate(leaves) if answer in leaf.get(question, (answer,))
            )
            if kept in followed:
                continue
            followed.add(kept)
            rest = [{q: allowed for q, allowed in leaves[i].items() if q != question} for i in kept]
            found = self.missing(rest, (*case, f"{question}: {answer}"))
            if found is not None:
                return found
        return None
