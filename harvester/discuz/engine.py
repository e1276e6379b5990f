"""Discuz! as an engine: the part of this folder that other rooms use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from harvester.config.patterns import regex
from harvester.discuz.about import kind_of, version_of
from harvester.discuz.login import DiscuzLogin
from harvester.discuz.marks import MARKS
from harvester.discuz.site import ARCHIVER, DiscuzSite
from harvester.forum.engine import Engine, Site, Software, Source
from harvester.forum.model import Row, ThreadPage
from harvester.forum.page import Page

#: Flags of list rows whose threads the archiver shows only in part.
_MARKED = frozenset({"attachments", "pictures", "poll"})
#: An external picture, as the archiver shows it.
_PICTURE = regex(r"^https?://\S+\.(?:jpe?g|png|gif|webp|bmp)$", re.MULTILINE | re.IGNORECASE)


class Archiver(Source):
    """The archiver: the forum's plain pages."""

    name = ARCHIVER

    def url(self, site: Site, tid: int, page: int = 1) -> str:
        """The address of a thread page in the archiver."""
        assert isinstance(site, DiscuzSite)  # noqa: S101 - an engine's source is asked for its own sites
        return site.archiver_url(tid, page)

    def shows(self, row: Row) -> bool:
        """Whether a row mentions nothing that the archiver omits, or that it should not show."""
        return not (_MARKED & set(row.flags)) and row.price is None and row.readperm is None

    def unfit(self, page: Page, thread: ThreadPage) -> str | None:
        """Why its page is not enough for a thread; ``None`` if it is."""
        message = thread.posts[0].message
        if not message.text or message.notices or page.has("action=pay"):
            return "the post or a part of it is kept back"
        return "a picture is shown as its address" if _PICTURE.search(message.text) else None


class Discuz(Engine):
    """Discuz! of all versions, and its skins."""

    name = "discuz"
    title = "Discuz!"
    site = DiscuzSite
    sources: ClassVar[Sequence[Source]] = (Archiver(),)
    #: The line at the foot of every page: ``GMT+8, 2026-7-7 07:20``.
    clock = re.compile(
        r"GMT\s*([+-]\s?\d{1,2}(?:[.:]\d{1,2})?|)\s*,\s*(\d{4}-\d{1,2}-\d{1,2}\s+\d{1,2}:\d{2}(?:\s*[AP]M)?)"
    )
    login = DiscuzLogin()
    marks = MARKS

    def recognise(self, page: Page) -> Software | None:
        """The software of a page: the one that it names, otherwise by ids and scripts, since skins often name none."""
        tag = page.find("meta[name=generator]")
        stated = (tag.get("content") or "").lower() if tag is not None else ""
        if stated.strip() and "discuz" not in stated:
            return None
        version = version_of(page)
        if version or stated.strip() or kind_of(page) is not None or page.has("discuz_uid"):
            return Software(self.title, version)
        return None
