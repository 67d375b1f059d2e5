"""CBC and every other solver PuLP knows, in time slices."""

import inspect
import math
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import cbcbox
import pulp

from codroute.economics.arrays import FloatArray
from codroute.errors import ConfigError
from codroute.solve.answer import EndReason, SolverAnswer
from codroute.solve.backends import cbc_log
from codroute.solve.backends.call import Call
from codroute.solve.backends.pulp_model import PulpModel, pulp_model
from codroute.solve.backends.slices import SliceEnd, solve_in_slices
from codroute.solve.backends.wide import USUAL_TOLERANCE, scaled, tolerance_for
from codroute.solve.config import NativeValue, SolverConfig

# PuLP 3 has almost no types, PuLP 4 has other ones.
_pulp: Any = pulp

_CBC = "COIN_CMD"

# Codes that PuLP 3 and 4 share, and those that only PuLP 4 has.
_REASONS = {
    1: EndReason.OPTIMAL,
    0: EndReason.TIME_LIMIT,
    -1: EndReason.INFEASIBLE,
    -2: EndReason.UNBOUNDED,
    -4: EndReason.TIME_LIMIT,
    -5: EndReason.OTHER_LIMIT,
    -6: EndReason.OTHER_LIMIT,
    -7: EndReason.OPTIMAL,
    -8: EndReason.OTHER_LIMIT,
    -9: EndReason.OTHER_LIMIT,
    -10: EndReason.INTERRUPTED,
    -11: EndReason.TIME_LIMIT,
}


def solve(call: Call) -> SolverAnswer | None:
    """Solve one call with the PuLP solver its configuration names, CBC by default.

    Raises
    ------
    ConfigError
        PuLP does not know the solver, it is not installed, or it refuses a native option.
    """
    built = pulp_model(scaled(call.model), "minimise", named=False)
    with tempfile.TemporaryDirectory(prefix="codroute-") as folder:
        slicer = _Slicer(call, built, Path(folder))
        return solve_in_slices(call, slicer.named, slicer.solve)


def identify(config: SolverConfig) -> tuple[str, str]:
    """Name the solver and its version; PuLP does not tell that of others than CBC."""
    if config.pulp_solver in (None, _CBC):
        return "CBC", _cbc_version()
    return str(config.pulp_solver), f"through PuLP {_pulp.__version__}"


