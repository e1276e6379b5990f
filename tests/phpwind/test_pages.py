"""Saved pages of our own writing, one of each layout, against what is to be read off them.

``pages/NAME.html`` is the page, ``pages/NAME.json`` says what it was asked for as, and what comes out; a field that is
not named there is to be empty.
"""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from plain_values import as_json

from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked
from harvester.phpwind.site import PhpwindSite

PAGES = sorted(Path(__file__).with_name("pages").glob("*.html"))
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2011, 7, 7, 13, 5, tzinfo=ZONE)


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_page(path: Path) -> None:
    case = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    site = PhpwindSite.of(case["url"])
    name = site.parse(case["url"])
    asked = Asked(name or PageName("index"), ZONE, NOW)
    reading = site.read(Page(path.read_text(encoding="utf-8"), case["url"]), asked)
    assert type(reading.said).__name__ == case["is"]
    assert as_json(reading.said) == case["expected"]
