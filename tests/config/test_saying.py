"""Nothing of a forum's words steers what shows them: a terminal, a log, a spreadsheet."""

from __future__ import annotations

import ast
import codecs
import csv
import io
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import PROJECT, RunCrawl, scrapy
from hypothesis import given
from hypothesis import strategies as st
from serving import Answer, served

from harvester.config import saying
from harvester.logformatter import PlainRecord, site_at_work

#: A title of a window, a bell, a C1 sequence, writing from right to left, a line's end for some readers, a tag.
BAD = "\x1b]0;gotcha\x07\x9b31m\u202eabc\u2028\u2066\U000e0041"
STEERS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
#: Modules that have a standard stream or a console of their own, and what for.
STREAMS = {
    "bulk/sinks.py": "the repaired text itself, byte for byte",
    "export/outputs.py": "the exported data itself",
    "bulk/command_line.py": "consoles, on which explain and report print what marks make visible",
    "bulk/session.py": "as above",
    "bulk/progress.py": "as above",
    "bulk/console.py": "as above",
    "archive/showing.py": "how far it is, and lines that were made plain",
    "show/article.py": "as above",
    "duplicates/listing.py": "lines of JSON, escaped",
    "extensions/progress.py": "whether it is a terminal",
    "extensions/display.py": "lines of the log, and figures",
    "config/program.py": "closes it",
    "feed/bounded.py": "those of a program that it runs",
    "commands/list.py": "whether it is a terminal",
    "demo/tour.py": "the demo's own",
    "demo/__main__.py": "the demo's own",
}


