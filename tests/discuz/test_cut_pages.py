"""Pages of every version, cut off anywhere: none is taken for whole by a run that has met others of the site."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest

from harvester.demo.dates import ZONE
from harvester.demo.forum import DemoForum
from harvester.demo.versions import VERSIONS
from harvester.discuz.site import DiscuzSite
from harvester.forum.model import Notice
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Reading
from harvester.visits.endings import Endings
from harvester.visits.keeping import Judgement, Keeping, SiteSigns

BASE = "http://127.0.0.1/"
#: The versions whose pages are made of different templates, each for all that share them.
MAKES = {version.templates: name for name, version in reversed(VERSIONS.items())}
#: Cuts in each part of a page.
CUTS = 8
#: Head, what is above the posts or rows, two halves of these, pager, foot: where they begin and end, in percent.
PARTS = ((0, 8), (8, 25), (25, 50), (50, 75), (75, 92), (92, 100))


@dataclass(frozen=True)
class Whole:
    """A page as it should come."""

    text: str
    name: PageName
    address: str


class Forum:
    """A version of the demo forum: an index, a list and a thread of it, and who has read each of them."""

    def __init__(self, version: str) -> None:
        self.forum = DemoForum(version=version, charset="utf-8")
        self.site = DiscuzSite(BASE)
        links, thread = self.forum.links, self._long_thread()
        self.pages = [
            self._whole(PageName("index"), ""),
            self._whole(PageName("board", fid=2), links.board(2, 1)),
            self._whole(PageName("thread", tid=thread), links.thread(thread, 1)),
        ]

    def _long_thread(self) -> int:
        readable = [entry for entry in self.forum.truth() if entry["visible"] == "yes"]
        return int(max(readable, key=lambda entry: len(entry["replies"]))["tid"])

    def _whole(self, name: PageName, address: str) -> Whole:
        return Whole(self.forum.answer(f"/{address}").body.decode(), name, address)

    def read(self, text: str, page: Whole) -> Reading:
        asked = Asked(page.name, ZONE, self.forum.now)
        return self.site.read(Page(text, urljoin(BASE, page.address)), asked)

    def judge(self, signs: SiteSigns[None], text: str, page: Whole, name: object) -> Judgement | Notice:
        reading = self.read(text, page)
        if isinstance(reading.said, Notice):
            return reading.said
        return signs.judge(page.name.kind, name, reading.said, reading.signs)

    def informed(self) -> SiteSigns[None]:
        """One who has met some pages of each kind."""
        signs: SiteSigns[None] = SiteSigns(Endings({}), Keeping({}))
        for page in self.pages:
            for number in range(3):
                judged = self.judge(signs, page.text, page, number)
                assert judged == Judgement(hints=judged.hints if isinstance(judged, Judgement) else ()), page.address
        return signs

    def cuts(self, page: Whole) -> Iterator[int]:
        rnd, size = random.Random(page.address), page.text.rindex("</body>")  # noqa: S311 - the same in each run
        for begin, end in PARTS:
            yield from (rnd.randrange(size * begin // 100, size * end // 100) for _ in range(CUTS))


@pytest.fixture(scope="module", params=MAKES.values())
def forum(request: pytest.FixtureRequest) -> Forum:
    return Forum(request.param)


def test_no_page_that_is_cut_off_is_taken(forum: Forum) -> None:
    signs = forum.informed()
    taken = []
    for page in forum.pages:
        for at in forum.cuts(page):
            judged = forum.judge(signs, page.text[:at], page, (page.address, at))
            if isinstance(judged, Notice) or judged.proof is None:
                taken.append((page.name.kind, at, page.text[max(0, at - 40) : at], judged))
    assert taken == []


def test_the_first_page_of_a_run_is_asked_for_again(forum: Forum) -> None:
    for page in forum.pages:
        for at in [*forum.cuts(page)][::4]:
            signs: SiteSigns[None] = SiteSigns(Endings({}), Keeping({}))
            judged = forum.judge(signs, page.text[:at], page, 1)
            assert isinstance(judged, Judgement)
            assert judged.proof or judged.doubt, (page.name.kind, at, page.text[max(0, at - 40) : at])
