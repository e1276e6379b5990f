"""Make from what the code says: pages of docs/, the schema of the sites file, and the settings that scrapy-lint knows.

.venv/bin/python bench/build_reference.py
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester import schema
from harvester.addon.options import ItemOptions
from harvester.config.declaring import REQUIRED, declarations
from harvester.crawl.arguments import ARGUMENTS
from harvester.crawl.configuration import SETTINGS
from harvester.crawl.sites import KEYS
from harvester.forum.notices import NOTICES
from harvester.sites.schema import schema_of
from harvester.text.accidents import ACCIDENTS

PROJECT = Path(__file__).parent.parent
SOURCE = PROJECT / "harvester" / "settings.py"

SETTINGS_HEAD = """# Settings

Every setting of the project, with its default and why it is so, and the arguments of a crawl; made from their
declarations and from `harvester/settings.py`. Give a setting for a run with `-s NAME=VALUE`, or for a site in the
[sites file](sites.md), and an argument with `-a NAME=VALUE`. What is not here is as
[Scrapy](https://docs.scrapy.org/en/latest/topics/settings.html) has it. A wrong value and a misspelt name are refused
in one line, Scrapy's too."""

LINE_HEAD = """# A line, field by field

One line of `articles-DAY.jsonl` is one article, as JSON in UTF-8. It always has all its fields: what the page does not
say is `null`, a list that is empty is `[]`. Within a `schema` version fields are added, never renamed, retyped or
removed. This page is made from [`harvester/schema/article.json`](../harvester/schema/article.json), against which every
line is checked."""

NOTICES_HEAD = """# Notices and failures

A page that is not an article, or a part that stands in its place, is a notice: counted in the run's summary, logged in
a line, and listed with its address and its words in `notices-RUN.ndjson`. A page that could not be fetched or read is a
failure: it is counted apart, stands in the same file (`"failure": true`), and is tried again by the next run. Made from
`harvester/forum/notices.py`."""

#: All that is ours: what a crawl is told, and what the add-on is told besides.
OURS = (*SETTINGS, *declarations(ItemOptions))
DAMAGE_HEAD = """# Kinds of damage

The names that `kinds=`, `--kinds` and the log of repairs know, in the order in which damage is undone. How each is
undone, and what is left alone, is in [damage](damage.md). Made from the accidents in `harvester/text/accidents/`."""

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
    """The settings of a module's ``source`` that have a reason, the comment above them, in its order."""
    lines = source.splitlines()
    section = ""
    ends = 0
    for node in ast.parse(source).body:
        target = _target(node)
        above = lines[ends : node.lineno - 1]
        ends = node.end_lineno or node.lineno
        sections = [match[1] for line in above if (match := _SECTION.fullmatch(line))]
        section = sections[-1] if sections else section
        comment = [line.strip("# ") for line in above if line.startswith("#") and not line.startswith("# -")]
        reason = " ".join(comment)
        if target and reason and isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            yield Setting(section, target, ast.unparse(node.value), reason)


def _target(node: ast.stmt) -> str | None:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return next((target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper()), None)


def settings_page(source: str) -> str:
    """``docs/settings.md``: what is declared, and Scrapy's settings with the comments of the module that sets them."""
    sections: dict[str, list[str]] = {}
    for declared in OURS:
        keys = ", ".join(f"`{key.name}`" for key in declared.keys)
        said = f"{declared.reason} In the sites file: {keys}." if keys else declared.reason
        sections.setdefault(declared.section, []).append(_entry(declared.name, repr(declared.default), said))
    for each in settings(source):
        sections.setdefault(each.section, []).append(_entry(each.name, each.default, each.reason))
    for argument in ARGUMENTS:
        default = "" if argument.default is REQUIRED else str(argument.default)
        sections.setdefault(argument.section, []).append(_entry(f"-a {argument.name}=", default, argument.reason))
    parts = [SETTINGS_HEAD]
    for section, entries in sections.items():
        parts += [f"## {section}", *entries]
    return "\n\n".join(parts) + "\n"


def _entry(name: str, default: str, reason: str) -> str:
    shown = f" = `{default}`" if default and len(default) <= _SHORT else ""
    return f"**`{name}`**{shown}\\\n{reason}"


def sites_schema() -> str:
    """``harvester/schema/sites.json``."""
    return json.dumps(schema_of(KEYS), indent=1, ensure_ascii=False) + "\n"


def project_file(text: str) -> str:
    """``pyproject.toml`` with the settings that scrapy-lint is to know: all but those before ours stay."""
    head, names, tail = re.split(r"(?s)(?<=known-settings = \[\n)(.*?)(?=^\]$)", text, maxsplit=1, flags=re.MULTILINE)
    others = [line for line in names.splitlines() if '"HARVESTER_' not in line]
    ours = [f'    "{name}",' for name in sorted(declared.name for declared in OURS)]
    return head + "\n".join([*others, *ours, ""]) + tail


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
        "settings.md": settings_page(SOURCE.read_text(encoding="utf-8")),
        "line.md": line_page(),
        "notices.md": notices_page(),
        "kinds-of-damage.md": damage_page(),
    }


def damage_page() -> str:
    """``docs/kinds-of-damage.md``: the kinds of every accident, in the order of undoing."""
    rows = [f"| `{kind}` | {said} |" for accident in ACCIDENTS for kind, said in accident.kinds.items()]
    return "\n".join([DAMAGE_HEAD, "", "| kind | what happened |", "|---|---|", *dict.fromkeys(rows), ""])


def rooms_page(text: str) -> str:
    """``docs/development.md`` with its table of rooms: in the order of the linter's contract, in their own words."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    [contract] = [each for each in project["tool"]["importlinter"]["contracts"] if each["type"] == "layers"]
    rows = []
    for layer in contract["layers"]:
        for name in (each.strip() for each in re.split("[|:]", layer)):
            if (PROJECT / "harvester" / name).is_dir():
                said = ast.get_docstring(ast.parse((PROJECT / "harvester" / name / "__init__.py").read_text("utf-8")))
                rows.append(f"| `{name}` | {_in_markdown((said or '').partition(chr(10))[0])} |")
    table = "\n".join(["| room | what it is |", "|---|---|", *rows])
    made = f"<!-- made by bench/build_reference.py -->\n{table}\n<!-- to here -->"
    return re.sub(r"(?s)<!-- made by .*?<!-- to here -->", lambda _: made, text)


def _in_markdown(said: str) -> str:
    return re.sub(r":\w+:(?=`)", "", said).replace("``", "`")


def files() -> dict[Path, str]:
    """All that is made from the code: the pages, the schema of the sites file, and the project's own file."""
    project, work = PROJECT / "pyproject.toml", PROJECT / "docs" / "development.md"
    return {PROJECT / "docs" / name: text for name, text in pages().items()} | {
        work: rooms_page(work.read_text(encoding="utf-8")),
        PROJECT / "harvester" / "schema" / "sites.json": sites_schema(),
        project: project_file(project.read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write them."""
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
