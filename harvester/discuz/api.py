"""Answers of the mobile interface (``api/mobile/index.php?module=viewthread``): JSON with messages in HTML.

The stock robots.txt disallows it; it is for sites whose owner allows it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, tzinfo
from html import unescape
from typing import Any

from harvester.discuz.message import read_message
from harvester.forum.lines import tidy
from harvester.forum.model import Attachment, Member, Message, Picture, Post, ThreadPage
from harvester.forum.page import Page, exact

_PLACES = re.compile(r"\[attach(?:img)?\]\d+\[/attach(?:img)?\]")


def answer_of(page: Page) -> dict[str, Any] | None:
    """The answer as JSON has it; ``None`` where the page is no answer of the interface."""
    if not page.text.lstrip("\ufeff \r\n").startswith("{"):
        return None
    try:
        answer = json.loads(page.text.lstrip("\ufeff"))
    except (ValueError, RecursionError):  # no JSON, or brackets in brackets without end
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("Variables"), dict) else None


def message_of(answer: dict[str, Any]) -> str:
    """What the interface says instead of an answer, its code first; ``""`` where it answers."""
    said = answer.get("Message")
    return f"{said.get('messageval', '')} {said.get('messagestr', '')}".strip() if isinstance(said, dict) else ""


def read_api_thread(page: Page, zone: tzinfo) -> ThreadPage | None:
    """The posts of a thread, with times to the second whatever the forum shows; ``None`` where there are none."""
    answer = answer_of(page)
    if answer is None or not isinstance(answer["Variables"].get("postlist"), list):
        return None
    variables = answer["Variables"]
    thread = variables["thread"] if isinstance(variables.get("thread"), dict) else {}
    posts = tuple(_post(page, post, zone) for post in variables["postlist"] if isinstance(post, dict))
    size = _number(variables.get("ppp")) or len(posts)
    if not posts:
        return None
    return ThreadPage(
        tid=_number(thread.get("tid")),
        fid=_number(variables.get("fid")),
        board=None,
        title=exact(_text(thread.get("subject"))),
        posts=posts,
        page=((posts[0].floor or 1) - 1) // size + 1,
        pages=-(-((_number(thread.get("replies")) or 0) + 1) // size),
        views=_number(thread.get("views")),
        replies=_number(thread.get("allreplies") or thread.get("replies")),
        flags=tuple(flag for flag, name in (("digest", "digest"), ("closed", "closed")) if _number(thread.get(name)))
        + (("poll",) if "special_poll" in variables else ()),
        layout="api",
    )


def _post(page: Page, post: dict[str, Any], zone: tzinfo) -> Post:
    named = post.get("anonymous") != "1" and post.get("author")
    stamp = _number(post.get("dbdateline"))
    return Post(
        pid=_number(post.get("pid")) or 0,
        floor=_number(post.get("number")) or _number(post.get("position")),
        author=Member(_text(post["author"]), _number(post.get("authorid"))) if named else None,
        published=datetime.fromtimestamp(stamp, zone) if stamp else None,
        message=_message(page, post, zone),
    )


def _message(page: Page, post: dict[str, Any], zone: tzinfo) -> Message:
    inner = Page(f"<div id='message'>{_PLACES.sub('', str(post.get('message', '')))}</div>", page.url)
    message = read_message(inner.ids["message"], inner, zone)
    files = post.get("attachments")
    listed = [file for file in files.values() if isinstance(file, dict)] if isinstance(files, dict) else []
    pictures = [_picture(page, file) for file in listed if _number(file.get("isimage"))]
    others = [_attachment(page, file) for file in listed if not _number(file.get("isimage"))]
    return replace(
        message, pictures=message.pictures + tuple(pictures), attachments=message.attachments + tuple(others)
    )


def _picture(page: Page, file: dict[str, Any]) -> Picture:
    caption = tidy(_text(file.get("description")) or _text(file.get("filename")))
    return Picture(_address(page, file) or "", _number(file.get("aid")), caption or None)


def _attachment(page: Page, file: dict[str, Any]) -> Attachment:
    return Attachment(_address(page, file), _number(file.get("aid")), _text(file.get("filename")) or None)


def _address(page: Page, file: dict[str, Any]) -> str | None:
    """The address of a file; a relative one starts at the forum, two folders above the interface."""
    return Page("", re.sub(r"api/mobile/[^/]*$", "", page.url)).link(
        f"{file.get('url', '')}{file.get('attachment', '')}"
    )


def _text(value: object) -> str:
    """A text of the interface: titles and names are escaped as they are in pages."""
    return unescape(value) if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    """Numbers come as texts of at most ten digits, times too; 0 is none."""
    text = str(value)
    return int(text) or None if text.isascii() and text.isdigit() and len(text) <= 10 else None
