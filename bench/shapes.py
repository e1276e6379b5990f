"""``python bench/shapes.py [NAME ...]``: CPU of reading a page, when it is twice as large, for each way it may grow.

A page grows in one way at a time: more posts, rows, cells, attributes, levels, letters of one kind. For each the
smallest size is looked for that takes long enough to measure; then the CPU of twice as much, over that of once. 2 is in
proportion; what is above 2.5 is marked, and the program ends with 1.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count

from harvester.discuz.site import DiscuzSite
from harvester.forum.engine import Asked
from harvester.forum.names import PageName
from harvester.forum.page import Page

#: Seconds of CPU that are long enough to measure, also so long that a page has more links than the 4,096 addresses that
#: are kept (each costs half as much again from there on, once); and the largest page in characters.
LONG, LARGEST = 0.5, 4_000_000
MOST = 2.5

HEAD = '<html><head><meta name="generator" content="Discuz! X3.4"><title>渡口 - 新闻</title></head><body>'
TRAIL = '<div id="pt"><a href="forum-2-1.html">新闻</a></div>'
TAIL = '<div id="ft">Powered by Discuz!</div></body></html>'
POST = (
    '<div id="post_{0}"><div class="authi"><a class="xw1" href="space-uid-3.html">记者</a>'
    '<em id="authorposton{0}">发表于 2026-1-5 10:00:00</em></div><a id="postnum{0}"><em>{0}</em><sup>#</sup></a>'
    '<table><tr><td class="t_f" id="postmessage_{0}">{1}</td></tr></table></div>'
)
#: A post as X3.4 writes it: the author in a column of his own, each box in its place.
FULL_POST = (
    '<div id="post_{0}"><table id="pid{0}" class="plhin"><tr><td class="pls"><div class="pi"><div class="authi">'
    '<a href="space-uid-3.html" class="xw1">记者</a></div></div></td><td class="plc"><div class="pi"><strong>'
    '<a href="#" id="postnum{0}"><em>{0}</em><sup>#</sup></a></strong><div class="pti"><div class="authi">'
    '<em id="authorposton{0}">发表于 2026-1-5 10:00:00</em></div></div></div><div class="pct"><div class="pcb">'
    '<div class="t_fsz"><table><tr><td class="t_f" id="postmessage_{0}">{1}</td></tr></table></div></div></div></td>'
    "</tr></table></div>"
)
ROW = (
    '<tbody id="normalthread_{0}"><tr><th class="common"><a href="thread-{0}-1-1.html" class="s xst">标题{0}</a>{1}'
    '</th><td class="by"><cite>甲</cite><em><span>2026-1-5</span></em></td><td class="num"><a class="xi2">1</a>'
    '<em>9</em></td><td class="by"><cite>乙</cite><em><a href="x">2026-1-5 10:00</a></em></td></tr></tbody>'
)
OPEN = POST.replace("</div>", "").replace("{1}", "")
OLD_POST = (
    '<table id="pid{0}"><tr><td class="postauthor"><cite><a href="space.php?uid=3">记者</a></cite></td><td>'
    '<div class="authorinfo"><em id="authorposton{0}">发表于 2009-1-5 10:00</em></div>'
    '<div class="t_msgfontfix"><td class="t_msgfont" id="postmessage_{0}">{1}</td></div></td></tr></table>'
)
TOUCH_ROW = '<li class="list"><a href="thread-{0}-1-1.html"><em>标题{0}</em></a>{1}<span class="by">甲</span></li>'
BOARD = '<tr><td><h2><a href="forum-{0}-1.html">板块{0}</a></h2><p>1 / 2</p></td></tr>'

Grown = Callable[[int], str]


def thread(inside: str = "", posts: str = "", before: str = "") -> str:
    """A page of a thread with one post, or with posts."""
    return (
        f'{HEAD}{TRAIL}{before}<span id="thread_subject">渡口开了</span><div id="postlist">'
        f"{posts or POST.format(7, '渡口今天开了。' + inside)}</div>{TAIL}"
    )


def listed(rows: str, around: str = "") -> str:
    """A list page with rows."""
    return (
        f'{HEAD}{TRAIL}{around}<div id="threadlist"><table id="threadlisttableid">{rows}</table></div>'
        f'<div class="pg"><strong>1</strong><label><span title="共 9 页"> / 9 页</span></label></div>{TAIL}'
    )


def in_post(unit: str) -> Grown:
    """One post with that many units in it; @ is counted."""
    return lambda times: thread("".join(unit.replace("@", str(number)) for number in range(times)))


def nested(opened: str, closed: str = "") -> Grown:
    """One post with that many levels in it."""
    return lambda times: thread(opened * times + "字" + closed * times)


def links(form: str, times: int) -> str:
    """That many links, each to an address of this form."""
    return "".join(f"<a href={form.format(number)}>{number}</a>" for number in range(times))


def in_row(unit: str) -> Grown:
    """One row with that many units in it."""
    return lambda times: listed(ROW.format(9, unit * times))


#: Each way to grow: which reader, and the page of a size.
SHAPES: dict[str, tuple[str, Grown]] = {
    "posts": ("thread", lambda times: thread(posts="".join(POST.format(n, "字") for n in range(1, times + 1)))),
    "posts in full": ("thread", lambda times: thread(posts="".join(FULL_POST.format(n, "字") for n in range(times)))),
    "posts of one id": ("thread", lambda times: thread(posts=POST.format(7, "字") * times)),
    "posts of 7.2": ("thread", lambda times: thread(posts="".join(OLD_POST.format(n, "字") for n in range(times)))),
    "posts inside posts": ("thread", lambda times: thread(posts="".join(OPEN.format(n) for n in range(1, times)))),
    "floors without a post": ("thread", in_post('<a id="postnum@"><em>@</em></a>')),
    "messages without a post": ("thread", in_post('<td class="t_f" id="postmessage_9@">字</td>')),
    "letters": ("thread", in_post("字")),
    "blanks": ("thread", in_post(" ")),
    "line breaks": ("thread", in_post("<br />")),
    "new lines": ("thread", in_post("\n")),
    "digits": ("thread", in_post("9")),
    "dates": ("thread", in_post("2026-1-5 10:00 ")),
    "brackets": ("thread", in_post("[")),
    "ampersands": ("thread", in_post("&")),
    "entities": ("thread", in_post("&#x5b57;")),
    "less-than signs": ("thread", in_post("<")),
    "open tags": ("thread", in_post("<b>")),
    "closed tags": ("thread", in_post("</b>")),
    "open divs": ("thread", nested("<div>")),
    "nested divs": ("thread", nested("<div>", "</div>")),
    "nested fonts": ("thread", nested('<font color="red">', "</font>")),
    "nested tables": ("thread", nested("<table><tr><td>", "</td></tr></table>")),
    "nested quotes": ("thread", nested('<div class="quote"><blockquote>', "</blockquote></div>")),
    "nested lists": ("thread", nested("<ul><li>", "</li></ul>")),
    "quotes": ("thread", in_post('<div class="quote"><blockquote>话</blockquote></div>')),
    "pictures": ("thread", in_post('<img id="aimg_@" aid="@" zoomfile="a@.jpg" src="x.gif" />')),
    "attachments": ("thread", in_post('<span id="attach_@"><a href="forum.php?aid=@">a@.zip</a></span>')),
    "links": ("thread", in_post('<a href="http://h/@">字</a>')),
    "jammers": ("thread", in_post('<font class="jammer">xq</font>字<span style="display:none">z</span>')),
    "hidden styles": ("thread", in_post('<p style="display:none">z</p>')),
    "codes": ("thread", in_post('<div class="blockcode"><ol><li>x</li></ol></div>')),
    "notices in a post": ("thread", in_post('<div class="locked">本帖隐藏的内容</div>')),
    "comments": ("thread", in_post("<!-- x -->")),
    "scripts": ("thread", in_post("<script>x()</script>")),
    "attributes": ("thread", lambda times: thread("<p " + " ".join(f'a{n}="1"' for n in range(times)) + ">字</p>")),
    "classes": ("thread", lambda times: thread(f'<p class="{"t_f " * times}">字</p>')),
    "a long attribute": ("thread", lambda times: thread(f'<img src="{"a" * times}" />')),
    "trail": ("thread", lambda times: thread(before=f'<div id="pt">{links("forum-{}-1.html", times)}</div>')),
    "pager": ("thread", lambda times: thread(before=f'<div class="pg">{links("thread-7-{}-1.html", times)}</div>')),
    "rows": ("board", lambda times: listed("".join(ROW.format(n, "") for n in range(1, times + 1)))),
    "cells in a row": ("board", in_row('</th><td class="by"><cite>甲</cite></td><th>')),
    "icons in a row": ("board", in_row('<img src="static/image/common/pin_1.gif" alt="x" />')),
    "pages in a row": ("board", in_row('<span class="tps"><a href="thread-9-2-1.html">2</a></span>')),
    "cells with authors in a row": ("board", in_row('<td class="by"><cite><a>q</a></cite><em>2026-1-5</em></td>')),
    "rows of a telephone": ("board", lambda times: listed("".join(TOUCH_ROW.format(n, "") for n in range(times)))),
    "empty rows of a telephone": ("board", lambda times: listed(TOUCH_ROW.format(7, "") + "<li></li>" * times)),
    "items in a row of a telephone": ("board", lambda times: listed(TOUCH_ROW.format(7, "<em>x</em>" * times))),
    "boards": ("index", lambda times: f'{HEAD}<table>{"".join(BOARD.format(n) for n in range(times))}</table>{TAIL}'),
    "links of an index": ("index", lambda times: f'{HEAD}{links("forum-{}-1.html", times)}{TAIL}'),
    "an unknown page": ("thread", lambda times: f'{HEAD}{"<div class=x><p>字</p></div>" * times}{TAIL}'),
}  # fmt: skip

NAMES = {"thread": PageName("thread", tid=7), "board": PageName("board", fid=2), "index": PageName("index")}
NOW = datetime(2026, 1, 6, tzinfo=UTC)


#: A host for each measurement: addresses that were looked at are kept, so many, and one page is not to profit from
#: another, nor to pay for what a larger one pushed out.
_HOSTS = count()


def cpu(kind: str, text: str) -> float:
    """Seconds of CPU that reading a page takes of which no address was seen before."""
    home = f"http://h{next(_HOSTS)}/"
    site = DiscuzSite.of(home)
    began = time.process_time()
    site.read(Page(text.replace("http://h/", home), f"{home}thread-7-1-1.html"), Asked(NAMES[kind], UTC, NOW))
    return time.process_time() - began


def growth(kind: str, grown: Grown) -> tuple[int, float, float]:
    """A size, the seconds it takes, and how many times as long twice as much takes."""
    size, text = 64, grown(64)
    while (once := cpu(kind, text)) < LONG:
        larger = grown(4 * size)
        if len(larger) > LARGEST or Page(larger, "http://h/").too_full:
            break  # of a page that is not read at all, nothing is shown
        size, text = 2 * size, grown(2 * size)
    once = min(once, cpu(kind, text))
    twice = min(cpu(kind, grown(2 * size)) for _ in range(2))
    return size, once, twice / max(once, 1e-4)


def main(names: list[str]) -> int:
    """Measure the shapes named, or all; 1 where one is out of proportion."""
    worst = 0.0
    for name, (kind, grown) in SHAPES.items():
        if names and name not in names:
            continue
        size, once, ratio = growth(kind, grown)
        worst = max(worst, ratio if once > LONG / 4 else 0.0)
        print(f"{name:>32} {size:>9} {once:7.3f} s  {ratio:5.2f}{'  !' if ratio > MOST else ''}", flush=True)
    return int(worst > MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
