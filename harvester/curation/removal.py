"""Articles removed for good: nothing of them stays in a harvest but a tombstone."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from harvester.curation.raw_pages import remove
from harvester.curation.traces import Traces
from harvester.disk.files import READ_ERRORS
from harvester.duplicates.catalogue import FILE as CATALOGUE
from harvester.duplicates.catalogue import Catalogue
from harvester.engines import table
from harvester.forum.site import Site
from harvester.site_folder import articles, index_file
from harvester.site_folder.folder import FolderStore, Layout
from harvester.site_folder.purging import count, purge
from harvester.site_folder.recovery import reconcile
from harvester.site_folder.tombstones import Tombstone, bury
from harvester.store.interface import StoreError
from harvester.store.sqlite import FILE as STORE
from harvester.store.sqlite import Store
from harvester.warc import FOLDER as WARC
from harvester.warc.reader import SUFFIXES

#: Other files of lines that may name a thread.
_BESIDE = ("notices-*.ndjson*", "corrections.ndjson", "articles-*.jsonl.damaged-*")
#: Damaged files that were set aside, of which nobody knows what they hold.
_UNREADABLE = (f"{STORE}.damaged-*", "articles-*.jsonl.*.damaged-*")


@dataclass(slots=True)
class Found:
    """What there is of an article: lines and raw pages by file, downloaded files, and its entry in the index of texts.

    ``unreadable``: damaged files that were set aside, and are removed as a whole. ``messages``: what was put right in
    the folder before.
    """

    lines: dict[Path, int] = field(default_factory=dict)
    pages: dict[Path, int] = field(default_factory=dict)
    media: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
    known_text: bool = False
    messages: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.lines or self.pages or self.media)

    def said(self) -> Iterator[str]:
        """A line for each thing found."""
        for path, number in self.lines.items():
            yield f"{path}: {number} lines"
        for path, number in self.pages.items():
            yield f"{path}: {number} records"
        for path in self.media:
            yield f"{path}"
        for path in self.unreadable:
            yield f"{path}: all of it, since it can't be read"
        if self.known_text:
            yield "the index of texts: 1 entry"


class Removal:
    """The removal of one thread's article from a site's ``folder``, below ``base``."""

    def __init__(self, base: Path, folder: Path, tid: int) -> None:
        self.base = base
        self.folder = folder
        self.tid = tid
        self.traces = Traces.of(folder, tid)

    @property
    def id(self) -> str:
        """The article's id; where no line gives it, the folder's name stands for the site."""
        return self.traces.id or f"{self.folder.name}:{self.tid}"

    @property
    def site_name(self) -> str:
        """The field ``site`` of its lines."""
        return self.id.rpartition(":")[0]

    def find(self) -> Found:
        """What there is of it. Raises :class:`OSError` or :class:`ValueError` where a file can't be read."""
        found = Found(media=[path for path in self.traces.media(self.folder) if path.exists()])
        for path in [*articles.files(self.folder), *self._beside()]:
            if number := count(path, {self.tid}):
                found.lines[path] = number
        for path in self._warcs():
            if number := remove(path, self.traces.leaves(self._site()), dry=True):
                found.pages[path] = number
        found.unreadable = [path for pattern in _UNREADABLE for path in sorted(self.folder.glob(pattern))]
        found.known_text = self._catalogue(dry=True)
        return found

    def make(self, why: str) -> Found:
        """Remove it; returns what there was.

        Raises :class:`~harvester.disk.lock.LockedError` where a run is at work on the site; :class:`OSError`,
        :class:`ValueError` or StoreError where something can't be read or written: run again, it removes what is left.
        """
        now = datetime.now(UTC)
        self.folder.mkdir(parents=True, exist_ok=True)
        store = FolderStore.take(self.folder, Layout())
        try:
            found = self.find()
            found.messages = store.messages
            bury(self.folder, Tombstone(self.id, self.tid, f"{now:%Y-%m-%dT%H:%M:%S+00:00}", getpass.getuser(), why))
            store.bury(self.tid)
            store.forget_media([str(path.relative_to(self.folder)) for path in found.media])
            store.save(int(now.timestamp()))
            for path in found.pages:
                remove(path, self.traces.leaves(self._site()))
            for path in [*found.media, *found.unreadable]:
                path.unlink(missing_ok=True)
            self._catalogue(dry=False)
            for path in reversed(found.lines):  # its own lines last: they name everything else of it
                purge(path, {self.tid})
            list(reconcile(store, self.folder, Layout().rules, int(now.timestamp())))  # the other lines' places
            index_file.update(self.folder, now)
            store.scrub()
        finally:
            store.let_go()
        return found

    def _beside(self) -> Iterator[Path]:
        for pattern in _BESIDE:
            for path in sorted(self.folder.glob(pattern)):
                if path.name.endswith(articles.PACKED) or not _packed_aside(path):
                    yield path

    def _warcs(self) -> list[Path]:
        inner = sorted((self.folder / WARC).glob("*")) if (self.folder / WARC).is_dir() else []
        return [path for path in inner if path.name.endswith(SUFFIXES)]

    def _site(self) -> Site | None:
        """The forum, by an address of the article; ``None``: no line gives one."""
        url = self.traces.url
        if not url:
            return None
        site = table.of_address(url).site.of(url)
        with suppress(StoreError), Store.reading(self.folder / STORE) as store:
            site.recall(store.forms())
        return site

    def _catalogue(self, *, dry: bool) -> bool:
        path = self.base / CATALOGUE
        if not path.exists():
            return False
        with closing(Catalogue(path)) as catalogue:
            if dry:
                return catalogue.revision(self.id) > 0
            removed = catalogue.remove(self.id)
            if removed:
                catalogue.scrub()
            return removed


def _packed_aside(path: Path) -> bool:
    """Whether it is a damaged packed file that was set aside."""
    return any(f"{packed}.damaged-" in path.name for packed in articles.PACKED)


__all__ = ["READ_ERRORS", "Found", "Removal"]
