"""Cookies of a browser, as its tools export them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from harvester.discuz.engine import Discuz
from harvester.login.cookies import holds_login, of_host, read_cookies, read_header


def test_a_file_that_holds_no_cookies(tmp_path: Path) -> None:
    path = tmp_path / "cookies.json"
    path.write_text('[{"name": "auth", "value": "secret"}]', encoding="utf-8")
    with pytest.raises(ValueError, match="not in Netscape's format") as error:
        read_cookies(path)
    assert "secret" not in str(error.value)


def test_cookies_of_other_sites_are_left_alone(tmp_path: Path) -> None:
    names = {".example.com": "a_auth", "bbs.example.com": "b_auth", "example.org": "c_auth", "xexample.com": "d"}
    later = int(time.time()) + 3600
    text = "".join(
        f"{host}\t{str(host[0] == '.').upper()}\t/\tFALSE\t{later}\t{name}\tx\n" for host, name in names.items()
    )
    path = tmp_path / "cookies.txt"
    path.write_text(f"# HTTP Cookie File\n{text}", encoding="utf-8")
    cookies = read_cookies(path)
    assert {cookie.name for cookie in of_host(cookies, "bbs.example.com")} == {"a_auth", "b_auth"}
    assert not holds_login(list(of_host(cookies, "xexample.com")), Discuz.login.is_cookie)
    assert holds_login(list(of_host(cookies, "example.org")), Discuz.login.is_cookie)


HEAD = "# Netscape HTTP Cookie File\n"
REST = "\tFALSE\t/\tFALSE\t0\tseen\tyes"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}127.0.0.1{REST}\n",
        f"{HEAD}.127.0.0.1{REST}\n",
        f"{HEAD}#HttpOnly_.127.0.0.1{REST}\r\n",
        f"\ufeff{HEAD}127.0.0.1{REST}",
        f"127.0.0.1{REST}\n",
        f"{HEAD}# a remark\n\n127.0.0.1\tFALSE\t/\tFALSE\t\tseen\tyes\n",
        f"{HEAD}127.0.0.1\tFALSE\t/\tFALSE\t1999999999.25\tseen\tyes\n",
        f"{HEAD}127.0.0.1\tFALSE\t/\tFALSE\t13388203200000000\tseen\tyes\n",
        f"{HEAD}127.0.0.1\tFALSE\t/\tFALSE\t-1\tseen\tyes\n",
        f"{HEAD}.127.0.0.1\tTRUE\t\tFALSE\t{'9' * 20}\tseen\tyes\n",
    ],
)
def test_files_as_browsers_tools_write_them(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cookies.txt"
    path.write_bytes(text.encode())
    [cookie] = of_host(read_cookies(path), "127.0.0.1")
    assert (cookie.name, cookie.value, cookie.is_expired()) == ("seen", "yes", False)


@pytest.mark.parametrize("line", ["a\tb", "h\tFALSE\t/\tFALSE\tsoon\tsecret\tsecret", "\t" * 6, "h\t" * 9, "\x00"])
def test_a_line_that_is_no_cookie_is_named_by_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "cookies.txt"
    path.write_text(f"{HEAD}{line}\n", encoding="utf-8")
    if line.strip():
        with pytest.raises(ValueError, match="line 2 is not in Netscape's format") as error:
            read_cookies(path)
        assert "secret" not in str(error.value)


@pytest.mark.parametrize("value", ["", ";", "secret", "=secret", "a=secret\n", "a=b; secret"])
def test_a_header_that_holds_no_cookies(value: str) -> None:
    with pytest.raises(ValueError, match="name=value") as error:
        read_header(value, "bbs.example.com")
    assert "secret" not in str(error.value)


def test_cookies_of_a_header_go_by_https_alone_if_the_forum_has_it() -> None:
    assert [cookie.secure for cookie in read_header("a=1; b=2", "bbs.example.com", secure=True)] == [True, True]
    assert not any(cookie.secure for cookie in read_header("a=1", "bbs.example.com"))
