"""Thread pages."""

from __future__ import annotations

from harvester.demo import dates
from harvester.demo.addresses import href
from harvester.demo.encoding import FOREIGN
from harvester.demo.hit import Hit
from harvester.demo.markup import DIALECTS, escape, html
from harvester.demo.model import Post, Sort, Thread
from harvester.demo.pages import frame, uploads
from harvester.demo.views import ThreadView

#: Floors that have a name instead of a number.
NEAR_FLOORS = {2: "沙发", 3: "板凳", 4: "地板"}


def thread(hit: Hit, view: ThreadView) -> str:
    """A thread page."""
    shown = view.thread
    floors = list(view.floors)
    if view.pinned is not None and hit.version.pinned:
        floors.insert(1, view.pinned)
    alone = bool(shown.poll) and "special" in hit.templates
    content = hit.fill(
        "special" if alone else "thread",
        trail=frame.trail(hit, view.board, (hit.thread_url(shown.tid), shown.shown_title)),
        pager=frame.pager(hit, view.page, view.pages, lambda page: hit.thread_url(shown.tid, page)),
        board_url=hit.board_url(view.board.fid),
        board=escape(view.board.name),
        tid=shown.tid,
        fid=shown.fid,
        views=shown.views,
        replies=shown.reply_count,
        type=_type(hit, view),
        title=escape(shown.shown_title),
        marks=_marks(hit, shown),
        canonical=hit.canonical(shown.tid),
        site=escape(hit.content.name),
        formhash=hit.formhash,
        posts="".join(
            _post(hit, view, position, *entry) for position, entry in enumerate(floors[: 1 if alone else None])
        ),
    )
    titles = (shown.shown_title, view.board.name)
    return frame.page(hit, content, body_class="pg_viewthread", titles=titles, canonical=hit.canonical(shown.tid))


def message(hit: Hit, view: ThreadView, post: Post) -> str:
    """The HTML of a post's message: its edit line, its text with the noise, its placed uploads."""
    said = post.served if post.served is not None else post.message
    if post.edited is not None:
        said = hit.fill("edited", by=post.edited.by, at=dates.minute(post.edited.at), said=said)
    dialect = DIALECTS[hit.version.dialect]
    jammer = view.board.jammer and post.author != hit.content.viewer
    shown = html(said, hit.words, uploads.placed(hit, post), hit.rng, jammer=jammer, dialect=dialect)
    return shown.join(FOREIGN) if post.foreign else shown


def _type(hit: Hit, view: ThreadView) -> str:
    name = view.thread.thread_type
    if name is None:
        return ""
    typeid = view.board.types.index(name) + 1
    return hit.fill("thread_type", fid=view.board.fid, typeid=typeid, name=escape(name))


def _marks(hit: Hit, shown: Thread) -> str:
    marks = hit.fill("thread_digest", digest=shown.digest) if shown.digest else ""
    return marks + (hit.fill("thread_closed") if shown.closed else "")


def _counts(hit: Hit, shown: Thread) -> str:
    """Views and replies, where a version has them in the first post."""
    if "post_counts" not in hit.templates:
        return ""
    return hit.fill("post_counts", views=shown.views, replies=shown.reply_count)


def _below(hit: Hit, view: ThreadView, floor: int, post: Post) -> str:
    """The uploads that follow a text, where a version has them outside its box."""
    kept_back = post.blocked or (floor == 1 and view.thread.price)
    return "" if kept_back else uploads.below(hit, post)


def _heading(hit: Hit, view: ThreadView, floor: int) -> str:
    """The title, where a version has it in the first post."""
    if floor > 1 or "post_heading" not in hit.templates:
        return ""
    return hit.fill("post_heading", type=_type(hit, view), title=escape(view.thread.shown_title))


