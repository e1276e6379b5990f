"""Replace texts inside a line of JSON and keep every other byte of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: The names on the way to a text, from the outermost object in.
Path = tuple[str, ...]

_BLANK = re.compile(r"[ \t\r\n]*")
_SURROGATE = re.compile("[\ud800-\udfff]")  # can only be written as an escape
#: Numbers are never used, and may have more digits than Python converts.
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)


class LineError(ValueError):
    """A line that has no such text, or is not JSON; it is passed on unchanged.

    >>> find_texts('{"title": "灯会"}', ("text",))
    Traceback (most recent call last):
        ...
    harvester.bulk.jsonl.LineError: no field text
    """


@dataclass(frozen=True, slots=True)
class Literal:
    """A JSON string in a line: where its quotes are (``end`` exclusive), and what it says.

    >>> line = '{"text": "a/b"}'
    >>> [literal] = find_texts(line, ("text",))
    >>> line[literal.start : literal.end], literal.text
    ('"a/b"', 'a/b')
    """

    start: int
    end: int
    text: str


def field_path(name: str) -> Path:
    r"""The path that a dotted ``name`` means; a dot inside a name is written ``\.``.

    >>> field_path("replies.text"), field_path(r"dc\.title")
    (('replies', 'text'), ('dc.title',))
    """
    return tuple(part.replace(r"\.", ".") for part in re.split(r"(?<!\\)\.", name))


def replace_text(line: str, path: Path, fix: Callable[[str], str]) -> str:
    """``line`` with each text at ``path`` replaced by what ``fix`` makes of it.

    A list on the way, or at the end, means each of its elements; ``null`` is skipped.
    The new literal is escaped as the old one was. Raises :class:`LineError`.

    >>> replace_text('{"tid": 7, "replies": [{"text": "one"}, {"text": "two"}]}', ("replies", "text"), str.upper)
    '{"tid": 7, "replies": [{"text": "ONE"}, {"text": "TWO"}]}'
    """
    parts: list[str] = []
    position = 0
    for literal in find_texts(line, path):
        fixed = fix(literal.text)
        if fixed != literal.text:
            old = line[literal.start : literal.end]
            parts += (line[position : literal.start], _literal(fixed, old))
            position = literal.end
    return "".join((*parts, line[position:]))


def find_texts(line: str, path: Path) -> list[Literal]:
    """The texts at ``path``, in the order of the line. Raises :class:`LineError`.

    >>> [literal.text for literal in find_texts('{"text": ["one", null, "two"]}', ("text",))]
    ['one', 'two']
    """
    try:
        _DECODER.decode(line)  # so that the walk below meets only valid JSON
        found = list(_walk(line, _skip(line, 0), path))
    except RecursionError:
        raise LineError("JSON nested too deeply") from None
    except json.JSONDecodeError as error:
        raise LineError(f"not JSON: {error.msg} at column {error.colno}") from None
    if not found:
        raise LineError(f"no field {'.'.join(path)}")
    return [literal for literal in found if literal is not None]


def _walk(line: str, position: int, path: Path) -> Iterator[Literal | None]:
    """The texts at ``path`` below the value at ``position``; ``None`` for each ``null``."""
    first = line[position]
    if first == "[":
        for element in _elements(line, position):
            yield from _walk(line, element, path)
        if line[_skip(line, position + 1)] == "]":
            yield None
    elif line.startswith("null", position):
        yield None
    elif path:
        if first == "{":
            for name, value in _members(line, position):
                if name == path[0]:
                    yield from _walk(line, value, path[1:])
    elif first == '"':
        text, end = _DECODER.raw_decode(line, position)
        yield Literal(position, end, text)
    else:
        raise LineError("the field holds no text")


def _elements(line: str, position: int) -> Iterator[int]:
    """Where each element of the list at ``position`` begins."""
    position = _skip(line, position + 1)
    while line[position] != "]":
        yield position
        position = _next(line, position)


def _members(line: str, position: int) -> Iterator[tuple[str, int]]:
    """The name of each member of the object at ``position``, and where its value begins."""
    position = _skip(line, position + 1)
    while line[position] != "}":
        name, end = _DECODER.raw_decode(line, position)
        value = _skip(line, _skip(line, end) + 1)
        yield name, value
        position = _next(line, value)


def _next(line: str, position: int) -> int:
    """Past the value at ``position`` and the comma after it, if any."""
    _, end = _DECODER.raw_decode(line, position)
    end = _skip(line, end)
    return _skip(line, end + 1) if line[end] == "," else end


def _skip(line: str, position: int) -> int:
    found = _BLANK.match(line, position)
    return found.end() if found else position


def _literal(text: str, old: str) -> str:
    r"""``text`` as a JSON string, escaped as ``old`` is: ``\uXXXX`` and ``\/`` only where it has them."""
    escaped = (old.isascii() and r"\u" in old) or _SURROGATE.search(text) is not None
    literal = json.dumps(text, ensure_ascii=escaped)
    return literal.replace("/", r"\/") if r"\/" in old else literal
