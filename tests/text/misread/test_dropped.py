"""Characters that a reader of two bytes left out without a sign, as ``decode(..., "ignore")`` does."""

from __future__ import annotations

import pytest

from harvester.text import repair
from harvester.text.misread.dropped import certainty, is_unread

#: What the readers lack something of.
LINES = (
    "人才的培养是学校发展的重要动力",
    "上午全体人员去了县里，任务已经确认",
    "这次相关项目的消息，现在还没有向社会公开",
)
READERS = ("big5", "big5hkscs", "cp949", "euc_jp", "shift_jis")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("true", ["gbk", "utf-8"])
@pytest.mark.parametrize("line", LINES)
def test_what_was_left_out_is_never_certain(line: str, true: str, reader: str) -> None:
    shown = line.encode(true).decode(reader, "ignore")
    found = repair(shown)
    assert found.text in (line, shown) or {made.certainty for made in found.repairs} == {"likely"}


@pytest.mark.parametrize("reader", ["big5", "big5hkscs", "cp949"])
@pytest.mark.parametrize("true", ["gbk", "utf-8"])
def test_it_is_said_where_it_is_not_repaired(true: str, reader: str) -> None:
    shown = LINES[1].encode(true).decode(reader, "ignore")
    found = repair(shown)
    assert found.text == shown
    assert [flag.kind for flag in found.flags] == ["misread"]


@pytest.mark.parametrize("reader", ["big5hkscs", "cp949", "euc_jp"])
def test_nothing_was_left_out_where_the_reader_shows_what_it_lacks(reader: str) -> None:
    text = "明天早晨我们在河边等你"
    assert "�" not in text.encode("gbk").decode(reader, "replace")
    shown = text.encode("gbk").decode(reader)
    assert {made.certainty for made in repair(shown).repairs} == {"likely"}
    assert {made.certainty for made in repair(f"{shown}\n�").repairs} == {"certain"}


@pytest.mark.parametrize(("said", "sure"), [("他在湖边等她", "likely"), ("这里没有任何建栊钥言", "guess")])
def test_what_is_paired_late_is_a_guess(said: str, sure: str) -> None:
    assert certainty(said, "gbk", "cp949") == sure


def test_a_reader_that_lacks_nothing_leaves_out_nothing() -> None:
    assert certainty("這裡有一座橋，為了什麼", "big5hkscs", "gb18030") == "certain"


@pytest.mark.parametrize(
    "line",
    [
        "증조할아버지께서 大韓民國 臨時政府에서 일하셨다",
        "音声畳込み後の総単語数",
        "ﾃﾞｰﾀﾍﾞｰｽﾉｼｮｷｶﾆｼｯﾊﾟｲｼﾏｼﾀ",
        "饡驦饡驦饡驦",
        "龘靐齉爩麤灪",
        "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏ",
        "Vrátila typ „%s“, ale očekáván byl „%s“",
        "魑魅魍魎，饕餮梼杌，皆为上古凶兽",
    ],
)
def test_what_people_write_is_not_flagged(line: str) -> None:
    assert not is_unread(line)
    assert repair(line).text == line
    assert repair(line).flags == ()


@pytest.mark.parametrize("hole", ["�", ""])
def test_windows_1254_lacks_two_bytes_more(hole: str) -> None:
    r"""``济`` ends with the byte 8E, ``流`` with 81, which windows-1252 lacks too."""
    line = "他们说今年的经济比去年好，大家都很高兴。"
    shown = line.encode().decode("cp1254", "replace").replace("�", hole)
    found = repair(shown)
    assert found.text in (line, shown)
