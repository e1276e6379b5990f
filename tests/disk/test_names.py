"""Folders of sites: one safe name below the base, and one for each site."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from harvester.disk.names import folder_name, found_folder, site_folder


@pytest.mark.parametrize(
    ("site", "folder"),
    [
        ("bbs.example.com", "bbs.example.com"),
        ("127.0.0.1:8080", "127.0.0.1_8080"),
        ("example.com/bbs", "example.com_bbs"),
        ("example.com:8080/a/b", "example.com_8080_a_b"),
        ("论坛.example", "xn--kfsr23j.example"),
        ("../../etc", "etc~37b3685cea"),
        ("///", "_~1835059dea"),
    ],
)
def test_a_folder_is_one_safe_name_below_the_base(tmp_path: Path, site: str, folder: str) -> None:
    assert site_folder(tmp_path, site) == tmp_path / folder


def test_no_two_sites_share_a_folder() -> None:
    hosts = ("a.example", "a_b.example", "论坛.example", "新闻.example", "例子.测试", "样本.测试", "[::1]", "a")
    rest = (
        "",
        ":80",
        "/80",
        ":80/b",
        "/80/b",
        "/b",
        "/b/c",
        "/b_c",
        "/b.",
        "/.b",
        "/..",
        "/b~",
        "/论坛",
        "/" + "x" * 300,
    )
    sites = [host + more for host, more in product(hosts, rest)] + ["replay", "例え.jp", "中文.jp", "/", "//"]
    names = {folder_name(site): site for site in sites}
    assert len(names) == len(sites)
    assert all(len(name) < 120 and name.isascii() and "/" not in name for name in names)


def test_a_site_in_its_own_script_and_in_punycode_is_one() -> None:
    assert folder_name("中文.example:8080/bbs") == folder_name("xn--fiq228c.example:8080/bbs")


def test_who_reads_finds_the_folder_of_an_earlier_version(tmp_path: Path) -> None:
    (tmp_path / "example").mkdir()
    assert found_folder(tmp_path, "论坛.example") == tmp_path / "example"
    (tmp_path / "xn--kfsr23j.example").mkdir()
    assert found_folder(tmp_path, "论坛.example") == tmp_path / "xn--kfsr23j.example"
