"""The table ``regions``: by which names and postcodes an address belongs to which region."""

from kit.figures import Figures, Table


def regions_table(figures: Figures) -> Table:
    """Make a row per admin-1 region, then one per place within it that differs from it."""
    rows: Table = []
    for country, stated in figures.get("addresses", {}).items():
        named, tiers = figures["regions"][country], figures["city_tier"]
        for code, region in named.items():
            place = {"state": region["name"], "city_tier": tiers[region["class"]]}
            rows.append(_home(country, named, code) | place | stated[code])
        for place in figures["places"].get(country, ()):
            own = {key: value for key, value in place.items() if key != "in"}
            head = {"state": named[place["in"]]["name"], "city_tier": tiers["remote"]}
            rows.append(_home(country, named, place["in"]) | head | own)
    return rows


def _home(country: str, named: Figures, code: str) -> dict[str, object]:
    """Give where a region's orders belong: to the neighbour that it joins, else to itself."""
    region = named[named[code].get("joins", code)]["name"]
    return {"country": country, "region": region, "cod_served": True}
