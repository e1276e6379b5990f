"""A crawl with a lease sends nothing once that is over, not even over a connection that was being made."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from conftest import PACE
from counted_lease import Counted
from crawling import scrapy
from serving import served

from harvester import settings
from harvester.crawl.last_look import give_up_with

EXTENSIONS = json.dumps({**settings.EXTENSIONS, "counted_lease.Counted": 100})
#: Looks at the lease that a request on a new connection takes: at its turn, for a connection, once that is there, and
#: when its bytes leave the process.
LOOKS = 4
LATE = "The lease on bbs ended while "


@pytest.mark.parametrize(
    ("looks", "asked", "late"),
    [(0, 0, False), (1, 0, False), (LOOKS - 1, 0, False), (LOOKS, 1, True), (LOOKS + 1, 1, False)],
)
def test_nothing_is_sent_after_the_lease(tmp_path: Path, looks: int, asked: int, late: bool) -> None:  # noqa: FBT001
    """``late``: it ended between the last look and the one after the sending, as in a process that was stopped."""
    with served({}) as (url, requests):
        given = (f"HARVESTER_DIR={tmp_path}", *PACE, f"EXTENSIONS={EXTENSIONS}", f"LOOKS={looks}")
        words = [word for each in given for word in ("-s", each)]
        scrapy(["crawl", "forum", "-a", f"address={url}/", *words], tmp_path / "log")
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert len(requests) == asked, said
    assert (LATE in said) == late, said


def test_the_system_gives_up_with_the_lease() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as connection:
        give_up_with(Counted(1, rest=2.5), connection)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 2500
        give_up_with(Counted(0, rest=-1.0), connection)  # 0 would be "as the system likes it"
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 1
