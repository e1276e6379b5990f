"""Repair a column of texts in Arrow's format, which pandas, Polars, DuckDB and Spark share.

Needs pyarrow; nothing else in this room does.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from harvester.text.edits import Certainty
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.repair import repair_with

#: An array or a chunked array of pyarrow; the result is of the same type.
Column = TypeVar("Column")


def repair_column(
    column: Column,
    *,
    kinds: Collection[str] | None = None,
    least_certainty: Certainty = "likely",
    strings: Collection[str] = (),
    profile: Profile | None = None,
) -> Column:
    """The texts of ``column`` as they were before they were damaged; nulls, the type and the chunks stay.

    Each text is a document of its own: what one proves does not help another, so the result does not depend on where
    an engine cuts its batches. What is known about all of them goes into ``profile``.

    Args:
        column: An array or a chunked array of any of Arrow's string types, dictionaries too.
        kinds: The kinds of damage to undo; ``None`` is all of them.
        least_certainty: Repairs less sure than this (``certain``, ``likely``, ``guess``) are not made.
        strings: A site's own noise, dropped wherever it stands at the start or end of a line.
        profile: What is known about the texts from others; not changed.

    Raises:
        TypeError: ``column`` does not hold strings.
        ValueError: A kind or certainty does not exist.

    >>> import pyarrow
    >>> repair_column(pyarrow.array(["ÄãºÃ£¬ÊÀ½ç", None])).to_pylist()
    ['你好，世界', None]
    """
    import pyarrow as pa  # noqa: PLC0415 -- only users of columns have it

    given: Any = column  # pyarrow has no types
    values = given.type.value_type if pa.types.is_dictionary(given.type) else given.type
    is_string = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    if not any(is_one(values) for is_one in is_string):
        raise TypeError(f"a column of strings is repaired, not one of {given.type}")
    names = None if kinds is None else frozenset([kinds] if isinstance(kinds, str) else kinds)
    noise = (strings,) if isinstance(strings, str) else tuple(strings)
    options = Options(kinds=names, least_certainty=least_certainty, strings=noise)
    known = Profile() if profile is None else profile

    def repaired(chunk: pa.Array) -> pa.Array:
        texts = [None if text is None else repair_with(text, options, known).text for text in chunk.to_pylist()]
        made = pa.array(texts, values)
        return made if values == given.type else made.cast(given.type)

    chunks = isinstance(given, pa.ChunkedArray)
    found: Column = pa.chunked_array(map(repaired, given.chunks), given.type) if chunks else repaired(given)
    return found
