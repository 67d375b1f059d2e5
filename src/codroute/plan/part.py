"""What every part of a plan is: frozen, and without keys that nobody knows."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A frozen part of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def document(self) -> str:
        """Give it as one JSON document."""
        return self.model_dump_json(indent=1) + "\n"
