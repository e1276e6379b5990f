"""A removed article in everything that can be written of a harvest: not found once that is written again."""

from __future__ import annotations

import base64
import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import scrapy
from harvested import SITE, Line, article, put
from pyarrow import parquet

from harvester.config.program import ExitCode

WORDS = "渡口的末班船昨夜提前开走了"
TITLE = "只在此处的标题一则"
REPLY = "回帖里也只有这一句话"
OUTPUTS = {
    "jsonl": ("export", "-o", "{}/all.jsonl"),
    "gzip": ("export", "-o", "{}/all.jsonl.gz"),
    "csv": ("export", "-o", "{}/all.csv"),
    "parquet": ("export", "-o", "{}/all.parquet"),
    "sqlite": ("export", "-o", "{}/all.sqlite"),
    "markdown": ("export", "-o", "{}/all.md"),
    "html": ("export", "-o", "{}/all.html"),
    "epub": ("export", "-o", "{}/all.epub"),
    "mnbvc": ("export", "--format", "mnbvc", "-o", "{}/mnbvc.jsonl"),
    "split": ("export", "--split", "site,month", "-o", "{}/split"),
    "report": ("report", "-o", "{}/report.html"),
    "report folder": ("report", "-o", "{}/report"),
    "duplicates": ("duplicates", "-o", "{}/groups.jsonl"),
    "feed": ("feed", "-o", "{}/feed.xml"),
    "backup": ("backup", SITE, "-o", "{}/backup.tar"),
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    reply: Line = {"pid": 1, "floor": 2, "author": None, "published": None, "text": f"{REPLY}。", "quotes": []}
    removed = article(7, f'{WORDS}。\n第二段 <b> "与" 引号很长。', title=TITLE, replies=[reply])
    return put(tmp_path / "harvest", [removed, article(8, "别的正文，留在这里。", title="别的")])


def run(base: Path, *words: str, code: int = ExitCode.DONE) -> str:
    log = base.parent / "log"
    command, *rest = words
    assert scrapy([command, "-s", f"HARVESTER_DIR={base}", *rest], log) == code, log.read_text("utf-8")
    said = log.read_text(encoding="utf-8")
    log.unlink()
    return said


def write(base: Path, out: Path, *names: str) -> None:
    out.mkdir(exist_ok=True)
    for name in names:
        run(base, *(word.format(out) for word in OUTPUTS[name]))


def unpacked(path: Path) -> Iterator[bytes]:
    """What a file holds, unpacked in whatever way its kind packs it."""
    raw = path.read_bytes()
    yield raw
    if path.suffix == ".gz":
        yield gzip.decompress(raw)
    elif path.suffix == ".epub":
        with zipfile.ZipFile(path) as book:
            yield from map(book.read, book.namelist())
    elif path.suffix == ".parquet":
        yield json.dumps(parquet.read_table(path).to_pylist(), ensure_ascii=False, default=str).encode()
    for packed in re.findall(rb"H4sI[A-Za-z0-9+/=]+", raw):
        yield gzip.decompress(base64.b64decode(packed))


def saying(folder: Path, *texts: str) -> set[str]:
    """The files that say one of the texts, in any form."""
    forms = {form for text in texts for form in (text, json.dumps(text)[1:-1])}
    pieces = [form.encode() for form in forms]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder))
        for path in files
        if any(piece in raw for raw in unpacked(path) for piece in pieces)
    }


def test_nothing_of_it_is_in_any_output_that_is_written_again(base: Path) -> None:
    out = base.parent / "out"
    write(base, out, *OUTPUTS)
    said = saying(out, WORDS, TITLE, REPLY)
    assert len(said) > len(OUTPUTS) - 3, said
    run(base, "remove", f"{SITE}:7")
    assert saying(base, WORDS, TITLE, REPLY) == set()
    write(base, out, *OUTPUTS)
    assert saying(out, WORDS, TITLE, REPLY) == set()


def test_what_still_says_it_below_the_harvest_is_named(base: Path) -> None:
    put(base, [article(9, f"{WORDS}。", title=TITLE, site="other.example.com")])
    out = base / "exports"
    write(base, out, "jsonl", "gzip", "csv", "parquet", "epub", "report", "report folder", "backup")
    before = saying(out, WORDS, TITLE)
    told = run(base, "remove", f"{SITE}:7", "-s", "HARVESTER_FEED=feed.xml", code=ExitCode.FAILURES)
    sure = set(re.findall(r"exports/(\S+): still says it", told))
    maybe = set(re.findall(r"exports/(\S+): may say it", told))
    assert before <= sure | maybe | {name for name in before if name.startswith("report/parts-")}
    assert {"all.jsonl", "all.jsonl.gz", "all.csv"} <= sure
    assert {"all.epub", "report.html", "report/index.html"} <= maybe
    assert {"all.parquet", "backup.tar"} <= sure | maybe
    assert "may still say it: make them again" in told
    assert not re.search(r"articles-\S+: (still|may)", told)  # nor another site's own files


def test_the_feed_that_runs_leave_is_written_anew(base: Path) -> None:
    feed = base / SITE / "feed.xml"
    run(base, "feed", SITE, "-o", str(feed))
    assert WORDS in feed.read_text("utf-8")
    told = run(base, "remove", f"{SITE}:7", "-s", "HARVESTER_FEED=feed.xml")
    assert f"{feed}: written anew" in told
    assert WORDS not in feed.read_text("utf-8")
    assert "别的正文" in feed.read_text("utf-8")
    # Where nobody says which file is the feed, it is named.
    run(base, "feed", SITE, "-o", str(feed))
    told = run(base, "remove", f"{SITE}:8", code=ExitCode.FAILURES)
    assert f"{feed}: still says it" in told
