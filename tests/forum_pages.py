"""Pages of a small forum, for tests of what is asked for: an index, a list, a thread."""

from __future__ import annotations


def index(*boards: str) -> str:
    rows = "".join(f"<tr><td class='fl_icn'></td><td><h2><a href='{href}'>版块</a></h2></td></tr>" for href in boards)
    return f"<html><body><div id='category_1'><table class='fl_tb'>{rows}</table></div></body></html>"


def row(tid: int, kind: str = "normalthread", before: str = "", leads_to: int | None = None) -> str:
    href = f"forum.php?mod=viewthread&amp;tid={leads_to or tid}&amp;extra=page%3D1"
    return (
        f"<tbody id='{kind}_{tid}'><tr><th>{before}<a href='{href}' class='s xst'>题 {tid}</a></th><td class='by'>"
        "<cite><a href='home.php?mod=space&amp;uid=5'>甲</a></cite><em><span>2026-7-7</span></em></td>"
        f"<td class='num'><a href='{href}'>0</a><em>1</em></td>"
        f"<td class='by'><cite><a>甲</a></cite><em><a>2026-7-7 07:{99 - tid:02d}</a></em></td></tr></tbody>"
    )


def listed(fid: int, number: int, last: int, *rows: str) -> str:
    pager = f"<div class='pg'><strong>{number}</strong><span title='共 {last} 页'> / {last} 页</span></div>"
    return (
        f"<html><body><form><input name='srhfid' value='{fid}'></form>{pager if last > 1 else ''}"
        f"<table summary='forum_{fid}' id='threadlisttableid'>{''.join(rows)}</table></body></html>"
    )


def thread(tid: int) -> str:
    return (
        f"<html><body><h1><span id='thread_subject'>题 {tid}</span></h1><div id='post_{tid}'><div class='authi'>"
        f"<a href='home.php?mod=space&amp;uid=5'>甲</a><em id='authorposton{tid}'>发表于 2026-7-7 07:00:00</em></div>"
        f"<table><tr><td class='t_f' id='postmessage_{tid}'>第 {tid} 篇</td></tr></table></div></body></html>"
    )


def board(fid: int | str, page: int = 1) -> str:
    return f"/forum.php?mod=forumdisplay&fid={fid}" + (f"&page={page}" if page > 1 else "")
