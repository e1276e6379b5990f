"""Reading pages of a forum in the second pass, when it is known which are needed."""

from __future__ import annotations

from collections import Counter

from harvester.archive.found import FoundPage, FoundUnread
from harvester.archive.options import ReadOptions
from harvester.archive.reading import Reader
from harvester.archive.sites import SiteFacts, Sites, key_of
from harvester.engines import table


class Later:
    """Reads pages of one forum that were kept unread, with all that was learned about it."""

    def __init__(self, facts: SiteFacts, options: ReadOptions, counts: Counter[str]) -> None:
        self._engine = table.named(facts.engine)
        known = {key_of(facts.base, self._engine): facts}
        sites = Sites(known, options.reading.zone.key, named=options.zone_named)
        self._reader = Reader("", sites, counts, options.reading.charset)

    def page(self, unread: FoundUnread) -> FoundPage | None:
        """The page of a thread; ``None`` if it turns out to be none, which is counted.

        Raises :class:`OSError`, or :class:`~harvester.archive.spill.SpillError` if its source is no longer there.
        """
        found = self._reader.read_kept(unread, self._engine)
        return next((each for each in found if isinstance(each, FoundPage) and each.tid == unread.tid), None)
