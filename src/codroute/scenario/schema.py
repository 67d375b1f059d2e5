"""The JSON Schema of a scenario document, for editors and other programs."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import DecimalSchema, IntSchema, WithDefaultSchema

from codroute.scenario.fields import NUMBER_PATTERN
from codroute.scenario.scenario import REQUIRED_TABLES, Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_NUMBER_AS_TEXT = {"type": "string", "pattern": rf"^\s*{NUMBER_PATTERN}\s*$"}


class _DocumentSchema(GenerateJsonSchema):
    """Numbers may stand as text, so that no program between loses a digit; null is absent."""

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """Describe what may be absent, and then may be null as well."""
        described = super().default_schema(schema)
        if schema["schema"]["type"] == "nullable":
            return described
        default = {key: described.pop(key) for key in ("default",) if key in described}
        return default | {"anyOf": [described, {"type": "null"}]}

    def int_schema(self, schema: IntSchema) -> JsonSchemaValue:
        """Describe a whole number, as a number or as text."""
        return {"anyOf": [super().int_schema(schema), _NUMBER_AS_TEXT]}

    def decimal_schema(self, schema: DecimalSchema) -> JsonSchemaValue:
        """Describe a number with decimals, as a number or as text."""
        bounds = {
            "minimum": schema.get("ge"),
            "exclusiveMinimum": schema.get("gt"),
            "maximum": schema.get("le"),
        }
        stated = {key: float(bound) for key, bound in bounds.items() if bound is not None}
        return {"anyOf": [{"type": "number"} | stated, _NUMBER_AS_TEXT]}


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a scenario as one document.

    It knows types, names of fields, bounds of numbers and which fields are required; what the
    tables must satisfy together only `codroute validate` checks.
    """
    schema = Scenario.model_json_schema(schema_generator=_DocumentSchema)
    for table in REQUIRED_TABLES:
        schema["properties"][table]["minItems"] = 1
    return {"$schema": _DIALECT} | schema
