"""The bytes of GBK and the decoders that show them."""

from __future__ import annotations

import random

import pytest

from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import Decoder, Private
from harvester.text.encodings.orphans import ORPHAN


def test_user_defined_areas_are_holes() -> None:
    holes = gbk.holes()
    assert all(holes[lead] == frozenset(range(0xA1, 0xFF)) for lead in (*range(0xAA, 0xB0), *range(0xF8, 0xFE)))
    assert all(trail in holes[0xA1] for trail in range(0x40, 0xA1) if trail != 0x7F)
    assert 0xB0 not in holes


def test_pairs_and_codes_agree() -> None:
    assert gbk.codes()["發"] == (0xB0, 0x6C)
    assert gbk.characters()[0xB06C] == "發"
    assert len(gbk.pairs()) == 126 * 190


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"A1\xa1!", "A1?!"),
        (b"\xb0\x6c", "發"),
        (b"\xbc\x36\x30\x30", "?600"),
        (b"\x81\x30\x85\x33", "®"),
        (b"\xfa\xbc\xd2\xbb", "一"),
        (b"\xb0", "?"),
        (b"\xff\x80a", "??a"),
    ],
)
def test_what_a_decoder_shows(data: bytes, shown: str) -> None:
    assert Decoder().decode(data) == shown


@pytest.mark.parametrize(
    ("private", "shown"),
    [(Private.KEEP, "\ue30b一"), (Private.DROP, "一"), (Private.MARK, "?一"), (Private.LEAD, "?家?")],
)
def test_private_pairs(private: Private, shown: str) -> None:
    assert Decoder(private=private).decode(b"\xfa\xbc\xd2\xbb") == shown


def test_an_orphan_swallows_what_its_decoder_eats() -> None:
    assert Decoder(eats=b"<").decode(b"\xb1</p>") == "?/p>"


def test_our_own_decoder_keeps_orphans() -> None:
    assert Decoder(orphan=None).decode(b"\xa1!") == chr(ORPHAN + 0xA1) + "!"
    assert gbk.encode(chr(ORPHAN + 0xA1) + "!") == b"\xa1!"


def test_squash_does_not_see_characters() -> None:
    assert gbk.squash("。”".encode("gbk")) == b"\xa1!\xb1"
    assert gbk.squash("，＃１".encode("gbk")) == b"," + "＃１".encode("gbk")


@pytest.mark.parametrize("orphan", ["?", "\ufffd", "", None])
@pytest.mark.parametrize("private", Private)
@pytest.mark.parametrize("eats", [b"", b"<("])
def test_the_codec_shows_what_is_shown_byte_by_byte(orphan: str | None, private: Private, eats: bytes) -> None:
    rng = random.Random(3)  # noqa: S311 - a fixed seed
    decoder = Decoder(orphan, private, eats)
    parts = [
        *(pair for pair in gbk.pairs() if pair[0] > 0xA0 or pair[1] < 0x50),
        b"<",
        b"(",
        b"0",
        b"a",
        b"\x80",
        b"\xff",
    ]
    for _ in range(300):
        data = b"".join(rng.choice((rng.choice(parts), rng.randbytes(1), b"<0")) for _ in range(rng.randint(0, 12)))
        shown, place = "", 0
        while place < len(data):
            char, size = decoder._one(data, place)
            shown += char
            place += size
        assert decoder.decode(data) == shown, data.hex(" ")


def test_text_is_encoded_like_its_characters() -> None:
    text = "灯a\ud800€\ue5e5😀®" + "".join(gbk.pairs().values())
    assert gbk.encode(text) == b"".join(map(gbk.encode, text))
    assert gbk.encode(f"灯{chr(ORPHAN + 0xBB)}") == b"\xb5\xc6\xbb"
