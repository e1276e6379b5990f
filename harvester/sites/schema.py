"""The JSON Schema of the sites file, for editors."""

from __future__ import annotations

from typing import Any

from harvester.sites.keys import SiteKey, SiteKeys
from harvester.sites.sites_file import ALL, DUE

_DRAFT = "http://json-schema.org/draft-07/schema#"  # the draft that editors of TOML support


def schema_of(keys: SiteKeys) -> dict[str, Any]:
    """The schema of a file whose sites have these keys."""
    properties = {name: _short(key) for name, key in sorted(keys.short.items())}
    properties |= {name: _by_name(key) for name, key in sorted(keys.settings.items()) if name not in keys.of_run}
    site = {
        "type": "object",
        "properties": properties,
        "required": ["address"],
        "additionalProperties": False,
        "not": {"required": ["proxy", "proxies"]},
    }
    return {
        "$schema": _DRAFT,
        "title": "Sites",
        "description": "Harvester's sites file: one table per site, by a name of your choice (docs/sites.md).",
        "type": "object",
        "propertyNames": {"pattern": rf"^(?!(?:{ALL}|{DUE})$)[^\s,]+$"},
        "additionalProperties": site,
    }


def _short(key: SiteKey) -> dict[str, Any]:
    """The schema of a short key, which does not take empty values."""
    schema = key.form.schema()
    choices = [_filled(choice) for choice in schema.get("anyOf", [schema])]
    return _said(key, choices)


def _filled(schema: dict[str, Any]) -> dict[str, Any]:
    if "enum" in schema:
        return schema | {"enum": [word for word in schema["enum"] if word]}
    return schema | {"string": {"minLength": 1}, "array": {"minItems": 1}}.get(schema.get("type", ""), {})


def _by_name(key: SiteKey) -> dict[str, Any]:
    """The schema of a setting given by its own name, which also takes a text, as on a command line."""
    schema = key.form.schema()
    choices = schema.get("anyOf", [schema])
    if not any(choice.get("type") == "string" for choice in choices):
        choices = [*choices, {"type": "string"}]
    return _said(key, choices) | {"default": key.declared.default}


def _said(key: SiteKey, choices: list[dict[str, Any]]) -> dict[str, Any]:
    choices = [choice for choice in choices if choice.get("const", None) != ""]
    said = f"{key.takes[:1].upper()}{key.takes[1:]}. {key.declared.reason}" if key.key else key.declared.reason
    return {"description": said} | (choices[0] if len(choices) == 1 else {"anyOf": choices})
