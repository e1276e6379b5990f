"""Misread texts that lost bytes on their way: cut, their blanks made plain or trimmed, their soft hyphens left out."""

from __future__ import annotations

import random

import pytest

from harvester.text import repair as repaired
from harvester.text.accidents import misreadings
from harvester.text.edits import Repair, apply
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work


def repairs_of(text: str) -> list[Repair]:
    return misreadings.repair(text, Profile(), Options(), Work.on(""))


def mended(text: str) -> str:
    return apply(text, repairs_of(text))


def damaged(text: str, *kinds: str, seed: int = 0, sign: str | None = None) -> str:
    rng = random.Random(seed)  # noqa: S311 -- no secret
    for kind in kinds:
        text = misreadings.damage(text, kind, rng, sign)
    return text


class TestCutTexts:
    TITLE = "老街开街第三天，石板路上都是人"

    @pytest.mark.parametrize("end", ["", "..."])
    @pytest.mark.parametrize("wrong", ["cp1252", "latin-1"])
    @pytest.mark.parametrize("left", [1, 2])
    def test_what_is_whole_comes_back(self, left: int, wrong: str, end: str) -> None:
        whole = self.TITLE[:-1].encode()
        data = self.TITLE.encode()[: len(whole) + left]
        shown = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in data) + end
        (repair,) = repairs_of(shown)
        assert repair.certainty == "certain"
        assert repair.after == self.TITLE[:-1]
        assert repaired(shown).text == self.TITLE[:-1] + end

    @pytest.mark.parametrize("sign", ["?", "\ufffd"])
    def test_the_last_byte_as_a_sign(self, sign: str) -> None:
        for text in ("今晚的灯会开始", "石板路上都是人。"):
            shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()[:-1]) + sign
            (made,) = repairs_of(shown)
            assert (made.certainty, mended(shown)) == ("likely", text)

    @pytest.mark.parametrize("text", ["楼上的老魏", "空间宠"])
    def test_of_a_short_text_nothing_comes_back_if_it_may_be_another(self, text: str) -> None:
        shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode()[:-1])
        for each in (shown, f"{shown}?"):
            found = repaired(each)
            assert (found.text, [flag.kind for flag in found.flags]) == (each, ["misread"])

    def test_of_gbk_too(self) -> None:
        shown = self.TITLE.encode("gbk")[:-1].decode("latin-1")
        (repair,) = repairs_of(shown)
        assert repair.certainty == "likely"
        assert repair.after == self.TITLE[:-1]

    @pytest.mark.parametrize("text", ["他学会了é", "路牌上写着ß", "石板路å"])
    def test_letters_stay_where_nothing_was_misread(self, text: str) -> None:
        assert repaired(text).text == text


class TestBlanks:
    """A0 shown as a plain blank, folded, or trimmed; AD left out: what extractors make of a misread page."""

    #: A byte of 破, 校 and 因 is A0, a byte of 中, 学 and 存 is AD; the first of 營 and 狀 is A0 in GBK.
    UTF_8 = """首次突破一万人
新学校在城中，因为存了两千册旧书，没有一本破的。请看 map 和照片，破了 再补
石头被他打破"""
    GBK = "這條街新開了三家店，營業的狀況很好，請看 map 和照片"

    @staticmethod
    def folded(text: str) -> str:
        return "\n".join(" ".join(line.split(" ")).strip() for line in text.replace("\xa0", " ").split("\n"))

    @pytest.mark.parametrize("kind", ["utf-8-as-latin-1", "utf-8-as-cp1252"])
    @pytest.mark.parametrize("times", [1, 2])
    def test_plain_and_trimmed(self, kind: str, times: int) -> None:
        shown = self.folded(damaged(self.UTF_8, *([kind] * times)))
        assert "\xa0" not in shown
        assert shown != damaged(self.UTF_8, *([kind] * times))
        assert mended(shown) == self.UTF_8

    @pytest.mark.parametrize("text", ["没有人知道他搬走的原因", "今天没有时间学习", "他的手艺是从父亲那里传"])
    def test_trimmed_at_the_end_alone(self, text: str) -> None:
        shown = text.encode().decode("latin-1")
        assert shown.endswith("\xa0")
        found = repaired(shown.rstrip("\xa0"))
        assert (found.text, [made.certainty for made in found.repairs]) in ((text, ["likely"]), (shown[:-1], []))
        assert found.text == text or found.flags

    @pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
    def test_hyphens_left_out(self, wrong: str) -> None:
        line = self.UTF_8.split("\n")[1] + "可以带走。"
        kept = "".join(bytes([byte]).decode(wrong, "ignore") or chr(byte) for byte in line.encode())
        shown = kept.replace("\xad", "")
        assert len(kept) > len(shown)
        for each in (shown, self.folded(shown)):
            assert mended(each) == line
            assert [repair.certainty for repair in repairs_of(each)] == ["likely"]

    @pytest.mark.parametrize("kind", ["gbk-as-latin-1", "gbk-as-cp1252"])
    def test_a_first_byte(self, kind: str) -> None:
        shown = damaged(self.GBK, kind).replace("\xa0", " ")
        assert shown.count(" ") == self.GBK.count(" ") + 2
        assert mended(shown) == self.GBK

    def test_with_holes(self) -> None:
        shown = damaged(self.UTF_8, "utf-8-as-cp1252", sign="?")
        assert "?" in shown
        found = mended(shown.replace("\xa0", " "))
        assert sum(map(str.__ne__, found, self.UTF_8)) < 0.1 * len(self.UTF_8)
        assert len(found) == len(self.UTF_8)

    def test_certain_ones_are_explained_by_the_damage(self) -> None:
        shown = damaged(self.UTF_8, "utf-8-as-latin-1").replace("\xa0", " ")
        rng = random.Random(0)  # noqa: S311 -- no secret
        for repair in repairs_of(shown):
            assert repair.certainty == "certain"
            assert misreadings.damage(repair.after, repair.kind, rng, blanked=True) == repair.before

    @pytest.mark.parametrize("true", ["utf-8", "gbk"])
    def test_blanks_stay_blanks(self, true: str) -> None:
        line = "他说 I love you，就走了 A B C。 I 和 你 都 在，温度 20 度 左右 Mac OS X"
        assert mended(damaged(line, f"{true}-as-latin-1")) == line


