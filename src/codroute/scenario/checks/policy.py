"""The policy: shares that leave room for a plan, and the facts that its switches need."""

from decimal import Decimal

from codroute.scenario.checks.draft import Draft
from codroute.scenario.policy import Policy
from codroute.scenario.reading.text import Phrase


def check_policy(draft: Draft) -> None:
    """Report contradictions of the policy with itself and with what the tables state."""
    policy = draft.settings.get("policy")
    if policy is None:
        return
    _check_shares(draft, policy)
    _check_service(draft, policy)
    if policy.decline == "unprofitable" and not policy.count_goods_cost:
        wanted = "true: without goods cost nearly every order looks worth sending"
        draft.report("", None, "policy.count_goods_cost", False, wanted)
    if policy.count_goods_cost:
        if policy.goods_recovery_share is None:
            wanted = "a share: what a refused order's goods are still worth"
            draft.report("", None, "policy.goods_recovery_share", None, wanted)
        for index, lane in draft.numbered("lanes"):
            if lane.goods_cost is None:
                wanted = "an amount, since the policy counts goods cost"
                draft.report("lanes", index, "goods_cost", None, wanted)
    if policy.count_capital_cost and policy.capital_rate_per_year is None:
        draft.report("", None, "policy.capital_rate_per_year", None, "a share per year")


def _check_shares(draft: Draft, policy: Policy) -> None:
    """Some split into main and backup must satisfy all four bounds, the main not the smaller."""
    if policy.roles != "main_backup":
        return
    least = max(policy.main_share_min, 1 - policy.backup_share_max, Decimal("0.5"))
    most = min(policy.main_share_max, 1 - policy.backup_share_min)
    if least > most:
        found = (
            f"main {policy.main_share_min} to {policy.main_share_max}, "
            f"backup {policy.backup_share_min} to {policy.backup_share_max}"
        )
        wanted = "bounds that some split of 1 meets, with main at least backup"
        draft.report("", None, "policy.main_share_min", Phrase(found), wanted)


def _check_service(draft: Draft, policy: Policy) -> None:
    tiers, countries = draft.names("lanes", "value_tier"), draft.names("markets", "country")
    for number, floor in enumerate(policy.service):
        place = f"policy.service.{number + 1}"
        if tiers is not None and floor.value_tier not in tiers:
            draft.report("", None, f"{place}.value_tier", floor.value_tier, "a value tier of lanes")
        if floor.country and countries is not None and floor.country not in countries:
            draft.report("", None, f"{place}.country", floor.country, "a country of markets")
        if floor.min_paid_rate is None and floor.max_transit_days is None:
            draft.report("", None, place, Phrase("no limit"), "min_paid_rate or max_transit_days")
