"""The JSON Schema of a definition, with which editors complete and check it."""

from typing import Any

from prescreen.trial.trial import Trial


def definition_schema(shared: list[str]) -> dict[str, Any]:
    """A schema (draft 2020-12) for definition.yaml, in which a question may be one of those that are `shared`."""
    schema = Trial.model_json_schema()
    # The loader makes it from what the file says.
    del schema["properties"]["version"]
    questions = schema["$defs"]["Step"]["properties"]["questions"]
    included = {
        "type": "object",
        "description": "A question that trials share, taken by its name; what stands beside it replaces its wording.",
        "properties": {"include": {"anyOf": [{"enum": shared}, {"type": "string"}]}},
        "required": ["include"],
    }
    questions["items"] = {"if": {"required": ["include"]}, "then": included, "else": questions["items"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
