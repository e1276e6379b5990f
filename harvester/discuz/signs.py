"""What a page of Discuz! says twice: ids of its scripts, links to its other pages, its title, and where it stops."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from harvester.config.patterns import regex
from harvester.discuz.ending import ending
from harvester.discuz.fallback import linked_in_list
from harvester.forum.model import IndexPage, ListPage, ThreadPage
from harvester.forum.page import Page, text_of
from harvester.forum.signs import Signs

_ROWS = regex(r"(?:normalthread|stickthread)_(\d{1,10})")
_POSTS = regex(r"(?:post_|pid|postmessage_)(\d{1,10})")
#: What all these ids begin with.
_NUMBERED = ("normalthread_", "stickthread_", "post_", "pid", "postmessage_")
#: The link to what one member wrote in a thread: the first is at the first post.
_STARTER = regex(r"[?&;]authorid=([1-9]\d{0,9})\b")
_BOARDS = regex(r"""href\s*=\s*["']?[^"'<>\s]*?(?:forum-(\d{1,10})-1\.html|mod=forumdisplay&(?:amp;)?fid=(\d{1,10}))""")
#: What is behind the number of a board or thread in a link to a page of it, in the stock forms.
_REWRITTEN, _DYNAMIC = re.compile(r"(\d{1,7})\b"), re.compile(r"""[^"'<>\s]*?\bpage=(\d{1,7})\b""")
#: What a list says that has no threads.
_EMPTY = regex(r"(?:[尚暂暫][无無没沒]有?[^。]{0,4}|[没沒]有(?:任何|[^。]{0,6}的)?)(?:主[题題]|帖子|貼子)")


def signs_of(page: Page, said: object) -> Signs:
    """What a page says a second time, whatever was read of it."""
    signs = Signs(ending=ending(page.text))
    match said:
        case ThreadPage():
            return _of_thread(signs, page, said)
        case ListPage():
            return _of_list(signs, page, said)
        case IndexPage():
            return replace(signs, boards=_linked_boards(page))
        case _:
            return signs


def says_empty(page: Page) -> bool:
    """Whether a page says in words that a list has no threads."""
    return _EMPTY.search(text_of(page.root)) is not None


def _of_thread(signs: Signs, page: Page, thread: ThreadPage) -> Signs:
    starter = _STARTER.search(page.text) if page.has("authorid=") else None
    return replace(
        signs,
        posts=_in_ids(_POSTS, page),
        pages=_last_linked(page, "thread", "tid", thread.tid),
        title=_title(page),
        starter=None if starter is None else int(starter[1]),
    )


def _of_list(signs: Signs, page: Page, listed: ListPage) -> Signs:
    return replace(
        signs,
        rows=_in_ids(_ROWS, page),
        threads=linked_in_list(page),
        says_empty=not listed.rows and says_empty(page),
        pages=_last_linked(page, "forum", "fid", listed.fid),
        title=_title(page),
    )


def _in_ids(pattern: re.Pattern[str], page: Page) -> frozenset[int]:
    """The numbers in the ids of a page, whatever elements have them."""
    likely = [name for name in page.ids if name.startswith(_NUMBERED)]
    return frozenset(int(found[1]) for name in likely if (found := pattern.fullmatch(name)))


def _last_linked(page: Page, word: str, name: str, number: int | None) -> int | None:
    """The highest page of a board or thread that a link in the stock forms leads to."""
    if number is None:
        return None
    rewritten = _behind(page.text, f"{word}-{number}-", _REWRITTEN)
    dynamic = _behind(page.text, f"{name}={number}&", _DYNAMIC)
    return max((int(found) for found in (*rewritten, *dynamic)), default=None)


def _behind(text: str, words: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """What a pattern finds right behind some words, wherever they stand."""
    at = text.find(words)
    while at >= 0:
        at += len(words)
        if found := pattern.match(text, at):
            yield found[1]
        at = text.find(words, at)


def _linked_boards(page: Page) -> frozenset[int]:
    """The boards that an index links to, whatever its layout."""
    return frozenset(int(found[1] or found[2]) for found in _BOARDS.finditer(page.text))


def _title(page: Page) -> str | None:
    title = next(iter(page.named("title")), None)
    return text_of(title) or None
