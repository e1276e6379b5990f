"""Forums that show a part, or nothing, for a while: no article is lost without a word, and the next run has it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator

import pytest
from changing import Answer, Change, Changing, changed
from crawling import Crawl, RunCrawl

from harvester.demo.forum import DemoForum

QUICK = ("HARVESTER_REPAIR=0", "RETRY_TIMES=1")
TID = 105
#: A thread with replies on one page.
ANSWERED = 104
#: The board of news, and the one below it.
BOARDS = (2, 12)
ROWS = re.compile(rb'<tbody id="(?:normal|stick)thread_.*?</tbody>', re.DOTALL)


def of_thread(tid: int | None = None) -> Callable[[Answer], bool]:
    return lambda answer: re.match(rf"/thread-{tid or ''}", answer.path) is not None


def of_list(page: int) -> Callable[[Answer], bool]:
    return lambda answer: answer.path == f"/forum-2-{page}.html"


def to(where: Callable[[Answer], bool], change: Change) -> Change:
    """The change, made to some of the answers."""
    return lambda answer: change(answer) if where(answer) else None


def cut(before: bytes, more: int = 0) -> Change:
    def change(answer: Answer) -> None:
        answer.body = answer.body[: answer.body.index(before) + more]

    return change


def cut_packed(answer: Answer) -> None:
    packed = gzip.compress(answer.body)
    answer.body = packed[: len(packed) // 2]
    answer.headers["Content-Encoding"] = "gzip"


def saying(words: str) -> Change:
    page = (
        f"<html><meta charset='utf-8'><body><div id='messagetext' class='alert_info'><p>{words}</p></div></body></html>"
    )

    def change(answer: Answer) -> None:
        answer.body, answer.headers["Content-Type"] = page.encode(), "text/html; charset=utf-8"

    return change


def no_end(answer: Answer) -> None:
    answer.body = re.sub(rb"</body>|</html>", b"", answer.body)


def open_boxes(answer: Answer) -> None:
    no_end(answer)
    answer.body = re.sub(rb"(?:\s*</div>)+\s*$", b"", answer.body)


def script(answer: Answer) -> None:
    answer.body = b"<html><script>location.href='/x?r=1'</script></html>"


def few_threads() -> DemoForum:
    """A forum with lists and threads of several pages, and no more."""
    return DemoForum(most=12, rows=5, posts=3)


@pytest.fixture
def front() -> Iterator[Changing]:
    with few_threads() as forum, changed(forum) as front:
        yield front


Run = Callable[..., Crawl]


@pytest.fixture
def run(run_crawl: RunCrawl, front: Changing) -> Run:
    """A run over the forum's board of news, its answers changed."""

    def runs(change: Change | None = None, *arguments: str, settings: tuple[str, ...] = ()) -> Crawl:
        front.change = change
        front.asked.clear()
        return run_crawl(f"{front.url}forum-2-1.html", *arguments, settings=(*QUICK, *settings))

    return runs


@pytest.fixture
def everything() -> set[int]:
    """The threads of the board, and of the board below it, that have an article."""
    with few_threads() as forum:
        readable = {entry["tid"] for entry in forum.truth() if entry["visible"] == "yes" and entry["fid"] in BOARDS}
    assert TID in readable
    return readable


def tids(crawl: Crawl) -> list[int]:
    """The threads that have an article, but for those of other boards that are kept at the top of all."""
    return [line["tid"] for line in crawl.articles if line["board"]["fid"] in BOARDS]


def each(*changes: Change) -> Change:
    """All of some changes, each at pages of its own."""

    def change(answer: Answer) -> None:
        for one in changes:
            one(answer)

    return change


#: Pages that are cut off, and how many they are.
CUTS: dict[str, tuple[Change, int]] = {
    "packed": (each(to(of_thread(TID), cut_packed), to(of_list(2), cut_packed)), 2),
    "plain": (
        each(to(of_thread(TID), cut(b'id="postmessage_', 60)), to(of_list(2), cut(b'<tbody id="normalthread_'))),
        2,
    ),
    "first list in a row": (to(of_list(1), cut(b'id="normalthread_', 200)), 1),
}


@pytest.mark.parametrize("name", CUTS)
def test_pages_that_are_cut_off(run: Run, front: Changing, everything: set[int], name: str) -> None:
    change, pages = CUTS[name]
    first = run(change)
    assert first.exit_code == 3, first.output
    assert [notice["kind"] for notice in first.notices if notice["failure"]] == ["cut_off"] * pages
    assert TID not in tids(first) or pages == 1
    assert max(front.asked.count(path) for path in front.asked) == 2  # once more, as RETRY_TIMES says
    second = run()
    assert second.exit_code == 0, second.output
    assert sorted(tids(second)) == sorted(everything)


