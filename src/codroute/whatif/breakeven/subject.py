"""Which offers a break-even is about: those that a file brings, or states otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass

from codroute.errors import Fault, InvalidInput
from codroute.scenario.catalog import Catalog
from codroute.scenario.columns import one_of
from codroute.scenario.eligibility import ineligibility, own_cards
from codroute.scenario.fees import TableCodFee
from codroute.scenario.reading.text import Phrase, shown
from codroute.scenario.scenario import Scenario
from codroute.scenario.tables import Lane, Offer, PriceSchedule

PLACE = "break-even"
"""Where a fault of what is asked for stands."""


@dataclass(frozen=True)
class Subject:
    """Offers of one provider whose terms are varied together.

    ``new`` tells that the base has none of them, and all other offers as they are: it is the
    scenario without them.
    """

    provider: str
    offers: tuple[str, ...]
    new: bool

    def counted_beside_others(self, scenario: Scenario, schedule: PriceSchedule) -> bool:
        """Tell whether a schedule counts further offers of the provider."""
        counted = schedule.offers or [
            offer.offer for offer in scenario.offers if offer.provider == self.provider
        ]
        return schedule.provider == self.provider and not set(counted) <= set(self.offers)

    def schedules(self, scenario: Scenario) -> list[PriceSchedule]:
        """Give the schedules that count any of the offers somewhere."""
        return [
            schedule
            for schedule in scenario.price_schedules
            if schedule.provider == self.provider
            and (not schedule.offers or set(schedule.offers) & set(self.offers))
        ]

    def quotes(self, catalog: Catalog) -> Iterator[tuple[Offer, Lane]]:
        """Give the lanes that the offers can carry."""
        for name in self.offers:
            for lane in catalog.lanes.values():
                if ineligibility(catalog, catalog.offers[name], lane) is None:
                    yield catalog.offers[name], lane


def find_subject(base: Scenario, offered: Scenario, of: str | None = None) -> Subject:
    """Find the offers that a scenario has on top of its base.

    Parameters
    ----------
    base, offered
        A scenario, and the same with the offer.
    of
        One of its offers, where it brings several that are not to be varied together.

    Raises
    ------
    InvalidInput
        Nothing about any offer is new, offers of several providers are, or ``of`` is none of them.
    """
    found = _new_or_changed(base, offered)
    if not found:
        wanted = "an offer that the base does not have, or has otherwise"
        raise InvalidInput([Fault(PLACE, None, "offer", Phrase("nothing new"), wanted)])
    if of is not None and of not in found:
        raise InvalidInput([Fault(PLACE, None, "of", shown(of), one_of(of, found))])
    chosen = found if of is None else [of]
    owner = {offer.offer: offer.provider for offer in offered.offers}
    if len({owner[name] for name in chosen}) > 1:
        what = Phrase(f"offers of several providers: {', '.join(chosen)}")
        raise InvalidInput([Fault(PLACE, None, "of", what, one_of("", chosen))])
    known = {offer.offer for offer in base.offers}
    new = chosen == found and known.isdisjoint(chosen) and not _changed(base, offered)
    return Subject(owner[chosen[0]], tuple(chosen), new)


def _new_or_changed(base: Scenario, offered: Scenario) -> list[str]:
    """Name the new offers; where there are none, those with any term stated otherwise."""
    known = {offer.offer for offer in base.offers}
    new = [offer.offer for offer in offered.offers if offer.offer not in known]
    return new or _changed(base, offered)


def _changed(base: Scenario, offered: Scenario) -> list[str]:
    """Name the offers of both with any term stated otherwise."""
    before, after = Catalog(base), Catalog(offered)
    names = [name for name in after.offers if name in before.offers]
    return [name for name in names if _terms(before, name) != _terms(after, name)]


def _terms(catalog: Catalog, name: str) -> list[object]:
    """Gather all rows that say anything about an offer."""
    scenario, offer = catalog.scenario, catalog.offers[name]
    schedules = [
        row
        for row in scenario.price_schedules
        if row.provider == offer.provider and (not row.offers or name in row.offers)
    ]
    tiers = [tier for row in schedules for tier in catalog.tiers[row.schedule]]
    cards = {*own_cards(offer), *(tier.rate_card for tier in tiers if tier.form == "rate_card")}
    fee_table = offer.cod_fee.table if isinstance(offer.cod_fee, TableCodFee) else None
    return [
        offer,
        schedules,
        tiers,
        [row for row in scenario.rate_cards if row.rate_card in cards],
        [row for row in scenario.cod_fee_tables if row.cod_fee_table == fee_table],
        [row for row in scenario.coverage if row.offer == name],
        [row for row in scenario.surcharges if row.offer == name],
        [row for row in scenario.peak_surcharges if row.offer == name],
        [
            row
            for row in scenario.performance
            if row.provider == offer.provider and row.offer in (None, name)
        ],
    ]
