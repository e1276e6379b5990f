"""What a cheaper source can show of a thread: compared with the thread's own page, and made a mark of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from harvester.forum.model import ThreadPage

#: What both show, and what of it is compared. White space is the template's; a post's time can't be edited.
_SHOWN: dict[str, Callable[[ThreadPage], object]] = {
    "title": lambda thread: "".join(thread.title.split()),
    "author": lambda thread: thread.posts[0].author and thread.posts[0].author.name,
    "board": lambda thread: thread.fid,
    "edit": lambda thread: thread.posts[0].message.edit,
    "text": lambda thread: "".join(thread.posts[0].message.text.split()),
}


def mark(thread: ThreadPage) -> bytes:
    """A short hash of what a cheaper source can show of a thread's first post: the same off either page of it."""
    shown = [str(read(thread)) for read in _SHOWN.values()]
    return hashlib.blake2b("\0".join(shown).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def differences(thread: ThreadPage, archived: ThreadPage) -> list[str]:
    """What the source's page of a thread shows otherwise than the thread's own page."""
    found = [name for name, read in _SHOWN.items() if read(thread) != read(archived)]
    same_time = thread.posts[0].published == archived.posts[0].published
    return found if same_time else [*found, "time"]