def test_later_pages_that_are_cut_off_leave_those_before(run: Run, front: Changing) -> None:
    crawl = run(to(lambda answer: bool(re.match(r"/thread-\d+-2-", answer.path)), cut(b"</table>", 8)), "replies=all")
    paged = {int(path.split("-")[1]) for path in front.asked if re.match(r"/thread-\d+-2-", path)}
    assert paged
    assert paged <= set(tids(crawl))
    assert {notice["kind"] for notice in crawl.notices if notice["failure"]} == {"cut_off"}
    assert {notice["tid"] for notice in crawl.notices if notice["failure"]} == paged
    front.change = None
    again = run(None, "replies=all")
    assert again.exit_code == 0
    assert {line["tid"] for line in again.articles if line["revision"] == 2} == paged


@pytest.mark.parametrize("change", [no_end, open_boxes])
def test_a_forum_whose_pages_have_no_end(run: Run, everything: set[int], change: Change) -> None:
    for _ in range(2):
        crawl = run(change)
        assert crawl.exit_code == 0, crawl.output
        assert not [notice for notice in crawl.notices if notice["failure"]]
        assert sorted(tids(crawl)) == sorted(everything)


def without_a_post(answer: Answer) -> None:
    """The last post is in a box that no layout knows; its parts still have its number."""
    last = re.findall(rb'<div id="post_\d+"', answer.body)[-1]
    answer.body = answer.body.replace(last, last.replace(b"post_", b"box_"))


def without_a_title(answer: Answer) -> None:
    row = re.compile(rb'(id="normalthread_\d+".*?)<th.*?</th>', re.DOTALL)
    answer.body = row.sub(rb"\1<th></th>", answer.body, count=1)


@pytest.mark.parametrize(
    ("change", "kind", "says"),
    [
        (to(of_thread(ANSWERED), without_a_post), "posts_unread", r"(\d) posts were read; ids name (\d)"),
        (to(of_list(2), without_a_title), "rows_unread", r"(\d+) rows were read; ids name (\d+)"),
    ],
)
def test_what_the_page_names_and_nobody_read(
    run: Run, front: Changing, everything: set[int], change: Change, kind: str, says: str
) -> None:
    """The page may be the first of its kind: then those after it say what it is."""
    first = run(change, "replies=all")
    failures = [(notice["kind"], notice["text"]) for notice in first.notices if notice["failure"]]
    assert [name for name, _ in failures] == [kind], first.output
    found = re.fullmatch(says, failures[0][1])
    assert found is not None
    assert int(found[1]) == int(found[2]) - 1
    assert max(front.asked.count(path) for path in front.asked) <= 4
    second = run(None, "replies=all", "full=1")
    assert second.exit_code == 0, second.output
    assert {line["tid"] for line in (*first.articles, *second.articles)} >= everything


def without_rows(answer: Answer) -> None:
    answer.body = ROWS.sub(b"", answer.body)


def with_rows_that_say_nothing(answer: Answer) -> None:
    answer.body = ROWS.sub(b"<tbody id='normalthread_7'></tbody>", answer.body)


@pytest.mark.parametrize("change", [without_rows, with_rows_that_say_nothing])
def test_a_list_page_without_rows(run: Run, everything: set[int], change: Change) -> None:
    first = run(to(of_list(2), change))
    assert first.exit_code == 3, first.output
    failures = [notice for notice in first.notices if notice["failure"]]
    assert [notice["kind"] for notice in failures] == ["rows_unread"]
    assert re.search(r"0 rows were read; the list names [01] threads, and its pager [2-9] pages", failures[0]["text"])
    assert {line["board"]["fid"] for line in first.articles} >= {2}
    second = run()
    assert second.exit_code == 0, second.output
    assert sorted(tids(second)) == sorted(everything)


def as_sections(answer: Answer) -> None:
    """The list in elements that no layout knows, without ids of rows."""
    answer.body = re.sub(rb'<tbody id="(?:normal|stick)thread_\d+"', b"<section", answer.body)
    for old, new in ((b"tbody>", b"section>"), (b"<t[rdh]\\b", b"<div"), (b"</t[rdh]>", b"</div>")):
        answer.body = re.sub(old, new, answer.body)
    answer.body = re.sub(rb"<table([^>]*threadlisttableid[^>]*)>", rb"<div\1>", answer.body)


