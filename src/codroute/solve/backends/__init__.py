"""Thin adapters to the solvers; nothing outside this folder imports a solver."""
