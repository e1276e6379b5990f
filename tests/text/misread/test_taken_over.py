"""What one pass over a document searched, a later one takes over: for as many steps, and with the same result."""

from __future__ import annotations

import pytest

from harvester.text.language.document import Words
from harvester.text.language.model import model
from harvester.text.misread.chains import CHAINS, chains_of
from harvester.text.misread.readers import HOLE
from harvester.text.misread.undo import Undoer
from harvester.text.work import TooMuchWorkError, Work

SAID = "列车晚点四十分钟，站台上的人渐渐多了起来。"
KINDS = ("utf-8-as-gbk", "gbk-as-big5", "utf-8-as-cp1252")


def damaged(kind: str) -> str:
    chain = CHAINS[kind]
    return chain.wrong.readers[-1].show(SAID.encode(chain.true.codec)).replace(HOLE, "?")


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_search_finds_the_same_for_the_same_steps(kind: str) -> None:
    shown = damaged(kind)
    work = Work(1_000_000)
    first = Undoer(model().costs, work).undo(shown, chains_of(shown))
    steps, searched = 1_000_000 - work.left, dict(work.searched)
    assert first is not None
    assert searched
    assert Undoer(model().costs, work).undo(shown, chains_of(shown)) == first
    assert 1_000_000 - work.left == 2 * steps
    assert work.searched == searched


def test_words_of_a_document_search_for_themselves() -> None:
    shown = damaged(KINDS[0])
    work = Work(1_000_000)
    Undoer(Words(SAID), work).undo(shown, chains_of(shown))
    assert not work.searched


def test_what_was_found_is_not_free() -> None:
    shown = damaged(KINDS[0])
    work = Work(1_000_000)
    Undoer(model().costs, work).undo(shown, chains_of(shown))
    work.left = 10
    with pytest.raises(TooMuchWorkError):
        Undoer(model().costs, work).undo(shown, chains_of(shown))
    assert work.left <= 10
