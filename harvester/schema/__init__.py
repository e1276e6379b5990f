"""The JSON Schema of a line, made from the dataclasses of :mod:`harvester.items`."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from itemadapter import ItemAdapter

from harvester.items import SCHEMA, Article

#: JSON Schema draft of the result; its ``format`` words are checked too.
DRAFT = "http://json-schema.org/draft-07/schema#"


def build() -> dict[str, Any]:
    """The schema as the dataclasses define it now."""
    head = {"$schema": DRAFT, "title": "Article", "description": f"A line of Harvester's output, schema {SCHEMA}."}
    return head | _closed(ItemAdapter.get_json_schema(Article))


def packaged() -> dict[str, Any]:
    """The schema that is in the package, as users get it."""
    schema: dict[str, Any] = json.loads(files(__package__).joinpath("article.json").read_text(encoding="utf-8"))
    return schema


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """``schema`` with every property required: a line always has all its fields, null or not."""
    if schema.get("type") == "object":
        properties = {name: _closed(prop) for name, prop in schema["properties"].items()}
        schema = schema | {"properties": properties, "required": list(properties)}
    if "anyOf" in schema:
        schema = schema | {"anyOf": [_closed(choice) for choice in schema["anyOf"]]}
    if "items" in schema:
        schema = schema | {"items": _closed(schema["items"])}
    return {name: value for name, value in schema.items() if name != "default"}
