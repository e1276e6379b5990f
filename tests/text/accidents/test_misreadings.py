from __future__ import annotations

import random
import re
from difflib import SequenceMatcher
from html.entities import codepoint2name

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.text.accidents import misreadings
from harvester.text.edits import Repair, apply
from harvester.text.encodings.orphans import count_orphans, read_lossless
from harvester.text.flags import find_flags
from harvester.text.misread.chains import CHAINS
from harvester.text.misread.readers import HOLE
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

#: Of our own writing.
HANS = """老街开街第三天
昨天下午，城南的老街重新开放。居民说，这条路修了三年，现在终于可以走了；“真好！”一位老人笑着说。
新铺的石板路有一公里长，两边开了四十多家小店（其中十二家卖吃的）。
谁来管停车？社区主任回答：已经请了志愿者，每天早上七点到晚上九点都有人。
站
2021年的旧照片也在展览里，欢迎大家去看。"""
HANT = """老街開街第三天
昨天下午，城南的老街重新開放。居民說，這條路修了三年，現在終於可以走了；「真好！」一位老人笑著說。
新鋪的石板路有一公里長，兩邊開了四十多家小店（其中十二家賣吃的）。
誰來管停車？社區主任回答：已經請了志願者，每天早上七點到晚上九點都有人。
2021年的舊照片也在展覽裡，歡迎大家去看。"""

LOSSLESS = [
    *(f"{true}-as-{wrong}" for true in ("utf-8", "gbk", "big5") for wrong in ("latin-1", "entities")),
    "big5-as-gb18030",
]
WITH_HOLES = ["utf-8-as-cp1252", "gbk-as-cp1252", "utf-8-as-gb18030", "utf-8-as-gbk", "gbk-as-big5"]


CONTROLS = re.compile("[\x80-\x9f\xad]")


