"""Postcodes: what a cell may list, which rows list a code, and where ranges meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codroute.scenario.postcodes import (
    WANTED,
    CodeRange,
    Postcodes,
    code_key,
    overlaps,
    parse_code_range,
)


@pytest.mark.parametrize(
    ("text", "low", "high", "begins"),
    [
        ("20100", "20100", "20100", False),
        ("10000-14999", "10000", "14999", False),
        ("10000 – 14999", "10000", "14999", False),
        ("١٠٠٠٠-١٤٩٩٩", "10000", "14999", False),
        ("00-001", "00001", "00001", False),
        ("00-001 - 04-999", "00001", "04999", False),
        ("SW1A 1AA", "sw1a1aa", "sw1a1aa", False),
        ("30*", "30", "30", True),
        ("100*-116*", "100", "116", True),
    ],
)
def test_what_a_cell_may_list(text: str, low: str, high: str, begins: bool) -> None:
    assert parse_code_range(text) == CodeRange(low, high, begins)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("14999-10000", "the lower code of the range first"),
        ("100 - 20000", WANTED),
        ("10000 - 149*", WANTED),
        ("*", WANTED),
        ("a_b", WANTED),
        ("-", WANTED),
    ],
)
def test_what_a_cell_may_not_list(text: str, wanted: str) -> None:
    with pytest.raises(ValueError) as raised:
        parse_code_range(text)
    assert str(raised.value) == wanted


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        found = parse_code_range(text)
    except ValueError as error:
        assert str(error) in (WANTED, "the lower code of the range first")
    else:
        assert len(found.low) == len(found.high) and found.low <= found.high


ranges = st.builds(
    lambda ends, length, begins: CodeRange(
        *(str(end).zfill(4)[:length] for end in sorted(ends)), begins
    ),
    st.lists(st.integers(0, 9999), min_size=2, max_size=2),
    st.integers(2, 4),
    st.booleans(),
)


def holds(code_range: CodeRange, code: str) -> bool:
    """Tell by counting whether a range lists a code of digits."""
    begin = code[: len(code_range.low)]
    if len(code) < len(code_range.low) or (len(code) > len(begin) and not code_range.begins):
        return False
    return int(code_range.low) <= int(begin) <= int(code_range.high)


@given(st.lists(ranges, max_size=8), st.integers(0, 9999), st.integers(2, 5))
def test_a_code_is_found_in_every_range_that_holds_it(
    listed: list[CodeRange], number: int, length: int
) -> None:
    code = str(number).zfill(5)[-length:]
    found = sorted(Postcodes(enumerate(listed)).find(code_key(code)))
    assert found == [row for row, code_range in enumerate(listed) if holds(code_range, code)]


@given(st.lists(st.tuples(ranges, st.integers(0, 2)), max_size=6))
def test_rows_meet_exactly_where_a_code_lies_in_both(
    listed: list[tuple[CodeRange, int]],
) -> None:
    """Every row that meets an earlier one of another answer is told; the others are not."""
    answers: dict[int, object] = {row: answer for row, (_, answer) in enumerate(listed)}
    ranges_of = [(row, code_range) for row, (code_range, _) in enumerate(listed)]
    told = list(overlaps(ranges_of, answers))
    for one, two, code in told:
        assert answers[one] != answers[two]
        assert holds(listed[one][0], code) and holds(listed[two][0], code)
    codes = [str(n).zfill(length) for length in (2, 3, 4) for n in range(10**length)]
    clash = any(
        len({answers[row] for row, (code_range, _) in enumerate(listed) if holds(code_range, c)})
        > 1
        for c in codes
    )
    assert clash == bool(told)
