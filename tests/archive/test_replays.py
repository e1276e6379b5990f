"""Pages that were fetched from a web archive's own site: the lines are those of the captures themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from archiving import DATE, HOST, Kept, pages_of, reading, without, write_warc, written

from harvester.archive.replays import replay_of
from harvester.demo.forum import DemoForum

WHEN = "20251114092240"
LATER = "2026-03-01T00:00:00Z"
MEMENTO = ("Memento-Datetime", "Fri, 14 Nov 2025 09:22:40 GMT")
_LINK = re.compile(rb"""((?:href|src|action)=["'])(?!["'#]|javascript:|mailto:)(https?://[^"'/]+/|/?)""")


@pytest.fixture(scope="module")
def captured() -> list[Kept]:
    forum = DemoForum(most=12)
    tids = [entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"]
    return pages_of(forum, tids[:6])


def replayed(page: bytes, archive: str, how: str = "") -> bytes:
    """A page as an archive shows it: links lead back, and there is a toolbar."""

    def led_back(link: re.Match[bytes]) -> bytes:
        target = link[2] if link[2].startswith(b"http") else HOST.encode()
        return link[1] + f"{archive}{WHEN}{how}/".encode() + target

    page = _LINK.sub(led_back, page)
    script = (
        b'<script type="text/javascript" src="https://web-static.archive.org/_static/js/playback.js"></script>\n'
        b'<link rel="stylesheet" href="/_static/css/banner.css">\n<!-- End Wayback Rewrite JS Include -->\n'
    )
    bar = b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->\n<div id='wm-ipp'><a href='/web/'>1 capture</a></div>\n"
    page = re.sub(rb"(<head[^>]*>)", lambda at: at[1] + script, page, count=1)
    page = re.sub(rb"(<body[^>]*>)", lambda at: at[1] + bar + b"<!-- END WAYBACK TOOLBAR INSERT -->", page, count=1)
    return (
        page
        + b"\n<!--\n     FILE ARCHIVED ON 09:22:40 Nov 14, 2025 AND RETRIEVED FROM THE\n     INTERNET ARCHIVE.\n-->"
    )


@pytest.mark.parametrize(
    ("address", "archive", "how", "headers"),
    [
        (f"https://web.archive.org/web/{WHEN}id_/", "", "id_", []),
        ("https://web.archive.org/web/2025id_/", "", "id_", [MEMENTO]),
        (f"https://web.archive.org/web/{WHEN}/", "/web/", "", []),
        (f"http://web.archive.org/web/{WHEN}if_/", "https://web.archive.org/web/", "if_", []),
        (f"https://wayback.example.org/our-own/{WHEN}mp_/", "https://wayback.example.org/our-own/", "mp_", []),
    ],
)
def test_the_lines_are_those_of_the_captures(
    address: str, archive: str, how: str, headers: list[tuple[str, str]], captured: list[Kept], tmp_path: Path
) -> None:
    pages = [
        Kept(
            address + each.url,
            replayed(each.body, archive, how) if archive else each.body,
            LATER,
            200,
            each.headers + headers,
        )
        for each in captured
    ]
    done = reading(tmp_path / "replays", write_warc(tmp_path / "a.warc.gz", pages), jobs=1)
    reading(tmp_path / "own", write_warc(tmp_path / "b.warc.gz", captured), jobs=1)
    found = written(tmp_path / "replays")
    assert len(found) > 3
    assert without(found, "warc") == without(written(tmp_path / "own"), "warc")
    assert {line["warc"]["date"] for line in found} == {DATE.replace("Z", "+00:00")}
    assert all(line["warc"]["target"].startswith(address) for line in found)
    assert done.counts["pages shown by an archive"] == len(pages)


def test_without_a_time_a_capture_is_counted(captured: list[Kept], tmp_path: Path) -> None:
    page = Kept(f"https://web.archive.org/web/2025/{captured[0].url}", captured[0].body)
    done = reading(tmp_path / "out", write_warc(tmp_path / "a.warc.gz", [page]), jobs=1)
    assert (done.counts["skipped/no date"], done.counts["lines"]) == (1, 0)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://web.archive.org/web/2015/bbs.example.com/forum-2-1.html", "http://bbs.example.com/forum-2-1.html"),
        ("https://web.archive.org/web/20150102030405*/http://bbs.example.com/", None),
        ("https://web.archive.org/web/20150102030405im_/http:/bbs.example.com/a.gif", "http://bbs.example.com/a.gif"),
        ("https://archive.org/details/20150102030405", None),
        ("http://bbs.example.com/20150102/http://example.com/", None),
        ("http://bbs.example.com/go/20150102030405/thread-9-1-1.html", None),
        ("http://bbs.example.com/thread-9-1-1.html?from=/web/20150102030405/http://example.com/", None),
    ],
)
def test_which_addresses_are_of_an_archive(url: str, shown: str | None) -> None:
    found = replay_of(url, {})
    assert (found and found.url) == shown
