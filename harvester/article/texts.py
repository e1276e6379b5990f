"""The places of an article's texts by people: those that are repaired, and that its log of repairs names."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.items import Article, Author, Edited, Link, Rating, Reply, Struck

#: The object that holds a text, the name of its field, and the name of the place in the log.
Place = tuple[Article | Author | Edited | Link | Rating | Reply | Struck, str, str]


def places(item: Article) -> Iterator[Place]:
    """All places of an article. The text comes first: it is the longest, and proves the most."""
    yield item, "text", "text"
    yield item, "title", "title"
    yield from _names(item.author, "author.name")
    if item.edited and item.edited.by:
        yield item.edited, "by", "edited.by"
    for number, reply in enumerate(item.replies or ()):
        yield reply, "text", f"replies[{number}].text"
        yield from _names(reply.author, f"replies[{number}].author.name")
        yield from _ratings(reply.ratings, f"replies[{number}].ratings")
    for number, link in enumerate(item.links or ()):
        yield link, "text", f"links[{number}].text"
    yield from _ratings(item.ratings, "ratings")
    for number, struck in enumerate(item.struck or ()):
        yield struck, "text", f"struck[{number}].text"


def _ratings(ratings: list[Rating] | None, where: str) -> Iterator[Place]:
    for number, rating in enumerate(ratings or ()):
        yield rating, "text", f"{where}[{number}].text"
        yield from _names(rating.author, f"{where}[{number}].author.name")


def _names(author: Author | None, where: str) -> Iterator[Place]:
    if author:
        yield author, "name", where
