"""The sites file: what an entry comes to, and what is said of a wrong one."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import fastjsonschema
import pytest
from scrapy.settings import Settings

from harvester.config.declaring import ConfigurationError
from harvester.crawl.sites import KEYS
from harvester.sites.choose import chosen
from harvester.sites.entry import SiteEntry
from harvester.sites.sites_file import read_sites, text_of

WHOLE = """
[bbs]
address = "https://bbs.example.com/"
boards = [2, 36]
charset = "gbk"
cookies = "bbs.cookies.txt"
delay = 2
headers = { "Accept-Language" = "zh-TW" }
max_threads = 500
noise = ["From the board"]
proxies = ["http://127.0.0.1:3128"]
repair_profile = "/var/lib/bbs.json"
replies = "all"
since = 2026-01-31
source = "thread"
zone = "Asia/Taipei"
HARVESTER_RECHECK = "1d"
HARVESTER_REPAIR = false
"""


def read(folder: Path, text: str) -> Mapping[str, SiteEntry]:
    return read_sites(folder / "sites.toml", text, KEYS)


def test_every_key_is_an_argument_or_a_setting(tmp_path: Path) -> None:
    entry = read(tmp_path, WHOLE)["bbs"]
    assert entry.arguments() == {
        "address": "https://bbs.example.com/",
        "max_threads": 500,
        "replies": "all",
        "since": "2026-01-31",
        "source": "thread",
    }
    settings = Settings({"HARVESTER_RECHECK": "7d"})
    entry.apply(settings)
    assert settings.getlist("HARVESTER_BOARDS") == [2, 36]
    assert settings["HARVESTER_COOKIES"] == str(tmp_path / "bbs.cookies.txt")
    assert settings["HARVESTER_REPAIR_PROFILE"] == "/var/lib/bbs.json"
    assert (settings["HARVESTER_CHARSET"], settings.getfloat("DOWNLOAD_DELAY")) == ("gbk", 2.0)
    assert (settings["HARVESTER_ZONE"], settings["HARVESTER_RECHECK"]) == ("Asia/Taipei", "1d")
    assert settings.getbool("HARVESTER_REPAIR") is False


def test_a_command_lines_setting_goes_before_the_files(tmp_path: Path) -> None:
    settings = Settings()
    settings.set("HARVESTER_RECHECK", "30d", priority="cmdline")
    read(tmp_path, WHOLE)["bbs"].apply(settings)
    assert settings["HARVESTER_RECHECK"] == "30d"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("delai = 2", "line 3: no such key: delai; did you mean delay?"),
        ("HARVESTER_RECHEK = '1d'", "line 3: no such key: HARVESTER_RECHEK; did you mean HARVESTER_RECHECK?"),
        ("harvester_recheck = '1d'", "did you mean HARVESTER_RECHECK?"),
        ("xyzzy = 1", "there are address, author, boards"),
        ("HARVESTER_SITES_AT_ONCE = 3", "it is for the whole run: give it with -s"),
        ("delay = 0", "line 3: delay = 0: give seconds between two requests, above 0"),
        ("delay = true", "give seconds"),
        ("boards = [2, 'news']", "give numbers of boards, such as [2, 36]"),
        ("boards = []", "give numbers of boards"),
        ("headers = 'X: y'", "give headers and their values"),
        ("proxy = 'http://a'\nproxies = ['http://b']", "line 4: give proxy or proxies, not both"),
        ("zone = ''", "give a time zone such as Asia/Shanghai"),
        ("noise = [1]", "give strings that the site puts at the ends of lines"),
        ("HARVESTER_HOURS = { a = 1 }", "line 3: HARVESTER_HOURS = {'a': 1}: give hours such as 22-06"),
    ],
)
def test_a_wrong_key_is_said_with_its_line(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(tmp_path, f'[bbs]\naddress = "https://bbs.example.com/"\n{line}\n')
    assert str(error.value).startswith(f"{tmp_path}/sites.toml, line ")
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("delay = 2\n", "line 1: delay stands outside of a site"),
        ("[all]\naddress = 'http://a.example/'\n", "'all' can't be a site's name"),
        ("['a b']\naddress = 'http://a.example/'\n", "'a b' can't be a site's name"),
        ("\n[bbs]\ndelay = 2\n", "line 2: bbs has no address"),
        ("[bbs\n", "not TOML: "),
        ("[bbs]\n[bbs]\n", "(at line 2, column 5)"),
        ("[bbs]\naddress = “http://a.example/”\n", """: type " instead of “, " instead of ”"""),
        ("[bbs]\naddress ＝ 'http://a.example/'\n", ": type = instead of ＝"),
        ("【bbs】\n", ": type [ instead of 【, ] instead of 】"),
    ],
)
def test_a_wrong_file_is_said_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(tmp_path, text)
    assert says in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="No such file or directory: make it with scrapy site, or set HARV"):
        text_of(tmp_path / "sites.toml")


def test_what_editors_of_windows_write(tmp_path: Path) -> None:
    text = "[bbs]\r\naddress = 'http://a.example/'\r\n"
    path = tmp_path / "sites.toml"
    path.write_bytes(text.encode("utf-8-sig"))
    assert list(read(tmp_path, text_of(path))) == ["bbs"]
    path.write_bytes(text.encode("utf-16"))
    with pytest.raises(ConfigurationError, match=r"save it as UTF-8$"):
        text_of(path)


def entries(**addresses: str) -> dict[str, SiteEntry]:
    return {name: SiteEntry(Path("sites.toml"), name, address) for name, address in addresses.items()}


def test_sites_are_chosen_by_name_in_the_order_that_they_are_named() -> None:
    known = entries(a="http://a.example/", b="http://b.example/bbs/", c="http://b.example/")
    assert [entry.name for entry in chosen(known, "c, a")] == ["c", "a"]
    assert [entry.name for entry in chosen(known, "all")] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("news,nowhere", "site=nowhere: no such site; there is news"),
        ("newz", "there is news"),
        ("news,news", "site=news is named twice"),
        ("news,twin", "news and twin are one site"),
        ("all", "news and twin are one site"),
        ("", "name a site of the sites file"),
        (",", "name a site of the sites file"),
    ],
)
def test_what_cannot_be_chosen(names: str, says: str) -> None:
    known = entries(news="https://bbs.example.com/", twin="http://www.bbs.example.com/forum.php")
    with pytest.raises(ConfigurationError, match=says):
        chosen(known, names)


def schema_takes(text: str) -> bool:
    """Whether the packaged schema takes a sites file; TOML's days are texts in it."""
    schema = json.loads(files("harvester.schema").joinpath("sites.json").read_text(encoding="utf-8"))
    try:
        fastjsonschema.compile(schema)(json.loads(json.dumps(tomllib.loads(text), default=str)))
    except fastjsonschema.JsonSchemaException:
        return False
    return True


