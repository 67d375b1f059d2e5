"""How back-ends behave as processes, told without importing one."""

OWN_PROCESSES = frozenset({"pulp"})
"""Back-ends whose solver may be a process of its own."""

STOPS_WHEN_ASKED = frozenset({"cp_sat", "glop", "pulp"})
"""Back-ends that end soon, with their best plan, when asked; the others must be killed."""
