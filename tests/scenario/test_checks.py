"""Checks that a single edit of tiny does not reach: warnings, currencies, profiles, zones."""

from collections.abc import Callable
from typing import Any

import pytest
from places import TINY
from tiny_files import tiny_document

from codroute.scenario.parse import examine
from codroute.scenario.reading.source import raw_document, read_raw

Document = dict[str, Any]


def told(document: Document) -> list[str]:
    """Give errors and warnings, each as its text without the document's name."""
    faults = examine(raw_document(document, "d"))[1]
    marks = {"error": "", "warning": "warning: "}
    return [marks[fault.severity] + str(fault).removeprefix("d ") for fault in faults]


def two_countries() -> Document:
    """Give tiny with Asir moved to a second country whose currency is the AED."""
    document = tiny_document()
    document["markets"].append(
        {
            "country": "AE",
            "currency": "AED",
            "rate": "0.27",
            "rate_date": "2026-11-01",
            "rate_source": "assumed",
        }
    )
    for lane in document["lanes"][2:]:
        lane["country"] = "AE"
    document["coverage"] = [
        {"offer": row["offer"], "country": country, "served": True, "remote_surcharge": 0}
        for row in document["offers"]
        for country in ("SA", "AE")
    ]
    return document


def second_offer(document: Document, **changes: Any) -> Document:
    """Add an offer desert-uae in AED on the card oasis-aed."""
    document["offers"].append(
        document["offers"][1]
        | {"offer": "desert-uae", "currency": "AED", "rate_card": "desert-aed"}
        | changes
    )
    document["rate_cards"].append(document["rate_cards"][1] | {"rate_card": "desert-aed"})
    document["coverage"].append(
        {"offer": "desert-uae", "country": "AE", "served": True, "remote_surcharge": 0}
    )
    return document


def test_examples_have_no_errors() -> None:
    for name in ("tiny", "gulf-peak", "sea-11-11"):
        scenario, faults = examine(read_raw(TINY.parent / name))
        assert scenario is not None
        assert {fault.severity for fault in faults} <= {"warning"}


def test_two_currencies_are_no_fault() -> None:
    assert told(second_offer(two_countries())) == []


def test_a_card_has_one_currency() -> None:
    document = second_offer(two_countries(), rate_card="desert")
    assert told(document) == [
        "(offers), row 4, column currency: found 'AED'; "
        "wanted USD, the currency in which card desert is used elsewhere"
    ]


def test_an_incremental_schedule_has_one_currency() -> None:
    document = second_offer(two_countries())
    document["price_schedules"][0] |= {"kind": "incremental"}
    for tier in document["price_tiers"]:
        tier |= {"form": "amount_off", "amount_off": tier.pop("discount")}
    assert told(document) == [
        "(price_schedules), row 1, column offers: found desert-std in USD and desert-uae in AED; "
        "wanted offers of one currency, that of the schedule's amounts"
    ]
    document["price_schedules"][0]["offers"] = ["desert-std"]
    assert told(document) == []


def test_the_card_of_a_tier_has_one_currency() -> None:
    document = second_offer(two_countries())
    for tier, card in zip(document["price_tiers"], ("desert", "desert-aed"), strict=True):
        del tier["discount"]
        tier |= {"form": "rate_card", "rate_card": card}
    assert told(document) == [
        "(price_tiers), row 1, column rate_card: found desert-std in USD and desert-uae in AED; "
        "wanted a card in one currency, which desert is not",
        "(price_tiers), row 2, column rate_card: found desert-uae in AED and desert-std in USD; "
        "wanted a card in one currency, which desert-aed is not",
    ]
    document["price_schedules"][0]["offers"] = ["desert-std"]
    assert told(document) == [
        "(price_tiers), row 2, column rate_card: found desert-uae in AED and desert-std in USD; "
        "wanted a card in one currency, which desert-aed is not"
    ]


def test_a_card_of_the_way_back_is_no_tier_in_another_currency() -> None:
    document = second_offer(two_countries())
    document["offers"][-1]["return_fee"] = {"form": "rate_card", "rate_card": "desert-back"}
    document["rate_cards"].append(document["rate_cards"][-1] | {"rate_card": "desert-back"})
    document["price_schedules"][0]["offers"] = ["desert-std"]
    tier = document["price_tiers"][0]
    del tier["discount"]
    tier |= {"form": "rate_card", "rate_card": "desert-back"}
    assert told(document) == [
        "(price_tiers), row 1, column rate_card: found desert-uae in AED and desert-std in USD; "
        "wanted a card in one currency, which desert-back is not"
    ]


def test_a_schedule_needs_an_offer_to_count() -> None:
    document = tiny_document()
    document["providers"].append({"provider": "idle"})
    document["price_schedules"][0]["provider"] = "idle"
    assert told(document) == [
        "(price_schedules), row 1, column provider: found idle, which has no offer to count; "
        "wanted a provider with offers"
    ]


