"""Tiny with a table of places: two regions, three cities, a remote band, places without COD."""

from pathlib import Path

from tiny_files import Edit, tiny_folder

PLACES = """country,region,state,city,aliases,postcodes,remote_band,city_tier,cod_served
SA,Riyadh,Riyadh,Riyadh,Riyad;الرياض,11000-14999,,1,yes
SA,Riyadh,Riyadh,Al Kharj,,,,3,yes
SA,Asir,Asir,Abha,أبها,62000-62999,,2,yes
SA,Asir,Asir,,,,outlying,,no
"""


def tiny_with_places(at: Path, *edits: Edit) -> Path:
    """Write tiny with places, and further edits, into a new folder."""
    return tiny_folder(at, ("regions.csv", None, PLACES), *edits)
