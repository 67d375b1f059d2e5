"""Periods: the horizon itself, and that every lane's demand is stated for each of them."""

from codroute.scenario.draft import Draft


def check_horizon(draft: Draft) -> None:
    """Report a horizon of months that does not start on the first of one."""
    horizon = draft.settings.get("horizon")
    if horizon and horizon.period == "month" and horizon.start.day != 1:
        draft.report("", None, "horizon.start", horizon.start, "the first day of a month")


def check_periods(draft: Draft) -> None:
    """Report rows for a day on which no period starts."""
    horizon = draft.settings.get("horizon")
    if horizon is None:
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
    if horizon is None or not draft.sound("demand", "lanes"):
        return
    stated = {(row.lane, row.period) for row in draft.rows("demand")}
    for lane in draft.rows("lanes"):
        missing = [day for day in horizon.period_ids if (lane.lane, day) not in stated]
        if missing:
            days = ", ".join(map(str, missing[:3])) + (" …" if len(missing) > 3 else "")
            draft.report(
                "demand", None, "orders", f"no row for {lane.lane} on {days}", "a row, 0 if none"
            )
