"""docs/published-cards.md: every published card is entered and priced as the page says."""

import json
import re
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

import build
import pytest
from places import ROOT

from codroute.economics.build import price
from codroute.plan.quote import Quote, Quoted
from codroute.quoting.quote import quote_orders
from codroute.scenario.order import Order
from codroute.scenario.scenario import Scenario

Stated = dict[str, Any]

TEXT = (ROOT / "docs" / "published-cards.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```json ([\w-]+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
(LEFT_OUT,) = (json.loads(text) for name, text in BLOCKS if name == "left-out")
WORKED = [json.loads(text) for name, text in BLOCKS if name == "worked"]

WAITS = re.findall(r"^\|.*\| `([\d.]+)` \|$", TEXT, re.MULTILINE)
"""The settlement days of the page's table of payouts."""

RECORD = {
    "provider": "carrier",
    "paid_rate": "0.7",
    "loss_rate": "0.05",
    "transit_days": "3",
    "second_attempt_rate": "0.3",
    "third_attempt_rate": "0.1",
}

FILLED_IN = {
    *("country", "currency", "market", "order", "volumes", "gives"),
    *("offers", "coverage", "rate_cards"),
}
"""What is more than a table's rows as they stand; any other key must be such a table."""

each_worked = pytest.mark.parametrize(
    "stated", WORKED, ids=lambda stated: "+".join(stated["gives"])
)


def order_of(stated: Stated) -> Stated:
    return {"country": stated["country"]} | LEFT_OUT["order"] | stated.get("order", {})


def entered(stated: Stated) -> Scenario:
    """Read a block's rows, what they leave out filled in, as a scenario's tables are read."""
    country, currency = stated["country"], stated["currency"]
    order = order_of(stated)
    coverage = stated.get("coverage", [{"offer": offer["offer"]} for offer in stated["offers"]])
    regions = {row.get("region", order["region"]) for row in coverage} | {order["region"]}
    lanes = [order | {"region": region} for region in sorted(regions)]
    market = {"country": country, "currency": currency, "rate": "1", "rate_date": "2026-11-01"}
    return build.scenario(
        currency=currency,
        markets=[market | {"rate_source": "assumed"} | stated.get("market", {})],
        lanes=lanes,
        demand=[build.demand(1, lane_name(lane)) for lane in lanes],
        providers=[{"provider": "carrier"}],
        performance=[RECORD],
        offers=[LEFT_OUT["offers"] | {"currency": currency} | row for row in stated["offers"]],
        coverage=[LEFT_OUT["coverage"] | {"country": country} | row for row in coverage],
        rate_cards=[LEFT_OUT["rate_cards"], *stated.get("rate_cards", [])],
        **{name: rows for name, rows in stated.items() if name not in FILLED_IN},
    )


def lane_name(lane: Stated) -> str:
    return "/".join(lane[part] for part in ("region", "value_tier", "category") if part in lane)


def quoted(scenario: Scenario, stated: Stated) -> Quoted:
    """Price the block's order by the audit and by the economics, which must agree."""
    order = Order.model_validate({"order": "1"} | order_of(stated))
    volumes = {name: Decimal(volume) for name, volume in stated.get("volumes", {}).items()}
    return quote_orders(scenario, [order], volumes)


def could_fall_due(quote: Quote) -> dict[str, Fraction]:
    """Add up a quote's lines by term, whatever becomes of the order."""
    due: dict[str, Fraction] = defaultdict(Fraction)
    for line in quote.lines:
        due[line.term] += line.amount
        due["tax"] += line.tax
    return {term: amount for term, amount in due.items() if amount}


@each_worked
def test_orders_cost_what_the_page_says(stated: Stated) -> None:
    found = quoted(entered(stated), stated)
    costs: Stated = {quote.offer.offer: could_fall_due(quote) for quote in found.quotes}
    reasons: Stated = {why.offer: why.reason for why in found.unquotable}
    assert costs | reasons == {
        offer: said if isinstance(said, str) else {term: Fraction(x) for term, x in said.items()}
        for offer, said in stated["gives"].items()
    }


def planned(scenario: Scenario, quote: Quote) -> dict[str, float]:
    """Give what a plan expects an order of the quote's lane to cost, at the quote's price tier."""
    economics = price(scenario)
    quotes = economics.quotes
    (number,) = (
        n
        for n, (lane, offer) in enumerate(zip(quotes.lane, quotes.offer, strict=True))
        if quotes.lanes[lane].region == quote.order.region
        and quotes.offers[offer].offer == quote.offer.offer
    )
    names = [tier.price_tier for tier in scenario.price_tiers]
    place = 0 if quote.price_tier is None else names.index(quote.price_tier)
    tariff = economics.tariffs.start[number] + place
    costs = {term: -float(amounts[tariff]) for term, amounts in economics.terms.items()}
    return {term: cost for term, cost in costs.items() if cost and term != "collected_cod"}


@each_worked
def test_plans_expect_the_same_costs(stated: Stated) -> None:
    scenario = entered(stated)
    for quote in quoted(scenario, stated).quotes:
        assert quote.chances is not None
        expected: dict[str, float] = defaultdict(float)
        for line in quote.lines:
            expected[line.term] += float(quote.chances[line.due] * line.amount)
            expected["tax"] += float(quote.chances[line.due] * line.tax)
        wanted = {term: cost for term, cost in expected.items() if cost}
        assert planned(scenario, quote) == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("days", sorted(set(WAITS)))
def test_waits_for_the_cash_can_be_entered(days: str) -> None:
    (offer, _) = build.scenario(
        offers=[build.offer(settlement_days=days), build.offer("b-std")]
    ).offers
    assert offer.settlement_days == Decimal(days)


def test_every_card_has_a_worked_order() -> None:
    """Sections of a carrier show how its card is entered; those of countries hold them."""
    sections = re.split(r"^### ", TEXT.split("\n## Payout\n")[0], flags=re.MULTILINE)[1:]
    assert sections
    assert [text.splitlines()[0] for text in sections if "```json worked" not in text] == []
