"""Benchmarks: competitor and codroute in the same run, the ratio reported."""
