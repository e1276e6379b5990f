"""Messages as HTML, as text and as the archiver has them; the noise; times; bytes."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import datetime, timedelta

import pytest

from harvester.demo import dates, markup
from harvester.demo.encoding import FOREIGN, ORPHAN, encode
from harvester.demo.jammer import jam, noise
from harvester.demo.script import simplified, traditional


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # noise, not secrets


def html(message: str, *, jammer: bool = False) -> str:
    return markup.html(message, simplified, {7: "<img7>"}, seeded(1), jammer=jammer)


@pytest.mark.parametrize(
    ("message", "said", "shown"),
    [
        ("[b]粗[/b]体", "粗体", "<strong>粗</strong>体"),
        ("　　缩进\n\n第二段", "缩进\n第二段", "　　缩进<br />\r\n<br />\r\n第二段"),
        ("    四格", "四格", "&nbsp; &nbsp; 四格"),
        ("a < b & c", "a < b & c", "a &lt; b &amp; c"),
        (
            "[quote]引文[/quote]\n正文",
            "引文\n正文",
            '<div class="quote"><blockquote>引文</blockquote></div><br />\r\n正文',
        ),
        ("[list]\n[*]一\n[*]二\n[/list]", "一\n二", "<ul><li>一<li>二</ul>"),
        (
            "[table][tr][td]甲[/td][td]乙[/td][/tr]\n[tr][td]1[/td][td]2[/td][/tr][/table]",
            "甲\t乙\n1\t2",
            (
                '<table cellspacing="0" class="t_table" style="width:98%">'
                "<tr><td>甲</td><td>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
            ),
        ),
        (
            "[p=30, 2, left]甲[/p]\n[p=30, 2, left]乙[/p]",
            "甲\n乙",
            (
                '<p style="line-height:30px;text-indent:2em;text-align:left">甲</p>'
                '<p style="line-height:30px;text-indent:2em;text-align:left">乙</p>'
            ),
        ),
        ("见图[attach]7[/attach]。[attach]8[/attach]", "见图。", "见图<img7>。"),
        (
            "[url=http://a.example/?x=1&y=2]链接[/url]",
            "链接",
            '<a href="http://a.example/?x=1&amp;y=2" target="_blank">链接</a>',
        ),
        ("[hr]后", "后", '<hr class="l" />后'),
    ],
)
def test_a_message_is_worded_and_shown(message: str, said: str, shown: str) -> None:
    assert markup.text(message) == said
    assert html(message) == shown


def test_a_hidden_part_is_locked_and_said_to_nobody() -> None:
    assert markup.text("前[hide]秘密[/hide]后") == "前后"
    shown = html("前[hide=200]秘密[/hide]后")
    assert "秘密" not in shown
    assert '<div class="locked">' in shown
    assert "200" in shown


def test_code_is_a_list_of_lines() -> None:
    shown = html('[code]if a < b:\n    print("x")[/code]')
    assert markup.text("[code]a\nb[/code]") == "a\nb"
    assert "<li>if a &lt; b:<br />\r\n<li>" in shown
    assert "复制代码" in shown


def test_the_archiver_flattens_all_but_the_breaks() -> None:
    message = "[b]题[/b]\n[list][*]一[/list][hide]密[/hide]{:smile:}[attach]7[/attach]"
    assert markup.flat(message, simplified) == "题<br />\r\n[*]一{:smile:}"


def test_a_run_of_noise_is_made_of_units() -> None:
    rng = seeded(5)
    runs = [noise(rng) for _ in range(4000)]
    assert all(re.fullmatch(r"(?:[ -;] [?-~]){5,15}", run) for run in runs)
    sizes = Counter(len(run) // 3 for run in runs)
    assert abs(sum(size * count for size, count in sizes.items()) / 4000 - 7.85) < 0.1
    assert abs(sizes[5] / 4000 - 1 / 11) < 0.02


def test_noise_stands_at_every_break_on_either_side_of_it() -> None:
    shown = jam("甲\n乙\n" * 200, seeded(2))
    before = len(re.findall(r'<font class="jammer">[^\n]+</font>\n', shown))
    after = len(re.findall(r'\n<span style="display:none">[^\n]+</span>', shown))
    assert before + after == 400
    assert 160 < before < 240
    assert (
        re.sub(r'<font class="jammer">[^\n]+?</font>|<span style="display:none">[^\n]+?</span>', "", shown)
        == "甲\n乙\n" * 200
    )


def test_two_blanks_of_the_noise_become_entities() -> None:
    shown = html("甲\n" * 300, jammer=True)
    assert "&nbsp;&nbsp;" in shown
    assert "  " not in shown


NOW = datetime(2024, 5, 20, 17, 22, 10, tzinfo=dates.ZONE)


@pytest.mark.parametrize(
    ("age", "worded"),
    [
        (timedelta(0), "刚刚"),
        (timedelta(seconds=9), "9&nbsp;秒前"),
        (timedelta(minutes=6, seconds=2), "6&nbsp;分钟前"),
        (timedelta(minutes=40), "半小时前"),
        (timedelta(hours=5, minutes=59), "5&nbsp;小时前"),
        (timedelta(hours=18), "昨天&nbsp;23:22"),
        (timedelta(days=2), "前天&nbsp;17:22"),
        (timedelta(days=4), "4&nbsp;天前"),
        (timedelta(days=7), "7&nbsp;天前"),
        (timedelta(days=8), None),
    ],
)
def test_times_of_the_last_week_are_relative(age: timedelta, worded: str | None) -> None:
    moment = NOW - age
    shown = dates.shown(moment, NOW, dates.second, simplified)
    absolute = f"2024-5-{moment.day} {moment:%H:%M:%S}"
    assert shown == (absolute if worded is None else f'<span title="{absolute}">{worded}</span>')


def test_the_wording_of_a_big5_forum_is_traditional() -> None:
    assert traditional("本帖最后由 某 于 编辑，发表于 3 天前，上传") == "本帖最後由 某 於 編輯，發表於 3 天前，上傳"


def test_bytes_of_a_gbk_page_can_be_what_a_tool_left() -> None:
    page = f"票{chr(ORPHAN + 0xA1)}!\ue000ä"
    assert encode(page, "gbk") == "票".encode("gbk") + b"\xa1!\xaa\xa1&#228;"
    assert encode(page, "utf-8") == "票?!\ue000ä".encode()


def test_a_foreign_stretch_keeps_its_own_encoding() -> None:
    assert encode(f"甲{'乙'.join(FOREIGN)}丙", "big5") == "甲".encode("big5") + "乙".encode() + "丙".encode("big5")
