"""The calendar of a plan: its periods, their days and the month each belongs to."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from codroute.scenario.fields import Day, Periods, Row

_DAYS = {"day": 1, "week": 7}


class Horizon(Row):
    """Consecutive periods from ``start`` on; a period is named by its first day."""

    start: Day
    period: Literal["day", "week", "month"]
    periods: Periods

    @cached_property
    def first_days(self) -> tuple[date, ...]:
        """First day of every period, and the day after the last one: ``periods + 1`` dates."""
        if self.period == "month":
            return tuple(_add_months(self.start, i) for i in range(self.periods + 1))
        step = timedelta(days=_DAYS[self.period])
        return tuple(self.start + i * step for i in range(self.periods + 1))

    @cached_property
    def period_ids(self) -> tuple[date, ...]:
        """Name every period by its first day, in order."""
        return self.first_days[:-1]

    def period_of(self, day: date | None) -> int | None:
        """Give the number of the period that a day lies in; None outside, and without a day."""
        if day is None:
            return None
        number = bisect_right(self.first_days, day) - 1
        return number if 0 <= number < self.periods else None

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Month of every period as ``YYYY-MM``: a week belongs to the month of its first day."""
        return tuple(f"{day:%Y-%m}" for day in self.period_ids)

    @property
    def days(self) -> int:
        """Count the days of the horizon."""
        return (self.first_days[-1] - self.start).days


def _add_months(start: date, months: int) -> date:
    """Give the first day of a later month; the checks make sure that ``start`` is one too."""
    year, month = divmod(start.month - 1 + months, 12)
    return date(start.year + year, month + 1, 1)
