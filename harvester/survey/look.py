"""One page examined: what is read from it, by which layout, what it says a second time, and where the two disagree."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from typing import Any

from rich.cells import cell_len

from harvester.engines import table
from harvester.engines.others import other
from harvester.forum.engine import Asked, Said, Software
from harvester.forum.model import IndexPage, ListPage, Member, Notice, ThreadPage, Unknown
from harvester.forum.names import PageName
from harvester.forum.page import Page, text_of
from harvester.forum.signs import Saying, Weight, sayings
from harvester.forum.skin import Skin

#: The address of a page that does not give its own: not that of any page, so that the page's own numbers count.
NOWHERE = "http://page.invalid/"
#: Where a saved page says where it was saved from: a browser's comment, otherwise the page's link to itself.
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->|rel=[\"']canonical[\"'] href=[\"']([^\"']+)[\"']")
#: How many characters of a value a cell shows.
_WIDEST = 48

WORDS: dict[type, str] = {
    IndexPage: "a page of boards",
    ListPage: "a list of threads",
    ThreadPage: "a thread",
    Notice: "a notice",
    Unknown: "not read",
}


@dataclass(frozen=True, slots=True)
class Look:
    """A page and all that is read from it. ``software`` is ``None`` where no known software made it."""

    page: Page
    said: Said
    says: tuple[Saying, ...]
    software: Software | None

    @property
    def is_read(self) -> bool:
        """Whether it shows something of a forum, and no proof that the page gives contradicts that."""
        certain = any(not saying.agrees and saying.weight is not Weight.HINT for saying in self.says)
        return not isinstance(self.said, Unknown) and not certain and (self.software is not None or bool(self._found))

    @property
    def _found(self) -> Sequence[object]:
        match self.said:
            case IndexPage():
                return self.said.boards
            case ListPage():
                return self.said.rows
            case ThreadPage():
                return self.said.posts
            case _:
                return ()


def look_at(
    page: Page, zone: tzinfo, seen: datetime | None = None, status: int = 200, skin: Skin | None = None
) -> Look:
    """What is read from a page of any kind; its address says as what it was requested.

    ``skin``: the user's own selectors. Raises :class:`~harvester.forum.skin.SkinError` where they can't be used.
    """
    known = table.recognise(page)
    engine = known[0] if known else table.of_address(page.url)
    site = engine.site.of(page.url)
    site.lay(skin)
    reading = site.read(page, Asked(site.parse(page.url) or PageName("index"), zone, seen, status))
    return Look(page, reading.said, tuple(sayings(reading.said, reading.signs)), known[1] if known else None)


def address_of(text: str) -> str:
    """The address from which a saved page says it was saved.

    >>> address_of("<!-- saved from url=(0042)https://bbs.example.com/thread-7-1-1.html -->")
    'https://bbs.example.com/thread-7-1-1.html'
    """
    saved = _SAVED.search(text)
    address = (saved[1] or saved[2]) if saved else ""
    return address.replace("&amp;", "&") if address.startswith(("http://", "https://")) else NOWHERE


# --- as JSON ------------------------------------------------------------------------------------


def as_json(look: Look) -> str:
    """The look as JSON: the page's fields as the readers give them, and what it says twice."""
    found = {
        "address": look.page.url,
        "software": look.software and look.software.name,
        "version": look.software and look.software.version,
        "is": WORDS[type(look.said)],
        "read": asdict(look.said),
        "says_twice": [
            {
                "sign": saying.name,
                "read": saying.figures.read,
                "stated": saying.figures.stated,
                "agrees": saying.agrees,
                "weight": saying.weight.value,
            }
            for saying in look.says
        ],
        "unknown": dict(_unknown(look.said)),
    }
    return json.dumps(found, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)


# --- as a table ---------------------------------------------------------------------------------


def as_table(look: Look) -> str:
    """The look as lines for a terminal."""
    said = look.said
    parts = [_aligned(_head(look))]
    match said:
        case ThreadPage():
            parts.append(_aligned([("pid", "floor", "author", "published", "characters", "files"), *_posts(said)]))
        case ListPage():
            parts.append(_aligned([("tid", "title", "author", "posted", "replies", "views"), *_rows(said)]))
        case IndexPage():
            boards = [(_cell(board.fid), board.name, _cell(board.threads)) for board in said.boards]
            parts.append(_aligned([("fid", "board", "threads"), *boards]))
    says = [(saying.name, saying.figures.read, saying.figures.stated, _agreement(saying)) for saying in look.says]
    parts.append(_aligned([("sign", "read", "the page says", ""), *says]))
    unknown = [(name, f"{count}") for name, count in _unknown(said)]
    if unknown:
        parts.append(_aligned([("unknown", "times"), *unknown]))
    return "\n".join(parts)


def _head(look: Look) -> Iterator[tuple[str, ...]]:
    said = look.said
    yield "page", WORDS[type(said)]
    yield "address", look.page.url
    software = look.software
    yield "software", f"{software.name} {software.version or ''}".strip() if software else _other(look.page)
    for name, value in asdict(said).items():
        if not isinstance(value, list | tuple | dict) or name == "flags":
            yield name, " ".join(value) if isinstance(value, tuple) else _cell(value)


def _other(page: Page) -> str:
    """What a page of unknown software calls itself."""
    known = other(page)
    if known is not None:
        return f"not a forum that we know, but {known.what}"
    generator = page.find("meta[name=generator]")
    stated = (generator.get("content") or "").strip() if generator is not None else ""
    title = text_of(page.find("title"))
    return f"not a forum that we know{f', but {stated}' if stated else ''}{f': {title}' if title else ''}"


def _posts(thread: ThreadPage) -> Iterator[tuple[str, ...]]:
    for post in thread.posts:
        message = post.message
        files = len(message.pictures) + len(message.attachments)
        size = f"{len(message.text)}" if not message.notices else ", ".join(each.kind for each in message.notices)
        yield f"{post.pid}", _cell(post.floor), _named(post.author), _cell(post.published), size, f"{files}"


def _rows(listed: ListPage) -> Iterator[tuple[str, ...]]:
    for row in listed.rows:
        replies, views = _cell(row.replies), _cell(row.views)
        yield f"{row.tid}", row.title, _named(row.author), _cell(row.posted), replies, views


def _named(member: Member | None) -> str:
    return "-" if member is None else member.name if member.uid is None else f"{member.name} ({member.uid})"


def _cell(value: object) -> str:
    return "-" if value is None else f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else f"{value}"


def _agreement(saying: Saying) -> str:
    return "agrees" if saying.agrees else f"differs ({saying.weight.value})"


def _aligned(rows: Iterable[Sequence[str]]) -> str:
    shown = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*shown, strict=True)] if shown else []
    return "".join(
        "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in shown
    )


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


# --- what is not known ----------------------------------------------------------------------------


def _unknown(said: Said) -> Iterator[tuple[str, int]]:
    """The fields that are not known of some posts or rows, and of how many."""
    parts: Sequence[Any] = (
        said.posts if isinstance(said, ThreadPage) else said.rows if isinstance(said, ListPage) else ()
    )
    fields = (
        ("floor", "author", "published") if isinstance(said, ThreadPage) else ("author", "posted", "replies", "views")
    )
    for name in fields:
        count = sum(getattr(part, name) is None for part in parts)
        if count:
            yield name, count
