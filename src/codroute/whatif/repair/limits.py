"""The rules that can give by an amount, with their rows and columns in the exact model."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from codroute.economics.arrays import FloatArray, IntArray
from codroute.formulation.service import covers
from codroute.formulation.statement import Coupling, Statement
from codroute.plan.rules import Rule, RuleKey
from codroute.report.rule_words import lane_words
from codroute.scenario.catalog import CapacityLimit
from codroute.solve.exact.assemble import ExactModel
from codroute.solve.exact.elastic import Give
from codroute.whatif.rules.limits import METRICS, capacity_name, floor_name, funds_name

_NOTHING = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Limit:
    """A rule that can give by an amount.

    Attributes
    ----------
    rule
        Which.
    coupling, row
        Where its rows stand in the statement; None and empty of a lane that must be carried.
    numbers
        The same rows in the model, ``(row,)``.
    columns, most
        The orders declined of a lane, and its demand, ``(column,)``.
    size
        What an amount is a share of: the limit, or where that is 0 the demand.
    """

    rule: Rule
    coupling: Coupling | None
    row: IntArray
    numbers: IntArray
    columns: IntArray
    most: FloatArray
    size: float

    def give(self, weight: float, *, needed: bool = False) -> Give:
        """Say in the model's terms how it may give, at ``weight`` × (1 + the share)."""
        if self.coupling is None:
            price = weight / self.size
            return Give(price, columns=self.columns, most=self.most, fixed=weight, needed=needed)
        sign = -1.0 if np.isfinite(self.coupling.upper[self.row]).all() else 1.0
        # A slack of 1 is a hundredth of what the rule is measured by: no scale is extreme.
        step = sign * self.size / 100 / self.coupling.unit[self.row]
        return Give(weight / 100, rows=self.numbers, step=step, fixed=weight, needed=needed)


def limits_of(
    statement: Statement,
    model: ExactModel,
    rules: Sequence[Rule],
    stated: Sequence[CapacityLimit],
) -> dict[RuleKey, Limit]:
    """Find the rows of rules that give by amounts; those without any row are left out.

    With ``decline = never`` every lane with orders is such a rule too. ``stated`` are the
    capacities that rules are measured by, in the order of their rows.
    """
    by_key = {rule.key: rule for rule in rules}
    found: dict[RuleKey, Limit] = {}
    for key, coupling, row, numbers, size in _rows(statement, model, stated):
        if key in by_key:
            found[key] = Limit(by_key[key], coupling, row, numbers, _NOTHING, np.empty(0), size)
    return found | {limit.rule.key: limit for limit in _lanes(statement, model)}


_Rows = Iterator[tuple[RuleKey, Coupling, IntArray, IntArray, float]]


def _rows(statement: Statement, model: ExactModel, stated: Sequence[CapacityLimit]) -> _Rows:
    """Give each rule's rows, in the statement and in the model, and its size."""
    yield from _capacities(statement, model, stated)
    yield from _funds(statement, model)
    yield from _minimums(statement, model)
    yield from _trials(statement, model)
    yield from _floors(statement, model)


def _capacities(statement: Statement, model: ExactModel, stated: Sequence[CapacityLimit]) -> _Rows:
    """Give the capacities, each in all its periods."""
    of_rule: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, limit in enumerate(stated):
        of_rule[capacity_name(limit)].append(number)
    for coupling, numbers in _couplings(statement, model, "capacity_limit"):
        for (name, unit), own in of_rule.items():
            row = np.array(own, dtype=np.int64)
            size = float(sum(stated[number].capacity for number in own))
            size = size or _demanded(statement, coupling, row)
            yield ("capacity", name, unit, None), coupling, row, numbers[row], size


def _funds(statement: Statement, model: ExactModel) -> _Rows:
    """Give the limits of funds, measured in the scenario's currency."""
    catalog = statement.economics.catalog
    currency = catalog.scenario.currency
    for coupling, numbers in _couplings(statement, model, "funds_limit"):
        for number, limit in enumerate(catalog.scenario.funds):
            row = np.array([number])
            size = float(limit.max_held * catalog.rates[limit.currency])
            size = size or _demanded(statement, coupling, row)
            yield ("funds", funds_name(limit), currency, None), coupling, row, numbers[row], size


