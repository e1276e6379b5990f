from __future__ import annotations

from typing import Any

import pytest

from harvester.visits.digest import changed, field_hashes, text_hash

LINE: dict[str, Any] = {
    "title": "题目",
    "text": "正文",
    "author": {"name": "甲", "uid": 1},
    "published": "2026-01-02T03:04:05+08:00",
    "edited": None,
    "board": {"fid": 2, "name": "本地"},
    "pictures": [{"url": "http://a/1.jpg?sign=1", "aid": 7, "caption": None}],
    "attachments": [{"url": "http://a/2.zip?sign=1", "aid": 8, "name": "b.zip", "size": "1 KB"}],
    "replies": None,
    "views": 1,
}
SIGNED_ANEW = {
    "pictures": [{"url": "http://a/1.jpg?sign=2", "aid": 7, "caption": None}],
    "attachments": [{"url": "http://a/2.zip?sign=2", "aid": 8, "name": "b.zip", "size": "1 KB"}],
}
REPLIES = [{"pid": 9, "text": "回"}]


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({}, []),
        ({"views": 2}, []),
        (SIGNED_ANEW, []),
        ({"board": {"fid": 2, "name": "改名"}}, []),
        ({"text": "正文。"}, ["text"]),
        ({"title": "新题", "edited": {"by": "甲", "at": None}}, ["title", "edited"]),
        ({"author": None}, ["author"]),
        ({"board": {"fid": 3, "name": "本地"}}, ["board"]),
        ({"pictures": []}, ["pictures"]),
        ({"attachments": []}, ["attachments"]),
        ({"replies": REPLIES}, ["replies"]),
        ({"continues": "bbs.example.com:6"}, ["continues"]),
    ],
)
def test_what_counts_as_a_change(change: dict[str, Any], names: list[str]) -> None:
    assert changed(field_hashes(LINE), field_hashes(LINE | change)) == names


def test_replies_that_were_not_asked_for_are_not_missed() -> None:
    assert changed(field_hashes(LINE | {"replies": REPLIES}), field_hashes(LINE)) == []


def test_links_that_are_not_borne_out_any_more_are_not_taken_back() -> None:
    assert changed(field_hashes(LINE | {"continued_by": "bbs.example.com:8"}), field_hashes(LINE)) == []


def test_hashes_of_an_older_store_know_fewer_fields() -> None:
    assert changed(field_hashes(LINE)[:8], field_hashes(LINE | {"text": "x", "author": None})) == ["text"]


def test_text_hash_is_what_sha256sum_says() -> None:
    assert text_hash("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(text_hash("\ud800")) == 32  # a lone surrogate, as JSON may hold one
