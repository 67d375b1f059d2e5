"""The page of a comparison: it needs nothing else, states everything, and believes no name."""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from comparisons import (
    HOSTILE,
    broken_off,
    hostile_comparison,
    longer_ladder,
    many_variants,
    tiny_comparison,
)
from places import ROOT

from codroute.plan.comparison import Comparison
from codroute.report.comparison_words import signed_money
from codroute.report.html.comparison_page import comparison_page, write_comparison_page
from codroute.report.words import money

VOID = {"meta", "link", "br", "img", "hr", "input"}
MAKERS = [tiny_comparison, many_variants, hostile_comparison, broken_off]


class Page(HTMLParser):
    """What a page holds: its tags with attributes, its texts by tag, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.append((self.open[-1], data))

    def within(self, tag: str) -> list[str]:
        """Give the texts directly inside a kind of tag."""
        return [text for own, text in self.texts if own == tag and text.strip()]

    @property
    def words(self) -> str:
        """Give what can be read on the page."""
        kept = (text for tag, text in self.texts if tag not in ("script", "style"))
        return " ".join("".join(kept).split())

    def options(self) -> Iterator[dict[str, Any]]:
        """Give the options of every picture."""
        for text in self.within("script"):
            if text.startswith("{"):
                yield json.loads(text)


@pytest.mark.parametrize("make", MAKERS)
def test_every_tag_is_closed_and_every_id_is_the_only_one(make: type[Comparison]) -> None:
    page = Page(comparison_page(make()))
    assert page.open == []
    ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
    assert set(ids.values()) == {1}
    labelled = {attrs["aria-labelledby"] for _, attrs in page.tags if "aria-labelledby" in attrs}
    assert labelled <= set(ids)


@pytest.mark.parametrize("make", MAKERS)
def test_nothing_is_fetched(make: type[Comparison]) -> None:
    text = comparison_page(make())
    page = Page(text)
    assert not {tag for tag, _ in page.tags} & {"link", "iframe", "img", "object", "base", "form"}
    for _, attrs in page.tags:
        assert not attrs.keys() & {"src", "href", "srcset", "action", "background", "style"}
        assert not [name for name in attrs if name.startswith("on")]
    (style,) = page.within("style")
    own = (ROOT / "src/codroute/report/html/assets/pictures.js").read_text(encoding="utf-8")
    for part in (style, own):
        assert not re.search(r"url\(|@import|fetch\(|XMLHttp|import\(|https?:|innerHTML", part)


def test_only_the_page_s_own_scripts_may_run() -> None:
    page = Page(comparison_page(hostile_comparison()))
    (policy,) = (
        attrs["content"] or ""
        for tag, attrs in page.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none';")
    kinds = [attrs.get("type") for tag, attrs in page.tags if tag == "script"]
    scripts = page.within("script")
    run = [text for kind, text in zip(kinds, scripts, strict=True) if kind is None]
    allowed = re.findall(r"'sha256-([^']*)'", policy)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run]
    assert allowed == digests
    assert len(run) == 2
    assert set(kinds) == {None, "application/json", "text/plain"}


def test_hostile_names_are_text_and_nothing_else() -> None:
    page = Page(comparison_page(hostile_comparison()))
    assert "img" not in {tag for tag, _ in page.tags}
    assert HOSTILE in page.words
    drawn = json.dumps(list(page.options()), ensure_ascii=False)
    assert json.dumps(HOSTILE, ensure_ascii=False)[1:-1] in drawn


def test_names_of_either_direction_stand_apart_and_steer_nothing() -> None:
    document = tiny_comparison().model_dump_json().replace("oasis", "\u202eoasis")
    changed = Comparison.model_validate_json(document)
    text = comparison_page(changed)
    page = Page(text)
    assert "\u202e" not in page.words
    assert "\\u202eoasis" in page.words
    assert "\u202e" not in "".join(a.get("aria-label") or "" for _, a in page.tags)
    cells = [tag for tag, _ in page.tags if tag in ("td", "th")]
    assert len([tag for tag, _ in page.tags if tag == "bdi"]) >= len(cells)


def test_every_figure_of_the_comparison_is_stated() -> None:
    comparison = tiny_comparison()
    words = Page(comparison_page(comparison)).words
    digits = comparison.minor_digits
    for variant in comparison.variants:
        figures = variant.figures
        for amount in (*figures.total_minor.values(), figures.cash_held_minor):
            assert money(amount, digits) in words
        assert money(figures.contribution_minor, digits) in words
        for mean in (figures.transit_days, figures.days_to_cash):
            assert f"{mean:,.2f}" in words
        assert f"{100 * (figures.paid_rate or 0):.2f} %" in words
        for award in figures.awards:
            assert f"{award.orders:,}" in words
    for own in comparison.differences:
        assert own.chance is not None
        for amount in (own.contribution_minor, own.chance.low_minor, own.chance.high_minor):
            assert signed_money(amount, digits) in words
        for driver in own.drivers if own.against == "base" else ():
            assert driver.lane in words
            assert signed_money(driver.amount_minor, digits) in words
    for part in ("desert → falcon", "volume from 300", "list, 280 to volume", "320 orders"):
        assert part in words


@pytest.mark.parametrize("make", MAKERS)
def test_tables_have_captions_and_pictures_have_words(make: type[Comparison]) -> None:
    page = Page(comparison_page(make()))
    tags = Counter(tag for tag, _ in page.tags)
    assert tags["table"] == tags["caption"] == len(page.within("caption"))
    assert tags["h1"] == 1
    assert ("html", {"lang": "en", "dir": "ltr"}) in page.tags
    drawn = [attrs for tag, attrs in page.tags if attrs.get("role") == "img"]
    assert len(drawn) == tags["figure"] == tags["figcaption"] == len(list(page.options()))
    assert all(len(attrs["aria-label"] or "") > 20 for attrs in drawn)


def series_of(option: dict[str, Any]) -> list[dict[str, Any]]:
    series: list[dict[str, Any]] = option.get("baseOption", option)["series"]
    return series


def picture(page: Page, title: str) -> dict[str, Any]:
    """Give the options of the picture whose title begins so."""
    titles = page.within("figcaption")
    (place,) = (place for place, text in enumerate(titles) if text.startswith(title))
    return list(page.options())[place]


def test_the_waterfall_ends_at_the_difference() -> None:
    # A cheaper Falcon moves 300 orders; its terms add up to what the plans differ by: 337.60.
    option = picture(Page(comparison_page(tiny_comparison())), "From base to B, USD")
    _hidden, above, below, amounts = series_of(option)
    assert (above["data"][-1]["value"], below["data"][-1]["value"]) == (337.6, 0)
    assert amounts["data"][-1]["name"] == "+337.60"
    terms = [float(datum["name"].replace(",", "")) for datum in amounts["data"][:-1]]
    assert sum(terms) == pytest.approx(337.6)


def test_flows_leave_one_side_and_reach_the_other() -> None:
    (series,) = series_of(
        picture(Page(comparison_page(tiny_comparison())), "Orders that change hands from base to B")
    )
    ends = {node["name"]: node["depth"] for node in series["data"]}
    assert {(link["source"], link["target"]): link["value"] for link in series["links"]} == {
        ("from desert", "to falcon"): 160,
        ("from desert", "to oasis"): 140,
    }
    assert all(ends[link["source"]] == 0 and ends[link["target"]] == 1 for link in series["links"])


def test_volumes_stand_against_the_thresholds_of_their_ladder() -> None:
    # Desert's ladder has one threshold, at 300; the base carries 300, with the cheaper Falcon none.
    series = series_of(picture(Page(comparison_page(tiny_comparison())), "Volume against"))
    by_name = {one["name"]: one["data"] for one in series}
    assert by_name["threshold"][0]["value"] == [1, 0]
    assert by_name["base"][0]["value"] == [1, 0]
    assert by_name["B"][0]["value"] == [0, 0]


def test_a_ladder_of_an_offer_s_own_has_a_row_of_its_own() -> None:
    # Under the offer 310 orders are the highest threshold, and 300 are 10 short of it.
    known = tiny_comparison()
    base, offered, *others = known.variants
    stated = offered.plan.stated
    assert stated is not None
    (tier,) = offered.plan.tiers
    short = tier.model_copy(update={"next_tier": "top", "to_next": Decimal(10)})
    plan = offered.plan.model_copy(update={"stated": longer_ladder(stated), "tiers": (short,)})
    changed = offered.model_copy(update={"plan": plan})
    page = Page(comparison_page(known.model_copy(update={"variants": (base, changed, *others)})))
    option = picture(page, "Volume against")
    rows = option["baseOption"]["yAxis"]["data"]
    assert set(rows) == {"desert-volume 2026-11 (base, A+B, B)", "desert-volume 2026-11 (A)"}
    own = rows.index("desert-volume 2026-11 (A)")
    by_name = {one["name"]: one["data"] for one in series_of(option)}
    assert [point["value"] for point in by_name["A"]] == [[300 / 310, own]]
    assert sorted(p["name"] for p in by_name["threshold"] if p["value"][1] == own) == [
        *("top", "volume"),
    ]
    assert "volume, 10 to top" in page.words


def test_limits_that_no_variant_uses_up_are_not_drawn() -> None:
    # With the cheaper Falcon, it and Oasis carry their 200 each; in the base 40 and 60. Desert,
    # of 320, has room everywhere.
    series = series_of(picture(Page(comparison_page(tiny_comparison())), "Use of limits"))
    by_name = {one["name"]: one["data"] for one in series}
    assert [point["value"] for point in by_name["B"]] == [[100, 0], [100, 1]]
    assert [point["value"] for point in by_name["base"]] == [[20, 0], [30, 1]]


def test_colours_are_those_of_the_style() -> None:
    page = Page(comparison_page(many_variants()))
    (style,) = page.within("style")
    used = set(re.findall(r'"(--[a-z0-9-]+)"', json.dumps(list(page.options()))))
    assert used
    assert used <= {f"--{name}" for name in re.findall(r"--([a-z0-9-]+):", style)}


def test_many_variants_have_their_tables_and_one_opens(tmp_path: Path) -> None:
    comparison = many_variants()
    write_comparison_page(comparison, tmp_path / "page.html")
    page = Page((tmp_path / "page.html").read_text(encoding="utf-8"))
    details = [attrs for tag, attrs in page.tags if tag == "details"]
    assert len(details) == 31
    assert ["open" in attrs for attrs in details] == [True] + [False] * 30


def test_what_is_amiss_is_said_at_the_top() -> None:
    page = Page(comparison_page(broken_off()))
    warnings = [attrs for _, attrs in page.tags if attrs.get("role") == "note"]
    assert len(warnings) == 3
    assert "Interrupted: not every variant was planned." in page.words
