"""Full-width punctuation replaced without regard to character boundaries, and back."""

from __future__ import annotations

import pytest

from harvester import text as engine
from harvester.text.accidents import shifts
from harvester.text.edits import apply
from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import SQUASHED, Decoder, Private
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.shift.paths import Span
from harvester.text.shift.rereading import Found
from harvester.text.shift.shift_proof import believe
from harvester.text.work import Work

HALF_WIDTH = str.maketrans(dict(SQUASHED))

# Of our own writing; each has places where the bytes of two characters hold those of a mark.
SIMPLIFIED = """
今年的庙会设在海口国家公园，摊位比往年多了一倍，吸引了三万名游客。
“米粉要现做现吃才好。”摊主郭师傅说，他家的摊位前总是排着长队。
乌克兰危机以后，进口葵花油的价格涨了不少，小店只好改用菜籽油。
镇里保护了十二座老桥，其中三座还能通车，最老的一座建于明代。
""".strip()
TRADITIONAL = """
今年的廟會設在海口國家公園，攤位比往年多了一倍，吸引了三萬名遊客。
「米粉要現做現吃才好。」攤主郭師傅說，他家的攤位前總是排著長隊。
鎮裡保護了十二座老橋，其中三座還能通車，最老的一座建於明代。
「我們會一直做下去。」他說，「直到沒有人來吃為止。」
""".strip()
DECODERS = {
    "orphans ?, private pairs dropped": Decoder(),
    "orphans ?, private pairs kept": Decoder(private=Private.KEEP),
    "orphans ?, lead bytes shown": Decoder(private=Private.LEAD),
    "orphans U+FFFD, private pairs dropped": Decoder("\ufffd"),
    "our own decoder": Decoder(None, Private.KEEP),
}


def repaired(text: str, profile: Profile | None = None) -> str:
    return apply(text, shifts.repair(text, profile or Profile(), Options(), Work.on(text)))


def lines_exact(clean: str, text: str) -> int:
    pairs = zip(clean.split("\n"), repaired(text).split("\n"), strict=True)
    return sum(before.translate(HALF_WIDTH) == after.translate(HALF_WIDTH) for before, after in pairs)


class TestDamage:
    @pytest.mark.parametrize(
        ("clean", "shown"),
        [
            ("。”郭曉東說", "?!惫鶗詵|說"),
            ("兼修。”隨州", "兼修?!彪S州"),
            ("元。”", "元?!?"),
            ("海口國", "??趪?"),
            ("你好，世界！", "你好,世界!"),
            ("。１＃", "。１＃"),
        ],
    )
    def test_bytes(self, clean: str, shown: str) -> None:
        assert shifts.damage(clean) == shown

    def test_a_swallowed_bracket(self) -> None:
        assert shifts.damage("好。”</p>", decoder=Decoder(eats=b"<")) == "好?!?/p>"

    def test_latin_text_is_left(self) -> None:
        assert shifts.damage("plain text, really?") == "plain text, really?"


