"""Near-best awards that place orders elsewhere, found by asking for more than money."""
