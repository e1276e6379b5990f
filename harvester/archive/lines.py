"""From a raw article to its line: repaired and read as news, in the order of a crawl's pipelines."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import fastjsonschema

from harvester.archive.found import Place
from harvester.archive.threads import Version
from harvester.article.finishing import finish_texts
from harvester.article.news import fill_news, restore_breaks
from harvester.article.options import RepairOptions
from harvester.article.repairing import repair_texts, repaired_field
from harvester.corpora.languages import language_of
from harvester.corpora.masked_item import mask_item
from harvester.corpora.normalisation import normalise
from harvester.corpora.options import CorporaOptions
from harvester.corpora.scripts import script
from harvester.items import Article, Capture, to_dict
from harvester.news import turns
from harvester.schema.checking import check
from harvester.text import Profile, Repaired
from harvester.visits import digest

logger = logging.getLogger(__name__)

Line = dict[str, Any]
#: Articles of a forum from which its profile is learned: the kinds of damage of a forum show in a few.
#: Chosen, not measured.
_SAMPLE = 24


@dataclass(frozen=True, slots=True)
class Finishing:
    """Finishes an article's texts by the settings of a crawl."""

    repair: RepairOptions
    corpora: CorporaOptions

    def profile_of(self, articles: Sequence[Article]) -> Profile:
        """What a sample of a forum's raw articles proves about its damage; the articles are not changed."""
        profile = self.repair.profile
        if not self.repair.wanted:
            return profile
        step = max(1, len(articles) // _SAMPLE)
        for item in articles[::step][:_SAMPLE]:
            repaired = self._repaired(item.text, "text", profile)
            profile = repaired.profile if repaired is not None else profile
        return profile

    def lines(self, found: Sequence[Version], profile: Profile, counts: Counter[str]) -> list[Line]:
        """The lines of a thread's versions, oldest first; of consecutive equal versions, only the last."""
        made: list[Line] = []
        before: bytes | None = None
        for version in found:
            line = self._line(version, profile, counts)
            if line is None:
                continue
            hashes = digest.field_hashes(line)
            if before is not None and not digest.changed(before, hashes):
                line |= {name: made[-1][name] for name in ("revision", "changed", "previous_hash")}
                made[-1] = line
            elif before is not None:
                line["revision"] = made[-1]["revision"] + 1
                line["changed"] = digest.changed(before, hashes)
                line["previous_hash"] = digest.text_hash(made[-1]["text"]).hex()
                made.append(line)
            else:
                made.append(line)
            before = hashes
        counts["lines"] += len(made)
        counts["revisions"] += max(0, len(made) - 1)
        return made

    def _line(self, version: Version, profile: Profile, counts: Counter[str]) -> Line | None:
        """The line of an article; ``None`` if it is not valid, which is counted."""
        item = version.item
        self._finish(item, profile, counts)
        item.warc = _capture(version.place, item.harvested)
        line = to_dict(item)
        try:
            check()(line)
        except fastjsonschema.JsonSchemaValueException as error:
            counts["invalid lines"] += 1
            logger.warning("%s: its line is not written: %s", item.id, error.message)
            return None
        return line

    def _finish(self, item: Article, profile: Profile, counts: Counter[str]) -> None:
        if self.repair.keep_original:
            item.original_text = item.text
        if self.repair.wanted:
            for repaired in repair_texts(item, profile, self._repaired):
                counts.update(f"repairs/{made.kind}" for made in repaired.repairs)
        if item.encoding.bad_bytes:
            counts["replacement characters"] += finish_texts(item)
        if self.corpora.masked:
            mask_item(item, self.corpora.masked)
        if self.repair.wants(turns.KIND):
            restore_breaks(item)
        fill_news(item)
        item.language = language_of(item.text)
        item.script = script(item.text) if item.language == "zh" else None
        self._other_forms(item)

    def _other_forms(self, item: Article) -> None:
        if self.corpora.steps:
            item.text_normalised = normalise(item.text, self.corpora.steps)
        if self.corpora.converters and item.language in ("zh", None):
            text = item.text if item.text_normalised is None else item.text_normalised
            for name, converter in self.corpora.converters.items():
                setattr(item, name, converter.convert(text))

    def _repaired(self, text: str, where: str, profile: Profile) -> Repaired | None:
        try:
            return repaired_field(text, where, profile, self.repair)
        except Exception:
            logger.exception("%s is not repaired", where)
            return None


def _capture(place: Place, date: str) -> Capture:
    file = f"{place.file}#{place.member}" if place.member else place.file
    return Capture(file, place.offset, date, place.url)
