"""Trials: bounds the right way round, that say something."""

from codroute.scenario.checks.draft import Draft


def check_trials(draft: Draft) -> None:
    """Report a least above the most, and warn of a trial that bounds nothing."""
    for index, trial in draft.numbered("trials"):
        if trial.max_orders is None:
            if not trial.min_orders:
                wanted = "one, or a min_orders above 0: the row bounds nothing"
                draft.warn("trials", index, "max_orders", None, wanted)
        elif trial.max_orders < trial.min_orders:
            wanted = f"at least the min_orders {trial.min_orders}"
            draft.report("trials", index, "max_orders", trial.max_orders, wanted)
