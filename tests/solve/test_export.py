import subprocess
from dataclasses import replace
from pathlib import Path

import cbcbox
import numpy as np
import pytest
from solver_models import INF, dense, solve_here

from codroute.solve.backends.pulp_model import write_lp, write_mps
from codroute.solve.exact.linear_model import LinearModel, NameBlock

WRITERS = {"lp": write_lp, "mps": write_mps}


def labelled(*words: str) -> NameBlock:
    """Name one column per word."""
    return NameBlock("plan", len(words), ((words, np.arange(len(words))),))


MODEL = replace(
    dense(
        [3.25, 4, -1.5, 6, 0],
        [[2.0, 3.0, 4.0, 5.0, 0.0], [1.0, -1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0, 0.5]],
        [7, 2, 1.5],
        row_lower=[-INF, -1, 1.5],
        lower=[0, 0, -2, 0, -INF],
        upper=[1, 3, 2, 1, INF],
        integer=[True, True, True, True, False],
        offset=-100.5,
    ),
    column_blocks=(labelled("a", "b-1", "é c", "e12", "x"),),
    row_blocks=(NameBlock("capacity", 3),),
)


def optimum_of_file(path: Path, model: LinearModel) -> np.ndarray:
    """Let CBC read the file as it stands and solve it; return its values in column order."""
    solution = path.with_suffix(".sol")
    command = [cbcbox.cbc_bin_path(), str(path), "-solve", "-solution", str(solution)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    first, *lines = solution.read_text().splitlines()
    assert first.startswith("Optimal"), run.stdout
    found = {line.split()[1]: float(line.split()[2]) for line in lines}
    return np.array([found.get(name, 0.0) for name in model.column_names])


def first_objective(path: Path) -> float:
    """Read the optimum CBC wrote for the file; it minimises inside, so the sign may be turned."""
    first = path.with_suffix(".sol").read_text().splitlines()[0]
    return -abs(float(first.split()[-1]))


@pytest.mark.parametrize("form", ["lp", "mps"])
def test_a_second_reader_finds_the_same_optimum(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"model.{form}"
    WRITERS[form](MODEL, path)
    expected, _ = solve_here(MODEL, "highs")
    assert expected.objective is not None
    values = optimum_of_file(path, MODEL)
    assert float(MODEL.objective @ values) + MODEL.offset == pytest.approx(expected.objective)
    # What the file itself maximises is the whole objective, the offset included.
    assert first_objective(path) == pytest.approx(expected.objective)


def test_the_names_are_the_models(tmp_path: Path) -> None:
    path = tmp_path / "model.lp"
    write_lp(MODEL, path)
    text = path.read_text()
    assert text.startswith("\\* codroute *\\\nMaximize\n")
    for name in (*MODEL.column_names, "capacity_0", "capacity_1_low", "capacity_1_high", "offset"):
        assert name in text


@pytest.mark.parametrize(
    "words",
    [("same", "same", "c", "d", "e"), ("a" * 300, "b", "c", "d", "e")],
    ids=["collision", "too long"],
)
@pytest.mark.parametrize("form", ["lp", "mps"])
def test_names_the_formats_cannot_bear_are_numbered(
    form: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    model = replace(MODEL, column_blocks=(labelled(*words),))
    path = tmp_path / f"model.{form}"
    WRITERS[form](model, path)
    expected, _ = solve_here(MODEL, "highs")
    assert expected.objective is not None
    optimum_of_file(path, model)
    assert first_objective(path) == pytest.approx(expected.objective)
    assert "x0_plan_" in path.read_text()
