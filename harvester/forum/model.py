"""What a forum's page says, as plain values.

Text in these values is as in the page: decoded, but not repaired, and with
undecodable bytes still as private code points (see :mod:`harvester.text.encodings.decoding`).
``None`` means that the page does not say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Member:
    """A member's name as the page shows it, and the number in the link on it.

    >>> Member("苏木", 7)
    Member(name='苏木', uid=7)
    """

    name: str
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """An answer that is not an article, or that takes the place of a post.

    ``kind`` is one of :data:`harvester.forum.notices.NOTICES`, ``text`` what the page says.

    >>> Notice("password", "本版块为加密版块").kind
    'password'
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class BoardLink:
    """A link to a board: in the index, in a category, or as a sub-board.

    >>> BoardLink(2, "News", "https://bbs.example.com/forum-2-1.html", threads=120).threads
    120
    """

    fid: int | None
    name: str
    url: str
    threads: int | None = None
    posts: int | None = None


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A page of boards: a forum's index, or a category.

    ``front``: the full address of the forum's index, if this page is not it or leaves boards out (a portal, the newest
    threads of all boards); it may be on another host. ``why``: if there are no boards, what was looked for, in one
    line for people.

    >>> portal = IndexPage(front="https://bbs.example.com/forum.php")
    >>> portal.boards
    ()
    """

    boards: tuple[BoardLink, ...] = ()
    front: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A page of no known kind; ``why`` says for people what was looked for, and what was found instead.

    >>> Unknown("no h1, no posts; a page of 300 characters").why
    'no h1, no posts; a page of 300 characters'
    """

    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """A thread's row in a list page.

    ``flags`` are words of :data:`harvester.forum.flags.FLAGS`. A moved row is left behind by
    a thread that is now in another board, and has no counts.

    >>> row = Row(9, "The old bridge", "https://bbs.example.com/t9.html", replies=3, flags=("sticky",))
    >>> row.replies, row.views
    (3, None)
    """

    tid: int
    title: str
    url: str
    thread_type: str | None = None
    author: Member | None = None
    replies: int | None = None
    views: int | None = None
    posted: datetime | None = None
    last_poster: str | None = None
    last_reply: datetime | None = None
    flags: tuple[str, ...] = ()
    readperm: int | None = None
    price: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list page of a board. ``page`` is the number in its pager, whatever was requested.

    ``layout`` names the layout that read it. ``timeless``: the list has no times, and
    :meth:`harvester.forum.site.Site.plain_list_url` is the address of one that has them. ``threads``: the number of
    threads in the board, as the page says.

    >>> listed = ListPage(2, "News", (Row(9, "The old bridge", "https://bbs.example.com/t9.html"),), page=2, pages=5)
    >>> [row.tid for row in listed.rows]
    [9]
    """

    fid: int | None
    name: str | None
    rows: tuple[Row, ...]
    page: int = 1
    pages: int = 1
    sub_boards: tuple[BoardLink, ...] = ()
    layout: str = ""
    timeless: bool = False
    threads: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a post: its real address, and the caption or file name shown with it.

    >>> Picture("https://bbs.example.com/bridge.jpg", caption="The old bridge").aid is None
    True
    """

    url: str
    aid: int | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to a post that is not shown as a picture.

    >>> Attachment(None, name="plan.pdf", size="2 MB")  # guests get no link
    Attachment(url=None, aid=None, name='plan.pdf', size='2 MB')
    """

    url: str | None
    aid: int | None = None
    name: str | None = None
    size: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that an author put into a post: its full address and its words, which are empty for a picture.

    >>> Link("https://example.com/plan", "the plan").text
    'the plan'
    """

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Struck:
    """Words of a text that its author struck out, and their place in it.

    >>> Struck("3 yuan", 5).text
    '3 yuan'
    """

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Edit:
    """The edit line of a post.

    >>> Edit("苏木", None)
    Edit(by='苏木', at=None)
    """

    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    r"""The body of a post, read: ``text`` has one paragraph per line.

    ``own`` is the text without quotations of other posts; ``None`` if it has none.
    ``links`` are the author's, ``struck`` is what is struck out in ``text``; ``None`` if this page cannot show them.
    ``verbatim`` is the same message with the blanks of its code; ``None`` if that makes no difference.
    ``jammers`` counts the noise elements that were left out, and ``jammer_chars`` their characters.

    >>> message = Message("The old bridge\nis open again.", jammers=2, jammer_chars=40)
    >>> message.text.split("\n")
    ['The old bridge', 'is open again.']
    """

    text: str
    edit: Edit | None = None
    pictures: tuple[Picture, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    quotes: tuple[int, ...] = ()
    notices: tuple[Notice, ...] = ()
    jammers: int = 0
    jammer_chars: int = 0
    own: str | None = None
    links: tuple[Link, ...] | None = ()
    struck: tuple[Struck, ...] | None = ()
    verbatim: Message | None = None

    @property
    def is_empty(self) -> bool:
        """Whether a reader would find nothing in it that is kept, nor why.

        >>> Message("").is_empty, Message("", notices=(Notice("hidden_part", "Reply to read it."),)).is_empty
        (True, False)
        """
        return not (self.text or self.pictures or self.attachments or self.notices)


@dataclass(frozen=True, slots=True)
class Score:
    """The points that a rating gives, and their name.

    >>> Score("威望", 2).points
    2
    """

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Rating:
    """A comment on a post (点评), or a rating of it (评分), which has scores and may give a reason.

    >>> Rating(Member("苏木"), None, "好文", (Score("威望", 2),)).scores[0].name
    '威望'
    """

    author: Member | None
    published: datetime | None
    text: str
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a thread; floor 1 is the first post. ``author`` is ``None`` if it is anonymous.

    ``ratings`` are the comments and ratings that the page shows below it; ``None`` if it shows none of any post.

    >>> post = Post(21, 1, Member("苏木"), None, Message("The old bridge is open again."))
    >>> post.floor
    1
    """

    pid: int
    floor: int | None
    author: Member | None
    published: datetime | None
    message: Message
    ratings: tuple[Rating, ...] | None = None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a thread. ``page`` is the number in its pager, whatever was requested.

    ``layout`` names the layout that read it, or the cheaper source that it comes from.
    ``parts``: full addresses of more pages of the first post, in order. ``alone``: a script loads the replies.

    >>> post = Post(21, 1, Member("苏木"), None, Message("The old bridge is open again."))
    >>> thread = ThreadPage(9, 2, "News", "The old bridge", (post,), pages=3)
    >>> thread.page < thread.pages
    True
    """

    tid: int | None
    fid: int | None
    board: str | None
    title: str
    posts: tuple[Post, ...]
    thread_type: str | None = None
    page: int = 1
    pages: int = 1
    views: int | None = None
    replies: int | None = None
    flags: tuple[str, ...] = field(default=())
    layout: str = ""
    parts: tuple[str, ...] = ()
    alone: bool = False
