"""What somebody new types, and what is said to it: what to type instead."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import scrapy

from harvester.__main__ import main
from harvester.commands.mistaken import crawl_meant
from harvester.config.declaring import ConfigurationError
from harvester.crawl.arguments import Arguments

SPIDERS = ("discuz", "forum", "replay")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "name one spider: scrapy crawl forum -a address=ADDRESS"),
        (["http://a.example/"], "is not a spider but an address: scrapy crawl forum -a address=http://a.example/"),
        (["a.example/bbs"], "is not a spider but an address: scrapy crawl forum -a address=https://a.example/bbs"),
        (
            ["forum", "http://a.example/"],
            "http://a.example/ is not a spider but an address: scrapy crawl forum -a address",
        ),
        (["http://me:pw@a.example/"], "is not a spider but an address: scrapy crawl forum -a address=ADDRESS"),
        (["forum", "address=http://a.example/"], "address=http://a.example/ is an argument: write -a before it"),
        (["forum", "--address", "http://a.example/"], "no option --address: it is an argument, -a address=VALUE"),
        (["forum", "--max_threads=5"], "no option --max_threads: it is an argument, -a max_threads=VALUE"),
        (["forum", "--verbose"], "there is no option --verbose"),
        (["form"], "no spider 'form': did you mean forum?"),
        (["news"], "no spider 'news': there are discuz, forum, replay"),
        (["forum", "replay"], "name one spider"),
    ],
)
def test_crawl_says_what_was_meant(words: list[str], says: str) -> None:
    assert says in str(crawl_meant(words, SPIDERS))


def test_a_spider_is_no_mistake(tmp_path: Path) -> None:
    assert crawl_meant(["forum"], SPIDERS) is None
    assert scrapy(["crawl", "form"], tmp_path / "log") == 2
    assert (tmp_path / "log").read_text().endswith("crawl: no spider 'form': did you mean forum?\n")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("raport", "harvester: no such command: raport; did you mean report?\n"),
        ("qqq", "harvester: no such command: qqq; harvester -h lists them\n"),
        ("bbs.example.com", "harvester: bbs.example.com is not a command but an address: harvester crawl forum -a"),
    ],
)
def test_a_command_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], word: str, says: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["harvester"])
    with pytest.raises(SystemExit) as stopped:
        main([word])
    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith(says)


@pytest.mark.parametrize(("command", "option"), [("show", "--jsn"), ("status", "--wrnog"), ("look", "--x=1")])
def test_a_wrong_option_is_one_line(tmp_path: Path, command: str, option: str) -> None:
    words = [sys.executable, "-m", "harvester", command, option]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 2
    assert done.stderr == f"harvester {command}: no such option: {option}\n"
    assert done.stdout == ""


def test_an_address_without_its_beginning() -> None:
    with pytest.raises(ConfigurationError, match=r"; did you mean https://bbs\.example\.com/x\?$"):
        Arguments.parse({"address": "bbs.example.com/x"})
    with pytest.raises(ConfigurationError, match=r"and a host$"):
        Arguments.parse({"address": "bbs"})


def test_the_list_of_spiders_says_more_to_a_person(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harvester", "list"]
    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    assert plain.stdout.splitlines() == list(SPIDERS)
    ours, theirs = pty.openpty()
    subprocess.run(command, cwd=tmp_path, stdout=theirs, check=True)  # noqa: S603
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "forum    Visits what a guest may read" in said
    assert "harvester crawl forum -a address=ADDRESS" in said
