"""Lines of a harvest as the crawl writes them, for tests of what reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harvester import items
from harvester.text import Repair

Line = dict[str, Any]
SITE = "bbs.example.com"


def article(tid: int = 7, text: str = "正文", title: str = "标题", site: str = SITE, **more: Any) -> Line:  # noqa: ANN401
    """An article's line; ``more`` are fields of it."""
    line = items.to_dict(
        items.Article(
            id=f"{site}:{tid}",
            site=site,
            url=f"https://{site}/thread-{tid}-1-1.html",
            tid=tid,
            pid=None,
            board=items.Board(2, "新闻"),
            title=title,
            thread_type=None,
            author=items.Author("作者甲", 5),
            published="2026-01-30T10:00:00+08:00",
            edited=None,
            text=text,
            pictures=[],
            attachments=[],
            views=None,
            reply_count=None,
            flags=[],
            encoding=items.Encoding("gbk", "gb18030", "declared", 0),
            harvested="2026-01-31T12:00:00+00:00",
        )
    )
    return line | more


def made(start: int, before: str, after: str, certainty: str = "certain", **more: Any) -> Line:  # noqa: ANN401
    """A repair of a line, in its text unless ``more`` says otherwise."""
    repair = Repair("gloss", start, before, after, certainty, 12.5, "a reason")  # type: ignore[arg-type]
    return {"where": "text", **asdict(repair), **more}


def put(base: Path, lines: Iterable[Line], notices: Iterable[Line] = (), day: str = "2026-01-31") -> Path:
    """Write a harvest of these lines below ``base``."""
    for line in lines:
        folder = base / line["site"].replace(":", "_")
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"articles-{day}.jsonl").open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        if notices:
            records = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in notices)
            (folder / "notices-20260131T120000Z.ndjson").write_text(records, encoding="utf-8")
    return base
