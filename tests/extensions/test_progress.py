"""What a run shows of itself: on a real terminal, and where there is none."""

from __future__ import annotations

import os
import pty
import re
import signal
import termios
from collections.abc import Callable
from multiprocessing.connection import wait
from pathlib import Path

import pytest
from crawling import RunCrawl, ended, started
from harvests import FEW
from rich.console import Console

from harvester.demo.forum import DemoForum
from harvester.extensions import display
from harvester.extensions.progress import Speed

HIDE, SHOW, UP = b"\x1b[?25l", b"\x1b[?25h", b"\x1b[1A"
QUICK = ("HARVESTER_REPAIR=0", "DOWNLOAD_DELAY_JITTER=0", "AUTOTHROTTLE_ENABLED=0")


def on_a_terminal(
    url: str,
    folder: Path,
    *settings: str,
    columns: int = 100,
    term: str = "xterm",
    when: Callable[[bytes], bool] | None = None,
) -> tuple[int, bytes]:
    """Exit code and output of a crawl whose standard error is a terminal; Ctrl-C once ``when`` says so."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, columns))
    given = [f"HARVESTER_DIR={folder}", *QUICK, *settings]
    words = ["crawl", "discuz", "-a", f"address={url}", *(word for setting in given for word in ("-s", setting))]
    environment = {"COLUMNS": None, "LINES": None, "NO_COLOR": None, "TERM": term}
    process = started(words, Path(os.ttyname(theirs)), environment)
    output, interrupted = b"", False
    while ours in wait([ours, process.sentinel]):
        output += _read(ours)
        if when is not None and not interrupted and when(output):
            os.kill(process.pid or 0, signal.SIGINT)
            interrupted = True
    os.close(theirs)
    while chunk := _read(ours):
        output += chunk
    os.close(ours)
    return ended(process), output


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end is closed
        return b""


def test_a_terminal_gets_a_live_line_and_whole_log_lines(tmp_path: Path) -> None:
    with DemoForum(most=FEW) as forum:
        code, output = on_a_terminal(forum.url, tmp_path, "DOWNLOAD_DELAY=0.02", columns=60)
    assert code == 0, output.decode()
    assert HIDE in output
    assert output.rindex(SHOW) > output.rindex(HIDE)
    assert b" articles" in output[: output.rindex(SHOW)]
    lines = output.replace(b"\r", b"").split(b"\n")
    logged = [line for line in lines if b"INFO: deleted: " in line or b"INFO: no_permission: " in line]
    assert logged
    assert all(line.endswith(b")") for line in logged)  # not wrapped at 60 columns, nothing drawn behind them


def test_ctrl_c_leaves_a_clean_terminal(tmp_path: Path) -> None:
    with DemoForum(most=FEW) as forum:
        code, output = on_a_terminal(
            forum.url,
            tmp_path,
            "DOWNLOAD_DELAY=0.1",
            when=lambda shown: re.search(rb"[1-9]\d* article", shown) is not None,
        )
    assert code == 130, output.decode()
    assert output.count(SHOW) >= output.count(HIDE) > 0
    assert b"(exit code 130)" in output[output.rindex(SHOW) :]


@pytest.mark.parametrize(("term", "settings"), [("dumb", ()), ("xterm", ("HARVESTER_PROGRESS=off",))])
def test_no_live_line(tmp_path: Path, term: str, settings: tuple[str, ...]) -> None:
    with DemoForum(most=FEW) as forum:
        code, output = on_a_terminal(forum.url, tmp_path, "DOWNLOAD_DELAY=0.001", *settings, term=term)
    assert code == 0
    assert HIDE not in output
    assert UP not in output


@pytest.mark.parametrize(
    ("settings", "shown"),
    [((), True), (("LOG_LEVEL=WARNING",), False), (("HARVESTER_PROGRESS=off",), False)],
)
def test_lines_of_the_log_where_there_is_no_terminal(
    run_crawl: RunCrawl,
    settings: tuple[str, ...],
    shown: bool,  # noqa: FBT001 - a table's column
) -> None:
    given = ("HARVESTER_REPAIR=0", "HARVESTER_PROGRESS_INTERVAL=0.1", "DOWNLOAD_DELAY=0.02", *settings)
    with DemoForum(most=FEW) as forum:
        crawl = run_crawl(forum.url, settings=given)
    assert crawl.exit_code == 0, crawl.output
    assert (" boards, " in crawl.output) is shown
    assert "\x1b" not in crawl.output


def test_a_wrong_way_is_refused(run_crawl: RunCrawl) -> None:
    crawl = run_crawl("http://127.0.0.1/", settings=("HARVESTER_PROGRESS=loud",))
    assert crawl.exit_code == 2
    assert "HARVESTER_PROGRESS=loud: give auto, lines or off" in crawl.output


def test_many_sites_share_the_display(tmp_path: Path) -> None:
    path = tmp_path / "terminal"
    with path.open("w") as file:
        console = Console(file=file, force_terminal=True, width=40)
        for number in range(8):
            display.join(console, f"site{number}", lambda: "1 articles " + "x" * 80)
        for number in range(8):
            display.leave(f"site{number}")
    drawn = path.read_text()
    assert "and 3 more sites" in drawn
    assert "site5: " not in drawn.split("and 3 more sites")[0]
    assert drawn.rindex("\x1b[?25h") > drawn.rindex("\x1b[?25l")


def test_speed_is_said_once_it_is_known() -> None:
    clock = iter([0.0, 5.0, 20.0, 85.0])
    speed = Speed(lambda: next(clock))
    assert speed.take(0) is None
    assert speed.take(10) is None
    assert speed.take(40) == 2.0
    assert speed.take(40) is None
