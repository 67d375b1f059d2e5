"""Shadow prices on the plan's limits and price tiers: what one more unit of each would earn.

The engine gives them by row of the statement; the plan lists limits and schedules as the user
stated them, in the same order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation import capacity, commitments, funds, service, trials
from codroute.formulation.statement import Coupling, Statement
from codroute.plan.model import LimitUse, TierReached
from codroute.solve.solution import Solution

_DECIMALS = 6
"""Of the currency: what lies below is noise of the linear programs."""


def price_limits(
    statement: Statement, solution: Solution, limits: Iterable[LimitUse]
) -> tuple[LimitUse, ...]:
    """Give limits their shadow prices, if the solution has any.

    Parameters
    ----------
    statement
        The model that was solved.
    solution
        What was decided, with its prices.
    limits
        All that the plan lists, in its order.
    """
    if solution.shadow_prices is None:
        return tuple(limits)
    rows = _Rows(statement, solution.orders, solution.shadow_prices.limits)
    return tuple(
        limit.model_copy(update={"shadow_price": round(price, _DECIMALS)})
        for limit, price in zip(limits, rows.prices(), strict=True)
    )


def price_tiers(
    statement: Statement, solution: Solution, tiers: Iterable[TierReached]
) -> tuple[TierReached, ...]:
    """Give price tiers the shadow prices of their thresholds, if the solution has any."""
    if solution.shadow_prices is None:
        return tuple(tiers)
    keys = [block.key for block in statement.states]
    price_of = dict(zip(keys, solution.shadow_prices.thresholds.tolist(), strict=True))

    def priced(tier: TierReached) -> TierReached:
        price = price_of.get(f"{tier.schedule} {tier.window}")
        shown = None if price is None else round(price, _DECIMALS)
        return tier.model_copy(update={"shadow_price": shown})

    return tuple(map(priced, tiers))


@dataclass(frozen=True)
class _Rows:
    """Rows of limits and their prices, by number of the coupling; ``orders`` is ``(volume,)``."""

    statement: Statement
    orders: IntArray
    by_coupling: dict[int, FloatArray]

    def prices(self) -> Iterator[float]:
        """Give the price per unit of every limit, in the order in which a plan lists them."""
        yield from self._limits(capacity.NAME)
        yield from self._limits(funds.NAME)
        yield from self._minimums()
        yield from self._trials()
        yield from self._floors()

    def _of(self, family: str) -> Iterator[tuple[Coupling, list[float]]]:
        for number, coupling in enumerate(self.statement.couplings):
            if coupling.family == family and coupling.switch is None:
                yield coupling, self.by_coupling[number].tolist()

    def _limits(self, family: str) -> Iterator[float]:
        for _, prices in self._of(family):
            yield from prices

    def _minimums(self) -> Iterator[float]:
        """Give the price of every commitment's least orders: nothing where none are asked for.

        No order asked for is worth more than the fee at which it may be short: what can be short
        shrinks with the minimum.
        """
        catalog = self.statement.economics.catalog
        minimums = {
            coupling.keys[0][0][0]: (coupling, prices[0])
            for coupling, prices in self._of(commitments.NAME)
        }
        for commitment in catalog.scenario.commitments:
            coupling, price = minimums.get(commitment.commitment, (None, 0.0))
            unused = coupling is None or not self.orders[coupling.volume].any()
            if unused and commitment.applies == "if_used":
                price = 0.0
            if commitment.shortfall_fee is not None:
                fee = commitment.shortfall_fee * catalog.rates[commitment.currency]
                price = min(price, float(fee))
            yield price

    def _trials(self) -> Iterator[float]:
        """Give the price of every trial's least, where it has one, and of its most."""
        prices = {
            (coupling.name, name): price
            for coupling, of_rows in self._of(trials.NAME)
            for name, price in zip(coupling.keys[0][0], of_rows, strict=True)
        }
        for trial in self.statement.economics.catalog.scenario.trials:
            for side in ("minimum", "maximum"):
                if (side, trial.trial) in prices:
                    yield prices[side, trial.trial]

    def _floors(self) -> Iterator[float]:
        """Give the price of every floor whose value tier ships anything: others have no mean.

        Its row has a price per order and unit of quality, and every order counts in the mean.
        """
        for coupling, prices in self._of(service.NAME):
            counted = int(self.orders[coupling.volume].sum())
            if counted:
                yield prices[0] * counted
