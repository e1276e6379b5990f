"""Two threads with the parts of one article: the line of each names the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harvester.items import Article
from harvester.store.interface import Store
from harvester.store.records import Known
from harvester.visits import digest

#: The field of a line that names another thread, and the field of that thread's line that names it back.
BACK = {"continues": "continued_by", "continued_by": "continues"}

#: The record of a thread whose line was written again, and that line.
Again = tuple[Known, dict[str, Any]]


async def lines_of(item: Article, store: Store) -> dict[str, dict[str, Any]]:
    """The latest lines of the threads that ``item`` names, by the field that names each. Loads these threads."""
    named = {int(other.rpartition(":")[2]): name for name in BACK if (other := getattr(item, name))}
    await store.load(named)
    lines = {name: await store.line(tid) for tid, name in named.items()}
    return {name: line for name, line in lines.items() if line is not None}


def made_anew(line: dict[str, Any], name: str, item: Article, known: Known | None) -> Again | None:
    """``line``, which ``item`` names in the field ``name``, changed to name ``item`` back, with its thread's record.

    ``None`` where it does so already.
    """
    back = BACK[name]
    if known is None or line.get(back) == item.id:
        return None
    now = item.harvested
    line = line | {back: item.id, "revision": known.revision + 1, "changed": [back], "harvested": now}
    line["previous_hash"] = digest.text_hash(line["text"]).hex()
    # The other hashes stay those of the page, even if somebody edited the line.
    hashes = digest.with_field(known.field_hashes or b"", line, back)
    return replace(known, revision=known.revision + 1, field_hashes=hashes), line
