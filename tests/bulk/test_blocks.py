"""Streams cut into blocks of whole lines."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.bulk import blocks as module
from harvester.bulk.blocks import Block, blocks


def cut(data: bytes, longest: int = 1000) -> list[Block]:
    return list(blocks(io.BufferedReader(io.BytesIO(data)), longest))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 16)


@pytest.mark.usefixtures("small")
class TestBlocks:
    def test_blocks_end_with_a_line(self) -> None:
        assert cut(b"0123456789\n0123456789\n0\n") == [Block(1, b"0123456789\n0123456789\n"), Block(3, b"0\n")]

    def test_the_last_line_may_lack_its_end(self) -> None:
        assert cut(b"0123456789\n0123456789\nab") == [Block(1, b"0123456789\n0123456789\n"), Block(3, b"ab")]

    def test_an_empty_stream_has_none(self) -> None:
        assert cut(b"") == []

    def test_a_long_line_is_cut_before_a_character(self) -> None:
        body = "一二三四五六七八九十，，，，，十 九八七六五四三二一\n".encode("gbk")
        first, second = cut(body, longest=20)
        assert first.body + second.body == body
        assert first.body.decode("gbk").endswith("十 ")
        assert second.line == 1

    def test_a_long_line_without_such_a_place_is_cut_anyhow(self) -> None:
        pieces = cut("一".encode() * 40, longest=20)
        assert len(pieces) > 2
        assert b"".join(piece.body for piece in pieces) == "一".encode() * 40

    @settings(
        max_examples=200, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(st.binary(max_size=100) | st.text("a中 \n", max_size=90).map(str.encode), st.integers(1, 30))
    def test_put_together_they_are_the_stream(self, data: bytes, longest: int) -> None:
        pieces = cut(data, longest)
        assert b"".join(piece.body for piece in pieces) == data
        assert all(len(piece.body) <= 16 + longest + 16 for piece in pieces)
        seen = b""
        for piece in pieces:
            assert piece.line == 1 + seen.count(b"\n")
            seen += piece.body