class TestRepair:
    @pytest.mark.parametrize("clean", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
    @pytest.mark.parametrize("decoder", DECODERS.values(), ids=DECODERS)
    def test_most_lines_come_back(self, clean: str, decoder: Decoder) -> None:
        shown = shifts.damage(clean, decoder=decoder)
        assert shown != clean.translate(HALF_WIDTH)
        # Of the simplified text so many pairs are private that little is left where they are dropped.
        kept = clean == TRADITIONAL or decoder.private is not Private.DROP
        assert lines_exact(clean, shown) >= (2 if kept else 1)

    @pytest.mark.parametrize("clean", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
    def test_known_orphans_bring_all_lines_back(self, clean: str) -> None:
        shown = shifts.damage(clean, decoder=Decoder(None, Private.KEEP))
        assert lines_exact(clean, shown) == 4

    @pytest.mark.parametrize("decoder", DECODERS.values(), ids=DECODERS)
    def test_what_is_repaired_explains_the_damage(self, decoder: Decoder) -> None:
        shown = shifts.damage(SIMPLIFIED, decoder=decoder)
        made = shifts.repair(shown, Profile(), Options(), Work.on(shown))
        assert made
        for repair in made:
            assert shown[repair.start : repair.end] == repair.before
            after = shown[repair.end : repair.end + 1]
            assert shifts.damage(repair.after + after, decoder=decoder) == repair.before + after

    def test_what_had_to_be_guessed_is_not_certain(self) -> None:
        clean = "“現在能看到魚了。”家住河邊的退休教師郭敏華指著水面說。"
        [guessed] = shifts.repair(shifts.damage(clean), Profile(), Options(), Work.on(""))
        assert guessed.before.startswith("?!")
        assert guessed.certainty != "certain"

    @pytest.mark.parametrize(
        "line",
        ["店主说：“今天不卖鱼。”郭师傅点头，转身走了", "“门没锁。”老孟低声说，“快进来。”"],
    )
    def test_a_line_is_left_where_another_character_would_do(self, line: str) -> None:
        """All of it: half a repair would look whole."""
        clear = "“今天下午三点开会。”主任说"
        shown = shifts.damage(f"{line}\n{clear}")
        found = engine.repair(shown)
        assert found.text.split("\n") == [shifts.damage(line), clear]
        assert "lost-bytes" in {flag.kind for flag in found.flags}
        assert all(
            made.certainty == "guess" for made in shifts.repair(shifts.damage(line), Profile(), Options(), Work.on(""))
        )

    @pytest.mark.parametrize(
        ("shown", "why"),
        [
            ("会上说:“就这样定?!保ň砹?", "a bracket stays open"),
            ("汗??磥砦疫?^續努力啊。", "a byte is left after it"),
            ("国家正?;?,大家都来讨论。", "no character was shown whole"),
            ("南京的“惠民?！睆?2019年就開始了。", "a name has no full stop"),
        ],
    )
    def test_a_reading_that_leaves_something_over_is_a_guess(self, shown: str, why: str) -> None:
        found = engine.repair(shown)
        assert (found.text, bool(found.flags)) == (shown, True), why

    @pytest.mark.parametrize(
        "shown", ["店主:“只剩三个便当?！?", "“都是老毛病?!?", "英国?;?,后来就好了。", "他說?！惫鶗詵|"]
    )
    def test_what_is_left_is_flagged(self, shown: str) -> None:
        found = engine.repair(shown)
        assert found.text != shown or [flag.kind for flag in found.flags] == ["lost-bytes"]

    @pytest.mark.parametrize(
        "text", ["真的?!?", "“你来吗?!”他问。", "是不是?!他没说。", "看懂了吗??!", "哪一个?：甲。"]
    )
    def test_what_people_type_is_not_flagged(self, text: str) -> None:
        assert not engine.repair(text).flags

    def test_a_tool_may_have_replaced_one_mark_alone(self) -> None:
        """What it left of the others stands inside the shift, which ends with one of them."""
        line = "他只说了一句：“知道了。”别的什么也没有说的吗？"
        shown = Decoder().decode(gbk.squash(gbk.encode(line), gbk.CRY)).replace("!", "！")
        found = engine.repair(shown, least_certainty="guess")
        assert found.text == line
        assert not found.unexplained

    @pytest.mark.parametrize(
        ("shown", "clean"),
        [
            ("摊主说：“米粉要现做现吃?！?", "摊主说：“米粉要现做现吃。”"),  # nobody types this
            ("攤主說:“攤位,比往年多了一倍?!? (見另頁)", "攤主說:“攤位,比往年多了一倍。” (見另頁)"),
            ("摊主说：“米粉要现做现吃才好?！?惫??", None),
            ("米粉要现做现吃?！?", None),  # no quote is open
            ("“米粉要现做，现吃?!?", None),  # authors cry so, and the tool leaves no full-width comma
            ("摊主问:“米粉要现做现吃吗?!”", None),
        ],
    )
    def test_a_quote_that_is_open_is_closed(self, shown: str, clean: str | None) -> None:
        assert repaired(shown) == (clean or shown)

    @pytest.mark.parametrize(
        ("shown", "rest", "reading", "certainty"),
        [
            ("?!薄稄V", "義》：‘水’", "。”《廣", "likely"),  # the next title that is quoted
            ("?!薄稄V", "義》1944年3月", "。”《廣", "guess"),  # a rule of two dashes may be gone
            ("?!保ň砹?", "", "。”（卷了", "guess"),  # the bracket stays open
            ("?!←愓f", "", "。　麗說", "guess"),
            ("?!焙瓣退怠?", "", "。”喊晖说。", "guess"),  # no usual text, and not that clear
        ],
    )
    def test_what_makes_a_reading_a_guess(self, shown: str, rest: str, reading: str, certainty: str) -> None:
        before = "他说：“好"
        span = Span(len(before), len(before + shown), reading, 0, (), squashed=True, margin=4.5)
        believed = believe(before + shown + rest, [Found(span, 40.0, closes=False)], Profile())
        assert [each.certainty for each in believed] == [certainty]

    def test_full_width_letters_are_not_brought_in(self) -> None:
        text = "他說：“這件事我知道?!惫鶗詵|回答。"
        for reading, certainty in (("。”郭曉東", "likely"), ("。”郭曉Ａ", "guess")):
            found = Found(Span(10, 16, reading, 0, (), squashed=True), 30.0, closes=False)
            assert [each.certainty for each in believe(text, [found], Profile())] == [certainty]

    def test_what_no_other_character_explains_is_certain(self) -> None:
        decoder = Decoder(orphan=None, private=Private.KEEP)
        clean = "“現在能看到魚了。”郭曉東說，“路也修好了。”"
        found = shifts.repair(shifts.damage(clean, decoder=decoder), Profile(), Options(), Work.on(""))
        assert [repair.certainty for repair in found if repair.after.startswith("。”郭")] == ["certain"]

    def test_sees_through_a_swallowed_bracket(self) -> None:
        clean = "<p>他說：“這條路一定很好走。”郭老師也點頭，</p><p>“明天就開工，鐵路修到海口國家公園。”</p>"
        shown = shifts.damage(clean, decoder=Decoder(eats=b"<"))
        assert "?/p>" in shown
        assert repaired(shown).endswith("公園。”</p>")

    def test_orphans_that_left_nothing(self) -> None:
        shown = shifts.damage(TRADITIONAL, decoder=Decoder(""))
        assert "設在海口國家公園" in repaired(shown)

    def test_proof_of_the_document_helps_what_proves_nothing(self) -> None:
        profile = Profile()
        weak = "大家都送上了新春祝?!?"
        assert repaired(weak) == weak
        profile.proofs["shift"] = 3
        assert repaired(weak, profile) != weak

    def test_proof_is_remembered(self) -> None:
        profile = Profile()
        repaired(shifts.damage(TRADITIONAL), profile)
        assert profile.proofs["shift"] >= 2

    def test_runs_again_without_a_change(self) -> None:
        once = repaired(shifts.damage(TRADITIONAL))
        assert repaired(once) == once


class TestLeftAlone:
    @pytest.mark.parametrize(
        "text",
        [
            SIMPLIFIED,
            TRADITIONAL,
            SIMPLIFIED.translate(HALF_WIDTH),
            "真的假的?!\n不是吧???太过分了!!!\n“你说啥?!?”他问。",
            "SELECT a FROM t WHERE c IN (?,?,?)",
            "url?(query):?,;!",
            "(?:话|話|章|回|节|節)",
            "    const m = s.match(\\s*(?:七|安)?:\\s*); // 北施",
            "    const m = s.match(${疏?:优}); // 台占",
            "“?!惫鶗詵|”原來是一個句號加上人名。",
            "哪個城市(?)的人口最多(?):甲?乙?丙?",
            "?" * 3000,
            "\ufffd" * 3000,
            chr(0x10F8A1) * 3000,
            "?!" * 2000,
        ],
    )
    def test_text_without_damage(self, text: str) -> None:
        assert shifts.repair(text, Profile(), Options(), Work.on("")) == []


@pytest.mark.parametrize(
    "text",
    [
        "“这条路很好走。”她表示。",
        "“这条路很好走。”他表示。",
        "“這樣最好。”——《江邊日報》三月五日",
    ],
)
def test_a_reading_that_may_be_another_is_right_or_left_with_a_flag(text: str) -> None:
    shown = shifts.damage(text)
    found = engine.repair(shown)
    assert found.text.replace(",", "，").replace(":", "：") == text or (found.text == shown and found.flags)


@pytest.mark.parametrize(
    "shown",
    [
        "今年村里又修好了两处水塘?！炲仓玫愕恼逝窭镒∽湃俣嗳耍缆坊挂教觳拍苄藓谩?",
        "家里的老人常说要讲礼貌、守规矩?！盎ブ印泵刻焖退头梗?仓玫愕恼逝窭镒∽湃俣嗳耍挥腥耸苌恕?",
        "家里的老人常说要讲礼貌、守规矩?！盎ブ印泵刻焖退头梗?仓玫愕恼逝窭镒∽湃俣嗳耍芩鸬姆课萦烧蚶锿骋坏羌恰?",
    ],
)
def test_a_long_reading_that_is_hardly_any_words_is_left_with_a_flag(shown: str) -> None:
    found = engine.repair(shown)
    assert found.text == shown
    assert found.flags
