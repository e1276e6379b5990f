"""Turns at a server, by files that several processes share."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from harvester.disk.turns import LONGEST, BusyError, Turns, prepare

SERVER = "example.com"


@pytest.fixture
def both(tmp_path: Path) -> tuple[Turns, Turns]:
    """Two processes, as far as files tell."""
    return Turns(tmp_path, now=1000.0), Turns(tmp_path, now=1000.0)


def test_turns_follow_each_other_by_the_longer_delay(both: tuple[Turns, Turns]) -> None:
    one, other = both
    assert one.take([SERVER], 2.0) == 0
    assert other.take([SERVER], 1.0) == 2
    other.now = 1001.5
    assert other.take([SERVER], 1.0) == 0.5
    other.now = 1002.0
    assert other.take([SERVER], 1.0) == 0
    one.now = 1003.0
    assert one.take([SERVER], 2.0) == 1


def test_a_turn_counts_from_when_its_request_is_sent(both: tuple[Turns, Turns]) -> None:
    one, other = both
    assert one.take([SERVER], 2.0) == 0
    taken = one.clock()
    one.now = other.now = 1001.5
    assert one.start([SERVER], taken)
    other.now = 1002.0
    assert other.take([SERVER], 1.0) == 1.5


def test_a_turn_that_another_request_or_a_pause_overtook_is_over(both: tuple[Turns, Turns]) -> None:
    one, other = both
    assert one.take(["a.test", SERVER], 2.0) == 0
    taken = one.clock()
    one.now = other.now = 1002.0
    assert other.take([SERVER], 1.0) == 0
    assert not one.start(["a.test", SERVER], taken)
    assert one.take(["a.test"], 2.0) == 0  # it changed nothing
    one.hold(["a.test"], 60.0)
    assert not one.start(["a.test"], taken)


def test_a_server_has_several_names(both: tuple[Turns, Turns]) -> None:
    one, other = both
    assert one.take(["a.test", "192.0.2.1"], 1.0) == 0
    assert other.take(["b.test", "192.0.2.1"], 1.0) == 1
    assert one.take(["b.test", "192.0.2.2"], 1.0) == 0  # a turn that was not taken holds nobody up
    assert other.take(["c.test", "192.0.2.3"], 1.0) == 0
    assert other.take(["a.test", "192.0.2.4"], 1.0) == 1


def test_a_server_that_asks_to_wait_is_asked_by_nobody(both: tuple[Turns, Turns]) -> None:
    one, other = both
    one.take([SERVER], 1.0)
    one.hold([SERVER], 60.0)
    assert other.take([SERVER], 1.0) == 60
    one.hold([SERVER], 1.0)
    assert other.take([SERVER], 1.0) == 60


def test_how_long_a_server_rests_yet(both: tuple[Turns, Turns]) -> None:
    one, other = both
    assert one.rest([]) == one.rest([SERVER]) == 0
    one.take([SERVER], 2.0)
    assert other.rest([SERVER]) == 2
    one.hold([SERVER], 60.0)
    other.now = 1010.0
    assert other.rest([SERVER, "other.test"]) == 50
    other.now = 1070.0
    assert other.rest([SERVER]) == 0


@pytest.mark.parametrize(
    "said", ["", "x", "x 1e300 1", "BOOT nan nan", "BOOT 1e300 0", "BOOT 1000 1e9", "BOOT 1000 -5", "\xff" * 500]
)
def test_a_file_that_makes_no_sense_holds_nobody_up(tmp_path: Path, said: str) -> None:
    turns = Turns(tmp_path, now=1000.0)
    turns.take([SERVER], 1.0)
    [path] = tmp_path.iterdir()
    boot = path.read_text(encoding="ascii").split()[0]
    path.write_text(said.replace("BOOT", boot), encoding="latin-1")
    assert 0 <= turns.take([SERVER], 1.0) <= LONGEST


def test_a_file_that_is_held_or_a_link(tmp_path: Path) -> None:
    turns = Turns(tmp_path, now=1000.0)
    turns.take([SERVER], 1.0)
    [path] = tmp_path.iterdir()
    with path.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BusyError):
            turns.take([SERVER], 1.0)
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        turns.take([SERVER], 1.0)
    assert not (tmp_path / "elsewhere").exists()


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    turns = Turns(tmp_path)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        turns.take(["a", "b"], 0.0)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_without_files_this_process_alone_takes_turns() -> None:
    turns = Turns(None, now=0.0)
    assert [turns.take([SERVER], 1.0) for _ in range(3)] == [0, 1, 1]


def test_the_folder_is_for_all_users(tmp_path: Path) -> None:
    prepare(tmp_path / "turns")
    prepare(tmp_path / "turns")
    assert (tmp_path / "turns").stat().st_mode & 0o7777 == 0o1777
