"""What the checks share: one scenario, one plan, and what the audit makes of them itself."""

from functools import cached_property

from codroute.audit.claims import stale
from codroute.audit.ladders import Ladders
from codroute.audit.ledger import Ledger
from codroute.audit.pricer import Pricer
from codroute.audit.quotes import Quotes
from codroute.audit.room import Room
from codroute.audit.shipments import Shipment, shipments
from codroute.audit.uses import Uses
from codroute.plan.model import Plan
from codroute.scenario.catalog import Catalog
from codroute.scenario.scenario import Scenario


class Context:
    """A scenario and a plan with everything derived from them, each derived once."""

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        self.scenario = scenario
        self.catalog = Catalog(scenario)
        self._plan = plan
        self.shipments: tuple[Shipment, ...] = tuple(shipments(self.catalog, plan))

    @cached_property
    def quotes(self) -> Quotes:
        """Give the audit's own view of eligibility."""
        return Quotes(self.catalog)

    @cached_property
    def pricer(self) -> Pricer:
        """Give the audit's own prices."""
        return Pricer(self.catalog)

    @cached_property
    def ladders(self) -> Ladders:
        """Give the price tiers that the shipments reach."""
        return Ladders(self.catalog, self.pricer, self.shipments)

    @cached_property
    def ledger(self) -> Ledger:
        """Give the audit's own amounts."""
        return Ledger(self.catalog, self.pricer, self.ladders, self.shipments)

    @cached_property
    def edited(self) -> bool:
        """Tell whether the plan's amounts are those of another allocation."""
        return stale(self._plan, self.ledger)

    @cached_property
    def uses(self) -> Uses:
        """Give the audit's own count of every limit."""
        return Uses(self.catalog, self.ledger, self.shipments)

    @cached_property
    def room(self) -> Room:
        """Give what could be carried beside the shipments."""
        return Room(self.catalog, self.quotes, self.ledger, self.uses, self.shipments)
