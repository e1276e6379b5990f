"""Make pages of docs/ from what the code says: settings by their comments, a line by its schema, kinds of notices.

.venv/bin/python bench/build_reference.py
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester import schema
from harvester.forum.notices import NOTICES

PROJECT = Path(__file__).parent.parent
SETTINGS = PROJECT / "harvester" / "settings.py"

SETTINGS_HEAD = """# Settings

Every setting of the project, with its default and why it is so; made from `harvester/settings.py`. Give one for a run
with `-s NAME=VALUE`, or for a site in the [sites file](sites.md). What is not here is as
[Scrapy](https://docs.scrapy.org/en/latest/topics/settings.html) has it. A misspelt `HARVESTER_` name is refused."""

LINE_HEAD = """# A line, field by field

One line of `articles-DAY.jsonl` is one article, as JSON in UTF-8. It always has all its fields: what the page does not
say is `null`, a list that is empty is `[]`. Within a `schema` version fields are added, never renamed, retyped or
removed. This page is made from [`harvester/schema/article.json`](../harvester/schema/article.json), against which every
line is checked."""

NOTICES_HEAD = """# Notices and failures

A page that is no article, or a part that stands in place of one, is a notice: counted in the run's summary, logged in a
line, and listed with its address and its words in `notices-RUN.ndjson`. A page that could not be had or read is a
failure: it is counted apart, stands in the same file (`"failure": true`), and is tried again by the next run. Made from
`harvester/forum/notices.py`."""

#: ``# --- What is written, and where ---``
_SECTION = re.compile(r"# -+ (.+?) -+")
#: The longest default that a heading can hold.
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as its file has it: ``default`` is Python source, ``reason`` the comment above it."""

    section: str
    name: str
    default: str
    reason: str


def settings(source: str) -> Iterator[Setting]:
    """The settings of a module's ``source`` that have a reason, in its order.

    One that follows another without a blank line shares its comment.
    """
    lines = source.splitlines()
    section = reason = ""
    ends = 0
    for node in ast.parse(source).body:
        target = _target(node)
        above = lines[ends : node.lineno - 1]
        ends = node.end_lineno or node.lineno
        sections = [match[1] for line in above if (match := _SECTION.fullmatch(line))]
        section = sections[-1] if sections else section
        comment = [line.strip("# ") for line in above if line.startswith("#") and not line.startswith("# -")]
        if comment or "" in above:
            reason = " ".join(comment)
        if target and reason and isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            yield Setting(section, target, ast.unparse(node.value), reason)


def _target(node: ast.stmt) -> str | None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return next((target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()), None)


def settings_page(source: str) -> str:
    """``docs/settings.md``."""
    parts = [SETTINGS_HEAD]
    section = None
    for each in settings(source):
        if each.section and each.section != section:
            section = each.section
            parts.append(f"## {section}")
        default = f" = `{each.default}`" if len(each.default) <= _SHORT else ""
        parts.append(f"**`{each.name}`**{default}\\\n{each.reason}")
    return "\n\n".join(parts) + "\n"


def line_page() -> str:
    """``docs/line.md``."""
    return f"{LINE_HEAD}\n\n{_table(schema.build(), '')}\n"


def notices_page() -> str:
    """``docs/notices.md``."""
    parts = [NOTICES_HEAD]
    for title, fails in (("Notices", False), ("Failures", True)):
        rows = [f"| `{kind.name}` | {kind.meaning} |" for kind in NOTICES.values() if kind.fails == fails]
        parts.append("\n".join([f"## {title}", "", "| kind | what it means |", "|---|---|", *sorted(rows)]))
    return "\n\n".join(parts) + "\n"


def _table(described: dict[str, Any], prefix: str) -> str:
    rows = [f"| `{name}` | {kind} | {says} |" for name, kind, says in _fields(described, prefix)]
    return "\n".join(["| field | type | what it says |", "|---|---|---|", *rows])


def _fields(described: dict[str, Any], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, value in described["properties"].items():
        kinds = list(_kinds(value))
        yield f"{prefix}{name}", " or ".join(dict.fromkeys(kinds)), value.get("description", "")
        for inner, mark in _objects(value):
            yield from _fields(inner, f"{prefix}{name}{mark}.")


def _choices(value: dict[str, Any]) -> list[dict[str, Any]]:
    choices: list[dict[str, Any]] = value.get("anyOf", [value])
    return choices


def _kinds(value: dict[str, Any]) -> Iterator[str]:
    for choice in _choices(value):
        kind = choice.get("format", choice["type"]) if isinstance(choice["type"], str) else " or ".join(choice["type"])
        yield f"list of {next(_kinds(choice['items']))}s" if kind == "array" else str(kind)


def _objects(value: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for choice in _choices(value):
        if choice["type"] == "object":
            yield choice, ""
        elif choice["type"] == "array" and choice["items"]["type"] == "object":
            yield choice["items"], "[]"


def pages() -> dict[str, str]:
    """The pages, by the name of their file in ``docs``."""
    return {
        "settings.md": settings_page(SETTINGS.read_text(encoding="utf-8")),
        "line.md": line_page(),
        "notices.md": notices_page(),
    }


def main() -> int:
    """Write the pages."""
    for name, text in pages().items():
        (PROJECT / "docs" / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