def test_a_region_lies_in_one_country() -> None:
    document = two_countries()
    document["lanes"][3]["country"] = "SA"
    document["capacity"].append(
        {"provider": "oasis", "country": "AE", "region": "Riyadh", "unit": "kg", "capacity": 9}
    )
    assert told(document) == [
        "(capacity), row 4, column country: found 'AE'; wanted SA, where Riyadh is",
        "(lanes), row 4, column country: found 'SA'; wanted AE, where Asir is",
    ]


def test_limits_of_funds() -> None:
    document = two_countries()
    document["funds"] = [
        {"provider": "oasis", "country": "AE", "currency": "AED", "max_held": 9},
        {"provider": "oasis", "currency": "USD", "max_held": 0},
    ]
    assert told(document) == []
    document["funds"] += [
        {"provider": "oasys", "currency": "USD", "max_held": 9},
        {"provider": "oasis", "country": "AE", "currency": "USD", "max_held": 9},
        {"provider": "oasis", "country": "QA", "currency": "QAR", "max_held": 9},
        {"provider": "falcon", "currency": "USD", "max_held": -1},
    ]
    assert told(document) == [
        "(funds), row 3, column provider: found 'oasys'; "
        "wanted a name from the table providers, perhaps 'oasis'",
        "(funds), row 4: found oasis / AE again; wanted it once; it stands in row 1",
        "(funds), row 5, column country: found 'QA'; wanted a name from the table markets",
        "(funds), row 5, column currency: found 'QAR'; "
        "wanted a currency of markets: one of AED, USD",
        "(funds), row 6, column max_held: found '-1'; wanted an amount of 0 or more, "
        "written like 1234.50 (at most 12 digits before the point and 8 after)",
    ]


def profile(*points: tuple[str, int], **changes: Any) -> Document:
    """Give tiny with a profile of Riyadh/low."""
    document = tiny_document()
    del document["lanes"][0]["cod_value"], document["lanes"][0]["weight_g"]
    document["profile"] = [
        {"lane": "Riyadh/low", "share": share, "cod_value": 40, "weight_g": weight} | changes
        for share, weight in points
    ]
    return document


def test_shares_of_a_profile_add_up() -> None:
    assert told(profile(("0.6", 300), ("0.4", 900))) == []
    assert told(profile(("0.6", 300), ("0.3", 900))) == [
        "(profile), row 2, column share: found shares of Riyadh/low adding up to 0.9; "
        "wanted shares that add up to 1"
    ]


def test_dimensions_of_a_profile() -> None:
    document = profile(("0.6", 300), ("0.4", 900))
    document["offers"][0]["volumetric"] = {"form": "greater", "divisor": 5000}
    for lane in document["lanes"][1:]:
        lane |= {"length_cm": 10, "width_cm": 10, "height_cm": 10}
    document["profile"][0] |= {"length_cm": 10, "width_cm": 10, "height_cm": 10}
    assert told(document) == [
        "(profile), row 2, column length_cm: found nothing; "
        "wanted length, width and height, since falcon-std charges by volume"
    ]
    document["profile"][1] |= {"length_cm": 10, "width_cm": 10}
    assert told(document) == [
        "(profile), row 2, column height_cm: found nothing; "
        "wanted a value, as for the other two dimensions"
    ]


def test_every_zone_that_lacks_rates_is_told() -> None:
    document = tiny_document()
    document["coverage"][0]["zone"] = "near"
    document["coverage"].append(document["coverage"][0] | {"region": "Asir", "zone": "far"})
    assert told(document) == [
        f"(rate_cards), column zone: found no row of card falcon for zone {zone}; "
        f"wanted one: falcon-std serves {region} in this zone"
        for zone, region in (("far", "Asir"), ("near", "Riyadh"))
    ]


STEP = "since the mean misprices (falcon: a step at 500 g)"


def weigh(weight: int) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["lanes"][2]["weight_g"] = weight
        document["rate_cards"][1]["first_weight_g"] = 2000
        document["rate_cards"][2]["first_weight_g"] = 2000

    return change


def weigh_by_volume(document: Document) -> None:
    weigh(400)(document)
    document["offers"][0]["volumetric"] = {"form": "greater", "divisor": 5000}
    for lane in document["lanes"]:
        lane |= {"length_cm": 10, "width_cm": 10, "height_cm": 10}
    document["lanes"][2] |= {"height_cm": 24.5}


def bands(document: Document) -> None:
    weigh(400)(document)
    document["rate_cards"][0] = {
        "form": "weight_band",
        "rate_card": "falcon",
        "over_weight_g": 0,
        "up_to_weight_g": 410,
        "fee_per_parcel": 5,
    }
    document["rate_cards"].append(
        document["rate_cards"][0] | {"over_weight_g": 410, "up_to_weight_g": 900}
    )


