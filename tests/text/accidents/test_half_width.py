"""Punctuation squashed to half width."""

from __future__ import annotations

from collections import Counter

import pytest

from harvester.text.accidents.half_width import damage, repair
from harvester.text.edits import apply
from harvester.text.encodings import gbk
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.shift.marks import gains
from harvester.text.work import Work

# Of our own writing, without a place where the tool would shift bytes.
TEXT = """
雨停了，孩子们跑出来（连最小的也来了），在水洼里踩来踩去。
“慢一点！”奶奶站在门口喊，“鞋子湿了怎么办？”
没有人听她的；她也不生气，转身去厨房烧姜汤。
姜汤的做法：老姜两块，红糖三勺，水一锅；小火煮，煮到剩一半。
“你们几个，进来喝汤！”她又喊了一声，声音很大，屋里、屋外都听得见。
""".strip()
TRADITIONAL = """
雨停了，孩子們跑出來（連最小的也來了），在水窪裡踩來踩去。
「慢一點！」奶奶站在門口喊，「鞋子濕了怎麼辦？」
沒有人聽她的；她也不生氣，轉身去廚房燒薑湯。
""".strip()
SHOUTED = "真的假的?!\n不是吧???太过分了!!!\n“你说啥?”他问。她没理他。他又问:“啥?”"


def shifted() -> Profile:
    profile = Profile()
    profile.proofs["shift"] = 2
    return profile


def repaired(text: str, profile: Profile | None = None, options: Options | None = None) -> str:
    options = options or Options()
    made = [
        found
        for found in repair(text, profile or Profile(), options, Work.on(text))
        if options.sure_enough(found.certainty)
    ]
    return apply(text, made)


def test_damage_is_what_the_tool_does() -> None:
    assert damage("！（），：；？。、“”Ａ") == "!(),:;?。、“”Ａ"
    assert gbk.squash(gbk.encode(TEXT)) == gbk.encode(damage(TEXT)), "these sentences have no shift in them"


@pytest.mark.parametrize("text", [TEXT, TRADITIONAL], ids=["hans", "hant"])
class TestProved:
    def test_by_a_shift(self, text: str) -> None:
        assert repaired(damage(text), shifted()) == text

    def test_by_option(self, text: str) -> None:
        assert repaired(damage(text), options=Options(widen=True)) == text

    def test_unless_half_width_is_kept(self, text: str) -> None:
        assert repaired(damage(text), shifted(), Options(keep_half_width=True)) == damage(text)

    def test_what_is_widened_stays(self, text: str) -> None:
        assert repair(text, shifted(), Options(widen=True), Work.on("")) == []


class TestWithoutAShift:
    def test_a_gloss_is_proof_for_a_few_marks(self) -> None:
        profile = Profile()
        profile.proofs["gloss"] = 3
        text = "她放下茶碗，抬頭看了看天，說今天不會下雨了。"
        assert repaired(damage(text)) == damage(text)
        assert repaired(damage(text), profile) == text

    def test_a_text_alone_is_a_guess_since_it_may_be_typed(self) -> None:
        assert repaired(damage(TEXT)) == damage(TEXT)
        assert repaired(damage(TEXT), options=Options(least_certainty="guess")) == TEXT

    def test_a_text_with_noise_is_likely(self) -> None:
        profile = Profile()
        profile.proofs["noise"] = 3
        assert repaired(damage(TEXT), profile) == TEXT

    @pytest.mark.parametrize(
        "line",
        ["于是大家都笑了，笑得很开心。", '他问："几点了?"', "就这样.", "好吧, 明天再说。", "金融。科技，一样难懂。"],
        ids=[
            "a full-width mark",
            "ASCII quotes",
            "an ASCII stop",
            "a blank after a comma",
            "what the tool would shift",
        ],
    )
    def test_not_if_the_author_typed_them(self, line: str) -> None:
        text = damage(TEXT) + "\n" + (line if "笑" in line else damage(line))
        assert repair(text, Profile(), Options(), Work.on("")) == []

    def test_those_who_shout_are_left_alone_even_after_a_shift(self) -> None:
        assert repair("不是吧?啥?真的!假的!", shifted(), Options(), Work.on("")) == []
        assert repair(SHOUTED, Profile(), Options(), Work.on("")) == []


class TestMarks:
    @pytest.mark.parametrize(
        "kept",
        [
            "共1,000元",
            "早上10:30出发",
            "比分是3:2。",
            "网址http://a.example/?b=c",
            "f(x, y)的值",
            "(a) 苹果",
            "ISO 9001:2015",
        ],
    )
    def test_the_author_s_own_half_width_marks(self, kept: str) -> None:
        text = damage(TEXT) + "\n" + kept
        assert repaired(text, shifted()) == TEXT + "\n" + kept

    @pytest.mark.parametrize("marker", ["?!惫", "?!?", "??萍", "?:", "什么?!?"])
    def test_what_a_shift_may_have_left(self, marker: str) -> None:
        text = damage(TEXT) + "\n说完" + marker
        assert repaired(text, shifted()).endswith("\n说完" + marker)

    def test_brackets_go_together(self) -> None:
        found = dict(gains("那家店(就是街角那家)关了"))
        assert found[3] == found[10] > 0

    def test_a_bracket_follows_its_wide_partner(self) -> None:
        assert [place for place, bits in gains("那家店（MTR)关了") if bits > 0] == [7]

    def test_places_and_bits(self) -> None:
        ((place, bits),) = gains("他来了,我走了")
        assert place == 3
        assert bits > 3

    def test_lines_of_code_are_left_alone(self) -> None:
        assert gains("if (a, b): return c;  # 返回") == []


def test_what_a_shift_without_a_sign_may_have_left_is_not_certain() -> None:
    profile = Profile(proofs=Counter({"shift": 2}))
    text = "雨停了,孩子们跑出来,在水洼里踩来踩去\n天冷了,只能在屋里;饪仄教,也就算了"
    made = {each.start: each.certainty for each in repair(text, profile, Options(), Work.on(text))}
    assert made[text.index(",")] == "certain"
    assert made.get(text.index(";")) != "certain"


def test_a_part_of_the_document_that_was_not_squashed_stays() -> None:
    clean = "\n".join(["那天，他来了；她也来了：两个人，谁也没说话，坐了一会儿，走了。"] * 3)
    typed = "他说,好(吧)。"
    text = clean + "\n" + typed
    assert repaired(text, shifted()) == clean + "\n他说，好（吧）。"
    assert repair(clean + typed, shifted(), Options(), Work.on("")) == []


@pytest.mark.parametrize("unit", ["?", ",", "好,", "(", "()", "好(", "，,", ":)"], ids=repr)
def test_long_repetitions_come_to_an_end(unit: str) -> None:
    text = unit * (20_000 // len(unit)) + "好"
    made = repair(text, shifted(), Options(widen=True), Work.on(""))
    assert len(apply(text, made)) == len(text)
