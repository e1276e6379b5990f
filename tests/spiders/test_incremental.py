"""Runs after the first: what they ask for, and what they write."""

from __future__ import annotations

import hashlib
import json

from harvests import Harvests


def test_unchanged_forum_costs_a_page_a_board(harvests: Harvests) -> None:
    first = harvests.run()
    boards = {number for kind, number in harvests.asked if kind == "board"}
    second = harvests.run()
    assert second.exit_code == 0, second.output
    assert second.articles == first.articles
    assert sorted(harvests.asked) == sorted([("/robots.txt", 0), ("index", 0), *(("board", fid) for fid in boards)])


def test_new_replies_and_edits_cost_exactly_those_threads(harvests: Harvests) -> None:
    first = {line["tid"]: line for line in harvests.run().articles}
    replied, edited = harvests.tids[:10], harvests.tids[10:13]
    for tid in replied:
        harvests.forum.add_reply(tid, "读后有感。")
    for tid in edited:
        harvests.forum.edit(tid, "改过的正文。", title="改过的标题")
    new = harvests.forum.add_thread(2, "新帖", "新帖的正文。")
    harvests.make_due(*edited)
    second = harvests.run(settings=("HARVESTER_VISIT_ON_REPLY=1",))
    assert harvests.threads() == sorted([*replied, *edited, new])
    written = second.articles[len(first) :]
    assert {line["tid"]: line["revision"] for line in written} == dict.fromkeys(edited, 2) | {new: 1}
    for line in written:
        if line["tid"] in edited:
            assert {"title", "text", "edited"} <= set(line["changed"])
            assert line["previous_hash"] == hashlib.sha256(first[line["tid"]]["text"].encode()).hexdigest()
    harvests.run()
    assert harvests.threads() == []


def test_replies_matter_only_where_they_are_kept(harvests: Harvests) -> None:
    harvests.run("replies=all")
    harvests.forum.add_reply(harvests.tids[0], "读后有感。")
    harvests.run()
    assert harvests.threads() == []
    harvests.forum.add_reply(harvests.tids[1], "又一条。")
    crawl = harvests.run("replies=all")
    assert set(harvests.threads()) == {harvests.tids[1]}
    assert crawl.articles[-1]["changed"] == ["replies"]


def test_replies_that_earlier_runs_did_not_keep_are_said_and_fetched_where_that_is_asked_for(
    harvests: Harvests,
) -> None:
    first = harvests.run(url=f"{harvests.forum.url}forum-2-1.html")
    tids = {line["tid"] for line in first.articles}
    later = harvests.run("replies=all", url=f"{harvests.forum.url}forum-2-1.html")
    assert harvests.threads() == []
    assert f"without replies  {len(tids)} articles of earlier runs; -a missing=replies visits them" in later.output
    fetched = harvests.run("missing=replies", url=f"{harvests.forum.url}forum-2-1.html")
    assert set(harvests.threads()) == tids
    assert "without replies" not in fetched.output
    assert {line["tid"] for line in fetched.articles if line["replies"] is not None} == tids
    harvests.run("missing=replies", url=f"{harvests.forum.url}forum-2-1.html")
    assert harvests.threads() == []


def test_a_thread_that_vanished_is_said_once(harvests: Harvests) -> None:
    tid, silent = harvests.tids[:2]
    harvests.run()
    harvests.forum.delete(tid)
    harvests.make_due(tid)
    gone = harvests.run(settings=("HARVESTER_WRITE_GONE=1",)).articles[-1]
    assert (gone["kind"], gone["tid"], gone["revision"]) == ("gone", tid, 1)
    harvests.forum.delete(silent)
    harvests.make_due(silent)
    crawl = harvests.run()
    assert harvests.threads() == [silent]
    assert crawl.articles[-1] == gone
    harvests.run(settings=("HARVESTER_WRITE_GONE=1",))
    assert harvests.threads() == []


def test_full_visits_all_and_writes_what_changed(harvests: Harvests) -> None:
    first = harvests.run()
    every = harvests.threads()
    harvests.forum.edit(harvests.tids[0], "改过的正文。")
    second = harvests.run("full=1")
    assert harvests.threads() == every
    assert [line["tid"] for line in second.articles[len(first.articles) :]] == [harvests.tids[0]]


