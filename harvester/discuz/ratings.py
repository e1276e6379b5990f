"""Comments on a post (点评) and ratings of it (评分), as X shows them below its text."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.config.patterns import regex
from harvester.discuz.members import read_member
from harvester.forum.clock import Clock
from harvester.forum.model import Rating, Score
from harvester.forum.page import Element, Page, find, find_all, raw_text, text_of

#: A comment, its words and its time: pages of X; templates for telephones.
_COMMENTS = ((".pstl", ".psti", ".psti span, .psti > p"), ("[id^=commentdetail_]", ".mtxt", ".mtime"))
#: What stands behind the words of a comment: its time, and links to more of it.
_BEHIND = ("span", "a")
_POINTS = regex(r"([+-]?)\s*(\d{1,9})")


def read_ratings(page: Page, pid: int, clock: Clock) -> tuple[Rating, ...] | None:
    """The comments and ratings that a page shows of a post, in its order; ``None`` where it has no place for them.

    Of many comments the page shows the first ones. Ratings are read where it lists them in a table, which says no
    times.
    """
    comments, ratings = page.ids.get(f"comment_{pid}"), page.ids.get(f"ratelog_{pid}")
    if comments is None and ratings is None:
        return None
    return (*(_comments(page, comments, clock) if comments is not None else ()), *_ratings(ratings))


def _comments(page: Page, box: Element, clock: Clock) -> Iterator[Rating]:
    for at, words_at, time_at in _COMMENTS:
        if not len(box) or page.find(words_at) is None:
            continue
        for item in page.find_all(at, box):
            words = find(item, words_at)
            if words is not None:
                times = (clock.of(part) for part in find_all(item, time_at))
                published = next((time for time in times if time is not None), None)
                yield Rating(read_member(item), published, _words(words))


def _words(box: Element) -> str:
    """The words of a comment: up to its time, or, before X2, behind a line with name and time."""
    parts = [box.text or ""]
    for part in box:
        if part.tag == "p" and not "".join(parts).strip():
            parts = [part.tail or ""]
            continue
        if part.tag in _BEHIND and (part.tag == "span" or "xi2" in (part.get("class") or "")):
            break
        parts += [raw_text(part), part.tail or ""]
    return " ".join("".join(parts).split())


def _ratings(box: Element | None) -> Iterator[Rating]:
    if box is None:
        return
    names = [" ".join((head.text or "").split()) for head in find_all(box, "th")][1:-1]
    for row in find_all(box, "tr[id^=rate_]"):
        cells = find_all(row, "td")
        if len(cells) == len(names) + 2:
            points = [_points(text_of(cell)) for cell in cells[1:-1]]
            scores = [Score(name, each) for name, each in zip(names, points, strict=True) if each]
            yield Rating(read_member(cells[0]), None, text_of(cells[-1]), tuple(scores))


def _points(text: str) -> int:
    found = _POINTS.search(text)
    return 0 if found is None else int(f"{found[1]}{found[2]}")