def _post(hit: Hit, view: ThreadView, position: int, floor: int, post: Post) -> str:
    tid = view.thread.tid
    last = floor == len(view.thread.posts)
    alone = bool(view.thread.poll) and "post_special" in hit.templates
    return hit.fill(
        "post_special" if alone else "post",
        pid=post.pid,
        tid=tid,
        fid=view.thread.fid,
        page=view.page,
        uid=0 if post.anonymous else post.author.uid,
        anchor=(hit.fill("anchor_new") if position == 0 else "") + (hit.fill("anchor_last") if last else ""),
        author=_author(hit, post),
        by=hit.fill("by_anonymous") if post.anonymous else "",
        jump=hit.fill("jump") if floor == 1 else "",
        floor_url=_floor_url(hit, tid, floor, post),
        floor=_floor(hit, position, floor, post),
        published=hit.time(post.published, hit.post_time),
        title=escape(view.thread.shown_title) if floor == 1 else "",
        heading=_heading(hit, view, floor),
        counts=_counts(hit, view.thread) if floor == 1 else "",
        base=hit.base,
        below=_below(hit, view, floor, post),
        body=_body(hit, view, floor, post),
        comments=_comments(hit, post),
        ratings=_ratings(hit, view.thread.tid, post),
    )


def _author(hit: Hit, post: Post) -> str:
    if post.anonymous:
        return hit.fill("post_anonymous")
    return hit.fill("post_member", url=href(hit.links.member(post.author.uid)), name=escape(post.author.name))


def _floor_url(hit: Hit, tid: int, floor: int, post: Post) -> str:
    if floor == 1:
        return hit.thread_url(tid)
    return hit.links.post(tid, post.pid)


def _floor(hit: Hit, position: int, floor: int, post: Post) -> str:
    if floor == 1:
        return hit.fill("floor_first")
    if post.pinned and position == 1:
        return hit.fill("floor_pinned", floor=floor)
    if floor in NEAR_FLOORS:
        return hit.fill("floor_near", name=hit.words(NEAR_FLOORS[floor]))
    return hit.fill("floor", floor=floor)


def _body(hit: Hit, view: ThreadView, floor: int, post: Post) -> str:
    if post.blocked:
        return hit.fill("body_blocked")
    shown = view.thread
    if floor == 1 and shown.price:
        return hit.fill("body_price", tid=shown.tid, pid=post.pid, price=shown.price)
    poll = _poll(hit, shown) if floor == 1 and shown.poll else None
    values = {"pid": post.pid, "message": message(hit, view, post), "below": uploads.below(hit, post)}
    body = hit.fill("body", **values) if poll is None else hit.fill("body_poll", poll=poll, **values)
    return (_sort(hit, shown.sort) if floor == 1 and shown.sort else "") + body


def _sort(hit: Hit, sort: Sort) -> str:
    rows = (
        hit.fill("sort_option", name=escape(name), value=escape(value) or hit.version.no_value)
        for name, value in sort.options
    )
    return hit.fill("sort", name=escape(sort.name), options="\n".join(rows)) + "\n"


def _poll(hit: Hit, shown: Thread) -> str:
    options = "\n".join(
        hit.fill("poll_option", number=number, name=escape(name)) for number, name in enumerate(shown.poll, 1)
    )
    return hit.fill("poll", fid=shown.fid, tid=shown.tid, formhash=hit.formhash, options=options)


def _ratings(hit: Hit, tid: int, post: Post) -> str:
    if not post.ratings:
        return ""
    names = list(dict.fromkeys(name for rating in post.ratings for name in rating.scores))
    sums = ((name, sum(rating.scores.get(name, 0) for rating in post.ratings)) for name in names)
    rows = (
        hit.fill(
            "rating",
            pid=post.pid,
            uid=rating.author.uid,
            url=href(hit.links.member(rating.author.uid)),
            base=hit.base,
            name=escape(rating.author.name),
            scores="".join(hit.fill("rating_score", points=_points(rating.scores.get(name, 0))) for name in names),
            text=escape(rating.text),
        )
        for rating in post.ratings
    )
    return hit.fill(
        "ratings",
        tid=tid,
        pid=post.pid,
        members=len(post.ratings),
        names="".join(hit.fill("rating_name", name=escape(name), sum=f"{points:+d}") for name, points in sums),
        rows="".join(rows),
    )


def _points(points: int) -> str:
    """With a blank behind the sign; nothing for none."""
    return f" {'+' if points > 0 else '-'} {abs(points)}" if points else ""


def _comments(hit: Hit, post: Post) -> str:
    if not post.comments:
        return ""
    shown = "\n".join(
        hit.fill(
            "comment",
            url=href(hit.links.member(comment.author.uid)),
            uid=comment.author.uid,
            base=hit.base,
            name=escape(comment.author.name),
            text=escape(comment.text),
            published=hit.time(comment.published, dates.minute),
        )
        for comment in post.comments
    )
    return hit.fill("comments", comments=shown)