def sloppy(text: str) -> str:
    """UTF-8 as browsers read windows-1252: bytes that it lacks are control characters."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def text_for(kind: str) -> str:
    return HANT if kind.startswith("big5") else HANS


def repairs_of(text: str, profile: Profile | None = None, options: Options | None = None) -> list[Repair]:
    return misreadings.repair(text, profile or Profile(), options or Options(), Work.on(""))


def mended(text: str) -> str:
    return apply(text, repairs_of(text))


def damaged(text: str, *kinds: str, seed: int = 0, sign: str | None = None) -> str:
    rng = random.Random(seed)  # noqa: S311 -- no secret
    for kind in kinds:
        text = misreadings.damage(text, kind, rng, sign)
    return text


def misses(found: str, true: str) -> float:
    """The share of wrong characters in texts of one length; 1 where the lengths differ."""
    return sum(map(str.__ne__, found, true)) / len(true) if len(found) == len(true) else 1.0


class TestNothingLost:
    @pytest.mark.parametrize("kind", LOSSLESS)
    def test_every_line_comes_back(self, kind: str) -> None:
        text = text_for(kind)
        assert mended(damaged(text, kind)) == text

    @pytest.mark.parametrize("true", ["utf-8", "gbk", "big5"])
    def test_windows_1252_as_browsers_read_it(self, true: str) -> None:
        text = HANT
        shown = "".join(
            bytes([byte]).decode("cp1252", "ignore") or chr(byte)
            for byte in text.encode("gb18030" if true == "gbk" else true)
        )
        assert mended(shown) == text

    @pytest.mark.parametrize(
        "kinds",
        [
            ("utf-8-as-latin-1", "utf-8-as-latin-1"),
            ("gbk-as-latin-1", "utf-8-as-latin-1"),
            ("utf-8-as-latin-1", "utf-8-as-gb18030"),
            ("gbk-as-latin-1", "utf-8-as-entities"),
        ],
    )
    def test_two_misreadings_one_after_another(self, kinds: tuple[str, str]) -> None:
        assert mended(damaged(HANS, *kinds)) == HANS

    @pytest.mark.parametrize("kind", LOSSLESS)
    def test_certain_repairs_are_explained_by_the_damage(self, kind: str) -> None:
        for repair in repairs_of(damaged(text_for(kind), kind)):
            assert repair.certainty == "certain"
            assert damaged(repair.after, repair.kind) == repair.before
            assert repair.bits > 0

    @pytest.mark.parametrize("kind", ["gbk-as-latin-1", "utf-8-as-cp1252", "big5-as-gb18030"])
    def test_only_damaged_paragraphs_change(self, kind: str) -> None:
        lines = text_for(kind).split("\n")
        mixed = [damaged(line, kind, sign="?") if place % 2 else line for place, line in enumerate(lines)]
        found = mended("\n".join(mixed)).split("\n")
        assert found[::2] == lines[::2]
        assert sum(map(misses, found[1::2], lines[1::2])) < 0.1

    @pytest.mark.parametrize("digits", ["&#{:d};", "&#x{:x};", "&#x{:X};"])
    def test_references_in_any_digits(self, digits: str) -> None:
        line = HANS.split("\n")[1]
        shown = "".join(chr(byte) if byte < 0x80 else digits.format(byte) for byte in line.encode("gbk"))
        assert mended(shown) == line

    @pytest.mark.parametrize("codec", ["gbk", "utf-8"])
    def test_references_by_name(self, codec: str) -> None:
        """As PHP's ``htmlentities`` writes what it takes for Latin-1; of 80 to 9F only windows-1252's have names."""
        line = HANS.split("\n")[1]
        chars = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in line.encode(codec)]
        shown = "".join(f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name else char for char in chars)
        assert ("&Ouml;" in shown) == (codec == "gbk")
        assert mended(shown) == line

    def test_references_of_windows_1252(self) -> None:
        line = HANS.split("\n")[1]
        chars = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in line.encode()]
        shown = "".join(chars).encode("ascii", "xmlcharrefreplace").decode()
        assert "&#8364;" in shown
        assert mended(shown) == line

    def test_bytes_that_our_decoder_kept_are_evidence(self) -> None:
        line = "新铺的石板路有一公里长，两边开了四十多家小店。"
        shown = read_lossless(line.encode(), "gb18030")
        assert count_orphans(shown) == 1
        assert mended(shown) == line


class TestLostBytes:
    @pytest.mark.parametrize("sign", ["?", "\ufffd"])
    @pytest.mark.parametrize("kind", WITH_HOLES)
    def test_most_characters_come_back(self, kind: str, sign: str) -> None:
        text = text_for(kind)
        for seed in range(4):
            assert misses(mended(damaged(text, kind, seed=seed, sign=sign)), text) < 0.1

    def test_bytes_gone_without_a_sign(self) -> None:
        shown = HANS.encode().decode("cp1252", "ignore")
        assert shown == damaged(HANS, "utf-8-as-cp1252", seed=0, sign="") != damaged(HANS, "utf-8-as-latin-1")
        assert SequenceMatcher(None, mended(shown), HANS).ratio() > 0.97

    def test_what_reads_well_but_rests_on_few_bytes_is_a_guess(self) -> None:
        line = "新鋪的石板路有一公里長，兩邊開了四十多家小店。"
        shown = line.encode("big5").decode("gbk", "harvester-hole-of-two").replace(HOLE, "\ufffd")
        (repair,) = repairs_of(shown)
        assert repair.certainty == "guess"
        assert SequenceMatcher(None, repair.after, line).ratio() > SequenceMatcher(None, shown, line).ratio()

    @pytest.mark.parametrize(
        "text", ["孩子发烧了，赶紧去医院。", "会议改到周四下午，地点不变。", "合同签于二月（农历正月），有效期三年。"]
    )
    def test_control_characters_of_a_text_misread_twice_may_be_dropped_in_many_places(self, text: str) -> None:
        shown = CONTROLS.sub("", sloppy(sloppy(text)))
        (repair,) = repairs_of(shown)
        assert apply(shown, [repair]) == text
        assert repair.certainty == "likely"

    @pytest.mark.parametrize("text", ["窗外传来卖豆腐的吆喝声。", "停电了，大家点起蜡烛。", "外婆家的院子里有一口井。"])
    def test_a_line_ends_with_a_full_stop(self, text: str) -> None:
        assert mended(sloppy(text)[:-1] + "?") == text

    @pytest.mark.parametrize("text", ["村里人都读过《渡口的灯》", "他说「这条路修了三年」"])
    def test_a_mark_that_leaves_a_bracket_open_is_not_believed(self, text: str) -> None:
        for shown in (sloppy(text)[:-1] + "?", text.encode().decode("gbk", "replace")):
            believed = [made for made in repairs_of(shown) if made.certainty != "guess"]
            assert f"{text[:-1]}。" not in apply(shown, believed)

    def test_what_is_left_of_a_full_stop_may_look_like_the_end_of_a_character(self) -> None:
        (of_stop,) = repairs_of("鏉戦噷鐨勮€佷汉閮戒細杩欓棬鎶€鏈€")  # 技术。 without what was dropped
        (of_one,) = repairs_of("浠婂ぉ鏄熸湡涓€")  # 星期一
        assert (of_stop.certainty, of_one.certainty) == ("guess", "certain")

    def test_words_decide_where_the_model_does_not(self) -> None:
        assert mended(CONTROLS.sub("", sloppy("我家的猫不吃鱼。"))) == "我家的猫不吃鱼。"

    def test_what_words_speak_against_is_a_guess(self) -> None:
        (repair,) = repairs_of("师傅修好了门锁，只收了二十块。".encode().decode("cp1252", "replace"))
        assert repair.certainty == "guess"

    def test_guessed_bytes_are_no_certainty(self) -> None:
        shown = damaged(HANS, "utf-8-as-gb18030", sign="\ufffd")
        for repair in repairs_of(shown):
            assert (repair.certainty != "certain") == ("\ufffd" in repair.before)

    def test_a_question_mark_may_be_one(self) -> None:
        line = "谁来管停车?社区主任回答:已经请了志愿者,每天早上都有人!"
        for kind in ("gbk-as-latin-1", "utf-8-as-cp1252", "gbk-as-cp1252"):
            assert mended(damaged(line, kind, sign="?")) == line


class TestMemory:
    def test_a_document_helps_its_short_lines(self) -> None:
        assert mended(damaged("站", "gbk-as-latin-1")) == damaged("站", "gbk-as-latin-1")
        assert mended(damaged(HANS, "gbk-as-latin-1")).split("\n")[4] == "站"

    def test_a_site_helps_too(self) -> None:
        profile = Profile()
        first = damaged("现在终于可以走了", "gbk-as-latin-1")
        assert repairs_of(first, profile)
        assert profile.proofs.total() == 1
        title = damaged("站长发帖", "gbk-as-latin-1")
        assert apply(title, repairs_of(title, profile)) == "站长发帖"

    def test_only_the_kinds_asked_for(self) -> None:
        shown = damaged(HANS, "gbk-as-latin-1")
        assert repairs_of(shown, options=Options(kinds=frozenset({"utf-8-as-gbk"}))) == []
        assert repairs_of(shown, options=Options(kinds=frozenset({"gbk-as-latin-1"})))


class TestCleanText:
    @pytest.mark.parametrize(
        "text",
        [
            HANS,
            HANT,
            "Größe, Straße, Füße, Äpfel, Öl und ÄÖÜ",
            "Þórður sagði: ég á ekki við það, ætlaði þú að koma?",
            "C'est à la maison, là où il va à pied ; « voilà déjà » dit-il. Là à là",
            "Não há comunicação à noite: ação, SÃO PAULO À ESPERA, Ã e Â e À ",
            "«\xa0Bonjour\xa0» dit-il à\xa0la porte\xa0: ça\xa0va\xa0?",
            "Tiếng Việt: Chào mừng các bạn đến với Việt Nam",
            "ÀÉÈÙ âêîôû ëïü ÿ çæœ ½ × ¾ ±5°C £30 ¥50 §3 ©2020",
            "こんにちは、世界の皆さん。今日は良い天気ですね。カタカナ テスト",
            "안녕하세요 여러분, 반갑습니다",
            "魑魅魍魉，饕餮鲧鳏",
            "氕氘氚锂铍钠镁铷铯钫锶钡镭钪钇钛锆铪锕钍镤铀镎钚镅锔锫锎锿镄钔锘铹",
            "ㄅㄆㄇㄈㄉㄊㄋㄌㄍㄎㄏㄐㄑㄒㄓㄔㄕㄖㄗㄘㄙ",
            "佢哋喺嗰度嘅嘢咁多啲，我哋冇喇，唔係啩",
            "南無喝囉怛那哆囉夜耶南無阿唎耶婆盧羯帝爍缽囉耶",
            "犇骉羴猋麤鱻 蚌埠 龜茲 番禺 歙縣 黟縣 亳州 鄄城",
            "他的网名叫鐢ㄦ埛，大家都笑他。",
            "昵称：ÖÐ¹ú，注册于去年。",
            "为什么会出现乱码“ä¸­å›½”？因为编码不对。\n比如这一行：\nä¸­å›½\n再看一行文字，它是好的，而且比上面的长。",
            "锟斤拷锟斤拷烫烫烫，屯屯屯",
            "http://example.org/?a=&#214;&#208; is a test",
        ],
    )
    def test_stays(self, text: str) -> None:
        assert [repair for repair in repairs_of(text) if repair.certainty != "guess"] == []

    @given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F), max_size=60))
    def test_european_letters_stay(self, text: str) -> None:
        assert repairs_of(text) == []

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=80))
    def test_any_string(self, text: str) -> None:
        repairs = repairs_of(text)
        assert repairs == sorted(repairs, key=lambda repair: repair.start)
        apply(text, repairs)

    @pytest.mark.parametrize("unit", ["?", "\ufffd", "\ue000", "é?", "鐢?", "饕", "Ã¤", "&#214;", "锟斤拷", "\n饕餮?"])
    def test_a_lot_of_anything(self, unit: str) -> None:
        text = unit * (20_000 // len(unit))
        apply(text, repairs_of(text))


class TestDamage:
    def test_the_same_seed_does_the_same(self) -> None:
        for kind in CHAINS:
            assert damaged(text_for(kind), kind, seed=3) == damaged(text_for(kind), kind, seed=3)

    @pytest.mark.parametrize(
        ("kind", "text", "shown"),
        [
            ("utf-8-as-latin-1", "é", "Ã©"),
            ("gbk-as-latin-1", "中国", "ÖÐ¹ú"),
            ("gbk-as-entities", "中", "&#214;&#208;"),
            ("utf-8-as-gb18030", "用户", "鐢ㄦ埛"),
            ("gbk-as-big5", "中文", "笢恅"),
            ("big5-as-gb18030", "中文", "いゅ"),
        ],
    )
    def test_what_it_looks_like(self, kind: str, text: str, shown: str) -> None:
        assert damaged(text, kind) == shown


class TestFlags:
    @pytest.mark.parametrize(
        ("text", "kind", "span"),
        [
            ("前面锟斤拷锟斤拷锟后面", "lost-bytes", "锟斤拷锟斤拷"),
            ("前面\ufffd\ufffd后面", "lost-bytes", "\ufffd\ufffd"),
            ("前面嚙踝蕭嚙踝蕭後面", "lost-bytes", "嚙踝蕭嚙踝蕭"),
            ("abc ï¿½ï¿½ def", "lost-bytes", "ï¿½ï¿½"),
            ("他写道：烫烫烫烫！", "empty-memory", "烫烫烫烫"),
            ("“ä¸­å›½”是什么？", "misread", "ä¸­å›½"),
            ("好的\n浣犲ソ锛屼笘鐣", "misread", "浣犲ソ锛屼笘鐣"),
            ("è¯·æ config", "misread", "è¯·æ"),
            ("Ã¦Å“Ë†Ã¥â€¦â€°Ã¥Â°Â", "misread", "Ã¦Å“Ë†Ã¥â€¦â€°Ã¥Â°Â"),
            ("老街开街è¿?", "misread", "è¿?"),
        ],
    )
    def test_what_is_beyond_repair(self, text: str, kind: str, span: str) -> None:
        (flag,) = find_flags(text)
        assert (flag.kind, text[flag.start : flag.start + len(flag.text)]) == (kind, span)
        assert flag.why

    @pytest.mark.parametrize("text", [HANS, HANT, "一斤肉很烫，烫嘴。屯里来了人。", "Übergrößenträger", "他去了café…"])
    def test_clean_text_has_none(self, text: str) -> None:
        assert find_flags(text) == []


def test_two_misreadings_need_proof_of_both() -> None:
    """Each line is GBK read as Latin-1; the second is also GBK read as Big5, once more, by chance."""
    text = "还会更伤牙\n哦 懂啊\n对的 电动"
    shown = text.encode("gbk").decode("latin-1")
    assert "瓳" not in mended(shown)
