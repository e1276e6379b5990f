r"""Accidents that are a table and a place: marks as control characters, users' own characters, broken characters."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from harvester.text import repair
from harvester.text.accidents import broken_lines, c1_marks, private_use

# Of our own writing.
ROADSIDE = "村口的小店换了招牌，写着“南来北往”。老板娘说：‘都是熟客。’"
HONG_KONG = "佢哋喺茶餐廳食嘢，話啲餸唔夠熱；個伙計行咗過嚟。"
INDENTED = "\u3000\u3000那年冬天来得早。\n\u3000\u3000船都拖上了岸。"
WRAPPED = "河边的茶馆今天开门。老板说下午有人来唱戏，请大家早点到。"


@pytest.mark.parametrize(
    ("damage", "clean"),
    [
        (c1_marks.damage, ROADSIDE),
        (c1_marks.damage, "He said: “it’s late” – and left…"),
        (private_use.damage, HONG_KONG),
        (private_use.damage, INDENTED),
        (broken_lines.damage, WRAPPED),
    ],
)
def test_what_was_damaged_comes_back(damage: Callable[[str], str], clean: str) -> None:
    damaged = damage(clean)
    assert damaged != clean
    repaired = repair(damaged)
    assert repaired.text == clean
    assert repaired.undo() == damaged


@pytest.mark.parametrize("encoding", ["gbk", "big5hkscs", "utf-8"])
@pytest.mark.parametrize("wrong", ["latin-1", "koi8_r", "cp437", "mac_roman"])
def test_a_break_inside_a_character_goes_wherever_it_is(encoding: str, wrong: str) -> None:
    data = "河邊的茶館今天開門，老闆說下午有人來唱戲。".encode(encoding)
    size = 3 if encoding == "utf-8" else 2
    broken = data[: 5 * size + 1] + b"\n" + data[5 * size + 1 : 14 * size + 1] + b"\n" + data[14 * size + 1 :]
    assert repair(broken.decode(wrong)).text == data.decode(encoding)


@pytest.mark.parametrize(
    "text",
    [
        "/[\x80]/.test(s)",
        "line one\x85line two\x85",  # breaks of another system
        "\x00\x93\x02\x94\x7f",  # no text at all
        "\x81\x93\x90",
        "Ã\x93Â\x91 quoted",  # bytes of a misreading
        "PDF: \x93\x94\x95\x96",
        "首頁\n\ue601論壇首頁\n\ue612最新文章",  # icons
        "\ue600 首页",
        "下載\ue5a2 (PDF)",
        "新闻\ue5a2中心",  # the table of Hong Kong in simplified text
        "图标 \uf015 是一座房子",
        "le café\nà côté de l’été\nâgé",
        "ÄÖÜ\nÄÖÜ ß",
        "Съешь ещё\nэтих мягких\nбулок",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert repair(text).text == text


def test_each_character_of_users_is_one_character() -> None:
    table = private_use.hong_kong()
    assert table["\ue5a2"] == "哋"
    assert all(len(char) == 1 and not "\ue000" <= char <= "\uf8ff" for char in table.values())


def test_an_indent_before_a_number() -> None:
    assert repair("\ue5e5\ue5e5第一段写在这里。\n\ue5e5\ue5e52010年又写了一段。").text == (
        "\u3000\u3000第一段写在这里。\n\u3000\u30002010年又写了一段。"
    )
    for icons in ("\ue5e52010年", "\ue5e5\ue5e5 2010-03"):
        assert repair(icons).text == icons


@pytest.mark.parametrize("reader", ["latin-1", "iso8859_15"])
def test_a_control_character_in_what_is_quoted_is_no_mark(reader: str) -> None:
    shown = "人民网".encode().decode(reader)
    text = f"有人把这样的字形容为乱码：\n{shown}\n其实大家都见过。"
    assert repair(text).text == text
