"""Which part of a robots.txt is for us, and how much of it counts."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from harvester.robots.body import MOST, EncodingError, plain
from harvester.robots.rules import EVERYBODY, names_of, ours

AGENT = "Harvester/1.0 (archives public forum threads; Scrapy) bot@example.com"
NAMES = names_of(AGENT)


def allowed(text: str, path: str) -> bool:
    return Protego.parse(ours(text, NAMES)).can_fetch(f"http://127.0.0.1{path}", EVERYBODY)


def test_names() -> None:
    assert NAMES == ("harvester", "scrapy", "*")
    assert names_of("Other_Bot-x/2") == ("other_bot-x", "*")
    assert names_of("(nothing)") == ("*",)


@pytest.mark.parametrize(
    ("text", "open_", "shut"),
    [
        ("User-agent: *\nDisallow: /a", "/b", "/a"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Harvester\nDisallow: /a", "/b", "/a"),
        ("User-agent: Harvester/1.0\nDisallow: /a\n\nUser-agent: *\nDisallow:", "/b", "/a"),
        ("User-agent: Scrapy\nDisallow: /a\n\nUser-agent: *\nDisallow:", "/b", "/a"),
        ("user-agent:evil\nUSER AGENT harvester\r\nDisallow: /a\rUser-agent: *\nDisallow: /", "/b", "/a"),
        # The same group twice counts as one; what is unknown ends none.
        ("User-agent: *\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: *\nDisallow: /c", "/b", "/c"),
        ("User-agent: *\nSitemap: http://x/s\nfoo: bar\nUser-agent: y\nDisallow: /a", "/b", "/a"),
        # No words of the user agent's other than its names.
        ("User-agent: forum\nAllow: /\n\nUser-agent: *\nDisallow: /a", "/b", "/a"),
        ("User-agent: *bot\nDisallow: /\n\nUser-agent: *\nDisallow: /a # all", "/b", "/a"),
        ("User-agent: *\nDisallow: /*.php\nAllow: /b.php", "/b.php", "/a.php"),
    ],
)
def test_the_group_that_is_ours(text: str, open_: str, shut: str) -> None:
    assert allowed(text, open_)
    assert not allowed(text, shut)


@pytest.mark.parametrize("text", ["", "Disallow: /", "<html>404</html>", "User-agent: other\nDisallow: /", "\0\ufeff"])
def test_what_says_nothing_to_us_allows_all(text: str) -> None:
    assert allowed(text, "/a")


def test_a_crawl_delay_is_of_its_group() -> None:
    text = "User-agent: slow\nCrawl-delay: 90\n\nUser-agent: *\nCrawl-delay: 2\n\nUser-agent: evil\nDisallow: /"
    parser = Protego.parse(ours(text, NAMES))
    assert parser.crawl_delay(EVERYBODY) == 2
    assert parser.can_fetch("http://127.0.0.1/a", EVERYBODY)


def test_names_without_number_are_no_work_for_the_parser() -> None:
    agents = "".join(f"User-agent: a{number}\n" for number in range(20_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(20_000))
    assert ours(agents + rules, NAMES) == "User-agent: *\n"
    assert ours(f"{agents}User-agent: *\n{rules}", NAMES).count("Disallow") == 20_000


@given(st.text(alphabet="User-agent:*Disalow/ \n\r#harvest²\0\x85\u2028", max_size=200))
def test_anything_can_be_read(text: str) -> None:
    allowed(text, "/a")


# --- the beginning that counts ------------------------------------------------------------


def test_the_first_500_kib_count_and_no_line_by_half() -> None:
    text = b"Disallow: /a\n" * 100_000
    assert text.startswith(kept := plain(text, ""))
    assert MOST - 13 < len(kept) <= MOST
    assert kept.endswith(b"/a\n")
    assert plain(b"short", "identity") == b"short"
    assert len(plain(b"x" * 2 * MOST, "")) == MOST


def test_gzip_is_unpacked_as_far_as_it_counts() -> None:
    assert plain(gzip.compress(b"Disallow: /a\n"), "gzip") == b"Disallow: /a\n"
    assert plain(gzip.compress(b"a\n") + gzip.compress(b"b\n"), "x-gzip") == b"a\nb\n"
    assert len(plain(gzip.compress(b"# nothing\n" * 10_000_000, 9), "gzip")) <= MOST
    cut = gzip.compress(b"Disallow: /a\nDisallow: /b\n" * 100)[:-12]
    assert plain(cut, "gzip").startswith(b"Disallow: /a\n")


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"plain", "gzip"), (zlib.compress(b"x"), "gzip"), (b"x", "br"), (gzip.compress(b"x"), "gzip, zstd")],
    ids=["no gzip", "deflate", "br", "two"],
)
def test_what_was_not_asked_for_is_not_unpacked(body: bytes, encoding: str) -> None:
    with pytest.raises(EncodingError):
        plain(body, encoding)


@pytest.mark.parametrize(("said", "least"), [("9" * 5000, 1e14), ("1" + "0" * 400 + ".5", 1e14), ("0.5", 0.5)])
def test_no_delay_is_too_long_to_be_read(said: str, least: float) -> None:
    delay = Protego.parse(ours(f"User-agent: *\nCrawl-delay: {said}", NAMES)).crawl_delay(EVERYBODY)
    assert delay is not None
    assert delay >= least
