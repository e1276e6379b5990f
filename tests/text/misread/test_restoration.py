"""Known bytes are read at once: that gives what reading them token by token gives."""

from __future__ import annotations

import random

import pytest

from harvester.text.language.alphabets import ALPHABETS
from harvester.text.language.model import model
from harvester.text.misread.chains import CHAINS, Chain
from harvester.text.misread.hole_choices import Choices
from harvester.text.misread.parts import bits_of_each, is_usual, odd_part
from harvester.text.misread.readers import HOLE, Reader
from harvester.text.misread.restoration import Search, Token
from harvester.text.misread.suspects import Suspect
from harvester.text.misread.tables import TABLES
from harvester.text.work import Work

SAID = "列车晚点四十分钟，站台上的人渐渐多了起来。售票员说：“请到2号窗口。”"


def found(chain: Chain, reader: Reader, tokens: list[Token]) -> list[tuple[str, float]]:
    search = Search(Choices(chain.true, reader), model().costs, Work(10_000_000))
    return [(each.text, round(each.bits, 6)) for each in search.ranked(tokens)]


@pytest.mark.parametrize("kind", ["gbk-as-cp1252", "gbk-as-big5", "utf-8-as-gbk", "utf-8-as-cp1252"])
@pytest.mark.parametrize("sign", ["?", "\ufffd"])
def test_runs_are_read_like_single_tokens(kind: str, sign: str) -> None:
    chain = CHAINS[kind]
    for reader in chain.wrong.readers[:3]:
        shown = reader.show(SAID.encode(chain.true.codec)).replace(HOLE, sign)
        tokens = Suspect(chain, reader).tokens(shown)
        assert tokens is not None
        one_by_one = [token * 2 if len(token) == 1 else token for token in tokens]  # twice the same is not certain
        at_once = found(chain, reader, tokens)
        assert at_once == found(chain, reader, one_by_one)
        assert at_once


@pytest.mark.parametrize("name", ALPHABETS)
def test_bytes_that_are_no_text_are_read_like_single_tokens(name: str) -> None:
    rng = random.Random(5)  # noqa: S311 - a fixed seed
    chain = next(chain for chain in CHAINS.values() if chain.true.name == name)
    reader = Reader("latin-1")
    for _ in range(300):
        data = rng.choice(SAID).encode(chain.true.codec, "ignore") + rng.randbytes(rng.randint(1, 4))
        tokens: list[Token] = [((byte,),) for byte in data]
        one_by_one: list[Token] = [((byte,), (byte,)) for byte in data]
        assert found(chain, reader, tokens) == found(chain, reader, one_by_one), data.hex(" ")


def test_tables_are_read_and_unread_as_they_are_shown() -> None:
    for table in TABLES:
        for byte, char in enumerate(table.shown):
            assert table.read(bytes([byte])) == char
        assert table.unread("".join(table.shown)) == bytes(map(table.bytes_of.__getitem__, table.shown))
        with pytest.raises(UnicodeEncodeError):
            table.unread("灯")


def test_a_usual_run_has_no_odd_part() -> None:
    rng = random.Random(7)  # noqa: S311 - a fixed seed
    others = "浣犲ソ锛屼笘鐣墩밟鬼냘ｱ·“ÖÐ字的是。, a"
    usual = 0
    for _ in range(2_000):
        share = rng.choice((0.0, 0.05, 0.6))
        run = "".join(rng.choice(others) if rng.random() < share else char for char in SAID[:20])
        if is_usual(run, 12.5):
            usual += 1
            bits = bits_of_each(run)
            assert odd_part(bits) is None
            assert sum(bits) < 12.5 * sum(char > "\x7f" for char in run)
    assert 200 < usual < 1_800
