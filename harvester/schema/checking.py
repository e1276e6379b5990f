"""Checking lines against the schema."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import fastjsonschema

from harvester import schema

#: A draft in which 1.0 is not an integer, as for a program.
_STRICT = "http://json-schema.org/draft-04/schema#"
#: Fields that every version of the schema has, and that readers of lines need.
_ALWAYS = frozenset(
    {"at", "certainty", "harvested", "id", "kind", "name", "revision", "site", "text", "tid", "title", "url", "where"}
)


@cache
def check() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A function that raises an exception for a line that breaks the schema; compiled once for all crawls of a run."""
    compiled: Callable[[dict[str, Any]], dict[str, Any]] = fastjsonschema.compile(schema.packaged())
    return compiled


def misfit(line: dict[str, Any]) -> str | None:
    """Why a program cannot read a line, which somebody may have edited; ``None`` if it can.

    Fields of later versions may be missing, and there may be further ones.

    >>> misfit(dict.fromkeys(["harvested", "id", "site", "url", "text", "title"], "") | {"tid": 7, "revision": "1"})
    'revision must be integer'
    """
    try:
        _types()(line)
    except fastjsonschema.JsonSchemaValueException as error:
        return error.message.removeprefix("data").removeprefix(".")
    return None


@cache
def _types() -> Callable[[dict[str, Any]], dict[str, Any]]:
    document = schema.packaged()
    document["$schema"] = _STRICT
    document["required"] = [name for name in document["required"] if name != "kind"]
    compiled: Callable[[dict[str, Any]], dict[str, Any]] = fastjsonschema.compile(_loose(document))
    return compiled


def _loose(part: dict[str, Any]) -> dict[str, Any]:
    """A part of the schema with nothing but types and the fields that are always there."""
    made = {name: value for name, value in part.items() if name in ("$schema", "type")}
    if "required" in part:
        made["required"] = [name for name in part["required"] if name in _ALWAYS]
    if "properties" in part:
        made["properties"] = {name: _loose(each) for name, each in part["properties"].items()}
    if "anyOf" in part:
        made["anyOf"] = [_loose(each) for each in part["anyOf"]]
    if "items" in part:
        made["items"] = _loose(part["items"])
    return made