def test_lists_of_a_skin_of_its_own(run: Run, everything: set[int]) -> None:
    crawl = run(to(lambda answer: answer.path.startswith("/forum-"), as_sections))
    assert crawl.exit_code == 0, crawl.output
    assert sorted(tids(crawl)) == sorted(everything)


def to_index(answer: Answer) -> None:
    answer.status, answer.body, answer.headers["Location"] = 302, b"", "/"


def forbidding(answer: Answer) -> None:
    answer.status, answer.body = 200, b"User-agent: *\nDisallow: /thread-\n"
    answer.headers["Content-Type"] = "text/plain"


PASSING: dict[str, Change] = {
    "redirected": to(of_thread(), to_index),
    "login_needed": to(of_thread(), saying("抱歉，您尚未登录，没有权限访问该版块")),
    "deleted": to(of_thread(), saying("抱歉，指定的主题不存在或已被删除或正在被审核")),
    "robots": to(lambda answer: answer.path == "/robots.txt", forbidding),
    "every second": to(
        lambda answer: of_thread()(answer) and int(answer.path.split("-")[1]) % 2 == 0,
        saying("抱歉，您所在的用户组没有权限"),
    ),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_state_that_passes(run: Run, front: Changing, everything: set[int], name: str) -> None:
    run(PASSING[name])
    second = run()
    assert second.exit_code == 0, second.output
    assert set(tids(second)) == everything
    assert len({(line["tid"], line["revision"]) for line in second.articles}) == len(second.articles)
    run()
    assert front.threads() == []


def test_a_state_that_stays_is_looked_at_and_no_more(run: Run, front: Changing) -> None:
    for threads in (26, 6, 0):  # of two boards, three each
        run(PASSING["login_needed"])
        assert len(front.threads()) == threads


def test_what_robots_txt_forbids_costs_no_request(run: Run, front: Changing) -> None:
    for _ in range(3):
        crawl = run(PASSING["robots"])
        assert crawl.exit_code == 4, crawl.output
        assert front.threads() == []


def test_one_page_that_is_a_script_is_its_own(run: Run, everything: set[int]) -> None:
    crawl = run(to(of_thread(TID), script))
    assert crawl.exit_code == 0, crawl.output
    assert set(tids(crawl)) == everything - {TID}
    assert crawl.kinds()[TID] == "browser_check"


def test_a_list_that_is_a_script_is_a_failure(run: Run, everything: set[int]) -> None:
    assert run(to(of_list(2), script)).exit_code == 3
    assert set(tids(run())) == everything


def test_pages_in_a_row_that_are_scripts_are_a_door(run: Run, front: Changing, everything: set[int]) -> None:
    first = run(to(lambda answer: of_thread()(answer) and len(front.asked) > 15, script))
    assert first.exit_code == 4, first.output
    assert len(front.asked) <= 21
    assert set(tids(run())) == everything


def forbidden(answer: Answer) -> None:
    answer.status, answer.body = 403, b"<html><title>403 Forbidden</title></html>"


def test_failures_in_a_row_end_the_run_whatever_they_are(run: Run, front: Changing, everything: set[int]) -> None:
    crawl = run(to(of_thread(), forbidden), settings=("HARVESTER_MOST_FAILURES=4",))
    assert crawl.exit_code == 3, crawl.output
    assert "one page after the other fails" in crawl.output
    assert len(front.threads()) <= 10  # lists between them can be had
    assert set(tids(run())) == everything


def test_threads_that_always_fail_do_not_keep_others_back(run: Run, everything: set[int]) -> None:
    broken = to(lambda answer: of_thread()(answer) and 104 <= int(answer.path.split("-")[1]) <= 111, forbidden)
    for _ in range(4):
        crawl = run(broken, settings=("HARVESTER_MOST_FAILURES=4",))
    assert set(tids(crawl)) == {tid for tid in everything if not 104 <= tid <= 111}


def test_a_page_that_is_too_large(run: Run, front: Changing, everything: set[int]) -> None:
    def large(answer: Answer) -> None:
        answer.body, answer.headers["Content-Encoding"] = gzip.compress(b" " * 2_000_000), "gzip"

    crawl = run(to(of_thread(TID), large), settings=("DOWNLOAD_MAXSIZE=1000000",))
    assert crawl.exit_code == 3, crawl.output
    assert [(n["tid"], n["kind"]) for n in crawl.notices if n["failure"]] == [(TID, "download")]
    assert not [n for n in crawl.notices if n["kind"] == "robots"]
    assert set(tids(run())) == everything
    assert front.threads() == [f"/thread-{TID}-1-1.html"]
