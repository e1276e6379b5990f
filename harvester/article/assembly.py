"""From what a page says to a line: the only module that knows both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone

from harvester import __version__, items
from harvester.forum.kept import LINKS, RATINGS, STRUCK
from harvester.forum.model import Edit, Member, Message, Post, Row, ThreadPage
from harvester.forum.site import Site
from harvester.news.continuation import Part, continuations, joined
from harvester.text.language.model import fingerprint

_MINUTE = timedelta(minutes=1)


def article(  # what a line is made of
    page: ThreadPage,
    post: Post,
    *,
    tid: int,
    site: Site,
    row: Row | None,
    encoding: items.Encoding,
    keep: Collection[str] = (),
) -> items.Article:
    """The raw article of a thread: its first post, completed by the list row.

    If the author evidently continues in the next posts of ``page``, these are joined to it. ``keep``: words of
    :data:`harvester.forum.kept.KEPT`.
    """
    posts = [post, *following(page, post)]
    messages = [each.message for each in posts]
    text = joined([as_part(each) for each in posts])
    return items.Article(
        id=f"{site.name}:{tid}",
        site=site.name,
        url=site.thread_url(tid),
        tid=tid,
        pid=post.pid or None,
        board=items.Board(page.fid, page.board),
        title=page.title,
        thread_type=page.thread_type or (row.thread_type if row else None),
        author=author(_with_number(post.author, row)),
        published=iso(post.published),
        edited=edited(post.message.edit),
        text=text,
        joined=[each.pid for each in posts[1:] if each.pid],
        pictures=[
            items.Picture(picture.url, picture.aid, picture.caption)
            for message in messages
            for picture in message.pictures
        ],
        attachments=[
            items.Attachment(attached.url, attached.aid, attached.name, attached.size)
            for message in messages
            for attached in message.attachments
        ],
        views=_first(page.views, row.views if row else None),
        reply_count=_first(page.replies, row.replies if row else None),
        flags=sorted({*page.flags, *(row.flags if row else ())}),
        encoding=encoding,
        harvested=datetime.now(UTC).isoformat(timespec="seconds"),
        engine=site.engine,
        layout=page.layout or None,
        program=__version__,
        model=fingerprint(),
        links=_links(messages) if LINKS in keep else None,
        ratings=_ratings(post) if RATINGS in keep else None,
        last_reply=iso(row.last_reply) if row else None,
        struck=_struck(messages, text) if STRUCK in keep else None,
    )


def _links(messages: Iterable[Message]) -> list[items.Link] | None:
    """The links of posts, each once; ``None`` if a page cannot show links."""
    found = [message.links for message in messages]
    known = [links for links in found if links is not None]
    every = dict.fromkeys(link for links in known for link in links)
    return [items.Link(link.url, link.text) for link in every] if len(known) == len(found) else None


def _struck(messages: Iterable[Message], text: str) -> list[items.Struck] | None:
    """The struck-out parts of posts, with their places in the joined ``text``; ``None`` if a page cannot show them."""
    found: list[items.Struck] = []
    at = 0
    for message in messages:
        if message.struck is None:
            return None
        at = text.index(message.text, at)
        found += [items.Struck(each.text, at + each.start) for each in message.struck]
        at += len(message.text)
    return found


def _with_number(member: Member | None, row: Row | None) -> Member | None:
    """The author from the list row if the page has the same name without a number, otherwise that of the page."""
    listed = row.author if row else None
    return listed if member and listed and member == Member(listed.name) else member


def following(page: ThreadPage, first: Post) -> Sequence[Post]:
    """The posts of ``page`` in which the author of its first post evidently continues; none on later pages."""
    others = [post for post in page.posts if post is not first] if page.page == 1 else []
    found = continuations([as_part(post) for post in (first, *others)])
    return others[: len(found)]


def as_part(post: Post) -> Part:
    """The parts of a post that show whether it belongs to a longer text."""
    name = post.author.name if post.author else None
    return Part(post.pid, name, post.floor, post.message.text, post.published)


def gone(tid: int, site: Site, notice: str) -> items.Gone:
    """The line for a thread that no longer exists; the store sets its revision."""
    return items.Gone(
        id=f"{site.name}:{tid}",
        site=site.name,
        url=site.thread_url(tid),
        tid=tid,
        engine=site.engine,
        revision=0,
        notice=notice,
        harvested=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _ratings(post: Post) -> list[items.Rating] | None:
    if post.ratings is None:
        return None
    return [
        items.Rating(
            author(each.author),
            iso(each.published),
            each.text,
            [items.Score(score.name, score.points) for score in each.scores],
        )
        for each in post.ratings
    ]


def reply(post: Post, *, quotations: bool = True, keep: Collection[str] = ()) -> items.Reply:
    """The raw reply of a post. A post replaced by a notice has the notice's kind and no text.

    ``quotations``: keep what it quotes from other posts; ``keep`` as for :func:`article`.
    """
    own = None if quotations else post.message.own
    notice = next((notice.kind for notice in post.message.notices), None)
    return items.Reply(
        pid=post.pid or None,
        floor=post.floor,
        author=author(post.author),
        published=iso(post.published),
        text=post.message.text if own is None else own,
        quotes=list(post.message.quotes),
        notice=notice,
        ratings=_ratings(post) if RATINGS in keep else None,
    )


def in_order(replies: list[items.Reply]) -> list[items.Reply]:
    """Replies from several pages of a thread, each once, sorted by floor if all floors are known.

    Forums repeat pinned or recommended posts on the first page, perhaps without their floor, and a page past
    the end is the last one again. Posts without a number come from cheaper sources, which do not repeat any.
    """
    found: dict[int | tuple[int], items.Reply] = {}
    for at, each in enumerate(replies):
        key = each.pid or (at,)
        if key not in found or (found[key].floor is None and each.floor is not None):
            found.pop(key, None)
            found[key] = each
    if any(each.floor is None for each in found.values()):
        return list(found.values())
    return sorted(found.values(), key=lambda each: each.floor or 0)


def author(member: Member | None) -> items.Author | None:
    """The author, ``None`` if anonymous."""
    return items.Author(member.name, member.uid) if member else None


def edited(edit: Edit | None) -> items.Edited | None:
    """The last edit, ``None`` if there is no edit line."""
    return items.Edited(edit.by, iso(edit.at)) if edit else None


def iso(time: datetime | None) -> str | None:
    """ISO 8601 to the second, with the offset in whole minutes: RFC 3339, and so the schema, knows no seconds in it.

    Local mean time had them, such as before 1901 in China: the time of a database that has none.

    >>> iso(datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=8, minutes=5, seconds=43))))
    '1900-01-01T00:00:00+08:05'
    """
    offset = time.utcoffset() if time else None
    if time and offset and offset % _MINUTE:
        time = time.replace(tzinfo=timezone(offset - offset % _MINUTE))
    return time.isoformat(timespec="seconds") if time else None


def _first(*values: int | None) -> int | None:
    return next((value for value in values if value is not None), None)
