"""Many files, block by block: in order, with what earlier blocks have proved, whatever the number of processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.bulk import blocks as cutting
from harvester.bulk import stream
from harvester.bulk.blocks import Block
from harvester.bulk.stream import Piece, Source, at_once, processes, repaired
from harvester.bulk.work import Done, Task
from harvester.text import Options, Profile


class Recorder:
    """A :data:`~harvester.bulk.stream.Submit` that proves its block's text, and notes what it was given."""

    def __init__(self) -> None:
        self.given: list[tuple[str, set[str]]] = []

    def __call__(self, block: Block, task: Task, profile: Profile) -> Callable[[], Done]:
        del task
        name = block.body.decode().strip()
        self.given.append((name, set(profile.proofs)))
        return lambda: Done(body=block.body.upper(), learned=Profile(Counter([name])))


def source(path: Path, profile: Profile | None = None, task: Task | None = None) -> Source:
    return Source(str(path), task or Task(Options()), profile or Profile())


def file_of(path: Path, lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def bodies(pieces: list[Piece]) -> bytes:
    return b"".join(piece.done.body for piece in pieces)


@pytest.fixture
def lines_are_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BLOCK", 2)
    monkeypatch.setattr(stream, "LAG", 3)


@pytest.mark.usefixtures("lines_are_blocks")
class TestOrder:
    def test_pieces_come_in_order_and_each_source_ends(self, tmp_path: Path) -> None:
        files = [file_of(tmp_path / "1", "abcdef"), file_of(tmp_path / "2", ""), file_of(tmp_path / "3", "x")]
        pieces = list(repaired(map(source, files), Recorder()))
        assert bodies(pieces) == b"A\nB\nC\nD\nE\nF\nX\n"
        assert [Path(piece.source.name).name for piece in pieces if piece.last] == ["1", "2", "3"]

    def test_a_block_is_given_what_the_first_and_those_long_before_have_proved(self, tmp_path: Path) -> None:
        recorder = Recorder()
        list(repaired([source(file_of(tmp_path / "1", "abcdefg"))], recorder))
        assert recorder.given == [
            ("a", set()),
            ("b", {"a"}),
            ("c", {"a"}),
            ("d", {"a"}),
            ("e", {"a"}),
            ("f", {"a", "b"}),
            ("g", {"a", "b", "c"}),
        ]

    def test_a_file_knows_nothing_of_another_but_what_both_were_given(self, tmp_path: Path) -> None:
        recorder = Recorder()
        known = Profile(Counter(site=1))
        files = [file_of(tmp_path / "1", "a"), file_of(tmp_path / "2", "bc")]
        list(repaired([source(path, known.copy()) for path in files], recorder))
        assert recorder.given == [("a", {"site"}), ("b", {"site"}), ("c", {"site", "b"})]

    def test_no_more_than_a_few_blocks_are_under_way(self, tmp_path: Path) -> None:
        under_way = most = 0

        def submit(block: Block, _task: Task, _profile: Profile) -> Callable[[], Done]:
            nonlocal under_way, most
            under_way += 1
            most = max(most, under_way)

            def wait() -> Done:
                nonlocal under_way
                under_way -= 1
                return Done(block.body)

            return wait

        list(repaired([source(file_of(tmp_path / str(name), "abcdefgh")) for name in range(5)], submit))
        assert most == stream.LAG

    def test_what_can_not_be_read_does_not_stop_the_others(self, tmp_path: Path) -> None:
        torn = tmp_path / "torn"
        torn.write_bytes(b"\x1f\x8b\x08\x00torn")
        files = [file_of(tmp_path / "1", "a"), tmp_path / "none", torn, file_of(tmp_path / "3", "b")]
        pieces = list(repaired(map(source, files), Recorder()))
        assert bodies(pieces) == b"A\nB\n"
        errors = {Path(piece.source.name).name: piece.error for piece in pieces if piece.last}
        assert errors["1"] is errors["3"] is None
        assert errors["none"] == "No such file or directory"
        assert errors["torn"]


class TestProcesses:
    text = "".join(f"第{number}行，写得很平常。\r\n" for number in range(3000))

    def test_several_do_what_one_does(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cutting, "BLOCK", 20_000)
        path = tmp_path / "text"
        path.write_bytes(self.text.encode("gb18030"))
        alone = bodies(list(repaired([source(path)], at_once)))
        with processes(2) as submit:
            together = bodies(list(repaired([source(path)], submit)))
        assert alone.decode() == self.text
        assert together == alone

    def test_an_error_in_a_process_is_raised(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cutting, "BLOCK", 2)
        broken = Task(Options(), fields=(7,))  # type: ignore[arg-type] # what no caller does, to see it fail over there
        with pytest.raises(TypeError), processes(2) as submit:
            list(repaired([source(file_of(tmp_path / "1", "ab"), task=broken)], submit))


def test_the_encoding_of_the_first_telling_block_holds_for_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cutting, "BLOCK", 60)
    path = tmp_path / "text"
    text = (
        "plain ASCII comes first, for a whole block of it, and then\n"
        + "今天下午我們去學校開會，大家都來。\n" * 5
        + "嗎\n"
    )
    path.write_bytes(text.encode("big5"))
    assert bodies(list(repaired([source(path)], at_once))).decode() == text
