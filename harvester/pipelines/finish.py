"""The last step of decoding: bytes that nothing explained become U+FFFD."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Self

from scrapy.crawler import Crawler

from harvester.crawl.run import Run
from harvester.items import Article
from harvester.text.encodings.decoding import finish


class FinishPipeline:
    """Ends the life of undecoded bytes as private code points, after every repair has seen them.

    Counts them in the stat ``harvester/replacement_characters``.
    """

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's stats."""
        return cls(Run(crawler))

    def process_item(self, item: Article) -> Article:
        """``item``, with U+FFFD in all its texts for what could not be decoded."""
        if item.encoding.bad_bytes:
            replaced = _finish_all(item)
            if replaced:
                self.run.count("replacement_characters", replaced)
        return item


def _finish_all(value: Any) -> int:  # noqa: ANN401 - walks whatever an item holds
    """Finish the texts of a dataclass, in place, nested ones too; returns how many characters were replaced."""
    replaced = 0
    for name in [field.name for field in fields(value)]:
        inner = getattr(value, name)
        if isinstance(inner, str):
            text, count = finish(inner)
            if count:
                setattr(value, name, text)
            replaced += count
        elif is_dataclass(inner):
            replaced += _finish_all(inner)
        elif isinstance(inner, list):
            replaced += sum(_finish_all(element) for element in inner if is_dataclass(element))
    return replaced
