"""Files in and out: compression, UTF-16, whole or not at all."""

from __future__ import annotations

import gzip
import os
import stat
from pathlib import Path

import pytest
import zstandard

from harvester.disk.files import READ_ERRORS, Input, WholeFile, check_input

TEXT = "第一行\r\n第二行\n".encode()


def read(path: Path) -> bytes:
    file = Input(str(path))
    try:
        return file.stream.read()
    finally:
        file.close()


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


class TestInput:
    def test_plain(self, tmp_path: Path) -> None:
        assert read(written(tmp_path / "a", TEXT)) == TEXT

    def test_empty(self, tmp_path: Path) -> None:
        assert read(written(tmp_path / "a", b"")) == b""

    def test_gzip_is_known_by_its_bytes_not_its_name(self, tmp_path: Path) -> None:
        assert read(written(tmp_path / "a.txt", gzip.compress(TEXT) + gzip.compress(TEXT))) == TEXT * 2

    def test_zstd_of_several_frames(self, tmp_path: Path) -> None:
        frame = zstandard.compress(TEXT)
        assert read(written(tmp_path / "a.zst", frame + frame)) == TEXT * 2

    @pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
    def test_utf_16_with_a_mark_becomes_utf_8(self, tmp_path: Path, codec: str) -> None:
        mark = "" if codec == "utf-16" else "\ufeff"  # the codec without an order writes its own
        data = (mark + TEXT.decode() * 50_000).encode(codec)
        assert read(written(tmp_path / "a", gzip.compress(data))) == TEXT * 50_000

    def test_a_cut_file_is_an_error_that_readers_expect(self, tmp_path: Path) -> None:
        packed = gzip.compress(TEXT * 99)
        with pytest.raises(READ_ERRORS):
            read(written(tmp_path / "a", packed[: len(packed) // 2]))

    def test_a_damaged_zstd_file_is_an_error_that_readers_expect(self, tmp_path: Path) -> None:
        packed = bytearray(zstandard.compress(TEXT * 99))
        packed[9:15] = b"\xff" * 6
        with pytest.raises(READ_ERRORS):
            read(written(tmp_path / "a", bytes(packed)))

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with written(tmp_path / "a", gzip.compress(TEXT)).open() as piped:
            monkeypatch.setattr("sys.stdin", piped)
            file = Input("-")
            assert file.stream.read() == TEXT
            assert file.position() == len(gzip.compress(TEXT))
            file.close()
            assert not piped.closed

    def test_position_counts_packed_bytes(self, tmp_path: Path) -> None:
        file = Input(str(written(tmp_path / "a", gzip.compress(TEXT * 999))))
        file.stream.read()
        assert file.position() == len(gzip.compress(TEXT * 999))
        file.close()
        assert file.position() == len(gzip.compress(TEXT * 999))


class TestCheckInput:
    def test_gives_the_size(self, tmp_path: Path) -> None:
        assert check_input(str(written(tmp_path / "a", TEXT))) == len(TEXT)

    @pytest.mark.parametrize("name", ["none", "."])
    def test_what_can_not_be_opened(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(OSError, match=r"No such file|folder"):
            check_input(str(tmp_path / name))

    def test_a_pipe_is_not_opened(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert check_input(str(tmp_path / "pipe")) == 0  # to open it would wait for a writer


class TestWholeFile:
    def test_nothing_is_there_before_commit(self, tmp_path: Path) -> None:
        target = tmp_path / "out"
        file = WholeFile(target)
        file.write(TEXT)
        assert not target.exists()
        file.commit()
        assert target.read_bytes() == TEXT
        assert names(tmp_path) == ["out"]

    def test_a_missing_folder_is_told_by_the_name_that_was_given(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError) as error:
            WholeFile(tmp_path / "none" / "out")
        assert error.value.filename == str(tmp_path / "none" / "out")

    def test_discard_leaves_what_stood_there(self, tmp_path: Path) -> None:
        target = written(tmp_path / "out", b"old")
        file = WholeFile(target)
        file.write(TEXT)
        file.discard()
        assert target.read_bytes() == b"old"
        assert names(tmp_path) == ["out"]

    @pytest.mark.parametrize("suffix", [".gz", ".zst", ""])
    def test_the_name_says_the_compression(self, tmp_path: Path, suffix: str) -> None:
        target = tmp_path / f"out{suffix}"
        file = WholeFile(target)
        for _ in range(9):
            file.write(TEXT)
        file.commit()
        assert read(target) == TEXT * 9
        assert (target.read_bytes() == TEXT * 9) == (suffix == "")

    def test_permissions_are_those_of_what_stood_there(self, tmp_path: Path) -> None:
        target = written(tmp_path / "out", b"old")
        target.chmod(0o640)
        file = WholeFile(target)
        file.commit()
        assert stat.S_IMODE(target.stat().st_mode) == 0o640

    def test_a_new_file_has_the_usual_permissions(self, tmp_path: Path) -> None:
        usual = written(tmp_path / "usual", b"").stat().st_mode
        WholeFile(tmp_path / "out").commit()
        assert (tmp_path / "out").stat().st_mode == usual

    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(written(tmp_path / "out", b"old"))
        file = WholeFile(tmp_path / "link")
        file.write(TEXT)
        file.commit()
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "out").read_bytes() == TEXT

    def test_a_device_is_written_to_not_replaced(self) -> None:
        file = WholeFile(Path(os.devnull))
        file.write(TEXT)
        file.commit()
        assert Path(os.devnull).is_char_device()

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
    def test_a_full_disk_is_an_error(self) -> None:
        file = WholeFile(Path("/dev/full"))
        file.write(TEXT)
        with pytest.raises(OSError, match="No space"):
            file.commit()
        file.discard()

    def test_the_same_text_is_packed_to_the_same_bytes(self, tmp_path: Path) -> None:
        for name in ("a.gz", "b.gz"):
            file = WholeFile(tmp_path / name)
            file.write(TEXT)
            file.commit()
        assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()
