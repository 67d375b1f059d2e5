"""The bounds of the roles on whole orders."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from codroute.scenario.policy import Policy


def broken_shares(
    policy: Policy, main: int, backup: int, shipped: int
) -> Iterator[tuple[str, str]]:
    """Give what was found and what is wanted for each bound that does not hold.

    Parameters
    ----------
    policy
        The shares: of the orders shipped rounded down at least, rounded up at most.
    main, backup
        Orders carried by each.
    shipped
        Orders carried by anyone.
    """
    for role, carried, low, high in (
        ("main", main, policy.main_share_min, policy.main_share_max),
        ("backup", backup, policy.backup_share_min, policy.backup_share_max),
    ):
        least, most = floor(Fraction(low) * shipped), ceil(Fraction(high) * shipped)
        if not least <= carried <= most:
            yield f"{carried} of {shipped} orders with the {role}", f"{least} to {most}"
    if main < backup:
        yield f"{main} main, {backup} backup", "main at least backup"
