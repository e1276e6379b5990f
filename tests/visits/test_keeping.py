"""What is proof of a page that was read wrongly, as far as the site's other pages tell."""

from __future__ import annotations

import pytest

from harvester.forum.ending import Ending, Stop
from harvester.forum.model import ListPage, Row
from harvester.forum.signs import Signs
from harvester.store.records import Kept
from harvester.visits.endings import Endings
from harvester.visits.keeping import Judgement, Keeping, SiteSigns

ROWS = tuple(Row(tid, "题", f"https://bbs.example.com/thread-{tid}-1-1.html") for tid in (1, 2))
LIST = ListPage(2, "新闻", ROWS)
EMPTY = ListPage(2, "新闻", ())


def site(kept: dict[tuple[str, str], Kept] | None = None) -> SiteSigns[str]:
    return SiteSigns(Endings({}), Keeping(kept or {}))


def judge(signs: SiteSigns[str], page: int, ids: int, listed: ListPage = LIST) -> Judgement:
    return signs.judge("board", page, listed, Signs(rows=frozenset(range(1, ids + 1)), threads=frozenset()))


def named(judged: Judgement) -> list[str]:
    """What a judgement says, in a word each."""
    said = (("proof", judged.proof), ("doubt", judged.doubt))
    return [f"{word} {saying.name}" for word, saying in said if saying] + [f"hint {each.name}" for each in judged.hints]


@pytest.mark.parametrize(
    ("kept", "word"),
    [
        (Kept(), "doubt rows"),
        (Kept(2), "doubt rows"),
        (Kept(3), "proof rows"),
        (Kept(3, 1), "hint rows"),
        (Kept(19, 1), "hint rows"),
        (Kept(20, 1), "proof rows"),
        (Kept(1000, 1000), "hint rows"),
    ],
)
def test_a_contradiction_is_proof_where_other_pages_keep_the_sign(kept: Kept, word: str) -> None:
    judged = judge(site({("board", "rows"): kept}), 9, 5)
    assert named(judged) == [word]
    said = judged.proof or judged.doubt or judged.hints[0]
    assert str(said) == "2 rows were read; ids name 5"


def test_pages_of_another_kind_say_nothing() -> None:
    assert named(judge(site({("archiver-board", "rows"): Kept(9)}), 9, 5)) == ["doubt rows"]


def test_a_page_that_is_asked_for_again_counts_once() -> None:
    signs = site({("board", "rows"): Kept(3)})
    assert [named(judge(signs, 9, 5)) for _ in range(2)] == [["proof rows"], ["proof rows"]]
    assert signs.keeping.known["board", "rows"] == Kept(3, 1)


def test_no_page_without_rows_names_threads() -> None:
    assert named(judge(site(), 1, 5, EMPTY)) == ["proof empty"]
    assert named(judge(site(), 1, 0, EMPTY)) == []


def test_a_page_that_was_taken_in_doubt_is_settled_by_those_after_it() -> None:
    signs = site()
    doubt = judge(signs, 1, 5).doubt
    assert doubt is not None
    signs.remember("board", 1, doubt, Signs(), "the first")
    for page in (2, 3, 4):
        assert signs.take_settled() == []
        judge(signs, page, 2)
    assert signs.take_settled() == ["the first"]
    assert signs.take_settled() == []


def test_a_page_without_an_end_is_settled_by_another_with_one() -> None:
    signs = site()
    cut, whole = Signs(ending=Ending(Stop.BOX, "it stops without an end")), Signs()
    doubt = signs.judge("index", 1, None, cut).doubt
    assert doubt is not None
    signs.remember("index", 1, doubt, cut, "the index")
    signs.judge("board", 2, None, whole)
    assert signs.take_settled() == ["the index"]


def test_what_is_noted_grows_with_what_is_new_not_with_the_pages() -> None:
    signs, noted = site(), 0
    for page in range(1000):
        judge(signs, page, 2)
        noted += len(signs.keeping.take_changed())
    assert noted <= 20
    judge(signs, 1001, 5)
    assert signs.keeping.take_changed() == {("board", "rows"): Kept(1000, 1)}