def test_max_threads_takes_so_many_and_the_next_run_the_rest(harvests: Harvests) -> None:
    seen: list[int] = []
    for most in ("7", "10", "1000"):
        crawl = harvests.run(f"max_threads={most}")
        assert crawl.exit_code == 0
        assert len(harvests.threads()) <= int(most)
        assert not set(seen) & set(harvests.threads())
        seen += harvests.threads()
    assert set(harvests.tids) <= set(seen)
    assert len({line["tid"] for line in crawl.articles}) == len(crawl.articles) == len(harvests.tids)


def test_since_leaves_out_what_is_older_until_it_is_asked_for(harvests: Harvests) -> None:
    published = {entry["tid"]: entry["published"][:10] for entry in harvests.forum.truth() if entry["visible"] == "yes"}
    since = sorted(published.values())[len(published) * 2 // 3]
    recent = {tid for tid, day in published.items() if day >= since}
    assert {line["tid"] for line in harvests.run(f"since={since}").articles} == recent
    harvests.run(f"since={since}")
    assert harvests.threads() == []
    everything = harvests.run().articles
    assert sorted(line["tid"] for line in everything) == sorted(published)
    assert not recent & set(harvests.threads())


def test_a_board_of_a_forum_that_was_harvested_whole_is_known(harvests: Harvests) -> None:
    harvests.run()
    harvests.run(url=f"{harvests.forum.url}forum-2-1.html")
    assert harvests.threads() == []
    harvests.run(url=f"{harvests.forum.url}thread-{harvests.tids[0]}-1-1.html")
    assert harvests.threads() == [harvests.tids[0]]


def test_of_a_long_thread_only_what_is_new_and_an_old_page(harvests: Harvests) -> None:
    forum = harvests.forum
    tid = forum.add_thread(2, "专楼", "第一楼的内容，讲一件事情。")
    for number in range(60):
        forum.add_reply(tid, f"第{number}条回复，说了一句话。")
    board, everything = f"{forum.url}forum-2-1.html", ("replies=all",)
    harvests.run(*everything, url=board)
    for number in (60, 61, 62, 63, 64):
        forum.add_reply(tid, f"第{number}条回复，说了一句话。")
        seen = len(forum.requests)
        crawl = harvests.run(*everything, url=board)
        pages = [path for _, path in forum.requests[seen:] if f"thread-{tid}-" in path]
        assert len(pages) in (3, 4), pages
    line = crawl.articles[-1]
    assert (line["tid"], line["revision"], line["changed"]) == (tid, 6, ["replies"])
    assert [each["text"][:3] for each in line["replies"]] == [f"第{number}条"[:3] for number in range(65)]
    assert [each["floor"] for each in line["replies"]] == list(range(2, 67))
    whole = harvests.run(*everything, "full=1", url=board)
    assert whole.articles == crawl.articles  # what was put together is what the pages say


def test_a_forum_that_moved_goes_on_in_its_folder(harvests: Harvests) -> None:
    first = harvests.run(url=f"{harvests.forum.url}forum-2-1.html")
    moved = harvests.forum.url.replace("127.0.0.1", "localhost")
    new = harvests.forum.add_thread(2, "新帖", "搬家以后的正文。")
    second = harvests.run(f"formerly={harvests.forum.url}", url=f"{moved}forum-2-1.html")
    assert [path.name for path in harvests.path.parent.iterdir()] == [harvests.path.name]
    (line,) = second.articles[len(first.articles) :]
    assert (line["tid"], line["site"], line["id"]) == (new, first.articles[0]["site"], f"{line['site']}:{new}")
    assert line["url"].startswith(moved)


def test_a_runs_record_has_its_configuration(harvests: Harvests) -> None:
    harvests.run("max_threads=1", settings=("HARVESTER_MASK=phones",))
    (record,) = map(json.loads, (harvests.path / "runs.ndjson").read_text(encoding="utf-8").splitlines())
    told = record["configuration"]
    assert told["arguments"] == {"address": harvests.forum.url, "max_threads": "1"}
    assert told["settings"]["HARVESTER_MASK"] == "phones"
    assert "HARVESTER_CONTACT" not in told["settings"]
    assert len(told["model"]) == 12
