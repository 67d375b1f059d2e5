"""Names of places in the scripts of the markets: what is one name, and what is not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codroute.scenario.place_names import name_key

SAME = [
    ("Ar Riyāḍ", "ar-riyad"),
    ("الرّيـاض", "الرياض"),
    ("أبها", "ابها"),
    ("المدينة المنوّرة", "المدينه المنوره"),
    ("مستشفى", "مستشفي"),
    ("Baq‘ā’", "Baqa"),
    ("Thành phố Hồ Chí Minh", "thanh pho ho chi minh"),
    ("Đà Nẵng", "Da Nang"),
    ("Q.1", "Q1"),
    ("臺北市", "台北市"),
    ("新竹縣", "新竹县"),
    ("Ｔａｉｐｅｉ", "Taipei"),
    ("กรุงเทพฯ", "กรุงเทพ"),
    ("Łódź", "LODZ"),
    ("București", "Bucuresti"),
    ("Iași", "Iaşi"),
    ("Стара Загора", "СТАРА ЗАГОРА"),
    ("Sta. Rosa", "Santa Rosa"),
    ("Kg. Baru", "Kampung Baru"),
    ("W.P. Labuan", "WP Labuan"),
    ("San José", "SANJOSE"),
    ("حي ١٢", "حي 12"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_otherwise_written(one: str, other: str) -> None:
    assert name_key(one).whole == name_key(other).whole


SAME_CORE = [
    ("Jeddah City", "Jeddah"),
    ("City of Cebu", "Cebu City"),
    ("Makkah Province", "Emirate of Makkah"),
    ("الرياض", "رياض"),
    ("مدينة الرياض", "الرياض"),
    ("إمارة دبي", "دبي"),
    ("Al Khobar", "Khobar"),
    ("Ar Riyadh", "Riyadh"),
    ("จังหวัดเชียงใหม่", "เชียงใหม่"),
    ("จ.เชียงใหม่", "เชียงใหม่"),
    ("จ.ภูเก็ต", "ภูเก็ต"),  # its first letter bears a vowel sign
    ("อำเภอหาดใหญ่", "หาดใหญ่"),
    ("กรุงเทพฯ", "กรุงเทพมหานคร"),
    ("TP. Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
    ("Tỉnh Khánh Hòa", "Khanh Hoa"),
    ("Quận 1", "Q.1"),
    ("Huyện Củ Chi", "Củ Chi"),
    ("Phường Bến Nghé", "P. Bến Nghé"),
    ("Wilayah Persekutuan Kuala Lumpur", "Kuala Lumpur"),
    ("Brgy. San Isidro", "San Isidro"),
    ("臺北市", "台北"),
    ("板橋區", "板橋"),
    ("Județul Cluj", "Cluj"),
    ("Województwo mazowieckie", "Mazowieckie"),
    ("гр. София", "София"),
]


@pytest.mark.parametrize(("one", "other"), SAME_CORE)
def test_one_place_with_and_without_its_kind(one: str, other: str) -> None:
    assert name_key(one).core == name_key(other).core
    assert name_key(one).may_be(name_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("新竹市", "新竹縣"), ("Hsinchu City", "Hsinchu County"), ("Quezon City", "Quezon Province")],
)
def test_kinds_that_exclude_each_other(one: str, other: str) -> None:
    assert name_key(one).core == name_key(other).core
    assert not name_key(one).may_be(name_key(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("An Giang", "Giang"),
        ("Al", "El"),
        ("Quận 1", "Quận 11"),
        ("المدينة المنورة", "المنورة"),
        ("ปากช่อง", "ปากชอง"),
        ("City", "Town"),
    ],
)
def test_names_that_are_not_one(one: str, other: str) -> None:
    assert name_key(one).core != name_key(other).core


@given(st.text(max_size=40))
def test_any_text_has_a_key(text: str) -> None:
    key = name_key(text)
    assert bool(key.whole) == bool(key.core)
    assert not any(letter.isspace() for letter in key.whole)


words = st.text(st.characters(codec="utf-8", categories=("L", "Nd")), min_size=1, max_size=12)


@given(st.lists(words, min_size=1, max_size=3), st.sampled_from(["upper", "lower", "title"]))
def test_case_and_spaces_make_no_other_name(parts: list[str], case: str) -> None:
    name = " ".join(parts)
    assert name_key(getattr(name, case)()).whole == name_key(name).whole
    assert name_key("  ".join(parts)).whole == name_key("-".join(parts)).whole


@given(st.text("abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=20), st.data())
def test_accents_make_no_other_name(name: str, data: st.DataObject) -> None:
    marks = data.draw(st.lists(st.characters(min_codepoint=0x300, max_codepoint=0x36F), max_size=5))
    at = data.draw(st.integers(1, len(name)))
    accented = name[:at] + "".join(marks) + name[at:]
    assert name_key(accented).whole == name_key(name).whole
    assert name_key(unicodedata.normalize("NFC", accented)).whole == name_key(name).whole
