"""The forum's noise: its making, and its removal from text whose tags are lost."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable

import pytest

from harvester.text.accidents.noise import collapse, damage, repair
from harvester.text.edits import Repair, apply, revert
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

# Of our own writing; lines that begin and end in what noise is made of are among them.
HANS = """
村口的老井
入夏以来，镇上的自来水总是不够用，大家又想起了村口的老井。
2019年清过一次淤，花了3天，井水从此清得能照见人
井台高0.6米，井口直径1.2米（外沿），深约14米
他说：“水还是那口井的甜。”
联系人：周师傅，电话 555-0134
GDP不是这里的人关心的事，他们只关心 PM2.5
a. 先打水
b. 再浇菜
下一次清淤定在8月
""".strip()
HANT = """
渡船頭的麵攤
每天清晨五點，渡船頭的麵攤就點起了燈，等第一班船靠岸。
「老闆，兩碗乾麵。」船還沒停穩，就有人在喊
一碗35元，二十年來只漲過2次
攤子後面貼著一張紙：「本店公休：週二」
聽說YouTube上有人來拍過
""".strip()
ENGLISH = "He said that plan B was off.\nWe took the 9:30 train, I think.\nIt was a long way: 12 miles (or so)."

Change = Callable[[str], str]


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a fixed seed


def repaired(text: str, profile: Profile | None = None) -> str:
    return apply(text, repair(text, profile or Profile(), Options(), Work.on("")))


def stripped(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n")]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


class TestDamage:
    def test_every_break_gets_one_run(self) -> None:
        jammed = damage("甲\n乙\n\n丙", rng=seeded(1)).split("\n")
        assert len(jammed) == 4
        runs = "\n".join(jammed).translate(dict.fromkeys(map(ord, "甲乙丙")))
        assert sum(map(len, runs.split("\n"))) % 3 == 0
        assert 3 * 3 * 5 <= len(runs.replace("\n", "")) <= 3 * 3 * 15

    def test_units_are_those_of_the_forum(self) -> None:
        for seed in range(50):
            first, second = damage("\n", rng=seeded(seed)).split("\n")
            run = first or second
            assert not (first and second)
            assert all("\x20" <= char <= "\x3b" for char in run[0::3])
            assert set(run[1::3]) == {" "}
            assert all("\x3f" <= char <= "\x7e" for char in run[2::3])

    def test_lengths_are_those_of_a_bound_drawn_at_each_turn(self) -> None:
        rng = seeded(7)
        lengths = [len(damage("\n", rng=rng).strip("\n")) // 3 for _ in range(3000)]
        assert min(lengths) == 5
        assert sum(lengths) / len(lengths) == pytest.approx(7.85, abs=0.15)
        assert lengths.count(5) / len(lengths) == pytest.approx(0.091, abs=0.02)

    def test_old_versions_leave_out_the_blank(self) -> None:
        run = damage("\n", rng=seeded(3), spaced=False)
        firsts, lasts = run.strip("\n")[0::2], run.strip("\n")[1::2]
        assert all(first <= "\x3b" for first in firsts)
        assert all("\x3f" <= last <= "\x7e" for last in lasts)

    def test_collapsing(self) -> None:
        assert collapse("  a \xa0 b\t\n 　c ") == "a b\nc"


class TestRepair:
    @pytest.mark.parametrize("seed", range(12))
    @pytest.mark.parametrize("text", [HANS, HANT, ENGLISH], ids=["hans", "hant", "english"])
    def test_white_space_kept(self, text: str, seed: int) -> None:
        assert repaired(damage(text, rng=seeded(seed))) == text

    @pytest.mark.parametrize("seed", range(12))
    @pytest.mark.parametrize("text", [HANS, HANT], ids=["hans", "hant"])
    def test_blanks_that_do_not_break(self, text: str, seed: int) -> None:
        jammed = damage(text, rng=seeded(seed)).replace("   ", "\xa0 \xa0").replace("  ", "\xa0\xa0")
        assert repaired(jammed) == text

    @pytest.mark.parametrize("text", [HANS, HANT], ids=["hans", "hant"])
    def test_white_space_collapsed(self, text: str) -> None:
        lines = text.split("\n") * 40
        exact = 0
        for seed in range(40):
            jammed = collapse(damage(text, rng=seeded(seed)))
            exact += sum(a == b for a, b in zip(stripped(repaired(jammed)), stripped(text), strict=True))
        assert exact / len(lines) >= 0.99

    @pytest.mark.parametrize(
        "change",
        [
            html.escape,
            lambda text: html.escape(html.escape(text)),
            lambda text: html.escape(text).replace("  ", "&nbsp;&nbsp;"),
            lambda text: text.replace("  ", " \t"),
            lambda text: text.replace("\n", "\r\n"),
            lambda text: text.replace("\n", "\u200b\n"),
            lambda text: text.replace("\n", "<br />\n"),
        ],
        ids=["escaped", "escaped twice", "nbsp escaped", "tabs", "CRLF", "zero width", "tags of breaks"],
    )
    def test_what_extractors_do(self, change: Change) -> None:
        for seed in range(6):
            text = HANS.replace("（外沿）", "")
            assert squeezed(repaired(change(damage(text, rng=seeded(seed))))).replace("\u200b", "") == squeezed(
                change(text)
            ).replace("\u200b", "")

    @pytest.mark.parametrize("join", [" ", ""], ids=["to blanks", "gone"])
    def test_lines_joined(self, join: str) -> None:
        text = "\n".join(line for line in HANS.split("\n") if line[0] > "\u2e80" and line[-1] > "\u2e80")
        for seed in range(8):
            jammed = collapse(damage(text, rng=seeded(seed))).replace("\n", join)
            assert squeezed(repaired(jammed)) == squeezed(text)

    def test_runs_that_meet_on_an_empty_line(self) -> None:
        text = HANT.replace("\n", "\n\n")
        for seed in range(8):
            assert repaired(damage(text, rng=seeded(seed))) == text

    def test_elements_that_were_left(self) -> None:
        text = '好雨知时节。<font class="jammer">( e+ q</font><br />\n<span style="display:none">1 z/ B</span>当春'
        assert repaired(text) == "好雨知时节。<br />\n当春"
        assert repaired("甲&lt;font class=&quot;jammer&quot;&gt;( e+ q&lt;/font&gt;乙") == "甲乙"

    @pytest.mark.parametrize(
        "text",
        [
            '<div id="forumnew" style="display:none"></div>\n<p>正文</p>',
            '<span id="tip" style="display: none;">内容已保存</span>',
            "用 <div style='display:none'>Hello, world!</div> 可以隐藏一段文字。",
            '先写 <span style="display:none">0</span>，再用脚本改它。',
            '<p style="font-size:0">{lang loading}</p>',
        ],
    )
    def test_elements_that_hide_something_else(self, text: str) -> None:
        assert repaired(text) == text

    def test_a_run_alone(self) -> None:
        assert repaired('他们只关心天气) ]5 s- Y" `6 N; c& L') == "他们只关心天气"

    def test_without_blanks(self) -> None:
        exact = sum(
            squeezed(repaired(damage(HANT, rng=seeded(seed), spaced=False))) == squeezed(HANT) for seed in range(20)
        )
        assert exact >= 14


class TestCut:
    JAMMED = '春天来了) ]5 s- Y" `6 N; c& L\n% k1 W, b! p+ t7 Q花都开了\n& z$ H8 j( R; n" v5 D风很大'

    @pytest.mark.parametrize(
        "rest", ["( e", "( e+", "( e+ q", "( e+ q1 ", "( e+ q1 z/ B", "( e+ q1 z/ B. F", "( e+ q1 z/ B. F3"]
    )
    def test_after_the_last_line(self, rest: str) -> None:
        assert repaired(self.JAMMED + rest).endswith("风很大")

    @pytest.mark.parametrize("rest", ["|", "( e", "3", "( e+ q1 z/ B. F3"])
    def test_in_a_line_of_its_own(self, rest: str) -> None:
        assert repaired(self.JAMMED + "\n" + rest) == "春天来了\n花都开了\n风很大\n"

    def test_a_last_line_that_has_its_noise_is_the_text_s_own(self) -> None:
        jammed = self.JAMMED + '! R" C3 b; Z. U\nK'
        assert repaired(jammed) == "春天来了\n花都开了\n风很大\nK"


class TestLog:
    def test_each_run_is_one_certain_repair(self) -> None:
        jammed = damage(HANS, rng=seeded(4))
        repairs = repair(jammed, Profile(), Options(), Work.on(""))
        assert len(repairs) == HANS.count("\n")
        assert {(made.kind, made.after, made.certainty) for made in repairs} == {("noise", "", "certain")}
        assert all(made.bits > 20 for made in repairs)
        assert revert(apply(jammed, repairs), repairs) == jammed

    @pytest.mark.parametrize("end", ["见附件 A", "卷 B", "一共 12", "*好*", '"走吧"'])
    def test_what_may_be_the_author_s_is_not_certain(self, end: str) -> None:
        """A blank and a letter are a unit too where white space was collapsed."""
        text = f"春天\n{end}\n花都开了\n风很大"
        for seed in range(20):
            jammed = collapse(damage(text, rng=seeded(seed)))
            made = repair(jammed, Profile(), Options(), Work.on(""))
            assert apply(jammed, made) == text or "likely" in {entry.certainty for entry in made}

    def test_why(self) -> None:
        (made,) = repair("( e+ q1 z/ B. F3 `& Y清早的集市", Profile(), Options(), Work.on(""))
        assert made.before == "( e+ q1 z/ B. F3 `& Y"
        assert made.why == "7 units of noise at the start of the line"

    def test_a_run_alone_is_only_likely(self) -> None:
        assert [
            made.certainty for made in repair("( e+ q1 z/ B. F3 `& Y清早的集市", Profile(), Options(), Work.on(""))
        ] == ["likely"]

    def test_the_profile_learns_what_is_certain(self) -> None:
        profile = Profile()
        repair(damage(HANS, rng=seeded(4)), profile, Options(), Work.on(""))
        assert profile.proofs["noise"] == HANS.count("\n")

    def test_a_known_site_needs_less_proof(self) -> None:
        text = "清早的集市1 a2 b3 k7 q9 e"
        assert repair(text, Profile(), Options(), Work.on("")) == []
        site = Profile()
        site.proofs["noise"] = 50
        assert repaired(text, site) == "清早的集市"


CLEAN = {
    "numbers": "1 2 3 4 5 6 7 8 9 10\n2.5 3.5 4.5 5.5 6.5\n",
    "formula of letters": "a + b - c * d / e = f\nx, y, z; u, v, w",
    "coordinates": "a1 b2 c3 d4 e5 f6 g7 h8",
    "chess": "1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. O-O Nf6 e4 d5 c4 e6 d4 c5",
    "answer key": "1 A 2 B 3 C 4 D 5 A 6 B 7 C 8 D\nA. B. C. D. E. F. G.",
    "enumeration": "a) x b) y c) z d) w e) v",
    "table": "| a | b | c | d | e |\n| - | - | - | - | - |\n| A | B | C | D | E |",
    "art": "( o ) ( o )\n /\\_/\\ \n( ^ . ^ )\n _ _ _ _ _",
    "seats": "座位：A1 A2 A3 B1 B2 B3 C1 C2 C3",
    "postcodes": "K7 G2 F9 T1 U4 R3",
    "code": "for (i = 0; i < n; i++) { a[i] = b; }\n$_ = <>; s/ a/ b/; @ x = % y",
    "spaced letters": "S P R I N G S A L E",
    "faces": ":D :) ;P :o 8D ^_^ -_- T_T",
    "music": "C G Am F | C G F C | D7 G7 | 1 - 2 - 3 -",
    "hex": "d4 1d 8c d9 8f 00 b2 04 e9 80 09 98 ec f8 42 7e",
    "base64": "SGVsbG8sIHdvcmxkIQ==\nTG9yZW0gaXBzdW0gZG9sb3I=",
    "noise a sentence quotes, too short": "他把“( e+ q1 z/ B”当成密码",
}


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN.keys())
@pytest.mark.parametrize("frame", ["{}", "见下：{}", "{}\n{}\n{}", "说明\n{}\n完"])
def test_clean_text_stays(text: str, frame: str) -> None:
    assert repair(frame.replace("{}", text), Profile(), Options(), Work.on("")) == []


@pytest.mark.parametrize(
    "unit", ["?", "! R", '! R" C3 b; Z. U', "a ", "!a", "&", "&amp;", "<font ", " ", '中! R" C3 b; Z. U\n'], ids=repr
)
def test_long_repetitions_come_to_an_end(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    made = repair(text, Profile(), Options(), Work.on(""))
    assert revert(apply(text, made), made) == text


def test_a_long_run_is_one_repair() -> None:
    rng = seeded(8)
    text = "".join(damage("\n", rng=rng).strip("\n") for _ in range(2000))
    made = repair(text, Profile(), Options(), Work.on(""))
    assert made == [Repair("noise", 0, text, "", "likely", made[0].bits, made[0].why)]
