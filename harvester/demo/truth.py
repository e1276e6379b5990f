"""What each thread of the demo forum really says, to compare a harvest with."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import takewhile
from typing import Any

from harvester.demo.encoding import ORPHAN
from harvester.demo.markup import text
from harvester.demo.model import Content, Post, Thread, Upload
from harvester.demo.pages.uploads import placed_numbers, thumbnail
from harvester.demo.site import Design
from harvester.demo.versions import Version
from harvester.demo.views import visible

_LINK = re.compile(r"\[url(?:=([^]]+))?\](.*?)\[/url\]")
_EXTERNAL = re.compile(r"\[img[^]]*\](.*?)\[/img\]")
#: How an author begins a post that goes on with the one before, and a page turn that has lost its break.
_GOES_ON = re.compile(r"（[续續]")
_TURN = re.compile(r"(（(?:下[转轉]|上接)第.版）)(?=[^\n])")
_ORPHANS = {ORPHAN + byte: "?" for byte in range(0x80, 0x100)}


def records(content: Content, design: Design, url: str) -> list[dict[str, Any]]:
    """A record a thread, readable or not, by number. Times are ISO 8601 with the forum's offset.

    ``visible`` is ``yes``, or the kind of the notice a guest gets: deleted, no_permission,
    password, reading_level, payment, blocked_post. ``title`` and ``text`` are clean,
    ``damaged_title`` and ``damaged_text`` what pages show of them, with ``?`` for an orphaned
    byte; ``accidents`` names what was done to them. ``article`` is ``text`` with the posts ``joined``
    in which its author goes on, and with page turns in paragraphs of their own.
    """
    return [_record(content, design, url, thread) for _, thread in sorted(content.threads.items())]


def _record(content: Content, design: Design, url: str, thread: Thread) -> dict[str, Any]:
    first, board = thread.first, content.boards[thread.fid]
    said = "\n".join([*_options(thread, design.version), text(first.message)])
    more = _continuations(thread)
    return {
        "tid": thread.tid,
        "pid": None if thread.poll and design.version.alone else first.pid,
        "url": url + design.links.canonical(thread.tid),
        "fid": thread.fid,
        "board": board.name,
        "jammer": board.jammer,
        "title": thread.title,
        "damaged_title": thread.shown_title.translate(_ORPHANS),
        "thread_type": thread.thread_type,
        "author": None if first.anonymous else first.author.name,
        "uid": None if first.anonymous else first.author.uid,
        "published": _time(first.published, design),
        "edited": {"by": first.edited.by, "at": _time(first.edited.at)} if first.edited else None,
        "views": thread.views,
        "reply_count": thread.reply_count,
        "last_reply": _time(thread.last.published),
        "text": said,
        "damaged_text": said if first.served is None else text(first.served).translate(_ORPHANS),
        "accidents": list(thread.accidents),
        "article": _TURN.sub("\\1\n", "\n".join([said, *(text(post.message) for post in more)])),
        "joined": [post.pid for post in more],
        "pictures": _pictures(first, url, design),
        "attachments": [_attachment(upload) for upload in _files(first) if not upload.picture],
        "links": [{"url": match[1] or match[2], "text": text(match[2])} for match in _LINK.finditer(first.message)],
        "comments": [
            {"author": {"name": each.author.name, "uid": each.author.uid}, "text": each.text} for each in first.comments
        ],
        "ratings": [
            {
                "author": {"name": each.author.name, "uid": each.author.uid},
                "published": None,
                "text": each.text,
                "scores": [{"name": name, "points": points} for name, points in each.scores.items()],
            }
            for each in first.ratings
        ],
        "flags": _flags(thread, design.version),
        "readperm": thread.readperm,
        "price": thread.price,
        "replies": [_reply(post, floor, design) for floor, post in enumerate(thread.posts[1:], 2)],
        "visible": visible(content, thread),
    }


def _options(thread: Thread, version: Version) -> list[str]:
    """The lines of what a thread of a sort has before its text."""
    if thread.sort is None:
        return []
    lines = (version.option.format(name, value or version.no_value) for name, value in thread.sort.options)
    return [thread.sort.name, *lines]


def _continuations(thread: Thread) -> list[Post]:
    following = takewhile(lambda post: post.author == thread.first.author, thread.posts[1:])
    return list(takewhile(lambda post: _GOES_ON.match(text(post.message)), following))


def _reply(post: Post, floor: int, design: Design) -> dict[str, Any]:
    return {
        "pid": post.pid,
        "floor": floor,
        "author": None if post.anonymous else post.author.name,
        "uid": None if post.anonymous else post.author.uid,
        "published": _time(post.published, design),
        "text": "" if post.blocked else text(post.message),
        "quotes": list(post.quotes),
        "blocked": post.blocked,
    }


def _files(post: Post) -> list[Upload]:
    """The uploads in the order of the page: those in the text, then pictures, then other files."""
    if post.withheld:
        return []
    numbers = placed_numbers(post)
    inside = sorted(
        (upload for upload in post.uploads if upload.aid in numbers),
        key=lambda upload: post.message.index(f"[attach]{upload.aid}[/attach]"),
    )
    below = (upload for upload in post.uploads if upload.aid not in numbers)
    return inside + sorted(below, key=lambda upload: not upload.picture)


def _pictures(post: Post, url: str, design: Design) -> list[dict[str, Any]]:
    """External pictures first, then the attached ones; no page of the demo mixes the two."""
    external = [{"url": found, "aid": None, "caption": None} for found in _EXTERNAL.findall(post.message)]
    attached = [
        {
            "url": url + (thumbnail(upload) if design.version.thumbnails else upload.path),
            "aid": upload.aid,
            "caption": upload.name,
        }
        for upload in _files(post)
        if upload.picture
    ]
    return external + attached


def _attachment(upload: Upload) -> dict[str, Any]:
    return {"aid": upload.aid, "name": upload.name, "size": upload.size}


def _flags(thread: Thread, version: Version) -> list[str]:
    attached = "attachments" if version.one_icon and thread.attached else thread.attached
    marks = {
        "sticky": thread.sticky > 0,
        "sticky_global": thread.sticky == 3,
        "digest": thread.digest > 0,
        "closed": thread.closed,
        "poll": bool(thread.poll),
        "highlight": thread.highlight,
        "pictures": attached == "pictures",
        "attachments": attached == "attachments",
    }
    return [name for name, true in marks.items() if true and name in version.flags]


def _time(moment: datetime, design: Design | None = None) -> str:
    """A time as ``design`` shows those of posts, or to the second."""
    if design is not None and not design.version.seconds:
        moment = moment.replace(second=0)
    return moment.isoformat(timespec="seconds")
