"""Families of constraints, each in a module of its name, written into one `Statement`."""