@cache
def _cbc_version() -> str:
    """Ask CBC which version it is."""
    arguments = [cbcbox.cbc_bin_path(), "-quit"]
    asked = subprocess.run(
        arguments, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    return cbc_log.version(asked.stdout)


class _Slicer:
    """One PuLP problem, solved slice after slice."""

    def __init__(self, call: Call, built: PulpModel, folder: Path) -> None:
        self._call = call
        self._built = built
        self._folder = folder
        self._log = folder / "log"
        self._name = call.config.pulp_solver or _CBC
        self._class = _solver_class(self._name)
        self._accepted = set(inspect.signature(self._class.__init__).parameters)
        self.named = identify(call.config)

    def solve(self, seconds: float, start: FloatArray | None) -> SliceEnd:
        """Solve for at most so many seconds, from a plan if there is one."""
        solver = self._solver(seconds, start is not None)
        if start is not None:
            self._built.start_from(start)
        began = time.monotonic()
        try:
            solved = self._built.problem.solve(solver)
        except _pulp.PulpSolverError as error:
            self._refuse_options(self._read_log())
            return SliceEnd(EndReason.ERROR, None, None, f"{self.named[0]} failed: {error}")
        log = self._read_log()
        self._refuse_options(log)
        timed_out = time.monotonic() - began >= 0.95 * seconds
        return self._end(solved, log, timed_out)

    def _solver(self, seconds: float, warm: bool) -> Any:
        """Create the solver with limits, gaps and native options, as far as it takes them."""
        config = self._call.config
        wanted = {
            "msg": False,
            "timeLimit": seconds,
            "gapRel": config.relative_gap,
            "gapAbs": config.absolute_gap,
            "threads": config.threads,
            "warmStart": warm,
            "logPath": str(self._log),
        }
        options = {key: value for key, value in wanted.items() if key in self._accepted}
        if self._name == _CBC:
            options["path"] = cbcbox.cbc_bin_path()
            options["options"] = [
                f"randomSeed {config.seed}",
                *self._tolerances(),
                *_cbc_options(config.native),
            ]
        else:
            options |= self._keywords(config.native)
        solver = self._class(**options)
        if not solver.available():
            raise ConfigError(f"pulp_solver: found {self._name!r}; wanted one that is installed")
        solver.tmpDir = str(self._folder)
        return solver

    def _tolerances(self) -> list[str]:
        """Write the finer tolerances that the model needs."""
        tolerance = tolerance_for(self._call.model)
        if tolerance == USUAL_TOLERANCE:
            return []
        return [f"integerTolerance {tolerance:g}", f"primalTolerance {tolerance:g}"]

    def _keywords(self, native: dict[str, NativeValue]) -> dict[str, NativeValue]:
        """Check native options of a solver that takes them as keywords."""
        unknown = sorted(set(native) - self._accepted)
        if unknown:
            wanted = ", ".join(sorted(self._accepted - {"self"}))
            raise ConfigError(
                "\n".join(
                    f"native.{name}: {self._name} does not know it; wanted one of {wanted}"
                    for name in unknown
                )
            )
        return native

    def _refuse_options(self, log: str) -> None:
        """Turn CBC's complaint about an option, after which it may go on, into an error."""
        complaint = cbc_log.refusal(log) if self._name == _CBC else None
        if complaint is not None:
            found = " ".join(_cbc_options(self._call.config.native))
            raise ConfigError(f"native: found {found!r}; CBC refuses it: {complaint}")

    def _read_log(self) -> str:
        """Read the solver's log of this slice."""
        if not self._log.is_file():
            return ""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def _end(self, solved: Any, log: str, timed_out: bool) -> SliceEnd:
        """Say how the slice ended, with its plan and bound."""
        reason, found = self._reason(solved, log, timed_out)
        values = self._built.values(self._call.model) if found else None
        return SliceEnd(reason, values, self._bound(reason, values, log), "")

    def _reason(self, solved: Any, log: str, timed_out: bool) -> tuple[EndReason, bool]:
        """Say why the slice ended and whether there is a plan."""
        if hasattr(solved, "has_solution"):  # PuLP 4
            code, found = int(solved.status), bool(solved.has_solution)
            stopped = False
        else:
            sort = self._built.problem.sol_status
            stopped = sort == _pulp.LpSolutionIntegerFeasible
            code, found = int(solved), stopped or sort == _pulp.LpSolutionOptimal
        reason = EndReason.TIME_LIMIT if stopped else _REASONS.get(code, EndReason.ERROR)
        if self._name == _CBC:
            reason = cbc_log.end_reason(log, timed_out) or reason
        return reason, found

    def _bound(self, reason: EndReason, values: FloatArray | None, log: str) -> float | None:
        """Turn CBC's bound into one of the maximisation, or derive it from a proven optimum."""
        model, config = self._call.model, self._call.config
        if self._name == _CBC and (low := cbc_log.lower_bound(log)) is not None:
            return model.offset - low if math.isfinite(low) else None
        if reason is not EndReason.OPTIMAL or values is None or "gapRel" not in self._accepted:
            return None
        # An optimum without a bound is one within the gap that was asked for.
        objective = float(model.objective @ values)
        allowed = max(config.absolute_gap, config.relative_gap * abs(objective))
        return model.offset + objective + allowed


def _solver_class(name: str) -> Any:
    """Find a PuLP solver by its name."""
    known = {one.name: one for one in vars(_pulp).values() if _is_solver(one)}
    if name not in known:
        wanted = ", ".join(sorted(known))
        raise ConfigError(f"pulp_solver: found {name!r}; wanted one of {wanted}")
    return known[name]


def _is_solver(thing: object) -> bool:
    """Whether a member of PuLP's module is a solver that has a name."""
    return isinstance(thing, type) and issubclass(thing, _pulp.LpSolver) and "name" in vars(thing)


def _cbc_options(native: dict[str, NativeValue]) -> list[str]:
    """Write native options as CBC's command line wants them."""
    words = {True: "on", False: "off"}
    return [
        f"{name} {words[value] if isinstance(value, bool) else value}"
        for name, value in native.items()
    ]