def _minimums(statement: Statement, model: ExactModel) -> _Rows:
    """Give the minimums that must be met; where orders short are paid for, nothing must give."""
    commitments = {c.commitment: c for c in statement.economics.catalog.scenario.commitments}
    first = np.array([0])
    for coupling, numbers in _couplings(statement, model, "commitments_minimum"):
        stated = commitments[coupling.keys[0][0][0]]
        if stated.shortfall_fee is None:
            key = ("commitments", stated.commitment, "orders", None)
            yield key, coupling, first, numbers, float(stated.min_orders)


def _trials(statement: Statement, model: ExactModel) -> _Rows:
    """Give the least and the most orders of every trial that has them."""
    for side, sense in (("minimum", "at_least"), ("maximum", "at_most")):
        for coupling, numbers in _couplings(statement, model, f"trials_{side}"):
            limits = coupling.lower if side == "minimum" else coupling.upper
            for number, name in enumerate(coupling.keys[0][0]):
                row = np.array([number])
                size = float(limits[number]) or _demanded(statement, coupling, row)
                yield ("trials", name, "orders", sense), coupling, row, numbers[row], size


def _floors(statement: Statement, model: ExactModel) -> _Rows:
    """Give the floors; an amount counts over all orders that there are in the value tier."""
    lanes = statement.economics.quotes.lanes
    first = np.array([0])
    for unit, setting in METRICS.items():
        floors = [
            floor
            for floor in statement.economics.catalog.scenario.policy.service
            if getattr(floor, setting) is not None
        ]
        name = setting.partition("_")[2]
        stated = _couplings(statement, model, f"service_{name}")
        for floor, (coupling, numbers) in zip(floors, stated, strict=True):
            inside = [covers(floor, lane.country, lane.value_tier) for lane in lanes]
            orders = float(statement.demand[np.array(inside)].sum())
            named = floor_name(floor)
            size = (float(getattr(floor, setting)) or 1.0) * max(orders, 1.0)
            yield ("service", named, unit, None), coupling, first, numbers, size


def _couplings(
    statement: Statement, model: ExactModel, name: str
) -> Iterator[tuple[Coupling, IntArray]]:
    """Give the couplings whose rows have a name, with the numbers of their rows."""
    at = 0
    for coupling in statement.couplings:
        if f"{coupling.family}_{coupling.name}" == name:
            rows = len(coupling.lower)
            yield coupling, model.rows[name][at : at + rows]
            at += rows


def _demanded(statement: Statement, coupling: Coupling, row: IntArray) -> float:
    """Give what all demand in the place of some rows would use of them, at least 1."""
    volumes, demand = statement.volumes, statement.demand
    total = 0.0
    for number in row.tolist():
        members = coupling.volume_row == number
        volume = coupling.volume[members]
        most = np.zeros(demand.shape)
        place = (volumes.lane[volume], volumes.period[volume])
        np.maximum.at(most, place, coupling.volume_value[members])
        total += float((most * demand).sum() * coupling.unit[number])
    return total or 1.0


def _lanes(statement: Statement, model: ExactModel) -> Iterator[Limit]:
    """Give the lanes that must be carried whatever it costs."""
    assert statement.assignment is not None
    if statement.assignment.decline != "never":
        return
    for lane, name in enumerate(statement.words.lanes):
        periods = np.flatnonzero(model.declined[lane] >= 0)
        if len(periods):
            orders = statement.demand[lane, periods].astype(np.float64)
            rule = Rule(
                family="assignment",
                name=name,
                unit="orders",
                kind="policy",
                words=lane_words(name),
            )
            columns = model.declined[lane, periods]
            size = float(orders.sum())
            yield Limit(rule, None, _NOTHING, _NOTHING, columns, orders, size)
