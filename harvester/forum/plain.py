"""What a cheaper source can show of a thread: comparing it with the thread's own page, and hashing it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from harvester.forum.model import ThreadPage

#: What both show, as it is compared. White space is the template's. The time of a post is not in it: nobody edits it.
_SHOWN: dict[str, Callable[[ThreadPage], object]] = {
    "title": lambda thread: "".join(thread.title.split()),
    "author": lambda thread: thread.posts[0].author and thread.posts[0].author.name,
    "board": lambda thread: thread.fid,
    "edit": lambda thread: thread.posts[0].message.edit,
    "text": lambda thread: "".join(thread.posts[0].message.text.split()),
}


def mark(thread: ThreadPage) -> bytes:
    """A short hash of what a cheaper source can show of a thread's first post, the same for both pages of it.

    >>> from harvester.forum.model import Message, Post
    >>> def thread(text, pid):
    ...     return ThreadPage(9, 2, "News", "The old bridge", (Post(pid, 1, None, None, Message(text)),))
    >>> mark(thread("It is open.", 21)) == mark(thread("It is  open.", 0))
    True
    >>> mark(thread("It is open.", 21)) == mark(thread("It is shut.", 21))
    False
    """
    shown = [str(read(thread)) for read in _SHOWN.values()]
    return hashlib.blake2b("\0".join(shown).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def differences(thread: ThreadPage, archived: ThreadPage) -> list[str]:
    """The names of what the source's page of a thread shows differently from the thread's own page.

    >>> from harvester.forum.model import Message, Post
    >>> def thread(text, title):
    ...     return ThreadPage(9, 2, "News", title, (Post(21, 1, None, None, Message(text)),))
    >>> differences(thread("It is open.", "The old bridge"), thread("It is ...", "The old bridge"))
    ['text']
    """
    found = [name for name, read in _SHOWN.items() if read(thread) != read(archived)]
    same_time = thread.posts[0].published == archived.posts[0].published
    return found if same_time else [*found, "time"]
