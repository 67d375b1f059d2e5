"""What a scenario must satisfy beyond the types of its cells, in the order it is checked.

Each check takes the draft, reports every fault it finds with its cell, and changes nothing.
"""

from collections.abc import Callable

from codroute.scenario.checks.calendar import check_demand, check_horizon, check_periods
from codroute.scenario.checks.cards import check_cod_fee_tables, check_rate_cards
from codroute.scenario.checks.draft import Draft
from codroute.scenario.checks.eligible import check_eligible
from codroute.scenario.checks.ladders import check_price_tiers, check_schedules
from codroute.scenario.checks.lanes import check_lanes, check_profile
from codroute.scenario.checks.money import check_currencies, check_offers, check_performance
from codroute.scenario.checks.plausible import (
    warn_contradicted_rates,
    warn_dearer_tiers,
    warn_formulas,
)
from codroute.scenario.checks.policy import check_policy
from codroute.scenario.checks.references import check_duplicates, check_names
from codroute.scenario.checks.regions import check_regions
from codroute.scenario.checks.trials import check_trials

CHECKS: tuple[Callable[[Draft], None], ...] = (
    check_duplicates,
    check_names,
    check_horizon,
    check_periods,
    check_demand,
    check_lanes,
    check_profile,
    check_regions,
    check_currencies,
    check_offers,
    check_performance,
    check_rate_cards,
    check_cod_fee_tables,
    check_price_tiers,
    check_schedules,
    check_trials,
    check_policy,
    check_eligible,
    warn_formulas,
    warn_contradicted_rates,
    warn_dearer_tiers,
)
