import pytest

from harvester.discuz.index_page import read_index
from harvester.forum.page import Page


def index(*hrefs: str) -> Page:
    rows = "".join(f'<tr><td><h2><a href="{href}">甲{at}</a></h2></td></tr>' for at, href in enumerate(hrefs))
    return Page(f'<table class="fl_tb">{rows}</table>', "http://127.0.0.1:8088/bbs/")


@pytest.mark.parametrize(
    ("hrefs", "fids"),
    [
        (("forum-2-1.html", "forum.php?mod=forumdisplay&fid=3"), [2, 3]),
        (("f319-1", "f148-1"), [319, 148]),
        (("board/7/", "board/12/", "board/9/"), [7, 12, 9]),
        (("f319-1",), [319]),
        (("forum-2-1.html", "f319-1", "f148-1"), [2, 319, 148]),
        (("news", "life"), [None, None]),
        (("news-1", "life-1"), [None, None]),
        (("f3-4", "f5-6"), [None, None]),
    ],
)
def test_numbers_of_boards(hrefs: tuple[str, ...], fids: list[int | None]) -> None:
    assert [board.fid for board in read_index(index(*hrefs))] == fids


def test_boards_of_an_unknown_layout() -> None:
    page = Page(
        "<a href='forum-2-1.html'><img src='a.gif'></a><a href='forum-2-1.html'>甲</a><a href='forum-2-2.html'>2</a>"
        "<a href='forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=1'>要闻</a><a href='thread-1-1-1.html'>题</a>",
        "http://h/",
    )
    assert [(board.fid, board.name) for board in read_index(page)] == [(2, "甲")]


def test_a_page_without_boards() -> None:
    assert read_index(Page("<p>无</p>", "http://h/")) == ()


def test_shortened_counts_of_boards_in_columns() -> None:
    html = (
        "<table class='fl_tb'><tr><td class='fl_g'><dl><dt><a href='forum.php?mod=forumdisplay&amp;fid=2'>版</a></dt>"
        "<dd><em>主题: <span title='12345'>1万</span></em>, <em>帖数: 23</em></dd></dl></td></tr></table>"
    )
    board = read_index(Page(html, "http://127.0.0.1:8088/"))[0]
    assert (board.fid, board.threads, board.posts) == (2, 12345, 23)
