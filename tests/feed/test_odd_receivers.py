"""Commands and servers that misbehave: nothing waits for them, and nothing of theirs comes into a log."""

from __future__ import annotations

import errno
import os
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from harvested import SITE, article, put

from harvester.feed.bounded import ran
from harvester.feed.delivery import Address, Command, DeliveryError
from harvester.feed.hook import Hook

LINE = article(7)


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe: whoever opens it waits until the test does."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def is_left_alone(pipe: Path) -> bool:
    """Whether nobody reads ``pipe``, or whoever does ends within a minute: what was killed is not gone at once."""
    try:
        writer = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as error:
        return error.errno == errno.ENXIO
    gone = select.poll()
    gone.register(writer, 0)  # POLLERR comes unasked: the last reader is gone
    found = gone.poll(60_000)
    os.close(writer)
    return [event & select.POLLERR for _, event in found] == [select.POLLERR]


def test_what_a_command_leaves_running_holds_nothing_up(pipe: Path) -> None:
    status, said = ran(["sh", "-c", f"cat '{pipe}' & echo gone >&2; exit 3"], b"", {}, 60)
    assert (status, said) == (3, "gone")
    pipe.write_bytes(b"")  # it still runs, and ends now


def test_a_command_that_hangs_is_killed_with_what_it_started(pipe: Path) -> None:
    with pytest.raises(DeliveryError, match="no answer after"):
        Command(("sh", "-c", f"cat '{pipe}' & wait"), patience=0.5).give(LINE, "7#1")
    assert is_left_alone(pipe)


def test_a_command_that_kills_its_group_does_not_kill_us() -> None:
    with pytest.raises(DeliveryError, match="exit status -15"):
        Command(("sh", "-c", "kill -TERM 0")).give(LINE, "7#1")


def test_a_command_may_read_nothing_of_a_large_line() -> None:
    Command(("sh", "-c", "exec <&-; exit 0")).give(article(7, "长" * 1_000_000), "7#1")


def test_what_a_command_says_steers_no_terminal(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    put(tmp_path, [article(7)])
    command = Command(("sh", "-c", "printf 'first\\n\\033[31mred\\n' >&2; exit 65"))
    Hook(tmp_path / SITE, command, datetime(2026, 1, 31, 10, tzinfo=UTC)).sweep(lambda: False)
    assert f"refused {SITE}:7#1: <U+001B>[31mred" in caplog.text


def on_and_on(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def a_line_without_end(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200")
    threading.Event().wait()


@contextmanager
def serving(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    def accept() -> None:
        with suppress(OSError):
            connection, _ = server.accept()
            with connection:
                behave(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


@pytest.mark.parametrize("behave", [on_and_on, a_line_without_end])
def test_a_server_that_goes_on_talking_is_cut_off(behave: Callable[[socket.socket], None]) -> None:
    with serving(behave) as address, pytest.raises(DeliveryError):
        Address(address, patience=0.5).give(LINE, "7#1")
