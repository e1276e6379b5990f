"""What is read off a page as JSON has it, to compare it with a file."""

import dataclasses
from datetime import datetime


def as_json(value: object) -> object:
    """A value as JSON has it, without the fields that are empty."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if dataclasses.is_dataclass(value):
        pairs = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {
            name: as_json(item)
            for name, item in pairs
            if item is not None and item is not False and item not in ("", (), 0)
        }
    return value
