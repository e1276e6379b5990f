"""A crawl with a lease sends nothing once that is over, not even over a connection that was being made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import PACE
from crawling import scrapy
from serving import served

from harvester import settings

EXTENSIONS = json.dumps({**settings.EXTENSIONS, "counted_lease.Counted": 100})
#: Looks at the lease that a request on a new connection takes: at its turn, for a connection, once that is there, and
#: when its bytes leave the process.
LOOKS = 4


@pytest.mark.parametrize(("looks", "asked"), [(0, 0), (1, 0), (LOOKS - 1, 0), (LOOKS, 1), (LOOKS + 1, 1)])
def test_nothing_is_sent_after_the_lease(tmp_path: Path, looks: int, asked: int) -> None:
    with served({}) as (url, requests):
        given = (f"HARVESTER_DIR={tmp_path}", *PACE, f"EXTENSIONS={EXTENSIONS}", f"LOOKS={looks}")
        words = [word for each in given for word in ("-s", each)]
        scrapy(["crawl", "forum", "-a", f"address={url}/", *words], tmp_path / "log")
    assert len(requests) == asked, (tmp_path / "log").read_text(encoding="utf-8")