def test_there_is_no_other_way_to_a_stream() -> None:
    found = set()
    for path in sorted((PROJECT / "harvester").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            stream = isinstance(node, ast.Attribute) and node.attr.strip("_") in ("stdout", "stderr")
            console = isinstance(node, ast.Name) and node.id in ("print", "Console")
            if stream or console:
                found.add(path.relative_to(PROJECT / "harvester").as_posix())
    assert found - STREAMS.keys() == set(), "say it with harvester.config.saying"
    assert STREAMS.keys() - found == set(), "no longer needed here"


@given(st.text())
def test_lines_hold_nothing_that_steers(text: str) -> None:
    assert not STEERS.search(saying.line(text))
    assert "\n" not in saying.line(text)
    assert not STEERS.search(saying.lines(text))
    assert not STEERS.search(saying.json_escaped(text))
    saying.lines(text).encode()


@pytest.mark.parametrize(
    "formula", ["=1", "+1", "-1", "@x", "\t=1", "\n=1", " =1", "\u200b=1", "＝1", "＋1", "－1", "＠x", "\x00=1", "\r1"]
)
def test_a_formula_is_text_in_a_spreadsheet(formula: str) -> None:
    assert saying.cell(formula).startswith("'")


@pytest.mark.parametrize(
    ("message", "args", "shown"),
    [
        ("%s", (BAD,), saying.line(BAD)),
        (BAD, (), saying.line(BAD)),
        ("%(a)s %(b)d", ({"a": "x\ny\x1b", "b": 3},), "x↵y<U+001B> 3"),
        ("%r", ("\x1b",), "'\\x1b'"),
        ("%.1f %5d", (1.26, 7), "1.3     7"),
        ("%s", (ValueError("2026 ERROR\n2026 forged"),), "2026 ERROR↵2026 forged"),
        ("first\nsecond", (), "first\n  second"),
    ],
)
def test_a_line_of_the_log(message: str, args: tuple[object, ...], shown: str) -> None:
    record = PlainRecord("a", logging.INFO, "", 0, message, args, None)
    assert logging.Formatter("%(message)s").format(record) == shown


def test_a_traceback_and_the_name_of_a_site() -> None:
    token = site_at_work.set("news")
    try:
        codecs.lookup_error(BAD + "\n2026 forged")
    except LookupError:
        record = PlainRecord("a", logging.ERROR, "", 0, "it failed", (), sys.exc_info())
    finally:
        site_at_work.reset(token)
    said = logging.Formatter("%(message)s").format(record)
    assert said.startswith("news: it failed\nTraceback")
    assert not STEERS.search(said)
    assert "\n  2026 forged" in said


def thread() -> str:
    bad = BAD.replace("\u2028", "")
    return (
        f'<html><head><title>{bad}</title></head><body><div id="pt"><a href="forum-2-1.html">{bad}</a></div>'
        f'<span id="thread_subject">=1{bad}</span><div id="postlist"><div id="post_7"><div class="authi">'
        f'<a class="xw1" href="space-uid-3.html">{bad}</a><em id="authorposton7">发表于 2026-1-5 10:00:00</em></div>'
        f'<table><tr><td class="t_f" id="postmessage_7">渡口今天开了。{bad}</td></tr></table>'
        "</div></div></body></html>"
    )


def test_what_a_crawl_and_the_commands_print(run_crawl: RunCrawl, tmp_path: Path) -> None:
    notice = f"<html><body><div id='messagetext' class='alert_info'><p>帖子不存在 {BAD}</p></div></body></html>"
    answers: dict[str, Answer] = {
        "/thread-8-1-1.html": notice,
        "/thread-9-1-1.html": thread(),
        "/thread-7-1-1.html": "->http://x/\x9b",
    }
    log = tmp_path / "file.log"
    with served(answers) as (url, _):
        for tid in (7, 8, 9):
            crawl = run_crawl(f"{url}/thread-{tid}-1-1.html", settings=("LOG_LEVEL=DEBUG", "RETRY_TIMES=0"))
            assert not STEERS.search(crawl.output)
    assert "gotcha" in str(crawl.notices)
    assert not any(STEERS.search(str(value)) for notice in crawl.notices for value in notice.values())
    assert BAD.replace("\x1b", "").replace("\x07", "")[:8] in crawl.articles[0]["text"].replace("\x1b", "")
    harvest = ["-s", f"HARVESTER_DIR={tmp_path / 'harvest'}"]
    for words in (
        ["show", "9"],
        ["show", "9", "--json"],
        ["show", "9", "--original"],
        ["status"],
        ["status", "--json"],
    ):
        assert scrapy([*words, *harvest], log) in (0, 1)
        assert not STEERS.search(log.read_text(encoding="utf-8")), words
    table = tmp_path / "table.csv"
    assert scrapy(["export", "--spreadsheet", "-o", str(table), *harvest], log) == 0
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig"), newline="")))
    assert rows[1][rows[0].index("title")].startswith("'=1")


@pytest.mark.parametrize("closed", ["2>&-", "<&- >&- 2>&-", "2>/dev/full", "2>&1 | true"])
def test_a_program_whose_streams_are_closed(tmp_path: Path, closed: str) -> None:
    log, program = tmp_path / "x.log", f"{sys.executable} -m harvester"
    wrong = f"{program} status -s HARVESTER_DIR={tmp_path}/h -s HARVESTER_FOO=1"
    bad = subprocess.run(f"{wrong} {closed}", shell=True, cwd=PROJECT, check=False)  # noqa: S602 - redirects
    assert bad.returncode == (0 if "|" in closed else 2)
    words = f"{program} crawl forum -a address=http://127.0.0.1:9/ -s HARVESTER_DIR={tmp_path}/h"
    settings = f"-s LOG_FILE={log} -s RETRY_TIMES=0"
    run = subprocess.run(f"{words} {settings} {closed}", shell=True, cwd=PROJECT, check=False)  # noqa: S602 - as above
    assert run.returncode == (0 if "|" in closed else 1)
    assert "could not start" in log.read_text(encoding="utf-8")
    assert "Traceback" not in log.read_text(encoding="utf-8")


def test_an_encoding_that_lacks_characters(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONPATH": str(PROJECT)}
    (tmp_path / "站").mkdir()
    words = [sys.executable, "-m", "harvester", "status", "-s", f"HARVESTER_DIR={tmp_path}"]
    done = subprocess.run(words, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - ours
    assert "Traceback" not in done.stderr
