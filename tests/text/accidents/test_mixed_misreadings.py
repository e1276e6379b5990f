from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.text import repair
from harvester.text.accidents import mixed_misreadings
from harvester.text.edits import Repair
from harvester.text.misread.mixtures import MIXTURES, Mixture
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

#: Of our own writing; the second has bytes AD.
HANS = "服务器没有找到文件，请检查系统设置后重新启动程序，然后再试一次。"
HYPHENS = "请先翻到第二页，这本小说的译者翻译得很好。"
CLEAN = [
    "Ἀρχὴ σοφίας φόβος κυρίου, «Ελλάδα»",
    "Ελλάδα и Россия — naïve café",
    "שלום עולם, Привет мир, Γειά σου",
    "Ngữ pháp tiếng Việt: đường, người, được",
    "[ˈwɔːtə], [ˈbɒtl̩], ʃʒθð",
    "Հայերեն և ελληνικά",
    "αβγ ΔΕΖ µm ± ½ × ÷ £€¥",
    "Ðeir íslensku þættir: ÁÐUR ÓÞEKKT",
    "çğıöşü ÇĞİÖŞÜ",
]
GBK = [mixture for mixture in MIXTURES if mixture.true.name == "gbk"]


def repairs_of(text: str, profile: Profile | None = None, options: Options | None = None) -> list[Repair]:
    return mixed_misreadings.repair(text, profile or Profile(), options or Options(), Work.on(text))


def test_bytes_read_as_utf_8_where_they_are() -> None:
    damaged = mixed_misreadings.damage(HANS, "gbk-as-utf-8-or-cp1252")
    assert repair(damaged).text == HANS
    assert repair(damaged).undo() == damaged


def test_bytes_read_as_utf_8_in_some_places() -> None:
    shown = HANS.encode("gbk").decode("latin-1")
    damaged = shown.replace(shown[10:30], mixed_misreadings.damage(HANS[5:15], "gbk-as-utf-8-or-cp1252"))
    assert damaged != shown
    assert repair(damaged).text == HANS


@pytest.mark.parametrize(
    ("shown", "text"),  # what ftfy 6.3 makes of GBK read as Latin-1
    [
        (
            "\xc9\xee\xb8\xdb\xc1\xbd\xb5\xd8\xb5\xc4\xc2\xff\u037b\xe1\xbc\xfbijij\xcf\xc8\xc9\xfa",
            "深港两地的旅客会见某某先生",
        ),  # digraphs are two letters
        (
            "\xb4\xd3\u03f0\xeb\xc4\uafea'\xb5\xc4\u0439\u6da8",
            "从下半年开始的新规定",
        ),  # an apostrophe is straight, bytes are joined twice, and a Hanzi is three bytes
        (
            "\xc7\xeb\xd7\xdf\xc9\u012e\u0308\u0225\xbf\xb4\xbf\xb4\xc4\xc7\xbf\xe9\xb5\xd8\xa3\xac\xd0\u0104\u0302\xbd\xd7",
            "请走上台去看看那块地，新台阶",
        ),  # accents are composed in another order
        (
            "\xce\xd2\xc3\xc7\xcf\u0232\xbb\xd3\xe0 shell \xc0\xb4\xd7\xf6\xd5\xe2\xbc\xfe\xca\xc2",
            "我们先不用 shell 来做这件事",
        ),  # a blank after A0
        (
            "\xbd\xf1\xcc\uc8e8\xc6\xdf\xd4\xc2\xd2\xbb\xc8\xd5\xa3\xa9\xbf\xaa\xbb\xe1",
            "今天（七月一日）开会",
        ),  # a syllable of Hangul
        (
            "\xd7\xd6\xba\xc5\xa3\xba\xb4\xf3 \xd6\u0420\u0421\xa3\xac\xc7\xeb\xd7\xd4\xbc\xba\xd1\xa1",
            "字号：大 中 小，请自己选",
        ),  # a blank is taken for A0
        ("\xb2\xe9\xbf\xb4\xb0\xe6\xb1\xbe\xbc\xc7\xc2\xbc", "查看版本记录"),
        ("\xcb\xfb\xcf\xbe\xf6\xd0\xc4\xd2\xaa\xb0\xe1\xbc\xd2", "他下决心要搬家"),  # two bytes are one of Latin-1
    ],
)
def test_what_ftfy_makes_of_it(shown: str, text: str) -> None:
    assert repair(shown).text == text


def test_hyphens_that_are_not_shown() -> None:
    damaged = mixed_misreadings.damage(HYPHENS, "gbk-as-cp1252")
    assert len(damaged) < len(HYPHENS.encode("gbk"))
    assert repair(damaged).text == HYPHENS


def test_a_hyphen_at_the_end_that_is_not_shown() -> None:
    text = "[ 本帖最后由 王小明 于 2010-3-4 12:30 编辑 ]"
    shown = text.encode("gbk").decode("latin-1").replace("\xad", "")
    assert repair(shown).text == text


@pytest.mark.parametrize(
    ("text", "codec"), [("这是上次剩下的好材料……", "gbk"), ("大家都说好极了…！", "gbk"), ("今天的火車出軌", "big5")]
)
def test_what_may_lack_a_hyphen_is_not_read_without_it(text: str, codec: str) -> None:
    shown = text.encode(codec).decode("latin-1").replace("\xad", "")
    found = repair(shown)
    assert found.text in (text, shown)
    assert found.text == text or found.flags


@pytest.mark.parametrize("text", CLEAN)
def test_text_in_several_alphabets_stays(text: str) -> None:
    assert repairs_of(text) == []


@pytest.mark.parametrize("mixture", GBK, ids=lambda mixture: mixture.kind)
def test_another_character_is_not_explained(mixture: Mixture) -> None:
    shown = mixture.damage(HANS)
    assert mixture.explains(HANS, shown)
    assert not mixture.explains(HANS.replace("文", "又", 1), shown)
    assert not mixture.explains(HANS[1:], shown)
    assert not mixture.explains(HANS + "了", shown)


def test_a_kind_that_is_not_asked_for_stays() -> None:
    damaged = mixed_misreadings.damage(HANS, "gbk-as-utf-8-or-cp1252")
    assert repairs_of(damaged, options=Options(kinds=frozenset({"noise"}))) == []


@given(st.text(alphabet=st.characters(min_codepoint=0x80, max_codepoint=0x7FF), max_size=20))
def test_every_repair_is_explained(text: str) -> None:
    for made in repairs_of(text):
        assert any(each.explains(made.after, made.before) for each in MIXTURES if each.kind == made.kind)


@pytest.mark.parametrize("reader", ["cp1252", "latin-1"])
def test_a_mark_after_a_run_is_not_taken_for_three_bytes_of_it(reader: str) -> None:
    said = "砀山官方回应说"  # 砀 is rare
    shown = f"今天的消息：{said.encode('gbk').decode(reader)}（完）"
    assert repair(shown).text in (shown, f"今天的消息：{said}（完）")
