"""Named solver set-ups: which back-end, how long, how exact, and its own options."""

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from codroute.errors import ConfigError

BackendName = Literal["highs", "scip", "cp_sat", "pulp"]
NativeValue = bool | int | float | str

_PACKAGE = Path(__file__).resolve().parents[1]
# In an installed wheel the files lie inside the package, in a checkout at the repository's root.
_FOLDERS = (_PACKAGE / "solver_configs", _PACKAGE.parents[1] / "solver_configs")

_FLOAT_NOISE = 1e-9
"""Relative difference of two sums that may be the same amount."""


class SolverConfig(BaseModel):
    """One solver set-up, as a file of ``solver_configs`` states it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    engine: Literal["auto", "exact", "decomposition"] = "auto"
    """``auto`` takes the decomposition where a model is too large to hand whole to a solver."""
    backend: BackendName = "highs"
    pulp_solver: str | None = None
    """With ``backend = "pulp"``: any solver name PuLP knows; None means CBC."""
    time_limit_s: float = Field(default=60.0, gt=0, le=1e6, allow_inf_nan=False)
    relative_gap: float = Field(default=1e-4, ge=0, allow_inf_nan=False)
    """The solve ends when ``(bound - objective) / |objective|`` is no more than this."""
    absolute_gap: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """The solve also ends when ``bound - objective`` is no more than this, in money."""
    threads: int = Field(default=1, ge=1, le=1024)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    first_slice_s: float = Field(default=5.0, gt=0, allow_inf_nan=False)
    """With ``backend = "pulp"``: length of the first time slice."""
    slice_growth: float = Field(default=2.0, ge=1, allow_inf_nan=False)
    """With ``backend = "pulp"``: each slice is this many times as long as the one before."""
    native: dict[str, NativeValue] = Field(default_factory=dict)
    """Options handed to the solver under its own names; the solver itself checks them."""
    description: str = ""

    @model_validator(mode="after")
    def _fits_backend(self) -> Self:
        if self.pulp_solver is not None and self.backend != "pulp":
            raise ValueError('found pulp_solver; wanted it only with backend = "pulp"')
        if self.backend == "scip" and self.threads != 1:
            raise ValueError(
                f"found threads = {self.threads}; wanted 1: OR-Tools' SCIP solves on one thread"
            )
        return self

    def gap_reached(self, objective: float | None, bound: float | None) -> bool:
        """Tell whether plan and bound are known and as close as is asked."""
        if objective is None or bound is None:
            return False
        relative = max(self.relative_gap, _FLOAT_NOISE)
        return bound - objective <= max(self.absolute_gap, relative * abs(objective))


def list_configs() -> list[str]:
    """Name the configurations that come with codroute, sorted."""
    return sorted(path.stem for path in _folder().glob("*.toml"))


def load_config(name_or_path: str | Path) -> SolverConfig:
    """Read a solver configuration.

    Parameters
    ----------
    name_or_path
        A name of ``list_configs()``, or the path of a TOML file (with a folder or ``.toml`` in it).

    Raises
    ------
    ConfigError
        The file is missing or not TOML, a key is unknown or a value is bad; all faults at once.
    """
    path = _locate(name_or_path)
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from None
    try:
        return SolverConfig.model_validate(stated)
    except ValidationError as error:
        raise ConfigError("\n".join(_faults(path, error))) from None


def _folder() -> Path:
    """Find the folder of the configurations that come with codroute."""
    for folder in _FOLDERS:
        if folder.is_dir():
            return folder
    raise ConfigError(f"solver_configs: found in neither of {', '.join(map(str, _FOLDERS))}")


def _locate(name_or_path: str | Path) -> Path:
    """Turn a bare name into a path; leave a path as it is."""
    path = Path(name_or_path)
    if path.suffix == ".toml" or path.parent != Path():
        return path
    known = list_configs()
    if str(path) not in known:
        found, wanted = repr(str(path)), f"one of {', '.join(known)}"
        raise ConfigError(f"solver configuration: found {found}; wanted {wanted}")
    return _folder() / f"{path}.toml"


def _faults(path: Path, error: ValidationError) -> list[str]:
    """Say file, key, value found and value wanted for every fault."""
    lines = []
    for fault in error.errors(include_url=False):
        key = ".".join(str(part) for part in fault["loc"][:2])
        if fault["type"] == "extra_forbidden":
            wanted = f"one of {', '.join(SolverConfig.model_fields)}"
            lines.append(f"{path}: found unknown key {key!r}; wanted {wanted}")
        elif key:
            lines.append(f"{path}: {key}: found {fault['input']!r}; wanted: {fault['msg']}")
        else:
            lines.append(f"{path}: {fault['msg'].removeprefix('Value error, ')}")
    # A union reports one fault per member; the key and value are the same in each.
    return list(dict.fromkeys(lines))
