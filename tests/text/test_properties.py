"""What holds for any text: nothing breaks, nothing is lost, clean text stays, and what is repaired stays so."""

from __future__ import annotations

import faulthandler
import random
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.text import Repair, decode, repair
from harvester.text.accidents import glosses, misreadings, noise, shifts
from harvester.text.encodings.orphans import ORPHAN
from harvester.text.newcomers import has_newcomers

# Of our own writing.
HANS = (
    "昨天夜里下了一场雨，早上起来，院子里的花都开了。",
    "村里的小学要换新桌椅，家长们商量着每家出一点钱。",
    "“你看，”他指着远处的山说，“翻过去就是我外婆家。”",
    "会议决定：一、修好东边的桥；二、把旧仓库改成阅览室（二楼）。",
    "这道题你会做吗？我想了半天，还是不明白！",
    "列车晚点四十分钟，站台上的人渐渐多了起来。",
)
HANT = (
    "昨天夜裡下了一場雨，早上起來，院子裡的花都開了。",
    "村裡的小學要換新桌椅，家長們商量著每家出一點錢。",
    "「你看，」他指著遠處的山說，「翻過去就是我外婆家。」",
    "會議決定：一、修好東邊的橋；二、把舊倉庫改成閱覽室（二樓）。",
    "這道題你會做嗎？我想了半天，還是不明白！",
    "列車晚點四十分鐘，站臺上的人漸漸多了起來。",
)

# Pieces that damage, and the repair of damage, are made of.
PIECES = (
    *HANS, *HANT, "?", "!", "?!", "?!惫鶗詵|", "��", "�", "(fā)", "發(fā)展", "產業(yè)", "(xi)(xi)", "潛?jié)摿",
    "0 |7 A9 r4 x1 n) {", "7 k", ", V Z1 d- H2 b8 i$ U", "\n", "\r\n", "\n\n", " ", "\xa0", "　", "&nbsp;",
    "&amp;nbsp;", "&#214;&#208;", "#xff0c;", "<BR>", "<br />", "ä¸\xadå›½", "ÖÐ¹ú", "¤¤¤å", "笢恅", "鐢ㄦ埛", "いゅ",
    "锟斤拷", "烫烫烫", "下载附件", "\0", "\ud83d", "\u2028", "\ue5e5", chr(ORPHAN + 0xA1), chr(ORPHAN + 0xE4),
    ",", ";", ":", "(", ")", "“", "”", "「", "」", "abc", "12", "😀",
)  # fmt: skip

damaged_texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
#: Lines of units as the forum draws them, with and without the blank in them.
units = st.tuples(st.integers(32, 59), st.sampled_from(["", " ", " ", "  "]), st.integers(63, 126))
noise_lines = st.lists(units.map(lambda unit: f"{unit[0]:c}{unit[1]}{unit[2]:c}"), max_size=16).map("".join)
noisy_texts = st.lists(noise_lines | st.sampled_from(PIECES), max_size=6).map("\n".join)
any_texts = st.text(max_size=60) | damaged_texts | noisy_texts
clean_texts = st.lists(st.sampled_from(HANS), min_size=1, max_size=6) | st.lists(
    st.sampled_from(HANT), min_size=1, max_size=6
)

few = settings(max_examples=150, derandomize=True, deadline=None)


