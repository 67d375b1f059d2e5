"""Periods: the horizon itself, and that every lane's demand is stated for each of them."""

from codroute.scenario.checks.draft import Draft
from codroute.scenario.horizon import Horizon
from codroute.scenario.reading.text import Phrase


def check_horizon(draft: Draft) -> None:
    """Report a horizon of months that does not start on the first of one."""
    horizon = draft.settings.get("horizon")
    if horizon and not _is_whole(horizon):
        draft.report("", None, "horizon.start", horizon.start, "the first day of a month")


def _is_whole(horizon: Horizon) -> bool:
    """Tell whether the horizon does not cut a month in two."""
    return horizon.period != "month" or horizon.start.day == 1


def check_periods(draft: Draft) -> None:
    """Report rows for a day on which no period starts."""
    horizon = draft.settings.get("horizon")
    if horizon is None or not _is_whole(horizon):
        return
    known = set(horizon.period_ids)
    wanted = f"the first day of a period, from {horizon.period_ids[0]} to {horizon.period_ids[-1]}"
    for table in ("demand", "capacity", "peak_surcharges"):
        for index, row in draft.numbered(table):
            if row.period is not None and row.period not in known:
                draft.report(table, index, "period", row.period, wanted)


def check_demand(draft: Draft) -> None:
    """Report lanes without a stated demand in some period: absent is not zero."""
    horizon = draft.settings.get("horizon")
    if horizon is None or not _is_whole(horizon) or not draft.sound("demand", "lanes"):
        return
    stated = {(row.lane, row.period) for row in draft.rows("demand")}
    for lane in draft.rows("lanes"):
        missing = [day for day in horizon.period_ids if (lane.lane, day) not in stated]
        if missing:
            days = ", ".join(map(str, missing[:3])) + (" …" if len(missing) > 3 else "")
            found = Phrase(f"no row for {lane.lane} on {days}")
            draft.report("demand", None, "orders", found, "a row, with 0 where there are none")
