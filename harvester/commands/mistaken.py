"""What somebody meant who typed `harvester crawl` another way than it is, and how that is typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from difflib import get_close_matches

from harvester.config.declaring import shown as said
from harvester.config.program import program
from harvester.forum.authority import shown

#: What is an address, or would be with ``https://`` before it: a host with a dot in it, and not the name of a file.
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)


def address_in(word: str) -> str | None:
    """The address that a word is, with its scheme; ``None`` where it is none.

    >>> address_in("bbs.example.com"), address_in("HTTP://bbs.example.com/"), address_in("forum")
    ('https://bbs.example.com', 'HTTP://bbs.example.com/', None)
    """
    if _ADDRESS.fullmatch(word):
        return word
    return f"https://{word}" if _HOST.fullmatch(word) else None


def crawl_of(address: str) -> str:
    """The command line that harvests an address, which is not repeated where it names a user."""
    return f"{program()} crawl forum -a address={address if shown(address) == address else 'ADDRESS'}"


def crawl_meant(words: Sequence[str], spiders: Collection[str]) -> str | None:
    """What to say of the words after ``crawl`` (without what options took); ``None`` where they name one spider.

    >>> print(crawl_meant(["forum", "replies=all"], ["forum"]))
    replies=all is an argument: write -a before it
    >>> print(crawl_meant(["form"], ["forum", "replay"]))
    no spider 'form': did you mean forum?
    """
    if len(words) == 1 and words[0] in spiders:
        return None
    from harvester.crawl.arguments import ALIAS, ARGUMENTS  # noqa: PLC0415 - loads the engines, and is seldom asked

    names = {ALIAS, *(each.name for each in ARGUMENTS)}
    for word in words:
        if word.startswith("-"):
            option = word.partition("=")[0]
            name = option.removeprefix("--")
            meant = f": it is an argument, -a {name}=VALUE" if name in names else ""
            return f"there is no option {said(shown(option))}{meant}"
        if word.partition("=")[0] in names and "=" in word:
            return f"{said(shown(word))} is an argument: write -a before it"
        if word not in spiders and (address := address_in(word)):
            return f"{said(shown(word))} is not a spider but an address: {crawl_of(address)}"
    if len(words) != 1:
        return f"name one spider: {crawl_of('ADDRESS')}"
    near = get_close_matches(words[0], sorted(spiders), n=1)
    known = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(spiders))}"
    return f"no spider {said(words[0])!r}: {known}"