class TestAnyText:
    @settings(few, max_examples=300)
    @given(noisy_texts, st.booleans())
    def test_lines_that_look_like_noise(self, text: str, stripped: bool) -> None:  # noqa: FBT001 - drawn
        text = "\n".join(map(str.strip, text.split("\n"))) if stripped else text
        assert repair(text).undo() == text

    def test_a_last_line_of_noise_is_taken_out_once(self) -> None:
        text = "G Y K; g: Ku M- Q8 U {4 l\nZ$ Q+ }, N' l"
        assert repair(text).undo() == text

    @few
    @given(any_texts)
    def test_nothing_comes_in_that_nobody_writes(self, text: str) -> None:
        assert not any(has_newcomers(made.before, made.after) for made in repair(text, least_certainty="guess").repairs)

    @few
    @given(any_texts)
    def test_undo_gives_the_input_again(self, text: str) -> None:
        assert repair(text, least_certainty="guess", widen=True).undo() == text

    @few
    @given(any_texts)
    def test_what_is_repaired_stays_so(self, text: str) -> None:
        repaired = repair(text).text
        assert repair(repaired).text == repaired

    @few
    @given(any_texts)
    def test_the_log_is_in_order_and_fits(self, text: str) -> None:
        repaired = repair(text)
        assert all(text[made.start : made.end] == made.before != made.after for made in repaired.repairs)
        assert all(first.end <= second.start for first, second in pairwise(repaired.repairs))
        assert all(made.why and "\n" not in made.why for made in repaired.repairs)
        for flag in repaired.flags:
            assert repaired.text[flag.start : flag.start + len(flag.text)] == flag.text

    @few
    @given(any_texts)
    def test_surer_repairs_are_fewer(self, text: str) -> None:
        sure = repair(text, least_certainty="certain")
        assert all(made.certainty == "certain" for made in sure.repairs)

    @few
    @given(any_texts)
    def test_no_kinds_no_repairs(self, text: str) -> None:
        assert repair(text, kinds=[]).text == text

    @few
    @given(st.binary(max_size=80) | damaged_texts.map(lambda text: text.encode("gb18030", "replace")))
    def test_bytes_go_through(self, body: bytes) -> None:
        text = decode(body).text
        assert repair(text).undo() == text


class TestCleanText:
    @few
    @given(clean_texts, st.sampled_from(["\n", "\r\n", "\n\n", "", "\n　　"]))
    def test_stays_as_it_is(self, sentences: list[str], separator: str) -> None:
        text = separator.join(sentences)
        assert repair(text).repairs == ()


#: What stands where bytes were lost, cut, or touched by something else.
TORN = "?\ufffd \xa0\xad\x81\x8dåéïÃÂâ€½。“中ㄌヶﾃ가Ж\ue000\n&<;1aA…"
READERS = ("cp1252", "latin-1", "gbk", "big5", "cp949", "euc_jp", "cp932", "cp1251", "koi8_r", "mac_roman")


