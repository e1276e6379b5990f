"""Articles written to a site's folder without a crawl, by a clock that tests set."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from harvester import items
from harvester.site_folder.harvest import Harvest

BEGAN = datetime(2026, 1, 2, 23, 59, tzinfo=UTC)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = BEGAN

    def __call__(self) -> datetime:
        return self.now


def article(tid: int, text: str = "正文", **fields: object) -> items.Article:
    plain = items.Article(
        id=f"site:{tid}",
        site="site",
        url=f"http://site/thread-{tid}-1-1.html",
        tid=tid,
        pid=1,
        board=items.Board(2, "甲"),
        title="标题",
        thread_type=None,
        author=None,
        published="2026-01-02T20:00:00+08:00",
        edited=None,
        text=text,
        pictures=[],
        attachments=[],
        views=None,
        reply_count=0,
        flags=[],
        encoding=items.Encoding(None, "utf-8", "declared", 0),
        harvested=BEGAN.isoformat(),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]  # fields of an article


def save(harvest: Harvest, item: items.Article) -> bool:
    """What the pipelines do with an article."""
    new = harvest.revise(item)
    if new:
        harvest.write(item)
    else:
        harvest.unchanged(item)
    return new
