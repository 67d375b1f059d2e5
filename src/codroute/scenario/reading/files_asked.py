"""What the settings say of how the files are written: of the scenario it is no part."""

from pydantic import ValidationError

from codroute.scenario.reading.raw import RawScenario
from codroute.scenario.reading.wording import counted, found_and_wanted
from codroute.scenario.reading.writing import Files
from codroute.scenario.settings import FILES


def take_files(raw: RawScenario) -> Files:
    """Take out of the settings how the files are written; what is wrong is noted."""
    try:
        return Files.model_validate(raw.settings.pop(FILES, {}))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = (FILES, *map(counted, detail["loc"]))
            found, wanted = found_and_wanted(detail, Files)
            raw.faults.append(raw.fault("", None, path, found, wanted))
        return Files()
