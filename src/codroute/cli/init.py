"""``codroute init``: an empty scenario that explains itself."""

# ruff: noqa: PLC0415 - imports stand inside so that --help starts quickly
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from codroute.cli.exits import ExitCode
from codroute.cli.options import AsJson
from codroute.cli.printing import print_json, say_written

_PLACE = "FILE.xlsx|FOLDER"


class _Language(StrEnum):
    """Languages of titles and explanations."""

    EN = "en"
    ZH = "zh"


def init(
    to: Annotated[Path, typer.Argument(metavar=_PLACE, help="Where to; nothing may be there yet.")],
    lang: Annotated[
        _Language, typer.Option("--lang", help="Language of titles and explanations.")
    ] = _Language.EN,
    as_json: AsJson = False,
) -> int:
    """Write an empty scenario to be filled in, with words on what belongs where."""
    from codroute.cli.targets import check_folder, check_new_file
    from codroute.output import write_file
    from codroute.scenario.output.template import template_folder, template_workbook
    from codroute.scenario.output.write import write_files

    if to.suffix.lower() == ".xlsx":
        check_new_file(_PLACE, to)
        write_file(to, template_workbook(lang.value))
    else:
        check_folder(_PLACE, to)
        write_files(template_folder(lang.value), to)
    if as_json:
        print_json({"written": str(to), "language": lang.value})
    else:
        say_written(to)
    return ExitCode.DONE
