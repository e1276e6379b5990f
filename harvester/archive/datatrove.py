"""Archives for datatrove: a reader of shards, and a step for documents that are raw pages.

    pipeline = [ArchiveReader("crawls/"), JsonlWriter("out")]
    pipeline = [WarcReader("crawls/"), ArticlesOfPages(), JsonlWriter("out")]

The reader is the better one: it decodes pages itself, and joins those of a thread within a shard. Needs ``datatrove``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from harvester.archive.alone import options_for, record_lines, shard_lines
from harvester.archive.lines import Line
from harvester.archive.records import Record, Skipped
from harvester.archive.shards import shards

try:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
except ImportError:

    class PipelineStep:  # type: ignore[no-redef]
        """A stand-in for datatrove's class if that is not installed, so that this module can be imported."""

        def __init__(self) -> None:
            raise ImportError("datatrove is not installed: pip install datatrove")


if TYPE_CHECKING:
    from datatrove.data import DocumentsPipeline

#: Documents whose pages are joined at a time.
BATCH = 1000


class ArchiveReader(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Reads the lines of articles from web archives as documents; each task reads some of the shards.

    Args:
        named: Files, folders and addresses, as ``harvester read`` takes them.
        settings: Settings of a crawl by name, such as ``{"HARVESTER_MASK": "phones"}``.
        replies: Whether lines have the replies.

    Raises:
        ValueError: There is nothing to read, or a setting is wrong.
    """

    name = "Harvester"
    type = "READER"

    def __init__(
        self, named: str | Iterable[str], settings: Mapping[str, Any] | None = None, *, replies: bool = False
    ) -> None:
        super().__init__()
        self.options = options_for(settings, replies=replies)
        self.shards = shards([named] if isinstance(named, str) else named)

    def run(self, data: DocumentsPipeline = None, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The documents that came before, then those of this task's shards."""
        if data:
            yield from data
        for shard in self.shards[rank::world_size]:
            counts = Counter[str]()
            for line in shard_lines(shard, self.options, counts):
                self.stat_update("documents")
                yield _document(line)
            for name, count in counts.items():
                self.stat_update(name, value=count)


class ArticlesOfPages(PipelineStep):  # type: ignore[misc]  # as above
    """Turns documents that are pages (``text`` their HTML, ``url`` and ``date`` in their metadata) into articles.

    Other pages are left out. Pages of a thread are joined if they are among the same :data:`BATCH` documents.

    Args:
        settings: Settings of a crawl by name.
        replies: Whether lines have the replies.
    """

    name = "Harvester's articles"
    type = "FORMAT"

    def __init__(self, settings: Mapping[str, Any] | None = None, *, replies: bool = False) -> None:
        super().__init__()
        self.options = options_for(settings, replies=replies)

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """The articles of the pages, a batch at a time."""
        del rank, world_size
        documents = iter(data)
        while batch := list(islice(documents, BATCH)):
            with self.track_time("batch"):
                lines = list(record_lines(map(_record, batch), self.options, Counter()))
            for line in lines:
                self.stat_update("articles")
                yield _document(line)


def _record(document: Document) -> Record | Skipped:
    try:
        about = document.metadata
        date = datetime.fromisoformat(str(about["date"]))
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
        headers = {"content-type": "text/html; charset=utf-8"}
        return Record(str(about["url"]), date, 200, headers, document.text.encode("utf-8", "replace"))
    except (ValueError, LookupError, TypeError):
        return Skipped("damaged")


def _document(line: Line) -> Document:
    revision = f"/{line['revision']}" if line["revision"] > 1 else ""
    about = {name: value for name, value in line.items() if name not in ("id", "text")}
    return Document(text=line["text"], id=f"{line['id']}{revision}", metadata=about)
