"""Whom an address belongs to, and which ones are asked and shown."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.forum.authority import flaw, join, masked, names_user, place_of, shown, target_of

HERE = "http://127.0.0.1:8080/bbs/thread-1-1-1.html"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://bbs.example.com/a", "https://bbs.example.com/"),
        ("http://example.com/", "http://www.example.com:80/"),
        ("http://example.com/", "https://EXAMPLE.com:443/x?y"),
        ("http://[::1]:8080/", "https://[::1]:8080/"),
    ],
)
def test_one_server(one: str, other: str) -> None:
    assert place_of(one) == place_of(other) is not None


@pytest.mark.parametrize(
    "other",
    [
        "http://127.0.0.1/", "http://127.0.0.1:8081/", "http://localhost:8080/", "http://a@127.0.0.1:8080/",
        "http://127.0.0.1:99999/", "http://[::1", "ftp://127.0.0.1:8080/", "//127.0.0.1:8080/", "",
    ],
)  # fmt: skip
def test_other_servers(other: str) -> None:
    assert place_of(HERE) != place_of(other)


@pytest.mark.parametrize(
    "other", ["example.com.", "example.com..", "example%2ecom", "example.com%00", "www.www.example.com"]
)
def test_a_host_that_is_spelled_in_another_way_is_another(other: str) -> None:
    assert place_of(f"http://{other}/") != place_of("http://example.com/")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("http://name:pass@host/a@b", "http://***@host/a@b"),
        ("leads to //name@host/, and http://a:b@c:80", "leads to //***@host/, and http://***@c:80"),
        ("http://host/@name", "http://host/@name"),
        ("mail name@host", "mail name@host"),
    ],
)
def test_users_are_masked(text: str, says: str) -> None:
    assert masked(text) == says


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("a.html", "http://127.0.0.1:8080/bbs/a.html"),
        ("a b\u3000c.jpg", "http://127.0.0.1:8080/bbs/a%20b%E3%80%80c.jpg"),
        ("a\x1b[2J\u202egpj.exe", "http://127.0.0.1:8080/bbs/a%1B[2J%E2%80%AEgpj.exe"),
        ("http://name:pass@host/x.jpg", "http://***@host/x.jpg"),
        ("//name:pass@host/x.jpg", "http://***@host/x.jpg"),
        ("ht\ttp://na\nme:pass@host/", "http://***@host/"),
        ("http://host\\@127.0.0.1:8080/", "http://***@127.0.0.1:8080/"),
        ("http://[::1", ""),
        ("/a@b", "http://127.0.0.1:8080/a@b"),
    ],
)
def test_links_are_joined_without_a_user(href: str, url: str) -> None:
    assert join(HERE, href) == url
    assert "pass" not in join(HERE, href)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        (b"/t/\xcc\xfb\xd7\xd3.html", "http://127.0.0.1:8080/t/%CC%FB%D7%D3.html"),
        ("帖子.html?a=一".encode(), "http://127.0.0.1:8080/bbs/%E5%B8%96%E5%AD%90.html?a=%E4%B8%80"),
        (b"/%CC%FB a\tb#c", "http://127.0.0.1:8080/%CC%FB%20a%09b#c"),
        (b"", HERE),
        (b"//other/", "http://other/"),
    ],
)
def test_where_a_redirect_leads(location: bytes, target: str) -> None:
    assert target_of(HERE, location) == target


@pytest.mark.parametrize(
    "location",
    [
        b"http://[::1", b"http://h:99999/", b"http://h:x/", b"http://h:0/", b"http://" + b"a" * 64 + b".cn/", b"ftp://x/",
        b"javascript:alert(1)", b"http://a..b/", b"http://a b/", b"http://secret:secret@h/", b"/" * 15_000,
        b"http://x:secret/secret@h/", b"http://%5b/",
    ],
)  # fmt: skip
def test_redirects_to_nowhere(location: bytes) -> None:
    with pytest.raises(ValueError, match=r"address|name") as raised:
        target_of(HERE, location)
    assert "secret" not in str(raised.value)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("url", ["http://论坛.example/", "http://a_b.example:8080/x", "https://[::1]/", "HTTP://X.CN"])
def test_addresses_that_can_be_asked(url: str) -> None:
    assert flaw(url) is None
    assert not names_user(url)
    assert shown(url) == url


def test_a_wrong_address_is_not_repeated_where_it_may_hold_a_password() -> None:
    for url in ("name:secret@host", "http://name:sec/ret@host/", "http://name:secret@host"):
        assert "ecret" not in shown(url)


@given(st.text(alphabet="htp:/\\@[]?#.²²％①℀a1\n\ud800 ", max_size=40), st.binary(max_size=40))
def test_nothing_raises_anything_else(text: str, location: bytes) -> None:
    for each in (flaw, names_user, masked, shown, place_of):
        each(text)
    join(HERE, text)
    with suppress(ValueError):
        target_of(HERE, location)
