"""Main and backup as the orders show them: whoever carries more, and the other."""

import numpy as np

from codroute.economics.arrays import IntArray
from codroute.formulation.statement import Statement


def named_roles(statement: Statement, orders: IntArray) -> tuple[IntArray | None, IntArray | None]:
    """Name main and backup of every role block, ``(block,)``, −1 for none; by volume's orders."""
    roles = statement.roles
    if roles is None:
        return None, None
    volumes, providers = statement.volumes, len(statement.words.providers)
    blocks = len(roles.candidates)
    carried = np.full((blocks, providers), -1, dtype=np.int64)
    counts = np.array([len(c) for c in roles.candidates], dtype=np.int64)
    block = np.repeat(np.arange(blocks), counts)
    provider = np.array([p for c in roles.candidates for p in c], dtype=np.int64)
    carried[block, provider] = 0
    np.add.at(carried, (roles.block[volumes.lane], volumes.provider), orders)
    main = carried.argmax(axis=1)
    main[counts == 0] = -1
    carried[np.flatnonzero(counts), main[counts > 0]] = -1
    backup = np.where(counts > 1, carried.argmax(axis=1), -1)
    return main, None if roles.kind == "single" else backup
