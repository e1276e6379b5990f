"""What is fuzzed: for each target what it is given, seeds of it, and which errors say that the input is wrong."""

from __future__ import annotations

import gzip
import io
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from protego import Protego

from harvester.config.declaring import ConfigurationError
from harvester.config.forms import from_json
from harvester.config.saying import cell, json_escaped, lines
from harvester.crawl.http_dates import date_in
from harvester.crawl.sites import KEYS
from harvester.engines import table
from harvester.extensions.pace import retry_after
from harvester.forum.authority import flaw, join, masked, place_of, target_of
from harvester.forum.dates import parse_date, readings
from harvester.forum.engine import Asked
from harvester.forum.names import DOOR, PageName
from harvester.forum.page import Page
from harvester.login.cookies import read_cookies, read_header
from harvester.news.read import read_news
from harvester.robots.body import plain
from harvester.robots.rules import ours
from harvester.runs.records import NAME, records
from harvester.site_folder.articles import parsed
from harvester.sites.sites_file import read_sites
from harvester.text import Repaired, decode, repair
from harvester.warc.reader import ArchiveError, captures_in, load

SEEDS = Path(__file__).parent / "seeds.toml"
NOW = datetime(2026, 1, 5, tzinfo=UTC)
HERE = "https://bbs.example.com/f/"
NAMES = (PageName("thread", tid=7), PageName("board", fid=2), PageName("index"), PageName(DOOR))


@dataclass(frozen=True, slots=True)
class Target:
    """``run``: takes any bytes; ``errors``: what it may raise; ``longest``: bytes that are tried."""

    run: Callable[[bytes], object]
    errors: tuple[type[Exception], ...] = ()
    longest: int = 4096


def text_of(data: bytes) -> str:
    """Any text, lone surrogates included."""
    return data.decode("utf-8", "surrogateescape")


def with_file(suffix: str, use: Callable[[Path], object]) -> Callable[[bytes], None]:
    """A target that is given a file."""

    def run(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / suffix
            path.write_bytes(data)
            use(path)

    return run


def of_pages(data: bytes) -> None:
    page = decode(data).text
    for engine in table.engines().values():
        for name in NAMES:
            engine.site.of(HERE).read(Page(page, HERE), Asked(name, UTC, NOW))
        engine.recognise(Page(page, HERE))


def of_addresses(data: bytes) -> None:
    text = text_of(data)
    masked(text)
    place_of(text)
    joined = join(HERE, text)
    for engine in table.engines().values():
        site = engine.site.of(HERE)
        site.moved(HERE, joined)
        site.key(joined)
        site.owns(joined)
    if flaw(text) is None:
        for engine in table.engines().values():
            engine.site.of(text)
    target_of(HERE, data)


def of_dates(data: bytes) -> None:
    text = text_of(data)
    parse_date(text, UTC, NOW)
    list(readings(text, UTC))
    date_in(data)
    retry_after(data, 0.0)


def of_json(data: bytes) -> None:
    from_json(data.decode("utf-8", "replace"))
    for read in (parsed, lambda raw: Repaired.from_json(raw.decode("utf-8", "replace"))):
        with suppress(ValueError):
            read(data)


def of_robots(data: bytes) -> None:
    rules = Protego.parse(ours(plain(data, "").decode("utf-8", "replace"), ("harvester", "scrapy", "*")))
    rules.can_fetch(HERE, "*")
    rules.crawl_delay("*")


def of_warc(path: Path) -> None:
    for capture in captures_in([path]):
        load(capture)


def of_cookies(data: bytes) -> None:
    with_file("cookies.txt", read_cookies)(data)


def of_news(data: bytes) -> None:
    title, _, text = data.decode("utf-8", "replace").partition("\n")
    read_news(title, text, published=NOW.date())


def of_saying(data: bytes) -> None:
    text = text_of(data)
    shown = lines(text) + json_escaped(text) + cell(text)
    shown.encode()
    assert "\x1b" not in lines(text)


TARGETS: dict[str, Target] = {
    "repair": Target(lambda data: repair(data.decode("utf-8", "replace")), longest=1024),
    "decode": Target(decode),
    "pages": Target(of_pages),
    "addresses": Target(of_addresses, (ValueError,)),
    "dates": Target(of_dates, longest=200),
    "json": Target(of_json),
    "runs": Target(with_file(NAME, lambda path: list(records(path.parent)))),
    "sites": Target(lambda data: read_sites(Path("x"), data.decode("utf-8", "replace"), KEYS), (ConfigurationError,)),
    "cookies": Target(of_cookies, (ValueError,)),
    "cookie header": Target(lambda data: read_header(text_of(data), "h"), (ValueError,)),
    "robots": Target(of_robots),
    "news": Target(of_news, longest=1024),
    "saying": Target(of_saying),
    "warc": Target(with_file("a.warc", lambda path: [load(each) for each in captures_in([path])]), (ArchiveError,)),
    "warc.gz": Target(
        with_file("a.warc.gz", lambda path: [load(each) for each in captures_in([path])]), (ArchiveError,)
    ),
    "wacz": Target(with_file("a.wacz", lambda path: [load(each) for each in captures_in([path])]), (ArchiveError,)),
}


def seeds_of(name: str) -> list[bytes]:
    """The seeds of a target: texts of the seeds file, where ``\\xNN`` is a byte."""
    known = tomllib.loads(SEEDS.read_text(encoding="utf-8"))
    plain_name = name.split(".", maxsplit=1)[0] if name.startswith("warc") else "warc" if name == "wacz" else name
    made = [seed.encode("utf-8").replace(b"\r\n", b"\n") for seed in known[plain_name]["seeds"]]
    made = [seed.replace(b"\xc2\xa4", b"\xd6") for seed in made]
    if plain_name == "warc":
        made = [seed.replace(b"\n", b"\r\n") for seed in made]
    if name == "warc.gz":
        made = [gzip.compress(seed, mtime=0) for seed in made]
    if name == "wacz":
        made = [_zipped(seed) for seed in made]
    return made


def _zipped(content: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr(zipfile.ZipInfo("archive/a.warc"), content)
    return whole.getvalue()
