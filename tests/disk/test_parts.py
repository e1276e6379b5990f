"""Unfinished files: what a killed writer left goes with the next one, what somebody is writing stays."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.disk import parts
from harvester.disk.files import WholeFile


def killed(work: Callable[[], object]) -> None:
    """Do some work in a process that is killed right after it."""
    process = os.fork()
    if not process:
        try:
            work()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz", "all.jsonl.zst", "[a] *.csv"])
def test_what_a_killed_writer_left_goes_with_the_next(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    killed(lambda: WholeFile(path).write(b"half"))
    assert names(tmp_path) == {f".{name}.part"}
    file = WholeFile(path)
    file.write(b"whole")
    file.commit()
    assert names(tmp_path) == {name}


def test_what_killed_writers_left_side_by_side_goes_too(tmp_path: Path) -> None:
    killed(lambda: [WholeFile(tmp_path / "a") for _ in range(3)])
    assert len(names(tmp_path)) == 3
    WholeFile(tmp_path / "a").discard()
    assert names(tmp_path) == set()


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "a"
    one, other = WholeFile(path), WholeFile(path)
    parts.sweep(path)
    one.write(b"one")
    other.write(b"other")
    one.commit()
    assert path.read_bytes() == b"one"
    third = WholeFile(path)  # it has the first one's name
    one.discard()  # as programs do at their ends
    other.commit()
    assert path.read_bytes() == b"other"
    third.write(b"third")
    third.commit()
    assert (path.read_bytes(), names(tmp_path)) == (b"third", {"a"})


def test_what_has_the_name_and_is_no_file_of_ours_stays(tmp_path: Path) -> None:
    """A folder is not a file, and a link leads to somebody else's."""
    (tmp_path / ".a.part").mkdir()
    (tmp_path / "precious").write_bytes(b"kept")
    (tmp_path / ".a.2.part").symlink_to(tmp_path / "precious")
    os.mkfifo(tmp_path / ".a.3.part")
    (tmp_path / "a.part").touch()
    (tmp_path / ".ab.part").touch()
    file = WholeFile(tmp_path / "a")
    file.write(b"whole")
    file.commit()
    assert (tmp_path / "precious").read_bytes() == b"kept"
    assert names(tmp_path) >= {"a", ".a.part", ".a.2.part", "precious", "a.part", ".ab.part"}


def test_a_folder_that_nobody_may_write_to_is_told_by_the_name_that_was_given(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        WholeFile(tmp_path / "missing" / "a")
    assert caught.value.filename == str(tmp_path / "missing" / "a")


def test_a_long_name_has_a_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 249)
    file = WholeFile(path)
    file.commit()
    assert names(tmp_path) == {path.name}
