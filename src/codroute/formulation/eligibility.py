"""eligibility: only eligible pairs of lane and offer exist.

The economics list the pairs and keep the reasons of the others. This family turns the pairs into
the volumes that the plan decides; it adds no rows, and what it leaves out no row can bring back.
"""

import numpy as np

from codroute.economics.model import Economics
from codroute.formulation.statement import Statement, Volumes

NAME = "eligibility"


def state(statement: Statement) -> None:
    """State which volumes exist; the first of all families."""
    statement.volumes = list_volumes(statement.economics)


def list_volumes(economics: Economics) -> Volumes:
    """List quote × period where there is demand, in quote order, at the lowest tier's margin."""
    quotes, tariffs = economics.quotes, economics.tariffs
    demand = economics.demand[quotes.lane]
    quote, period = np.nonzero(demand > 0)
    contribution = economics.contribution()[tariffs.start[:-1]]
    return Volumes(
        quote=quote,
        period=period,
        lane=quotes.lane[quote],
        provider=quotes.provider[quote],
        margin=contribution[quote, period],
        upper=demand[quote, period],
    )
