"""Cookies of a browser, as its tools export them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from harvester.discuz.engine import Discuz
from harvester.login.cookies import holds_login, of_host, read_cookies


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
