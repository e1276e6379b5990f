"""The smaller accidents: references, tags of breaks, the forum's attachment_words, a site's own strings, escapes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from types import ModuleType

import pytest

from harvester.text.accidents import attachment_words, break_tags, entities, site_strings
from harvester.text.edits import Repair, apply, revert
from harvester.text.noise.escapes import Unescaped
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

NEWS = "灯会今晚开始，地点在南门广场。\n带孩子来的，请走西边的入口。"


def repaired(room: ModuleType, text: str, profile: Profile | None = None, options: Options | None = None) -> str:
    options = options or Options()
    made: list[Repair] = room.repair(text, profile or Profile(), options, Work.on(text))
    assert revert(apply(text, made), made) == text
    return apply(text, [found for found in made if options.sure_enough(found.certainty)])


def knows(**proofs: int) -> Profile:
    profile = Profile()
    profile.proofs.update(proofs)
    return profile


class TestEntities:
    def test_marks_without_their_ampersand(self) -> None:
        text = entities.damage(NEWS, rng=random.Random(2), share=1.0, style="#x")  # noqa: S311 - a fixed seed
        assert "#xff0c;" in text
        assert repaired(entities, text) == NEWS

    @pytest.mark.parametrize(
        ("text", "fixed"),
        [
            ("灯会&ldquo;明天&rdquo;开始&hellip;&hellip;", "灯会“明天”开始……"),
            ("灯会&amp;ldquo;明天&amp;rdquo;开始", "灯会“明天”开始"),
            ("今晚&#28783;&#20250;&#24320;始", "今晚灯会开始"),
            ("亚历山大&middot;王", "亚历山大·王"),
            ("开始#65292;地点", "开始，地点"),
            ("#8220;灯会开始了。#8221;", "“灯会开始了。”"),
            ("他说：#8220;好！#8221;#8220;走？#8221;\n#8220;走吧……#8221;", "他说：“好！”“走？”\n“走吧……”"),
        ],
    )
    def test_references(self, text: str, fixed: str) -> None:
        assert repaired(entities, text) == fixed

    @pytest.mark.parametrize("ampersand", ["&", "&amp;"])
    def test_a_whole_text_in_references(self, ampersand: str) -> None:
        text = NEWS + "\n2021年2月26日，门票5元，WiFi免费。"
        shown = text.encode("ascii", "xmlcharrefreplace").decode().replace("&", ampersand)
        assert repaired(entities, shown) == text

    @pytest.mark.parametrize(
        "text",
        [
            "AT&amp;T 和 R&amp;D",
            "工单 #12345; #12346; 已关闭",
            "工单 #20001; #20013; #20104; #20320; #21315; #22235; #23383; #24180; #26085; #27700; 已关闭",
            "颜色#fff;和#xyz;",
            "<p>灯会&ldquo;明天&rdquo;开始</p>",
            "HTML 里用&hellip;&hellip;表示省略号",
            "“&ldquo;”是左引号",
            "常用的有：&ldquo;、&rdquo;、&hellip;。",
            "左引号：&ldquo;\n右引号：&rdquo;",
            "一个汉字写成&#20013;也行",
            "&#1;号&#x3;灯",
            "a&hellip;b",
        ],
    )
    def test_what_stays(self, text: str) -> None:
        assert repaired(entities, text) == text


class TestBreakTags:
    def test_forward_and_back(self) -> None:
        assert repaired(break_tags, break_tags.damage(NEWS)) == NEWS

    def test_two_in_a_row(self) -> None:
        assert repaired(break_tags, "灯会开始。<BR><BR>请走西门") == "灯会开始。\n\n请走西门"

    def test_in_small_letters_where_the_text_is_damaged_otherwise(self) -> None:
        text = "灯会开始。<br />请走西门"
        assert repaired(break_tags, text) == text
        assert repaired(break_tags, text, knows(noise=1)) == "灯会开始。\n请走西门"

    @pytest.mark.parametrize(
        "text",
        [
            "<P>灯会开始。<BR>请走西门</P>",
            "换行请用<BR>标签",
            "`。<BR>`",
            "| 甲。<BR>乙 |",
            "a<BR>b",
            "x < y。",
        ],
    )
    def test_what_stays(self, text: str) -> None:
        assert repaired(break_tags, text) == text


class TestChrome:
    def test_the_lines_about_an_attachment(self) -> None:
        box = "lantern-1.jpg (97.5 KB, 下载次数: 12)\n下载附件  保存到相册\n2019-2-19 18:30 上传\n"
        assert repaired(attachment_words, f"灯会今晚开始。\n{box}请走西门。\n") == "灯会今晚开始。\n请走西门。\n"

    @pytest.mark.parametrize(
        "words",
        [
            "登录/注册后可看大图",
            "登錄/註冊後可看大圖",
            "您需要登录才可以下载或查看，没有账号？立即注册",
            "马上注册，结交更多好友，享用更多功能，让你轻松玩转社区。",
        ],
    )
    def test_what_no_author_writes_goes_anywhere(self, words: str) -> None:
        assert repaired(attachment_words, f"灯会{words}开始") == "灯会开始"
        assert repaired(attachment_words, f"灯会\n{words}\n开始") == "灯会\n开始"

    def test_a_file_s_name_and_date_alone_are_a_guess(self) -> None:
        text = "灯会开始。\n下载附件\n2019-2-19 18:30 上传"
        assert repaired(attachment_words, text) == text
        assert repaired(attachment_words, text, options=Options(least_certainty="guess")) == "灯会开始。\n"
        assert repaired(attachment_words, text, knows(noise=4)) == "灯会开始。\n"

    @pytest.mark.parametrize(
        "text",
        [
            "请点击下载附件，把照片保存到相册里。",
            "他昨天上传了三张照片",
            "登录后可看大图",
            "（12 KB, 下载次数: 3）个文件",
        ],
    )
    def test_what_stays(self, text: str) -> None:
        assert repaired(attachment_words, text) == text


class TestSiteStrings:
    def test_known_ones_at_the_ends_of_lines(self) -> None:
        text = "第一轮很顺利。. From 1point 3acres bbs\n第二轮也是-baidu 1point3acres\n我在1point3acres看到的"
        assert repaired(site_strings, text) == "第一轮很顺利。\n第二轮也是\n我在1point3acres看到的"

    def test_given_ones_at_either_end(self) -> None:
        text = "灯会开始。 南门论坛首发\u200b\n南门论坛首发请走西门\n南门论坛首发了这条消息，南门论坛首发"
        fixed = "灯会开始。\n请走西门\n了这条消息，"
        assert repaired(site_strings, text, options=Options(strings=("南门论坛首发",))) == fixed

    def test_learned_ones_in_a_document_with_noise(self) -> None:
        text = "灯会开始。via SouthGate BBS\n请走西门！via SouthGate BBS\n“好的。”via SouthGate BBS\n完"
        assert repaired(site_strings, text) == text
        profile = knows(noise=3)
        assert repaired(site_strings, text, profile) == "灯会开始。\n请走西门！\n“好的。”\n完"
        assert profile.strings == {"via SouthGate BBS": 3}
        assert repaired(site_strings, "第二天。via SouthGate BBS", profile) == "第二天。"

    def test_an_empty_string_is_none(self) -> None:
        assert repaired(site_strings, NEWS, Profile(strings=Counter({"": 9, " ": 9}))) == NEWS
        assert site_strings.repair(NEWS, Profile(), Options(strings=("", " ")), Work.on("")) == []


class TestUnescaped:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("a &quot; b", 'a " b'),
            ("a &amp;amp;quot; b", 'a " b'),
            ("&#39;&#039;&#x27;", "'''"),
            ("&nbsp;&amp;nbsp;&#160;", "\xa0\xa0\xa0"),
            ("&amp;lt;&lt;&copy;", "&lt;&lt;&copy;"),
            ("& ;", "& ;"),
        ],
    )
    def test_text_and_places(self, source: str, text: str) -> None:
        view = Unescaped.of(source)
        assert view.text == text
        assert view.source(0) == 0
        assert view.source(len(text)) == len(source)

    def test_places_between(self) -> None:
        view = Unescaped.of("甲&amp;乙&quot;丙")
        assert view.text == '甲&乙"丙'
        assert [view.source(place) for place in range(6)] == [0, 1, 6, 7, 13, 14]


@pytest.mark.parametrize("repair", [entities.repair, break_tags.repair, attachment_words.repair, site_strings.repair])
@pytest.mark.parametrize(
    "unit",
    ["&", "&amp;", "#x", "#xff0c;", "<", "<br>", "。<BR>", "下载附件", "保存到相册\n", "上传 ", "a.jpg ", " "],
    ids=repr,
)
def test_long_repetitions_come_to_an_end(
    repair: Callable[[str, Profile, Options, Work], list[Repair]], unit: str
) -> None:
    text = unit * (100_000 // len(unit)) + "灯"
    made = repair(text, Profile(), Options(strings=("上传",)), Work.on(text))
    assert revert(apply(text, made), made) == text
