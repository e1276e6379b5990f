"""Kana that people write, and kana that Big5 read as GBK gives."""

from __future__ import annotations

import pytest

from harvester.text import repair
from harvester.text.language.japanese import is_japanese

WRITTEN = (
    "ゆきのふるよる", "ちょっとまってください", "えっ、ほんとうに？", "ねぇ、きいてる？", "がんばれー！",
    "きょうはがっこうへいきました。", "コンピューターのキーボード", "ヴァイオリンのパーティー", "ティッシュペーパー",
    "ﾃﾞｰﾀを送ってください", "図書館の本を返すのを忘れた", "彼女は綺麗な声で歌った。", "消しゴムを貸して",
    "すみません 对不起", "メールアドレスをお持ちの方は", "open を実行できません", "「開く」を選びます",
)  # fmt: skip
CHINESE = (
    "文件", "今天下午不上課", "中國人之間的事", "他們不知道這是什麼", "我們明天一起去圖書館看書", "市中心的公共汽車",
    "分公司今年不招人", "日期與文化中心",
)  # fmt: skip


@pytest.mark.parametrize("line", WRITTEN)
def test_what_is_written_is_plausible(line: str) -> None:
    assert is_japanese(line)


@pytest.mark.parametrize(
    "line", ["CODE (一貫性検査)", "範囲", "拡張状態", "%s を開けません\n巻き戻し表", "与同様", "自動販売機"]
)
def test_words_without_kana_stay(line: str) -> None:
    """Each Hanzi may be a misread one, but what it would have said is no usual text."""
    assert repair(line).text == line


@pytest.mark.parametrize("text", CHINESE)
def test_what_a_misreading_gives_is_not(text: str) -> None:
    assert not is_japanese(text.encode("big5").decode("gbk", "replace"))


@pytest.mark.parametrize("line", WRITTEN)
def test_lines_of_kana_stay_in_a_misread_document(line: str) -> None:
    """One that is Big5 read as GBK beside them proves nothing of them."""
    said = "我們明天一起去圖書館看書，然後在門口見面，請帶學生證來。"
    text = f"{said.encode('big5').decode('gb18030')}\n{line}"
    assert repair(text).text == f"{said}\n{line}"


def test_a_short_line_that_happens_to_be_kana_is_undone_in_a_misread_document() -> None:
    said = "我們明天一起去圖書館看書，然後在門口見面，請帶學生證來。\n傳統醫學中心"
    shown = said.encode("big5").decode("gb18030")
    assert is_japanese(shown.split("\n")[1])
    assert repair(shown).text == said
