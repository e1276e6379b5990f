"""Texts and the logs of their repairs."""

from __future__ import annotations

import pytest
from harvested import article, made

from harvester.show.fields import fields


def test_each_text_has_its_own_repairs_in_order() -> None:
    reply = {"pid": 9, "floor": 2, "author": {"name": "乙", "uid": None}, "published": None, "text": "回", "quotes": []}
    repairs = [made(1, "y", "文"), made(0, "x", "正"), made(0, "z", "回", where="replies[0].text")]
    found = {text.where: text for text in fields(article(repairs=repairs, replies=[reply]))}
    assert list(found) == ["title", "author.name", "text", "replies[0].author.name", "replies[0].text"]
    assert [repair.before for repair in found["text"].repairs] == ["x", "y"]
    assert found["text"].original() == "xy"
    assert found["replies[0].text"].original() == "z"


def test_pieces_join_to_the_text() -> None:
    repairs = [made(0, "业(ye)", "业"), made(7, "kk", ""), made(9, "", "。")]
    (text,) = (
        text for text in fields(article(text="业务甲。完", repairs=[*repairs[:1], *repairs[1:]])) if text.repairs
    )
    pieces = text.pieces()
    assert "".join(piece for piece, _ in pieces) == text.text
    assert (
        "".join(repair.before if repair else piece for piece, repair in pieces) == text.original() == "业(ye)务甲kk完"
    )
    assert [piece for piece, repair in pieces if repair] == ["业", "", "。"]


def test_a_log_that_does_not_fit_is_refused() -> None:
    (text,) = (text for text in fields(article(text="正文", repairs=[made(1, "x", "错")])) if text.repairs)
    with pytest.raises(ValueError, match="does not fit"):
        text.pieces()


def test_an_unknown_certainty_is_the_least_certain() -> None:
    (text,) = (text for text in fields(article(text="正", repairs=[made(0, "x", "正", "sworn")])) if text.repairs)
    assert text.repairs[0].certainty == "guess"
