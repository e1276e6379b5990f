"""Text that was read in an encoding of two bytes a character, and UTF-8 read as GBK in parts, or with bytes lost."""

from __future__ import annotations

import re
import unicodedata

import pytest

from harvester.text import repair
from harvester.text.accidents import wide_misreadings
from harvester.text.edits import Repair
from harvester.text.language.korean import syllable_bits
from harvester.text.misread.remains import is_misread, utf8_span
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

#: Of our own writing, by what it is written in.
TITLES = {
    "gbk": ["秋天的山路", "河边的茶馆开门了", "新年联欢会照片.zip"],
    "utf-8": ["秋天的山路上", "河边的茶馆", "雨后的北京.txt", "山道の朝市", "春游照片.zip", "北京大学"],
    "shift-jis": ["この道をまっすぐ行くと駅です", "ファイルを保存しました"],
}
LINE = "昨天下午，城南的老街重新开放，居民说这条路修了三年。"

#: Text of people who misread nothing: names, titles and words.
CLEAN = [
    "키스의 고유조건은 입술끼리 만나야 하고",
    "大韓民國 서울特別市 鍾路區",
    "아무리 생각해도 모르겠다",
    "瀬戸内寂聴",
    "御茶ノ水駅前",
    "ﾃｽﾄ送信ｴﾗｰ",
    "いろはにほへと　ちりぬるを",
    "犇羴鱻麤",
    "孙悟空大闹天宫",
    "窣窣索索",
    "魑魅魍魎",
    "στην Ελλάδα",
    "他的网名一直是鐢ㄦ埛，后来才知道是“用户”。",
]


def repairs_of(text: str) -> list[Repair]:
    return wide_misreadings.repair(text, Profile(), Options(), Work.on(text))


def shown(kind: str, text: str) -> str | None:
    try:
        return wide_misreadings.damage(text, kind)
    except UnicodeError:
        return None


@pytest.mark.parametrize("kind", wide_misreadings.KINDS)
def test_titles_and_names_of_files(kind: str) -> None:
    titles = TITLES[kind.partition("-as-")[0]]
    damaged = [(title, each) for title in titles if (each := shown(kind, title)) and each != title]
    for title, each in damaged:
        assert repair(each).text == title
        for made in repairs_of(each):
            assert shown(made.kind, made.after) == made.before
    assert damaged or kind in {"utf-8-as-big5", "utf-8-as-cp949"}  # which lose bytes of any of these


@pytest.mark.parametrize("kind", ["gbk-as-cp949", "gbk-as-euc-jp"])
def test_a_part_of_a_clean_line(kind: str) -> None:
    assert (
        repair(f"今天的消息{shown(kind, '城南的老街重新开放')}，大家都去看").text
        == "今天的消息城南的老街重新开放，大家都去看"
    )


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_stays(text: str) -> None:
    assert repairs_of(text) == []
    assert repair(text).text == text


def as_gbk(text: str, sign: str, *, drops: bool = False, folds: bool = False) -> str:
    """UTF-8 as a reader of GBK shows it: a byte that is left is ``sign``, and pairs for users may be dropped."""
    data, said, place = text.encode(), "", 0
    while place < len(data):
        size = 1 if data[place] < 0x80 else 2
        try:
            char = "€" if data[place] == 0x80 else data[place : place + size].decode("gb18030")
        except UnicodeDecodeError:
            char = sign
        said, place = said + char, place + (size if char not in {"€", sign} else 1)
    said = re.sub("[\ue000-\uf8ff]", "", said) if drops else said
    return unicodedata.normalize("NFKC", said) if folds else said


class TestUtf8AsGbk:
    TEXT = "各位同学：图书馆将于本周六闭馆一天，借书请提前办理。"

    @pytest.mark.parametrize("sign", ["?", "\ufffd"])
    def test_characters_that_were_lost_are_found_again(self, sign: str) -> None:
        assert repair(as_gbk(self.TEXT, sign)).text == self.TEXT

    def test_where_nothing_shows_that_they_were_another_may_be_meant(self) -> None:
        damaged = as_gbk(self.TEXT, "", drops=True)
        found = repair(damaged)
        assert (found.text, [flag.kind for flag in found.flags]) == (damaged, ["misread"])
        assert repair(damaged, least_certainty="guess").text == self.TEXT  # 六, or 公, in a 周六 that the model has not

    def test_after_nfkc_too(self) -> None:
        text = "新厂的负责人说，每天可供水八万吨，大家都可以来看。"
        damaged = as_gbk(text, "", drops=True, folds=True)
        assert damaged != as_gbk(text, "", drops=True)
        assert repair(damaged).text == damaged
        assert repair(damaged, least_certainty="guess").text == text

    def test_a_part_of_a_clean_line(self) -> None:
        damaged = f"今天的新闻说，{as_gbk(LINE, '?')}"
        assert repair(damaged).text == f"今天的新闻说，{LINE}"

    def test_japanese_comes_back_as_japanese(self) -> None:
        text = "この道をまっすぐ行くと、駅の前に出ます。"
        assert repair(as_gbk(text, "?")).text == text

    def test_a_value_of_a_few_characters_is_not_guessed(self) -> None:
        damaged = as_gbk("議事録.txt", "?")
        assert "?" in damaged
        assert repair(damaged).text == damaged

    def test_no_shift_and_no_user_s_character_is_found_in_what_is_left(self) -> None:
        left = "��_����(sh��)�О�?!���ĵ�"
        assert repair(left).text == left


