from pathlib import Path

import pytest
from solver_models import dense

from codroute.errors import ConfigError
from codroute.solve.answer import EndReason
from codroute.solve.config import SolverConfig, list_configs, load_config
from codroute.solve.process import SolverProcess


def test_the_shipped_configurations_are_listed() -> None:
    assert list_configs() == ["cbc", "cp_sat", "default", "highs", "quick", "scip"]


@pytest.mark.parametrize("name", list_configs())
def test_each_shipped_configuration_loads_and_solves(name: str) -> None:
    config = load_config(name)
    assert config.description
    with SolverProcess(config.backend) as process:
        answer = process.solve(dense([3, 2], [[1, 1]], 1.0, offset=5.0), config)
    assert (answer.reason, answer.objective) == (EndReason.OPTIMAL, 8.0), answer.detail


def test_a_path_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('backend = "scip"\ntime_limit_s = 3\n[native]\n"limits/nodes" = 5\n')
    expected = SolverConfig(backend="scip", time_limit_s=3, native={"limits/nodes": 5})
    assert load_config(path) == load_config(str(path)) == expected


def test_all_faults_are_named_with_file_key_found_and_wanted(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('backend = "cplex"\ntime_limit_s = -1\nthread = 2\nseed = "x"\n')
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert all(line.startswith(f"{path}: ") for line in lines)
    message = str(caught.value)
    assert "backend: found 'cplex'; wanted: Input should be 'highs'" in message
    assert "time_limit_s: found -1; wanted: Input should be greater than 0" in message
    assert "found unknown key 'thread'; wanted one of engine, backend" in message
    assert "seed: found 'x'; wanted: Input should be a valid integer" in message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('backend = "scip"\nthreads = 2', "found threads = 2; wanted 1"),
        ('pulp_solver = "GLPK_CMD"', 'wanted it only with backend = "pulp"'),
        ("threads = true", "threads: found True; wanted: Input should be a valid integer"),
        ('time_limit_s = "60"', "time_limit_s: found '60'; wanted: Input should be a valid number"),
        ("time_limit_s = inf", "time_limit_s: found inf; wanted: Input should be a finite number"),
        ("time_limit_s = 1e300", "time_limit_s: found 1e+300; wanted: Input should be less than"),
        ("threads = 1025", "threads: found 1025; wanted: Input should be less than"),
        ("threads = = 2", "is not TOML"),
        ("[native]\nx = [1]", "native.x: found [1]"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_missing_files_and_unknown_names_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read: No such file"):
        load_config(tmp_path / "nowhere.toml")
    with pytest.raises(ConfigError, match="found 'nosuch'; wanted one of cbc, cp_sat, default"):
        load_config("nosuch")
