"""An earlier harvest repaired by today's program, by the log of each line and without a request.

The log is run backwards, which gives what the page said; that is repaired as a crawl would repair it now. Where the
article then reads differently, it gets a new revision. A line whose log no longer fits its texts, that somebody
edited, or in which personal data was masked, is left as it is.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from harvester import __version__, items
from harvester.article.news import fill_news, restore_breaks
from harvester.article.options import RepairOptions
from harvester.article.repairing import repair_texts, repaired_field
from harvester.article.texts import places
from harvester.corpora.languages import language_of
from harvester.corpora.normalisation import normalise
from harvester.corpora.options import CorporaOptions
from harvester.corpora.scripts import script
from harvester.news import turns
from harvester.show.fields import fields
from harvester.site_folder import articles
from harvester.site_folder.articles import Line
from harvester.site_folder.folder import FolderStore, Layout
from harvester.store.records import HARVESTED
from harvester.text.language.model import fingerprint
from harvester.visits import digest

#: Articles between two commits.
_EVERY = 100


@dataclass(slots=True)
class Rerepaired:
    """The result for a site: articles looked at, those with a new revision, and those left as they are, by reason.

    ``messages``: what was put right in the folder before.
    """

    articles: int = 0
    revised: list[str] = field(default_factory=list)
    skipped: dict[str, list[str]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def skip(self, why: str, name: str) -> None:
        """Note an article that is left as it is."""
        self.skipped.setdefault(why, []).append(name)

    @property
    def counts(self) -> Counter[str]:
        """How many were left as they are, by reason."""
        return Counter({why: len(names) for why, names in self.skipped.items()})


def rerepair(
    folder: Path, repair: RepairOptions, corpora: CorporaOptions, layout: Layout, *, dry: bool = False
) -> Rerepaired:
    """Repair a site's articles again; ``dry``: only find out what would change.

    Raises :class:`~harvester.disk.lock.LockedError` where a run is at work there; OSError, ValueError or StoreError
    where files or store can't be read or written: what was written before that stays.
    """
    store = FolderStore.take(folder, layout)
    found = Rerepaired(messages=store.messages)
    try:
        for number, line in enumerate(articles.latest(folder), 1):
            found.articles += 1
            again = _repaired(line, store, repair, corpora, found)
            if again is None:
                continue
            found.revised.append(line["id"])
            if not dry:
                _write(store, line, again)
                if number % _EVERY == 0:
                    asyncio.run(store.commit(_now()))
        if not dry:
            asyncio.run(store.finish(_now()))
    finally:
        store.let_go()
    return found


def _repaired(
    line: Line, store: FolderStore, repair: RepairOptions, corpora: CorporaOptions, found: Rerepaired
) -> Line | None:
    """A line as repaired today; ``None``: it says the same, or is left as it is."""
    if line.get("masked"):
        found.skip("personal data was masked", line["id"])
        return None
    known = store.thread(line["tid"])
    before = digest.field_hashes(line)
    if known is None or known.state != HARVESTED or known.revision != line["revision"]:
        found.skip("its thread is gone, or to be visited again", line["id"])
        return None
    if known.field_hashes and digest.changed(known.field_hashes, before):
        found.skip("it was edited by hand", line["id"])
        return None
    try:
        item = _undone(line)
    except (ValueError, TypeError, LookupError):
        found.skip("the log of its repairs does not fit its texts", line["id"])
        return None
    _repair(item, line, repair, corpora)
    again = items.to_dict(item)
    changed = digest.changed(before, digest.field_hashes(again))
    if not changed:
        return None
    hashed = digest.text_hash(line["text"]).hex()
    return again | {"revision": line["revision"] + 1, "changed": changed, "previous_hash": hashed}


def _undone(line: Line) -> items.Article:
    """The article of a line with what its page said. Raises :class:`ValueError` where the log does not fit."""
    item = items.from_dict(items.Article, line)
    original = {each.where: each.original() for each in fields(line)}
    for holder, name, where in places(item):
        setattr(holder, name, original[where])
    item.repairs = []
    return item


def _repair(item: items.Article, line: Line, repair: RepairOptions, corpora: CorporaOptions) -> None:
    """Do to an article what the pipelines of a crawl do to it."""
    if line.get("original_text") is not None:
        item.original_text = item.text
    if repair.wanted:
        for _ in repair_texts(item, repair.profile, partial(repaired_field, options=repair)):
            pass
    if repair.wants(turns.KIND):
        restore_breaks(item)
    fill_news(item)
    item.language = language_of(item.text)
    item.script = script(item.text) if item.language == "zh" else None
    item.text_normalised = normalise(item.text, corpora.steps) if corpora.steps else None
    item.text_hans = item.text_hant = None
    if item.language in ("zh", None):
        text = item.text if item.text_normalised is None else item.text_normalised
        for name, converter in corpora.converters.items():
            setattr(item, name, converter.convert(text))
    item.program, item.model = __version__, fingerprint()


def _write(store: FolderStore, line: Line, again: dict[str, Any]) -> None:
    """Append a new revision, and note it."""
    known = store.thread(line["tid"])
    assert known is not None  # noqa: S101 - it was looked at
    text_hash, field_hashes = digest.text_hash(again["text"]), digest.field_hashes(again)
    store.settle(replace(known, revision=again["revision"], text_hash=text_hash, field_hashes=field_hashes), again)


def _now() -> int:
    return int(datetime.now(UTC).timestamp())
