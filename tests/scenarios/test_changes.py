"""The change files that come with codroute make valid scenarios, each on its base."""

import pytest
from places import SCENARIOS

from codroute.scenario.changes.overrides import load_scenario


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("demand-up", "gulf-peak + demand up"),
        ("tamarisk-out", "gulf-peak + demand up + tamarisk out"),
        ("peregrine-offer", "gulf-peak + peregrine offer"),
    ],
)
def test_change_file_makes_a_valid_scenario(file, name):
    changed = load_scenario(SCENARIOS / "changes" / f"{file}.toml").scenario
    assert changed.name == name
    assert changed != load_scenario(SCENARIOS / "gulf-peak").scenario


def test_every_change_file_is_tried():
    assert {path.stem for path in (SCENARIOS / "changes").glob("*.toml")} == {
        "demand-up",
        "tamarisk-out",
        "peregrine-offer",
    }
