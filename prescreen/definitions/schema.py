"""The JSON Schema of definition.yaml, for editors that complete and validate it."""

from typing import Any

from prescreen.trial.trial import Trial


def definition_schema(shared: list[str]) -> dict[str, Any]:
    """The schema (draft 2020-12). `shared` are the names of the questions that can be included."""
    schema = Trial.model_json_schema()
    # The loader computes the version from the content.
    del schema["properties"]["version"]
    questions = schema["$defs"]["Step"]["properties"]["questions"]
    included = {
        "type": "object",
        "description": "A shared question, included by its name; keys beside it replace those of the shared question.",
        "properties": {"include": {"anyOf": [{"enum": shared}, {"type": "string"}]}},
        "required": ["include"],
    }
    questions["items"] = {"if": {"required": ["include"]}, "then": included, "else": questions["items"]}
    requirements = schema["$defs"]["Criterion"]["properties"]["requirements"]
    washout = {
        "type": "object",
        "description": "A medicine that must not have been had within its window, by the id of its question.",
        "properties": {"washout": {"type": "string"}},
    }
    requirements["items"] = {"if": {"required": ["washout"]}, "then": washout, "else": requirements["items"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