class TestTorn:
    """Damage that something else damaged again, in any place."""

    @settings(few, max_examples=100)
    @given(
        st.sampled_from(("明天开会", "春天的花园里", "他说：“好的。”", "產業發展", "Größe")),
        st.sampled_from(("utf-8", "gbk", "big5hkscs")),
        st.sampled_from(READERS),
        st.sampled_from(("replace", "ignore")),
        st.integers(0, 40),
        st.text(TORN, max_size=3),
    )
    def test_anything_in_it(self, said: str, true: str, reader: str, errors: str, place: int, torn: str) -> None:
        shown = said.encode(true, "ignore").decode(reader, errors)
        text = shown[:place] + torn + shown[place + len(torn) // 2 :]
        assert repair(text, least_certainty="guess").undo() == text

    @pytest.mark.parametrize("end", ["å?", "å\ufffd", "é ", "åa", "åÅ", "à\x80", "í\xa0"])
    def test_bytes_at_the_end_that_no_character_begins_with(self, end: str) -> None:
        text = "今天".encode().decode("latin-1") + end
        found = repair(text)
        assert found.undo() == text
        assert "\ufffd" not in found.text or "\ufffd" in end


class TestDamage:
    """What was repaired for certain is explained: the accident, done to it, gives what came in."""

    @few
    @given(clean_texts)
    def test_shifts(self, sentences: list[str]) -> None:
        damaged = shifts.damage("\n".join(sentences))
        repaired = repair(damaged, least_certainty="certain", keep_half_width=True)
        for made in repaired.repairs:
            assert made.kind == "shift"
            tail = damaged[made.end : made.end + 1]
            assert shifts.damage(made.after + tail) == made.before + tail

    @few
    @given(clean_texts, st.integers(1, 7))
    def test_glosses(self, sentences: list[str], depth: int) -> None:
        damaged = glosses.damage("\n".join(sentences), depth=depth)
        repaired = repair(damaged, least_certainty="certain")
        assert all(made.before.startswith(f"{made.after}(") for made in repaired.repairs)
        if repaired.repairs:
            assert glosses.damage(repaired.text, depth=depth) == damaged

    @settings(few, max_examples=50)
    @given(clean_texts, st.sampled_from(misreadings.KINDS), st.integers(0, 9))
    def test_chains(self, sentences: list[str], kind: str, seed: int) -> None:
        try:
            damaged = misreadings.damage("\n".join(sentences), kind, random.Random(seed))  # noqa: S311 - a fixed seed
        except UnicodeEncodeError:
            return  # Big5 has no simplified characters
        for made in repair(damaged, least_certainty="certain").repairs:
            assert made.before in explained(made)

    @few
    @given(clean_texts, st.integers(0, 99), st.booleans())
    def test_noise(self, sentences: list[str], seed: int, spaced: bool) -> None:  # noqa: FBT001 - drawn
        text = "\n".join(sentences)
        damaged = noise.damage(text, rng=random.Random(seed), spaced=spaced)  # noqa: S311 - a fixed seed
        repaired = repair(damaged, least_certainty="certain")
        assert all(made.after == "" and made.before.isascii() for made in repaired.repairs)


def explained(made: Repair) -> set[str]:
    """What the misreadings of a chain, the last one last, may show for what was repaired."""
    shown = {made.after}
    for kind in reversed(made.kind.split("+")):
        rngs = [random.Random(seed) for seed in range(9)]  # noqa: S311 - fixed seeds
        shown = {misreadings.damage(text, kind, rng, "?") for text in shown for rng in rngs}
    return shown


#: Of each so much that a search that backtracks or looks ahead too far would take hours.
HOSTILE = {
    "question marks": "?",
    "orphans before marks": "?!",
    "replacement characters": "\ufffd",
    "replacement characters before marks": "\ufffd!",
    "marks after a character that may be shifted": "。?!",
    "one noise run": "0 |7 A9 r4 x1 n) {1 p",
    "blanks": " ",
    "line breaks": "\r\n",
    "private-use characters": "\ue5e5",
    "undecoded bytes": chr(ORPHAN + 0xA1),
    "open brackets": "(",
    "glosses alone": "(fā)",
    "glosses": "發(fā)",
    "orphaned glosses": "?jié)",
    "ampersands": "&amp;",
    "entities": "&#214;",
    "tags": "<BR>",
    "open tags": "<",
    "UTF-8 read as cp1252": "ä¸\xadå›½",
    "GBK read as cp1252": "ÖÐ¹ú",
    "GBK read as Big5": "笢恅",
    "UTF-8 read as GBK": "鐢ㄦ埛",
    "twice broken": "锟斤拷",
    "one letter": "Ã",
    "one character": "的",
    "half-width marks": "的,",
    "lone surrogates": "\ud800",
    "NUL": "\0",
}


@pytest.fixture
def no_hang() -> Iterator[None]:
    """Says where a test is that takes a minute, a hundred times what is usual, and ends it."""
    faulthandler.dump_traceback_later(60, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


#: Every character of these starts a search.
DENSE = ("。?!", "?jié)")
LONG = ("?", HOSTILE["one noise run"], "\ue5e5")


@pytest.mark.usefixtures("no_hang")
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_much_of_anything_ends(piece: str) -> None:
    size = 100_000 if piece in LONG else 10_000 if piece in DENSE else 40_000
    text = piece * (size // len(piece))
    assert repair(text).undo() == text


@pytest.mark.usefixtures("no_hang")
def test_much_of_everything_ends() -> None:
    chosen = random.Random(3).choices([*PIECES, *HOSTILE.values()], k=3_000)  # noqa: S311 - a fixed seed
    text = "".join(chosen)
    assert repair(text).undo() == text
