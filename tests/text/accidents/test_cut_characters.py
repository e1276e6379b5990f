"""Texts cut inside a character."""

from __future__ import annotations

import pytest

from harvester.text import decode, repair
from harvester.text.accidents.cut_characters import damage
from harvester.text.encodings.orphans import orphan

TITLE = "关于在镇图书馆二楼开设自习室的通知"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "big5"])
@pytest.mark.parametrize("end", ["", "...", "\n"])
def test_the_rest_of_the_last_character_goes(encoding: str, end: str) -> None:
    title = TITLE if encoding != "big5" else "關於在鎮圖書館二樓開設自習室的通知"
    size = len(title[:12].encode(encoding)) + 1
    body = damage(title, size, encoding)
    text = decode(body + end.encode("ascii"), declared=encoding).text
    repaired = repair(text)
    assert repaired.text == title[:12] + end
    assert [made.kind for made in repaired.repairs] == ["cut"]
    assert repaired.undo() == text


@pytest.mark.parametrize(
    "text",
    [
        "通知" + orphan(0xB5) + "在最后",
        "通" + orphan(0xB5) + "知" + orphan(0xB5),
        "notice" + orphan(0xB5),
        "通知�",
        "通知",
    ],
)
def test_what_stays(text: str) -> None:
    assert repair(text, kinds={"cut"}).text == text