class TestRemains:
    @pytest.mark.parametrize("text", [LINE, "鉴于此，银杏树下", "この道をまっすぐ", "abc", ""])
    def test_clean_lines_have_none(self, text: str) -> None:
        assert utf8_span(text) is None
        assert not is_misread(text)

    def test_where_a_part_begins_and_ends(self) -> None:
        part = as_gbk("重新开放的老街", "?")
        start, end = utf8_span(f"他说{part}吗") or (0, 0)
        assert f"他说{part}吗"[start:end] == part


def test_syllables_cost_what_they_are_written() -> None:
    assert syllable_bits("이") < syllable_bits("치") < syllable_bits("뉴")


@pytest.mark.parametrize(
    "text", ["今年四月份的汇率是29.48，去年28.02，贬值了5.2%。", "美国方法(NASD)，12个月且每月为30天"]
)
def test_single_characters_beside_a_part_belong_to_it(text: str) -> None:
    half = len(text) // 2
    shown = text[:half] + text[half:].encode().decode("gb18030", "replace").replace("\ufffd", "?")
    assert repair(shown).text == text


@pytest.mark.parametrize("shown", ["从 Texinfo 鍒? HTML 鐨勮浆鎹㈠櫒", "鍦 Debian 8 jessie锛2015 骞村彂甯冿級"])
def test_a_line_is_not_undone_in_part(shown: str) -> None:
    assert repair(shown).text == shown


@pytest.mark.parametrize("text", ["マッチ.txt", "コマンド", "エディター.txt"])
def test_a_name_in_katakana(text: str) -> None:
    assert repair(text.encode("cp932").decode("gbk")).text == text


@pytest.mark.parametrize("text", ["他只说了一句：“明天再来。”别的话都没有说", "我们都觉得这个办法很好，大家可以试一试"])
def test_what_is_paired_late_is_flagged(text: str) -> None:
    data = text.encode("gbk")
    shown = (data[:6] + data[7:]).decode("gbk", "replace").replace("\ufffd", "?")
    found = repair(shown)
    assert found.text == text or found.flags
    assert not repair(text).flags


def test_of_two_readers_of_one_encoding_language_decides() -> None:
    text = "效力当时非常强盛的一支球队"  # the bytes of 强 are a letter on Windows, and a kana in Hong Kong
    shown = text.encode("gbk").decode("cp950")
    found = repair(shown)
    assert found.text == text
    assert found.undo() == shown


def test_what_is_left_of_a_character_before_digits_is_not_left_beside_a_repair() -> None:
    shown = "从2019年到现在的六年里".encode().decode("gbk", "ignore")
    assert shown[1:5] == "2019"  # its second byte is gone
    found = repair(shown)
    assert found.text == shown
    assert found.flags


@pytest.mark.parametrize(
    "line",
    [
        "他们都认为自己是这里的主人，这是我们的国家。",
        "我们当然认为自己是中国人，这是我们的家。",  # 》 would close nothing
    ],
)
def test_a_line_of_which_several_bytes_are_lost(line: str) -> None:
    found = repair(line.encode().decode("gbk", "replace"))
    assert found.text == line


@pytest.mark.parametrize("reader", ["big5hkscs", "euc_jp", "cp949"])
@pytest.mark.parametrize(("before", "after"), [("今天的消息：", "（完）"), ("今天的消息：", ""), ("", "（完）")])
def test_clean_text_on_either_side_stays_as_it_is(reader: str, before: str, after: str) -> None:
    said = "春天的花园里"
    shown = f"{before}{said.encode('gbk').decode(reader)}{after}"
    found = repair(shown)
    assert found.text == f"{before}{said}{after}"
    assert found.undo() == shown


def test_where_a_part_begins_must_be_clear() -> None:
    r"""EUC-JP shows 家 as 社, which may be a word of the clean text before it."""
    shown = f"我们看到了{'家高新技术企业'.encode('gbk').decode('euc_jp')}的产品"
    assert repair(shown).text in (shown, "我们看到了家高新技术企业的产品")
