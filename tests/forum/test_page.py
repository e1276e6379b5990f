import pytest

from harvester.forum.page import _TAG, Page, find_all, raw_text, text_of

HERE = "http://127.0.0.1:8088/bbs/forum-2-1.html?x=1"


@pytest.mark.parametrize(
    ("base", "href", "address"),
    [
        ("", "thread-1-1-1.html", "http://127.0.0.1:8088/bbs/thread-1-1-1.html"),
        ("", "/x.html", "http://127.0.0.1:8088/x.html"),
        ("", "?fid=3", "http://127.0.0.1:8088/bbs/forum-2-1.html?fid=3"),
        ("", "//e.org/a", "http://e.org/a"),
        ("", "a.php?b=1&amp;c=2", "http://127.0.0.1:8088/bbs/a.php?b=1&c=2"),
        ("", "HTTPS://e.org/", "HTTPS://e.org/"),
        ("", "space:1.html", None),
        ("", "view-source:http://e.org/", None),
        ("", "a?b=c:d", "http://127.0.0.1:8088/bbs/a?b=c:d"),
        (
            "<base href='http://bbs.example.net/bbs/'>",
            "thread-1-1-1.html",
            "http://127.0.0.1:8088/bbs/thread-1-1-1.html",
        ),
        ("<base href='http://bbs.example.net:81/'>", "thread-1-1-1.html", "http://127.0.0.1:8088/thread-1-1-1.html"),
        ("<base href='/x/'>", "a", "http://127.0.0.1:8088/x/a"),
        ("<base>", "a", "http://127.0.0.1:8088/bbs/a"),
        ("<base href='data:text/html,'>", "a", "http://127.0.0.1:8088/bbs/a"),
        ("", "javascript:;", None),
        ("", "mailto:a@b", None),
        ("", "#pid3", None),
        ("", " ", None),
        ("", "http://[bad/", None),
    ],
)
def test_links(base: str, href: str, address: str | None) -> None:
    assert Page(base, HERE).link(href) == address


def test_no_href_no_link() -> None:
    assert Page("", HERE).link(None) is None


def test_links_of_a_page() -> None:
    page = Page("<a href='a'>1</a><a name='x'>2</a><a href='javascript:;'>3</a><a href='b'>4</a>", "http://h/")
    assert list(page.links()) == ["http://h/a", "http://h/b"]


@pytest.mark.parametrize(
    "text", ["", "  \n", "<!-- x -->", "<?xml version='1.0'?>", "\0", "just text", "<html></html>"]
)
def test_any_page_has_a_root(text: str) -> None:
    assert Page(text, HERE).root.tag == "html"


@pytest.mark.parametrize(
    ("text", "kept"), [("甲\0乙", "甲\ufffd乙"), ("甲\ud800乙", "甲\ufffd乙"), ("甲\U0010f8a1乙", "甲\U0010f8a1乙")]
)
def test_odd_characters_end_no_page(text: str, kept: str) -> None:
    assert raw_text(Page(f"<p>{text}</p>", HERE).root) == kept


def test_a_declared_encoding_does_not_matter() -> None:
    page = Page("<meta http-equiv='Content-Type' content='text/html; charset=gbk'><p>汉字</p>", HERE)
    assert text_of(page.root) == "汉字"


def test_ids_are_those_of_the_first_elements() -> None:
    page = Page("<p id='a'>1</p><p id='a'>2</p><p id='post_7'></p><p id='post_x'></p><p id='post_3'></p>", HERE)
    assert text_of(page.ids["a"]) == "1"
    assert list(page.numbered("post_")) == [7, 3]


def test_find_takes_alternatives_in_their_order_and_find_all_in_the_page_s() -> None:
    page = Page("<p class='a'>1</p><div id='b'><p class='c'>2</p></div><p class='d'>3</p>", HERE)
    assert text_of(page.find(".d, .a")) == "3"
    assert [text_of(element) for element in page.find_all(".d, .a, .nowhere")] == ["1", "3"]
    assert text_of(page.find("#b .c")) == "2"
    assert text_of(page.find("#b")) == "2"
    assert page.find("#c .c") is None
    assert page.find(".c", page.find(".a")) is None
    assert page.find("") is None


def test_comments_have_no_text() -> None:
    comment = Page("<p>1<!-- 2 -->3</p>", HERE).root[0][0][0]
    assert (raw_text(comment), comment.tail) == ("", "3")


def test_find_all_of_an_element_counts_itself() -> None:
    page = Page("<p class='a'>1</p>", HERE)
    element = page.find(".a")
    assert element is not None
    assert find_all(element, "p.a") == [element]


def test_a_tag_has_a_thousand_attributes_at_most() -> None:
    many = " ".join(f'a{number}="<b x>"' for number in range(5000))
    page = Page(f'<p id="x" title="a > b">text</p><div {many}>inside</div><p>after {"." * 3000}</p>', "http://h/")
    crowded = page.find("div")
    assert crowded is not None
    assert len(crowded.attrib) == 1000
    assert page.ids["x"].get("title") == "a > b"
    assert "inside" in text_of(page.root)
    assert "after" in text_of(page.root)


@pytest.mark.parametrize("unit", ["<b ", '<a x="" ', "<a x=' ", '<a x="<a ', "<a " + "y " * 900 + ">", "=", '"', "< "])
def test_looking_for_such_tags_takes_steps_in_proportion(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    assert len(list(_TAG.finditer(text))) <= text.count("<")  # none is looked at twice
    assert text_of(Page(text, "http://h/").root) is not None
