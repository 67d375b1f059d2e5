"""The public names: sorted, each found, and none loaded before it is asked for."""

import subprocess
import sys
from importlib import metadata

import pytest

import codroute


def test_names_are_sorted_and_complete():
    assert sorted(codroute.__all__) == codroute.__all__
    assert set(codroute.__all__) == set(codroute._HOME)


@pytest.mark.parametrize("name", codroute.__all__)
def test_every_name_is_found(name):
    assert getattr(codroute, name) is not None


def test_names_are_offered_before_they_are_loaded():
    assert set(codroute.__all__) < set(dir(codroute))
    assert codroute.__version__ == metadata.version("codroute")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = codroute.nothing


def test_importing_codroute_imports_nothing_heavy():
    code = "import codroute, sys; print([m for m in ('numpy', 'pydantic') if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
