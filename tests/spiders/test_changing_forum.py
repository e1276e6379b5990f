"""A forum that changes while it is read, and between runs: nothing missed, nothing twice, and every change is seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from crawling import RunCrawl
from harvests import Harvests

from harvester.demo.forum import DemoForum

NEWS, OTHER = 2, 3
GONE = ("HARVESTER_WRITE_GONE=1",)


@pytest.fixture
def harvests(run_crawl: RunCrawl, tmp_path: Path) -> Iterator[Harvests]:
    """Runs over a forum with several pages of news."""
    with DemoForum(most=12, rows=4) as forum:
        yield Harvests(forum, run_crawl, tmp_path / "harvest")


def on_page(forum: DemoForum, page: int, fid: int = NEWS) -> list[int]:
    """The threads that a list page names, but for those at its top."""
    text = forum.answer(f"/forum-{fid}-{page}.html").body.decode("gbk", "replace")
    return [int(tid) for tid in re.findall(r'"normalthread_(\d+)"', text)]


def readable(forum: DemoForum, *fids: int) -> set[int]:
    return {each["tid"] for each in forum.truth() if each["visible"] == "yes" and each["fid"] in fids}


def articles(lines: list[dict[str, Any]], *fids: int) -> list[int]:
    return [line["tid"] for line in lines if line["kind"] == "article" and line["board"]["fid"] in fids]


def lists(harvests: Harvests) -> list[str]:
    return [path for _, path in harvests.forum.requests if path.startswith("/forum-")]


def reads_the_first_page_again_and_misses_nothing(harvests: Harvests) -> None:
    forum = harvests.forum
    crawl = harvests.run(url=f"{forum.url}forum-{NEWS}-1.html")
    assert readable(forum, NEWS) <= set(articles(crawl.articles, NEWS))
    asked = Counter(lists(harvests))
    assert asked.pop(f"/forum-{NEWS}-1.html") == 2
    assert max(asked.values()) == 1


def test_rows_that_slide_while_a_list_is_read(harvests: Harvests) -> None:
    forum, board = harvests.forum, f"{harvests.forum.url}forum-{NEWS}-1.html"
    pages = {page: on_page(forum, page) for page in (1, 2, 3)}
    assert all(len(tids) == 4 for tids in pages.values())

    def up() -> None:  # before they are asked for, and before page 3 is
        forum.delete(pages[2][1])
        forum.delete(pages[2][2])

    forum.when(f"/forum-{NEWS}-2.html", up)
    first = harvests.run(url=board)
    assert first.exit_code == 0, first.output
    assert set(articles(first.articles, NEWS)) == readable(forum, NEWS)
    assert max(Counter(articles(first.articles, NEWS)).values()) == 1
    asked = Counter(lists(harvests))
    assert asked[f"/forum-{NEWS}-2.html"] == 2
    assert asked[f"/forum-{NEWS}-1.html"] == 2  # upward, until one holds what was read
    assert max(asked.values()) == 2
    seen = len(forum.requests)

    # Rows slide down: a thread that is asked for once, and new ones that the next run finds.
    forum.when(f"/forum-{NEWS}-1.html", lambda: forum.add_reply(pages[3][3], "又一条。"))
    second = harvests.run("full=1", url=board)
    assert second.exit_code == 0, second.output
    requests = Counter(path for _, path in forum.requests[seen:])
    assert max(requests.values()) == 1
    assert len(second.articles) == len(first.articles)


@pytest.mark.parametrize(
    "added", [pytest.param(0, id="pages, by the pager"), pytest.param(2, id="threads, by the head")]
)
def test_a_smaller_count_is_a_sign(harvests: Harvests, added: int) -> None:
    forum = harvests.forum
    for _ in range(added):  # so that the pager counts as many pages without the one that goes
        forum.add_thread(NEWS, "又一篇", "又一篇的正文。")
    tid = on_page(forum, 1)[0]
    forum.when(f"/thread-{tid}-1-1.html", lambda: forum.delete(tid))  # after it was read: its page shows nothing
    reads_the_first_page_again_and_misses_nothing(harvests)


def test_threads_that_are_moved_away_while_their_list_is_read(harvests: Harvests) -> None:
    forum = harvests.forum
    moved = on_page(forum, 2)[:2]

    def move() -> None:
        for tid in moved:
            forum.move(tid, OTHER)

    forum.when(f"/forum-{NEWS}-2.html", move)
    crawl = harvests.run(url=f"{forum.url}forum-{NEWS}-1.html")
    assert readable(forum, NEWS) <= set(articles(crawl.articles, NEWS))
    assert {line["board"]["fid"] for line in crawl.articles if line["tid"] in moved} == {OTHER}
    assert Counter(lists(harvests))[f"/forum-{NEWS}-2.html"] == 2


#: What happens between two runs to a thread on the first page: the change, and the fields that its new line names.
CHANGES = {
    "rename": (("改过的题目",), ["title"]),
    "close": ((), ["flags"]),
    "stick": ((), ["flags"]),
    "honour": ((), ["flags"]),
    "move": ((OTHER,), ["board"]),
    "ask_level": ((200,), None),
    "ask_price": ((5,), None),
}


def test_every_change_of_a_row_is_seen_once(harvests: Harvests) -> None:
    forum = harvests.forum
    old = on_page(forum, 3)[0]
    forum.date(old, datetime(1970, 1, 1, tzinfo=UTC))
    changed = dict(zip(CHANGES, sorted(readable(forum, NEWS) - {old}), strict=False))
    for tid in changed.values():
        forum.add_reply(tid, "顶一下。")  # so that the first pages have them
    first = harvests.run()
    assert old in articles(first.articles, NEWS)
    for name, tid in changed.items():
        getattr(forum, name)(tid, *CHANGES[name][0])
    forum.add_reply(changed["move"], "到新版块了。")  # which brings it to the first page of the board
    forum.add_reply(on_page(forum, 2)[0], "顶。")

    second = harvests.run()
    assert second.exit_code == 0, second.output
    written = {line["tid"]: line["changed"] for line in second.articles[len(first.articles) :]}
    assert written == {changed[name]: fields for name, (_, fields) in CHANGES.items() if fields}
    assert sorted(harvests.threads()) == sorted(changed.values())
    barred = {second.kinds().get(changed[name]) for name in ("ask_level", "ask_price")}
    assert barred == {"reading_level", "payment"}

    third = harvests.run()
    assert harvests.threads() == []
    assert third.articles == second.articles

    forum.stick(changed["stick"], 0)
    forum.add_reply(changed["stick"], "顶。")
    forum.ask_price(changed["ask_price"], 0)
    forum.move(changed["move"], NEWS)
    fourth = harvests.run()
    again = {line["tid"]: line["changed"] for line in fourth.articles[len(third.articles) :]}
    assert again == {changed["stick"]: ["flags"], changed["move"]: ["board"]}
    assert changed["ask_price"] in harvests.threads()


def test_a_full_run_finds_what_is_gone_at_any_age_and_a_list_what_is_back(harvests: Harvests) -> None:
    forum = harvests.forum
    pages = [on_page(forum, page) for page in (1, 3)]
    recent, old, merged, into = pages[0][0], pages[1][0], pages[1][1], pages[0][1]
    first = harvests.run()
    forum.delete(recent)
    forum.delete(old)
    forum.merge(merged, into)
    assert [line["tid"] for line in harvests.run(settings=GONE).articles[len(first.articles) :]] == []
    second = harvests.run("full=1", settings=GONE)
    assert second.exit_code == 0, second.output
    gone = [line["tid"] for line in second.articles if line["kind"] == "gone"]
    assert sorted(gone) == sorted([recent, old, merged])
    harvests.run(settings=GONE)
    assert harvests.threads() == []

    forum.restore(recent)
    third = harvests.run(settings=GONE)
    assert harvests.threads() == [recent]
    back = third.articles[-1]
    assert (back["kind"], back["tid"], back["revision"], back["changed"]) == ("article", recent, 2, [])
    fourth = harvests.run("full=1", settings=GONE)
    assert fourth.articles == third.articles


def test_a_thread_that_a_list_names_and_nobody_finds_is_not_asked_for_in_each_run(harvests: Harvests) -> None:
    forum = harvests.forum
    forum.pass_through("deleted")
    harvests.run(url=f"{forum.url}forum-{NEWS}-1.html")
    forum.pass_through(None)
    seen = harvests.run(url=f"{forum.url}forum-{NEWS}-1.html")
    assert set(articles(seen.articles, NEWS)) == readable(forum, NEWS)