def test_an_editor_takes_what_a_run_takes() -> None:
    assert schema_takes(WHOLE)


@pytest.mark.parametrize(
    "line",
    [
        "delai = 2",
        "delay = 0",
        "delay = '2'",
        "boards = [2, 'news']",
        "boards = []",
        "zone = ''",
        "noise = [1]",
        "max_threads = 0",
        "replies = 'some'",
        "HARVESTER_SITES_AT_ONCE = 3",
        "HARVESTER_HOURS = { a = 1 }",
        "proxy = 'http://a'\nproxies = ['http://b']",
    ],
)
def test_an_editor_refuses_what_a_run_refuses(tmp_path: Path, line: str) -> None:
    text = f'[bbs]\naddress = "https://bbs.example.com/"\n{line}\n'
    with pytest.raises(ConfigurationError):
        read(tmp_path, text)
    assert not schema_takes(text)


def test_a_text_of_one_key_is_a_list_for_the_crawl(tmp_path: Path) -> None:
    text = '[bbs]\naddress = "https://bbs.example.com/"\nnoise = "a, b"\nproxy = "http://127.0.0.1:3128"\n'
    values = {each.key: each.value for each in read(tmp_path, text)["bbs"].values}
    assert values == {"noise": ["a, b"], "proxy": ["http://127.0.0.1:3128"]}


def test_a_proxys_password_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as error:
        read(tmp_path, '[bbs]\naddress = "https://bbs.example.com/"\nproxies = [{ p = "http://me:secret@a/" }]\n')
    assert "secret" not in str(error.value)
