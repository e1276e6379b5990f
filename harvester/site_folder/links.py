"""Two threads of one article: each of their lines names the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from harvester.items import Article
from harvester.site_folder import digest
from harvester.site_folder.articles import ending_at
from harvester.store.records import Known
from harvester.store.sqlite import Store

#: The field of a line that names another thread, and the field of that thread's line that names it back.
BACK = {"continues": "continued_by", "continued_by": "continues"}


def one_sided(item: Article, store: Store, folder: Path, now: str) -> Iterator[tuple[Known, dict[str, Any]]]:
    """The lines that an earlier run wrote of threads that ``item`` names, made anew to name it.

    Each with what is known of its thread. Lines that name it already, or that are packed or moved away, are left out.
    """
    for name, back in BACK.items():
        other = getattr(item, name)
        known = store.thread(int(other.rpartition(":")[2])) if other else None
        line = None if known is None else _line(known, store, folder)
        if known is None or line is None or line.get(back) == item.id:
            continue
        line |= {back: item.id, "revision": known.revision + 1, "changed": [back], "harvested": now}
        line["previous_hash"] = digest.text_hash(line["text"]).hex()
        # What the page said stays what it was, in a line that somebody edited too.
        hashes = digest.with_field(known.field_hashes or b"", line, back)
        yield replace(known, revision=known.revision + 1, field_hashes=hashes), line


def _line(known: Known, store: Store, folder: Path) -> dict[str, Any] | None:
    """The latest line of a thread."""
    name = next((file.name for file in store.files() if file.id == known.file), None)
    line = ending_at(folder / name, known.line_end or 0) if name else None
    fits = line is not None and (line.get("kind"), line.get("tid")) == ("article", known.tid)
    return line if fits else None
