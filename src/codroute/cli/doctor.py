"""``codroute doctor``: which versions are installed, and whether each solver starts."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
import platform
from typing import TYPE_CHECKING, get_args

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson
from codroute.cli.printing import print_json

if TYPE_CHECKING:
    from codroute.solve.exact.linear_model import LinearModel

_PACKAGES = {
    "codroute": "codroute",
    "ortools": "ortools",
    "pulp": "PuLP",
    "cbc": "cbcbox",
    "numpy": "numpy",
    "pydantic": "pydantic",
    "rich": "rich",
    "typer": "typer",
    "xlsxwriter": "XlsxWriter",
}
"""What is shown, by the name under which it is installed."""


def doctor(as_json: AsJson = False) -> int:
    """Print versions, and let every back-end solve a model of one column."""
    from codroute.report.console import add_row, make_console, table
    from codroute.solve.config import BackendName

    versions = {"python": platform.python_version()}
    versions |= {shown: _version(name) for shown, name in _PACKAGES.items()}
    backends = {name: _start(name) for name in get_args(BackendName)}
    healthy = all(found == _WORKS for found in backends.values())
    if as_json:
        print_json({"versions": versions, "backends": backends, "healthy": healthy})
    else:
        made = table(None, "What", "Found", left=(0, 1))
        for name, version in versions.items():
            add_row(made, name, version)
        for name, found in backends.items():
            add_row(made, f"back-end {name}", found, style=None if found == _WORKS else "red")
        make_console().print(made)
    return ExitCode.DONE if healthy else ExitCode.UNEXPECTED


_WORKS = "works"


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _start(backend: str) -> str:
    """Solve a model whose answer is known; say what came instead if it did not."""
    from codroute.solve.config import SolverConfig
    from codroute.solve.process import SolverProcess

    config = SolverConfig.model_validate({"backend": backend, "time_limit_s": 20})
    try:
        with SolverProcess(config.backend) as process:
            answer = process.solve(_one_column(), config)
    except Exception as error:  # whatever it is, it is the finding
        return f"{type(error).__name__}: {error}"
    if answer.objective is not None and round(answer.objective) == _KNOWN_BEST:
        return _WORKS
    return f"ended with {answer.reason}: {answer.detail}"


_KNOWN_BEST = 3


def _one_column() -> "LinearModel":
    """Maximise x with 2 x ≤ 7 and x whole: 3."""
    import numpy as np

    from codroute.solve.exact.linear_model import LinearModel, NameBlock

    return LinearModel(
        name="doctor",
        objective=np.array([1.0]),
        offset=0.0,
        lower=np.array([0.0]),
        upper=np.array([10.0]),
        integer=np.array([True]),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([7.0]),
        entry_row=np.array([0]),
        entry_column=np.array([0]),
        entry_value=np.array([2.0]),
        column_blocks=(NameBlock("x", 1),),
        row_blocks=(NameBlock("r", 1),),
    )
