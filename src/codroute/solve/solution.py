"""What an engine brings back: the plan's decisions, what is proven about them, and how."""

from dataclasses import dataclass, field

from codroute.economics.arrays import FloatArray, IntArray
from codroute.plan.model import Plan
from codroute.plan.proof import Proof
from codroute.solve.answer import EndReason
from codroute.solve.config import BackendName


@dataclass(frozen=True)
class DeclineProof:
    """Result of stage 1: the declined orders, and the least that any plan could decline."""

    declined_orders: int
    bound_orders: int | None
    proof: Proof | None = None

    @property
    def proven(self) -> bool:
        """Tell whether no plan declines fewer."""
        return self.bound_orders is not None and self.declined_orders <= self.bound_orders


@dataclass(frozen=True)
class ShadowPrices:
    """What one more unit of each limit would earn with the plan's price tiers kept.

    ``limits`` is by coupling of the statement, ``(row,)`` each, in the scenario's currency per unit
    in which the limit is stated, not negative; ``thresholds`` by block of states: what reaching its
    tier costs per unit of volume that the threshold asks for.
    """

    limits: dict[int, FloatArray]
    thresholds: FloatArray


@dataclass(frozen=True)
class Solution:
    """The plan's decisions and what is proven about them.

    ``orders`` is ``(volume,)``; ``main`` and ``backup`` give each role block its provider
    ``(block,)``, −1 for none; ``bound`` is in the scenario's currency, before amounts are rounded.
    """

    orders: IntArray
    main: IntArray | None
    backup: IntArray | None
    reason: EndReason
    bound: float | None
    decline: DeclineProof | None
    engine: str
    solver: str
    solver_version: str
    backend: BackendName
    confirmed_by: str | None
    columns: int
    rows: int
    seconds: dict[str, float] = field(default_factory=dict)
    engine_reason: str = ""
    proof: Proof | None = None
    shadow_prices: ShadowPrices | None = None
    memory: object = None
    """What the engine can start a similar solve from, in its own terms."""


@dataclass(frozen=True)
class Near:
    """A plan of a similar scenario, and what the engine kept of its solve, if anything."""

    plan: Plan
    memory: object = None
