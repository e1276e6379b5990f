"""How the pages of each version are laid out, as data: CSS selectors, and since when.

The layout that finds most on a page reads it (:mod:`harvester.discuz.explaining`). A new skin is a new entry here, or
an old one with what is different (:func:`dataclasses.replace`); what a selector does not find is ``None`` in the
result, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLayout:
    """Where a list page keeps what; selectors are looked up in a row, ``rows`` and ``pager`` in the page.

    A selector that is left out finds nothing.
    """

    name: str
    #: The versions that have it.
    versions: str
    #: One element a thread, an id that ends in the thread's number where the layout has one.
    rows: str
    #: What such a list has without any row, too.
    box: str = ""
    #: The link to the thread; where its text is more than the title, the title is in ``title_in`` of it, or is
    #: the rest of it without ``not_title``.
    title: str
    title_in: str = ""
    not_title: str = ""
    thread_type: str = ""
    author: str = ""
    #: The author's name where the layout has it without a link.
    author_name: str = ""
    posted: str = ""
    replies: str = ""
    views: str = ""
    #: Where the last reply is told of; where the first of several such cells is about the author, the second is it.
    last: str = ""
    last_poster: str = ""
    last_reply: str = ""
    #: Where the icons are that say what kind of thread it is.
    icons: str = ""
    pager: str = ""
    #: Whether a name without a link is an author, too, and the link to a thread stands in or around its title.
    plain: bool = False
    #: The link with the board's name, and the trail, which ends in the same name.
    name_at: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLayout:
    """Where a thread page keeps what; a selector that is left out finds nothing.

    What is recognised by id has ``{pid}`` for the post's number in it; the selector next to it
    (``_at``) serves where there is no such id.
    """

    name: str
    versions: str
    #: One element a post: what its id has before the post's number, or, without such an id, its selector.
    posts: str = ""
    posts_at: str = ""
    body: str = ""
    body_at: str = ""
    author: str = ""
    author_at: str = ""
    published: str = ""
    published_at: str = ""
    floor: str = ""
    floor_at: str = ""
    title: str = ""
    thread_type: str = ""
    trail: str = ""
    pager: str = ""
    #: Views first, then replies.
    counts: str = ""
    #: What stands in the post before its text and belongs to it: the table of a sort-type thread.
    before: str = ""
    #: What is in the post next to its text: files, parts that are locked.
    around: str = ""
    #: What has the words that stand in the place of a text, where a post was blocked or deleted.
    instead: str = ""
    icons: str = ""
    #: The board's name where the trail has none.
    board_name: str = ""
    #: Whether the page shows the first post alone, without its number.
    alone: bool = False
    #: Whether a name without a link is an author, and a post without a number a post.
    plain: bool = False


X_LIST = ListLayout(
    name="x",
    versions="X1 to X3.5, X5.0 classic",
    rows="tbody[id^=normalthread_], tbody[id^=stickthread_]",
    box="#threadlisttableid, #threadlist",
    title="th a.xst, th > a.xs2, th > a[href*=tid], th > a[href*=thread-], th > a:not(.showcontent)",
    thread_type="th em a",
    author="td.by cite",
    posted="td.by em",
    replies="td.num a",
    views="td.num em",
    last="td.by",
    last_poster="cite a",
    last_reply="em",
    icons="td.icn, th",
    pager="div.pg",
    name_at="h1.xs2 a, h1 a",
    trail="#pt",
)

#: The template that X5.0 comes with: no last replies, and the thread type is a link next to the time.
X5_LIST = ListLayout(
    name="x5",
    versions="X5.0",
    rows="li[id^=normalthread_].kmlist, li[id^=stickthread_].kmlist",
    title="a.kmtit",
    title_in=".km_subject",
    thread_type=".kmfoot a[href*=typeid]",
    author=".kmfoot",
    posted=".kmtime",
    replies=".kmpl",
    views=".kmck",
    icons=".kmtit",
    pager=X_LIST.pager,
    name_at=X_LIST.name_at,
    trail=X_LIST.trail,
)

SEVEN_LIST = ListLayout(
    name="7",
    versions="6.0 to 7.2",
    rows=X_LIST.rows,
    box="table[summary^=forum_], .threadlist table",
    title="span[id^=thread_] a",
    thread_type="th em a",
    author="td.author cite",
    posted="td.author em",
    replies="td.nums strong",
    views="td.nums em",
    last="td.lastpost",
    last_poster="cite a",
    last_reply="em",
    icons="td.folder, td.icon, th",
    pager=".pages",
    name_at=".threadlist h1 a, #forumheader h1",
    trail="#nav",
)

#: The list as a wall of pictures, which a board may have unless ``forumdefstyle=yes`` is asked for: no times, no views.
WATERFALL_LIST = ListLayout(
    name="waterfall",
    versions="X2.5 to X3.5",
    rows="#waterfall > li",
    box="#waterfall",
    title="h3 a",
    thread_type="h3 em a",
    author=".auth",
    replies=".auth cite a",
    icons="h3",
    pager=X_LIST.pager,
    name_at=X_LIST.name_at,
    trail=X_LIST.trail,
)

TOUCH_LIST = ListLayout(
    name="touch",
    versions="X3.5, template of telephones",
    rows=".threadlist li.list, .threadlist li.list_top",
    box=".threadlist_box",
    title="a[href*=tid], a[href*=thread-]",
    title_in="em",
    thread_type=".threadlist_foot li.mr a",
    author=".muser h3",
    posted=".muser .mtime",
    replies=".threadlist_foot li:has(> i[class*=dm-chat])",
    views=".threadlist_foot li:has(> i[class*=dm-eye])",
    icons=".threadlist_tit",
    pager=".pg, .page",
    trail=".header h2",
)

#: Titles, authors, replies: no times, no views, and no thread types.
TOUCH_X3_LIST = ListLayout(
    name="touch-x3",
    versions="X3.0 to X3.4, template of telephones",
    rows=".threadlist li",
    box="[class=threadlist]",
    title=TOUCH_LIST.title,
    not_title="span.by",
    author_name=".by",
    replies=".num",
    icons=".icon_top, .icon_tu",
    pager=TOUCH_LIST.pager,
    trail=".header .name",
)

#: Of two that explain a page as well as each other, the first reads it.
LISTS = (X_LIST, X5_LIST, WATERFALL_LIST, SEVEN_LIST, TOUCH_LIST, TOUCH_X3_LIST)

X_THREAD = ThreadLayout(
    name="x",
    versions="X1 to X3.5",
    posts="post_",
    body="postmessage_{pid}",
    body_at=".t_f",
    author="favatar{pid}",
    author_at="td.pls .pi, td.pls .avatar, .authi",
    published="authorposton{pid}",
    published_at=".authi em",
    floor="postnum{pid}",
    floor_at=".plc .pi strong a",
    title="#thread_subject, #ph h1, .ph h1",
    thread_type="h1 a[href*=typeid], h1 a[href*=sortid]",
    trail="#pt",
    pager="div.pg",
    counts="div.hm span.xi1, .pnv .tns p",
    before=".typeoption, table.cgtl",
    around=".pattl, .postattachlist, .t_attachlist, .attach_nopermission, .locked",
    instead=".pcb, .pct",
    icons="td.vwthd img, td.vwthd i, #threadstamp img",
)

SEVEN_THREAD = ThreadLayout(
    name="7",
    versions="7.0 to 7.2",
    posts="post_",
    body="postmessage_{pid}",
    body_at=".t_msgfont",
    author_at="td.postauthor .postinfo, td.postauthor cite, td.postauthor",
    published="authorposton{pid}",
    published_at=".authorinfo em",
    floor="postnum{pid}",
    floor_at=".postinfo strong a",
    title="#threadtitle h1, h1",
    thread_type="#threadtitle h1 a, h1 a",
    trail="#nav",
    pager=".pages",
    before=X_THREAD.before,
    around=X_THREAD.around,
    instead=".postmessage, .defaultpost",
    icons="#threadtitle img, #threadstamp img",
)

SIX_THREAD = replace(
    SEVEN_THREAD,
    name="6",
    versions="6.0 to 6.1",
    posts="pid",
    body_at=".t_msgfont, .t_bigfont, .t_smallfont",
    author_at="td.postauthor",
    published="",
    published_at="td.postcontent .postinfo",
    floor="postnum_{pid}",
    floor_at="td.postcontent .postinfo strong",
    title=".viewthread h1, h1",
    thread_type=".viewthread h1 a",
    around=f"{X_THREAD.around}, .notice",
    icons="",
)

#: Polls, rewards, events and debates of 6.x: the page has the first post, and a script loads the others.
SIX_SPECIAL_THREAD = ThreadLayout(
    name=SIX_THREAD.name,
    versions=SIX_THREAD.versions,
    posts_at=".specialthread",
    body_at=".postmessage",
    author_at="td.postauthor",
    published_at="td.postauthor dl",
    title=".specialthread h1",
    thread_type=".specialthread h1 a",
    trail=SIX_THREAD.trail,
    pager=SIX_THREAD.pager,
    before=SIX_THREAD.before,
    alone=True,
)

TOUCH_THREAD = ThreadLayout(
    name="touch",
    versions="X3.0 to X3.5, template of telephones",
    posts_at=".plc",
    body_at=".message",
    author_at=".authi .z, .authi b, .authi",
    published_at=".authi .mtime, .authi .rela",
    floor_at=".authi .mtit .y, .authi .grey em",
    title=".view_tit, .postlist > h2, .postlist h2",
    thread_type=".view_tit em",
    trail=".header h2, .nav",
    pager=".pg, .page",
    counts=".mtime .y em",
    around=".img_one, .img_list, .post_attlist, .display .attach, .display > .quote",
    instead=".display",
    board_name=".header .name",
)

#: Of two that explain a page as well as each other, the first reads it.
THREADS = (X_THREAD, SEVEN_THREAD, SIX_THREAD, SIX_SPECIAL_THREAD, TOUCH_THREAD)
