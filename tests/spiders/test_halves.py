"""Two threads of one article: their lines name one another, whichever came first and in whichever run."""

from __future__ import annotations

from typing import Any

from harvests import Harvests

SENTENCE = "江风吹过老码头，栈桥边的渔火一盏接一盏亮了起来，候船室里只剩下一只正在打盹的花猫。"
TITLE = "霁川老码头百年记"
TURNS, COMES = f"{SENTENCE}\n（下转第二版）", f"（上接第一版）\n{SENTENCE}"


def lines(articles: list[dict[str, Any]], *tids: int) -> list[tuple[int, str | None, str | None]]:
    """Revision and links of the lines of some threads, in the order of writing."""
    links = {None: None} | {line["id"]: str(line["tid"]) for line in articles}
    found = [line for line in articles if line["tid"] in tids]
    return [(line["revision"], links[line["continues"]], links[line["continued_by"]]) for line in found]


def test_both_in_one_run_are_written_once(harvests: Harvests) -> None:
    first = harvests.forum.add_thread(2, f"{TITLE}（上）", TURNS)
    second = harvests.forum.add_thread(2, f"{TITLE}（下）", COMES)
    crawl = harvests.run()
    assert crawl.exit_code == 0, crawl.output
    assert lines(crawl.articles, first) == [(1, None, str(second))]
    assert lines(crawl.articles, second) == [(1, str(first), None)]
    again = harvests.run("full=1")
    assert len(again.articles) == len(crawl.articles)


def test_the_other_half_of_an_earlier_run_gets_a_revision_unasked(harvests: Harvests) -> None:
    first = harvests.forum.add_thread(2, TITLE, TURNS)
    before = len(harvests.run().articles)
    second = harvests.forum.add_thread(2, TITLE, COMES)
    crawl = harvests.run()
    assert harvests.threads() == [second]
    assert lines(crawl.articles, first) == [(1, None, None), (2, None, str(second))]
    assert lines(crawl.articles, second) == [(1, str(first), None)]
    revised = crawl.articles[-1]
    assert (revised["changed"], revised["text"]) == (["continued_by"], TURNS)
    assert len(crawl.articles) == before + 2
    assert "articles written  2" in crawl.output
    assert len(harvests.run().articles) == before + 2
    assert harvests.threads() == []
    harvests.make_due(first, second)
    assert len(harvests.run("source=thread").articles) == before + 2
    assert harvests.threads() == [first, second]


def test_like_titles_alone_are_no_article(harvests: Harvests) -> None:
    tids = [
        harvests.forum.add_thread(2, "今日要闻", TURNS),
        harvests.forum.add_thread(2, "今日要闻", TURNS),
        harvests.forum.add_thread(2, f"{TITLE}（上）", SENTENCE),
        harvests.forum.add_thread(2, f"{TITLE}（下）", SENTENCE),
        harvests.forum.add_thread(2, "霁川集市百年记（上）", TURNS),
        harvests.forum.add_thread(2, "霁川渡口百年记（下）", COMES),
    ]
    crawl = harvests.run()
    assert crawl.exit_code == 0, crawl.output
    assert lines(crawl.articles, *tids) == [(1, None, None)] * 6