def rate(paid_rate: str, paid: int, observed: int) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        counts = {"paid_rate": paid_rate, "paid_orders": paid, "observed_orders": observed}
        document["performance"][0] |= counts

    return change


def tiers(form: str, *values: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for tier, value in zip(document["price_tiers"], values, strict=True):
            tier.pop("discount")
            tier |= {"form": form, form: value}
        if form == "amount_off":
            document["price_schedules"][0]["kind"] = "incremental"

    return change


def rename(offer: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document["offers"][0]["offer"] = offer
        document["coverage"][0]["offer"] = offer

    return change


def carry(*categories: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        for lane in document["lanes"]:
            lane["category"] = "home"
        for row in document["demand"]:
            row["lane"] += "/home"
        document["offers"][0]["categories"] = list(categories)

    return change


def leave(
    *regions: str, offers: tuple[str, ...] = ("falcon-std", "desert-std", "oasis-std")
) -> Callable[[Document], None]:
    """Let offers leave regions."""

    def change(document: Document) -> None:
        kept = [row for row in document["coverage"] if row.get("region") is None]
        document["coverage"] = kept + [
            {"offer": name, "country": "SA", "region": region}
            | {"served": False}
            | {"remote_surcharge": 0}
            for name in offers
            for region in regions
        ]

    return change


def demand_floor(value_tier: str, **limits: str) -> Callable[[Document], None]:
    """Ask for a mean quality of a value tier."""

    def change(document: Document) -> None:
        document["policy"]["service"] = [{"value_tier": value_tier} | limits]

    return change


def record(*rows: dict[str, Any]) -> Callable[[Document], None]:
    """Add rows to what is known of the first provider, whose offer is falcon-std."""

    def change(document: Document) -> None:
        known = document["performance"][0]
        assert known["provider"] == "falcon"
        document["performance"] += [known | row for row in rows]

    return change


@pytest.mark.parametrize(
    ("change", "warnings"),
    [
        (weigh(474), []),
        (
            weigh(475),
            [
                "(lanes), row 3, column weight_g: found 475 g as the only weight of Asir/low; "
                f"wanted several points in the table profile, {STEP}"
            ],
        ),
        (
            weigh(525),
            [
                "(lanes), row 3, column weight_g: found 525 g as the only weight of Asir/low; "
                f"wanted several points in the table profile, {STEP}"
            ],
        ),
        (weigh(526), []),
        (
            weigh_by_volume,
            [
                "(lanes), row 3, column weight_g: found 490 g as the only weight of Asir/low; "
                f"wanted several points in the table profile, {STEP}"
            ],
        ),
        (
            bands,
            [
                "(lanes), row 1, column weight_g: found 400 g as the only weight of Riyadh/low, "
                "and 3 more like it; wanted several points in the table profile, "
                "since the mean misprices (falcon: a step at 410 g)"
            ],
        ),
        (rate("0.8", 0, 0), []),
        (rate("0.8", 770, 1000), []),
        (
            rate("0.8", 750, 1000),
            [
                "(performance), row 1, column paid_rate: found '0.8'; "
                "wanted a rate from 0.7132 to 0.7835, as 750 of 1000 orders paid make likely"
            ],
        ),
        (
            rate("0.8", 0, 10),
            [
                "(performance), row 1, column paid_rate: found '0.8'; "
                "wanted a rate from 0.0000 to 0.3988, as 0 of 10 orders paid make likely"
            ],
        ),
        (tiers("discount", "0.1", "0.1"), []),
        (
            tiers("discount", "0.1", "0.05"),
            [
                "(price_tiers), row 2, column discount: found '0.05'; "
                "wanted at least 0.1, as in the tier below"
            ],
        ),
        (
            tiers("amount_off", "1", "0.5"),
            [
                "(price_tiers), row 2, column amount_off: found '0.5'; "
                "wanted at least 1, as in the tier below"
            ],
        ),
        (tiers("rate_card", "desert", "falcon"), []),
        (
            tiers("rate_card", "desert", "oasis"),
            [
                "(price_tiers), row 2, column rate_card: found 'oasis'; "
                "wanted a card no dearer than desert, the card of the tier below"
            ],
        ),
        (record({"region": "Asir", "offer": "falcon-std"}, {"region": "Asir"}), []),
        (
            record({"offer": "falcon-std"}, {"region": "Asir"}),
            [
                "(performance), row 5, column offer: found nothing; wanted an offer, since this "
                "row overrides row 4 of falcon-std on Asir/low, and 1 more like it"
            ],
        ),
        (
            leave("Asir"),
            [
                "(lanes), row 3, column region: found no offer that can carry Asir/low, Asir/high; "
                "wanted one, or no orders: these are declined"
            ],
        ),
        (
            leave("Asir", "Riyadh", offers=("falcon-std",)),
            [
                "(offers), row 1, column offer: found 'falcon-std'; "
                "wanted an offer that carries a lane: not covered on 4"
            ],
        ),
        (
            demand_floor("high", min_paid_rate="0.9", max_transit_days="2"),
            [
                "d, column policy.service.1.max_transit_days: found '2'; "
                "wanted at least 3, the best of any offer on high",
                "d, column policy.service.1.min_paid_rate: found '0.9'; "
                "wanted at most 0.82, the best of any offer on high",
            ],
        ),
        (demand_floor("high", min_paid_rate="0.82", max_transit_days="3"), []),
        (carry("home"), []),
        (
            rename("=falcon"),
            [
                "(offers), row 1, column offer: found '=falcon'; wanted a name that a spreadsheet "
                "takes for no formula: none of = + - @ in front"
            ],
        ),
        (
            carry("home", "hmoe"),
            [
                "(offers), row 1, column categories: found 'hmoe'; "
                "wanted a category of lanes, or nothing where the offer carries all"
            ],
        ),
    ],
)
def test_warnings(change: Callable[[Document], None], warnings: list[str]) -> None:
    document = tiny_document()
    change(document)
    assert told(document) == [f"warning: {warning}" for warning in warnings]
    assert examine(raw_document(document))[0] is not None


def test_lanes_without_performance_are_named_together_by_country() -> None:
    document = two_countries()
    document["performance"] = [row for row in document["performance"] if row["provider"] != "oasis"]
    regions = [f"Town {number}" for number in range(7)]
    document["lanes"] += [document["lanes"][0] | {"region": region} for region in regions]
    document["demand"] += [document["demand"][0] | {"lane": f"{region}/low"} for region in regions]
    place = "(performance), column paid_rate: found no row that applies to oasis-std on "
    wanted = "; wanted a row, general or specific"
    named = "Riyadh/low, Riyadh/high, Town 0/low, Town 1/low, Town 2/low, Town 3/low"
    assert told(document) == [
        f"{place}Asir/low, Asir/high{wanted}",
        f"{place}{named} and 3 more lanes of SA{wanted}",
    ]


def trials(*rows: dict[str, Any]) -> Document:
    document = tiny_document()
    plain = {"trial": "t", "provider": "oasis", "min_orders": 10, "max_orders": 40}
    document["trials"] = [plain | {"trial": f"t{n}"} | row for n, row in enumerate(rows)]
    return document


def test_faults_of_trials_are_told_all_at_once() -> None:
    document = trials(
        {"max_orders": 9},
        {"provider": "oases"},
        {"offers": ["desert-std"]},
        {"offers": ["oasis-stt"]},
        {"region": "Riad"},
        {"country": "AE"},
        {"trial": "t0"},
    )
    assert told(document) == [
        "(trials), row 1, column max_orders: found '9'; wanted at least the min_orders 10",
        "(trials), row 2, column provider: found 'oases'; wanted a name from the table providers, "
        "perhaps 'oasis'",
        "(trials), row 3, column offers: found 'desert-std'; wanted offers of oasis; desert-std is "
        "of desert",
        "(trials), row 4, column offers: found 'oasis-stt'; wanted a name from the table offers, "
        "perhaps 'oasis-std'",
        "(trials), row 5, column region: found 'Riad'; wanted a name from the table lanes, "
        "perhaps 'Riyadh'",
        "(trials), row 6, column country: found 'AE'; wanted a name from the table markets",
        "(trials), row 7: found t0 again; wanted it once; it stands in row 1",
    ]


def test_trials_that_bound_nothing_or_ask_for_too_much_are_warned_of() -> None:
    """Oasis can carry all 400 orders of tiny, 200 of them in Asir."""
    document = trials(
        {"min_orders": 0, "max_orders": None},
        {"min_orders": 201, "max_orders": None, "region": "Asir"},
        {"min_orders": 200, "max_orders": None, "region": "Asir"},
        {"min_orders": 0, "provider": "falcon", "region": "Asir"},
    )
    rows = [row for row in document["coverage"] if row["offer"] != "falcon-std"]
    for region, served in (("Riyadh", True), ("Asir", False)):
        rows.append(
            {"offer": "falcon-std", "country": "SA", "region": region, "served": served}
            | {"remote_surcharge": 0}
        )
    document["coverage"] = rows
    assert told(document) == [
        "warning: (trials), row 1, column max_orders: found nothing; wanted one, or a min_orders "
        "above 0: the row bounds nothing",
        "warning: (trials), row 2, column min_orders: found '201'; wanted at most 200, the orders "
        "of the lanes that its offers can carry there",
        "warning: (trials), row 4, column trial: found 't3'; wanted a place where its offers can "
        "carry a lane: the row bounds nothing",
    ]
