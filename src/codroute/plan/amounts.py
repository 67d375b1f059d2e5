"""Amounts of minor units as decimal numbers, every digit exact."""


def in_major_units(amount_minor: int, digits: int, separator: str = "") -> str:
    """Write minor units as whole units with decimals; ``separator`` stands between thousands."""
    whole, rest = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    decimals = f".{rest:0{digits}}" if digits else ""
    return f"{sign}{whole:{separator}}{decimals}"
