"""Linear models as LP and MPS files, for other solvers and for reading."""

from pathlib import Path

from codroute.errors import Fault, InvalidInput
from codroute.output import place_file
from codroute.solve.exact.linear_model import LinearModel


def write_model(model: LinearModel, path: Path) -> None:
    """Write a model to ``path`` in the format of its ending, ``.lp`` or ``.mps``.

    Raises
    ------
    InvalidInput
        The ending is neither, or the place cannot be written to.
    """
    from codroute.solve.backends import pulp_model  # noqa: PLC0415 - imports a solver

    writers = {".lp": pulp_model.write_lp, ".mps": pulp_model.write_mps}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        found = f"the ending '{path.suffix}'"
        raise InvalidInput([Fault(path.name, None, None, found, "a file name ending .lp or .mps")])
    place_file(path, lambda new: writer(model, new))
