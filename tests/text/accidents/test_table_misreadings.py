from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.text import repair
from harvester.text.accidents import table_misreadings
from harvester.text.edits import Repair, apply
from harvester.text.misread.tables import TABLES, Table
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

#: Of our own writing.
TEXT = {
    "utf-8": "河边的茶馆今天开门，老板说下午有人来唱戏。",
    "gbk": "河边的茶馆今天开门，老板说下午有人来唱戏。",
    "big5": "河邊的茶館今天開門，老闆說下午有人來唱戲。",
}
SHORT = {"utf-8": "秋天的信", "gbk": "北京大学", "big5": "中國大學"}

#: Text of people who misread nothing.
CLEAN = [
    "работа",
    "РАБОТА И ОТДЫХ № 5",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "Щастя й здоров\u2019я, їжак",
    "Ђорђе и Љиљана иду кући",
    "Zażółć gęślą jaźń",
    "Příliš žluťoučký kůň úpěl ďábelské ódy",
    "Árvíztűrő tükörfúrógép",
    "Pijamalı hasta yağız şoföre çabucak güvendi; ĞÜŞİÖÇ",
    "Ngữ pháp tiếng Việt và chữ quốc ngữ",
    "Le cœur déçu mais l\u2019âme plutôt naïve, Louÿs rêva de crapaüter",
    "Falsches Üben von Xylophonmusik quält jeden größeren Zwerg",
    "Γαζέες καὶ μυρτιὲς δὲν θὰ βρῶ πιά",
    "키스의 고유조건은 입술끼리 만나야 하고",
    "いろはにほへと　ちりぬるを",
    "┌──┬──┐\n│ a│ b│\n╞══╪══╡\n└──┴──┘ ░▒▓█",
    "°C ±5 µm × 2½ £€¥",
    "«Ещё раз!» — сказал он…",
    "ÀÉÈÙ ÄÖÜ ÑÕ",
    "áááááááááááááááááááá",
]


def repairs_of(text: str, profile: Profile | None = None, options: Options | None = None) -> list[Repair]:
    return table_misreadings.repair(text, profile or Profile(), options or Options(), Work.on(text))


def shown(kind: str, text: str) -> str:
    return table_misreadings.damage(text, kind)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_shows_each_byte_and_its_characters_are_bytes(table: Table) -> None:
    every = bytes(range(0x100))
    assert table.unread(table.read(every)) == every


@pytest.mark.parametrize("hole", ["\ufffd", "\x98"])
def test_the_only_byte_that_a_table_lacks_is_known_however_it_is_shown(hole: str) -> None:
    text = "昨天昨夜都在下雨"
    damaged = text.encode().decode("cp1251", "replace").replace("\ufffd", hole)
    assert hole in damaged
    assert repair(damaged).text == text


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_a_table_lacks_is_a_control_character(table: Table) -> None:
    lacking = [byte for byte in range(0x100) if not bytes([byte]).decode(table.codec, "ignore")]
    assert all(0x80 <= byte < 0xA0 for byte in lacking)


@pytest.mark.parametrize("kind", table_misreadings.KINDS)
class TestRepair:
    def test_a_paragraph(self, kind: str) -> None:
        text = TEXT[kind.partition("-as-")[0]]
        assert repair(shown(kind, text)).text == text

    def test_a_part_of_a_line_beside_clean_text(self, kind: str) -> None:
        text = TEXT[kind.partition("-as-")[0]]
        assert repair(f"今天的新聞：{shown(kind, text)}").text == f"今天的新聞：{text}"

    def test_a_file_name_in_a_document_that_has_proof(self, kind: str) -> None:
        true = kind.partition("-as-")[0]
        damaged = f"{shown(kind, TEXT[true])}\n\n{shown(kind, SHORT[true])}.txt"
        assert repair(damaged).text == f"{TEXT[true]}\n\n{SHORT[true]}.txt"

    def test_the_damage_of_what_a_repair_says_gives_what_came_in(self, kind: str) -> None:
        damaged = shown(kind, TEXT[kind.partition("-as-")[0]])
        for made in repairs_of(damaged):
            assert shown(made.kind, made.after) == made.before

    def test_a_kind_that_is_not_asked_for_stays(self, kind: str) -> None:
        damaged = shown(kind, TEXT[kind.partition("-as-")[0]])
        assert repairs_of(damaged, options=Options(kinds=frozenset({"noise"}))) == []


@pytest.mark.parametrize("text", CLEAN)
def test_text_in_an_alphabet_stays(text: str) -> None:
    assert repairs_of(text) == []


@pytest.mark.parametrize("text", CLEAN)
def test_text_in_an_alphabet_stays_where_a_chain_is_proved(text: str) -> None:
    proved = Profile()
    proved.proofs.update(table_misreadings.KINDS)
    assert repairs_of(text, proved) == []


@pytest.mark.parametrize(
    "text",
    [
        "Names of GBK archives come out as {} when unpacked with the wrong code page.",
        "有人把“{}”当成密码，其实这是乱码。",
        "Заголовок {} — это кодировка не та.",
    ],
)
def test_a_quotation_stays(text: str) -> None:
    quoting = text.format(shown("gbk-as-cp1251", SHORT["gbk"]))
    assert {repair.certainty for repair in repairs_of(quoting)} <= {"guess"}


def test_a_comment_in_source_code_is_no_quotation() -> None:
    code = "# {}\nint n = read(fd, buf, size);\n"
    assert repair(code.format(shown("gbk-as-koi8-r", TEXT["gbk"]))).text == code.format(TEXT["gbk"])


def test_what_is_damaged_leaves_a_clean_line_of_the_document_alone() -> None:
    clean = "\n\n".join(CLEAN)
    damaged = shown("gbk-as-koi8-r", TEXT["gbk"])
    assert repair(f"{damaged}\n\n{clean}").text == f"{TEXT['gbk']}\n\n{clean}"


def test_a_part_of_what_another_reader_showed_stays() -> None:
    assert repairs_of(shown("gbk-as-cp1252", SHORT["gbk"]) + "ϵͳ") == []


@given(st.text(alphabet=st.characters(min_codepoint=0x80, max_codepoint=0x25FF), max_size=30))
def test_every_repair_is_explained(text: str) -> None:
    made = repairs_of(text)
    apply(text, made)
    assert all(shown(each.kind, each.after) == each.before for each in made)


@pytest.mark.parametrize("text", ["péngyou 朋友", "广州 (Guǎngzhōu), 四川", "汉语 hànyǔ, 语言 yǔyán"])
def test_pinyin_beside_what_it_reads(text: str) -> None:
    shown = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert repair(shown).text == text


def test_a_line_is_undone_as_a_whole_or_not_at_all() -> None:
    shown = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in "与 XML 王升是一个 GUI 二进制".encode())
    made = repair(shown)
    assert made.text in {shown, "与 XML 王升是一个 GUI 二进制"}
