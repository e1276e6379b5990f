"""What a run keeps and leaves out where it is asked to."""

from __future__ import annotations

from crawling import RunCrawl
from harvests import FEW, QUICK

from harvester.demo.forum import DemoForum


def test_what_is_asked_for_is_kept(run_crawl: RunCrawl) -> None:
    with DemoForum(most=26) as forum:
        address = forum.url + forum.links.board(2)
        code = forum.add_thread(2, "脚本", "[code]def f():\n    return 1[/code]\n　　完")
        old = forum.add_thread(2, "票价", "票价[s]三元[/s]四元，\n　　[s]周一[/s]周二起。")
        plain = run_crawl(address, "max_threads=20", settings=QUICK)
        kept = run_crawl(address, "full=1", settings=(*QUICK, "HARVESTER_KEEP=links,code,ratings,struck"))
        again = run_crawl(address, "full=1", settings=QUICK)
        truth = {record["tid"]: record for record in forum.truth()}
    assert (plain.exit_code, kept.exit_code, again.exit_code) == (0, 0, 0), kept.output
    assert {line["links"] is None for line in plain.articles} == {True}
    # Data that is no longer asked for is no change; another text is one.
    assert [line["tid"] for line in again.articles[len(kept.articles) :]] == [code]
    new = {line["tid"]: line for line in kept.articles if line["links"] is not None}
    assert {tid: line["links"] for tid, line in new.items()} == {tid: truth[tid]["links"] for tid in new}
    assert len(new) > len(plain.articles)
    comments = {tid: line["ratings"] for tid, line in new.items() if line["ratings"]}
    assert {tid: len(found) for tid, found in comments.items()} == {
        120: len(truth[120]["comments"]) + len(truth[120]["ratings"])
    }
    assert comments[120][-len(truth[120]["ratings"]) :] == truth[120]["ratings"]
    for found, said in zip(comments[120], truth[120]["comments"], strict=False):
        assert found == {**said, "published": found["published"], "scores": []}
        assert found["published"]
    assert new[code]["text"] == "def f():\n    return 1\n完"
    assert next(line["text"] for line in plain.articles if line["tid"] == code) == "def f():\nreturn 1\n完"
    assert new[old]["struck"] == [{"text": "三元", "start": 2}, {"text": "周一", "start": 8}]
    assert new[old]["text"] == "票价三元四元，\n周一周二起。"
    assert {line["struck"] for line in plain.articles} == {None}
    assert any(line["links"] for line in new.values())


def test_threads_of_other_authors_are_left_to_another_run(run_crawl: RunCrawl) -> None:
    with DemoForum(most=FEW) as forum:
        truth = {record["tid"]: record for record in forum.truth() if record["visible"] == "yes"}
        names = {record["author"] for record in truth.values()} - {None}
        name = max(names, key=lambda name: sum(record["author"] == name for record in truth.values()))
        first = run_crawl(forum.url, f"author={name}, {name}x", settings=QUICK)
        asked = len(forum.requests)
        again = run_crawl(forum.url, f"author={name}", settings=QUICK)
        pages = [path for _, path in forum.requests[asked:]]
        whole = run_crawl(forum.url, settings=QUICK)
    assert (first.exit_code, again.exit_code, whole.exit_code) == (0, 0, 0), first.output
    theirs = {tid for tid, record in truth.items() if record["author"] == name}
    assert {line["tid"] for line in first.articles} == theirs
    assert len(again.articles) == len(theirs)
    assert "of other authors" in first.output
    assert [path for path in pages if "thread" in path] == []
    assert {line["tid"] for line in whole.articles} == set(truth)
