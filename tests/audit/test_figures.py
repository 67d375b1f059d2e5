from fractions import Fraction

import pytest
from build import exactly

from codroute.audit.figures import apart


@pytest.mark.parametrize(
    ("found", "wanted", "texts"),
    [
        ("100", "80", ("100", "80")),
        ("0.65", "0.7", ("0.65", "0.7")),
        ("0.900000003", "0.9", ("0.900000003", "0.9")),
        ("0.699999", "0.7", ("0.699999", "0.7")),
        ("1249012", "1249011", ("1249012", "1249011")),
        ("0", "0", ("0", "0")),
    ],
)
def test_figures_that_differ_read_differently(found, wanted, texts):
    assert apart(exactly(found), exactly(wanted)) == texts


def test_a_fraction_without_end_is_cut():
    assert apart(Fraction(2, 3), Fraction(1, 2)) == ("0.666667", "0.5")
    assert apart(Fraction(1, 3), exactly("0.333333")) == ("0.3333333", "0.333333")
