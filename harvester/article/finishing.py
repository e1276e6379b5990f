"""The last step of decoding an article: bytes that could not be decoded become U+FFFD."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from harvester.text.encodings.decoding import finish


def finish_texts(value: Any) -> int:  # noqa: ANN401 - walks whatever an item holds
    """Finish the texts of an article in place, including nested ones; returns the number of characters replaced."""
    replaced = 0
    for name in [field.name for field in fields(value)]:
        inner = getattr(value, name)
        if isinstance(inner, str):
            text, count = finish(inner)
            if count:
                setattr(value, name, text)
            replaced += count
        elif is_dataclass(inner):
            replaced += finish_texts(inner)
        elif isinstance(inner, list):
            replaced += sum(finish_texts(element) for element in inner if is_dataclass(element))
    return replaced
