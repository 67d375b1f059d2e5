import pytest

from codroute.solve.answer import Progress, relative_gap


@pytest.mark.parametrize(
    ("objective", "bound", "gap"),
    [
        (100.0, 101.0, 0.01),
        (-100.0, -99.0, 0.01),
        (100.0, 100.0, 0.0),
        (100.0, 99.9999999, 0.0),
        (0.0, 0.0, 0.0),
        (0.0, 1.0, float("inf")),
        (None, 1.0, None),
        (1.0, None, None),
    ],
)
def test_gap_is_a_share_of_the_plan_or_unknown(
    objective: float | None, bound: float | None, gap: float | None
) -> None:
    found = relative_gap(objective, bound)
    assert found == (None if gap is None else pytest.approx(gap))
    assert Progress(1.0, objective, bound, "search").relative_gap == found