class TestPairsThatAReaderLacks:
    """GBK read as Korean or Japanese: what follows a hole may be paired late, so nothing behind one is certain."""

    LINE = "春天一到，山路两边的花就开了，来的人一天比一天多。"

    @pytest.mark.parametrize("codec", ["cp949", "euc_jp"])
    @pytest.mark.parametrize("sign", ["?", "\ufffd"])
    def test_is_searched_for(self, codec: str, sign: str) -> None:
        shown = self.LINE.encode("gbk").decode(codec, "replace").replace("\ufffd", sign)
        assert sign in shown
        found = repaired(shown)
        assert "certain" not in {made.certainty for made in found.repairs}
        assert found.text in ((self.LINE,) if codec == "cp949" else (self.LINE, shown))


class TestBytesLeftOut:
    """AD left out of Big5 or GBK read byte by byte: a letter is left over, and the strict reading is not certain."""

    @pytest.mark.parametrize(
        ("text", "codec"),
        [
            ("根據統計，這個月有三百人來過圖書館，比上個月多", "big5"),
            ("這個月的每個週末，圖書館都有音樂會，歡迎大家來聽", "big5"),
            ("会议的原因还不清楚，董事长说明天再谈", "gbk"),
        ],
    )
    def test_come_back_or_stay(self, text: str, codec: str) -> None:
        kept = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode(codec))
        shown = kept.replace("\xad", "")
        assert len(shown) < len(kept)
        found = repaired(shown)
        assert "certain" not in {made.certainty for made in found.repairs}
        assert found.text in (text, shown)
        assert repaired(kept).text == text


class TestLeftOutWithoutASign:
    """Bytes that windows-1252 has no character for, and the soft hyphen; and what a model of Chinese cannot tell."""

    def test_of_two_readers_the_one_that_leaves_out_more_is_asked(self) -> None:
        text = "这件事一直在大家的心中，没有人忘记。"
        shown = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in text.encode()).replace("\xad", "")
        assert repaired(shown).text == text

    @pytest.mark.parametrize("text", ["書類を発見", "これは静かな町の話"])
    def test_of_japanese_the_model_knows_nothing(self, text: str) -> None:
        shown = text.encode().decode("gb18030", "replace").replace("\ufffd", "?")
        assert repaired(shown).text == shown


class TestBytesLeftOutInPairs:
    """Two soft hyphens were left out, and all other bytes pair up: nothing is left over that shows it."""

    @pytest.mark.parametrize(
        ("text", "codec"), [("于是特斯拉董事会认为", "gbk"), ("對於時間戳，在非英語區域也能使用", "big5")]
    )
    def test_what_reads_badly_is_not_certain(self, text: str, codec: str) -> None:
        data = text.encode(codec).replace(b"\xad", b"")
        shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data)
        found = repaired(shown)
        assert found.text in {text, shown}
        assert all(made.certainty != "certain" for made in found.repairs)


class TestHolesAmongUsualHanzi:
    """What readers of Japanese show for GBK: Hanzi that are usual by themselves, and a sign for each lost byte."""

    TEXT = "今天下午三点，市图书馆的新馆开始接待读者，第一天就来了两千多人。"

    @pytest.mark.parametrize("sign", ["?", "\ufffd"])
    def test_it_comes_back(self, sign: str) -> None:
        shown = self.TEXT.encode("gbk").decode("euc_jp", "replace").replace("\ufffd", sign)
        assert sign in shown
        found = repaired(shown)
        assert (found.text, {made.certainty for made in found.repairs}) == (self.TEXT, {"likely"})

    @pytest.mark.parametrize("text", ["中等市民都不会去", "英国广播公司国际频道改于每晚11时至早上"])
    @pytest.mark.parametrize("codec", ["euc_jp", "cp949", "cp950"])
    def test_of_a_line_that_is_not_clear_no_part_comes_back(self, text: str, codec: str) -> None:
        shown = text.encode("gbk").decode(codec, "replace").replace("\ufffd", "?")
        found = repaired(shown)
        assert found.text in (text, shown)
        assert found.text == text or found.flags

    @pytest.mark.parametrize(
        "text", ["真的??我不信", "再起動しますか?", "東京都千代田区?", "你说什么?他又来了?", "實在是?可思議"]
    )
    def test_questions_stay(self, text: str) -> None:
        found = repaired(text)
        assert (found.text, found.flags) == (text, ())
