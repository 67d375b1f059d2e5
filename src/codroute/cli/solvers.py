"""``codroute solvers``: the solver set-ups that come with codroute."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson
from codroute.cli.printing import print_json


def solvers(as_json: AsJson = False) -> int:
    """List the solver set-ups that ``--solver`` knows by name."""
    from codroute.report.console import add_row, make_console, table
    from codroute.solve.config import list_configs, load_config

    configs = {name: load_config(name) for name in list_configs()}
    if as_json:
        print_json({name: config.model_dump(mode="json") for name, config in configs.items()})
        return ExitCode.DONE
    heads = ("Name", "Back-end", "Seconds", "Gap", "Threads", "What for")
    made = table(None, *heads, left=(0, 1, 5))
    for name, config in configs.items():
        gap = f"{100 * config.relative_gap:g} %"
        limits = (f"{config.time_limit_s:g}", gap, str(config.threads))
        add_row(made, name, config.backend, *limits, config.description)
    make_console().print(made)
    return ExitCode.DONE
