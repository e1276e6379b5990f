"""The groups of copies in a harvest, written as lines of JSON."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from harvester.config.saying import json_escaped
from harvester.duplicates.catalogue import FILE, Catalogue, Copy
from harvester.duplicates.follow import follow, read_all
from harvester.duplicates.signatures import read_signatures


@dataclass(frozen=True, slots=True)
class Written:
    """How many articles were compared, and how many groups and copies were found."""

    articles: int
    groups: int
    copies: int


def write_groups(base: Path, output: str | None, *, signed: bool) -> Written:
    """Write the groups to a file, or to standard output.

    ``signed``: ``base`` has signatures, not a harvest. Raises :class:`OSError` for a file that cannot be read or
    written, and as :func:`~harvester.duplicates.signatures.read_signatures` does.
    """
    index, articles = _of_signatures(base) if signed else _indexed(base)
    groups = copies = 0
    with Path(output).open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as stream:
        for group in index.groups():
            record = {
                "earliest": min(group, key=_published).id,
                "longest": max(group, key=lambda copy: copy.letters).id,
                "members": [
                    {
                        "id": copy.id,
                        "published": copy.published,
                        "letters": copy.letters,
                        "likeness": round(copy.likeness, 3),
                    }
                    for copy in group
                ],
            }
            stream.write(json_escaped(json.dumps(record, ensure_ascii=False)) + "\n")
            groups += 1
            copies += len(group) - 1
    index.close()
    return Written(articles, groups, copies)


def _of_signatures(folder: Path) -> tuple[Catalogue, int]:
    """A temporary index of all texts that were signed. Raises as :func:`read_signatures` does."""
    index = Catalogue(None)
    count = read_signatures(index, folder)
    if not count:
        raise ValueError(f"{folder}: no signatures there")
    return index, count


def _indexed(base: Path) -> tuple[Catalogue, int]:
    """The index of all texts, and of how many: the harvest's own, brought up to date, or a temporary one.

    Raises :class:`OSError` for a file that can't be read.
    """
    standing = base / FILE
    index = Catalogue(standing if standing.exists() else None)
    if index.path is None:
        return index, read_all(index, base)
    if broken := [*index.messages, *follow(index, base)]:
        raise OSError("; ".join(broken))
    return index, index.count()


def _published(copy: Copy) -> datetime:
    """When it was published; a time that is not known is after all others."""
    return datetime.fromisoformat(copy.published) if copy.published else datetime.max.replace(tzinfo=UTC)
