"""What cannot be undone is flagged, and clean text is not."""

from __future__ import annotations

import pytest

from harvester.text import repair

SAID = ("灯会今晚开始，请走西边的入口", "小城歷史", "他們在河對岸買了三斤蘋果。價錢是多少？", "// 讀取檔案的內容")


@pytest.mark.parametrize("said", SAID)
@pytest.mark.parametrize("sign", ["?", "�"])
def test_utf_8_read_as_big5_is_repaired_or_flagged(said: str, sign: str) -> None:
    shown = said.encode().decode("big5", "replace").replace("�", sign)
    found = repair(shown)
    assert found.text == said or found.flags
    assert found.undo() == shown


@pytest.mark.parametrize(
    "text",
    [
        "真的?????我不信?",
        "你吃了吗?我吃了.明天????再说",
        "「Unix ?的なテキスト処理」を選?択します。",
        "什么?什么?什么?",
    ],
)
def test_question_marks_among_words_are_not_flagged(text: str) -> None:
    assert not repair(text).flags


@pytest.mark.parametrize("said", ["他想了想……走吧，天晚了", "……两人握手告别，各自回家去了"])
def test_dots_whose_soft_hyphens_are_gone_are_not_read_as_a_blank(said: str) -> None:
    shown = said.encode("gbk").replace(b"\xad", b"").decode("latin-1")
    found = repair(shown)
    assert found.text == said or (found.text == shown and found.flags)
