"""Personal data masked in all that a line says."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, fields
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester import items
from harvester.article.texts import places
from harvester.corpora.masked_log import Masked, mask_repaired
from harvester.corpora.masking import MARKS, find, mask
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.items import Article, MaskedData
from harvester.text.edits import Repair


class MaskPipeline:
    """Masks mobile phones, e-mail addresses and identity numbers: in text, title, names, replies, captions and repairs.

    Setting: ``HARVESTER_MASK`` (empty: the pipeline is not used). What was masked is counted in ``masked`` of the line
    and in the stats ``harvester/masked/KIND``; the data itself is nowhere.
    """

    def __init__(self, run: Run, kinds: tuple[str, ...]) -> None:
        self.run = run
        self.kinds = kinds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting. Raises ``NotConfigured`` where it names none."""
        wanted = configuration_of(crawler).corpora.masked
        if not wanted:
            raise NotConfigured  # without a word: it is so in most runs
        return cls(Run(crawler), wanted)

    def process_item(self, item: Article) -> Article:
        """``item``, masked in place."""
        counts: Counter[str] = Counter()
        log: list[items.Repair] = []
        seen: set[str] = set()
        for holder, name, where in places(item):
            masked = self._masked(getattr(holder, name), [made for made in item.repairs if made.where == where])
            setattr(holder, name, masked.text)
            log += [items.Repair(where=where, **asdict(made)) for made in masked.repairs]
            counts += masked.counts
            seen.add(where)
            if where == "text" and item.original_text is not None:
                item.original_text = masked.original
        item.repairs = log + [made for made in item.repairs if made.where not in seen]
        counts += self._captions(item)
        item.masked = [MaskedData(kind, counts[kind]) for kind in MARKS if counts[kind]]
        for kind, count in counts.items():
            self.run.count(f"masked/{kind}", count)
        return item

    def _masked(self, text: str, repairs: list[items.Repair]) -> Masked:
        made = [Repair(**{each.name: getattr(repair, each.name) for each in fields(Repair)}) for repair in repairs]
        return mask_repaired(text, made, self.kinds)

    def _captions(self, item: Article) -> Counter[str]:
        """Mask the captions of pictures and the names of files; their addresses are needed as they are."""
        counts: Counter[str] = Counter()
        holders = [*((picture, "caption") for picture in item.pictures), *((file, "name") for file in item.attachments)]
        for holder, name in holders:
            if words := getattr(holder, name):
                counts.update(span.kind for span in find(words, self.kinds))
                setattr(holder, name, mask(words, self.kinds))
        return counts
