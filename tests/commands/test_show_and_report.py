"""``scrapy show`` and ``scrapy report``, from the shell's side."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from harvested import article, made, put
from scrapy.cmdline import execute
from scrapy.settings import Settings

Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """``run("show", "7")`` over a small harvest gives the exit status."""
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "harvest", [article(7, "产业", repairs=[made(0, "产(chan)", "产")]), article(8, site="b.example")])

    def call(*args: str) -> int:
        with pytest.raises(SystemExit) as stopped:
            execute(["scrapy", *args], Settings({"COMMANDS_MODULE": "harvester.commands"}))
        code = stopped.value.code
        assert isinstance(code, int)
        return code

    return call


def test_show(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("show", "bbs.example.com:7") == 0
    assert "\n[-产(chan)-]{+产+}业\n" in capsys.readouterr().out
    assert run("show", "--json", "7") == 0
    assert json.loads(capsys.readouterr().out)["id"] == "bbs.example.com:7"


def test_report(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("report", "-o", "page.html") == 0
    assert capsys.readouterr().err.startswith("page.html: 2 articles, ")
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert run("report", "b.example") == 0
    assert capsys.readouterr().err.startswith("report.html: 1 article, ")


def test_the_folder_is_a_setting(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (("show", "7"), ("duplicates",), ("report",)):
        assert run(*command, "-s", "HARVESTER_DIR=elsewhere") == 2
        said = f"scrapy {command[0]}: there is no harvest in elsewhere: name its folder with -s HARVESTER_DIR=FOLDER\n"
        assert capsys.readouterr() == ("", said)


@pytest.mark.parametrize("args", [["show", "c.example:9"], ["report"]])
def test_a_line_of_another_program_is_said(run: Run, capsys: pytest.CaptureFixture[str], args: list[str]) -> None:
    put(Path("harvest"), [{"kind": "article", "site": "c.example", "tid": 9, "revision": 1}])
    assert run(*args) == 1
    assert f"scrapy {args[0]}: a line has no field '" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["show"], 2, "name one article"),
        (["show", "7", "8"], 2, "name one article"),
        (["show", "99"], 1, "scrapy show: no article 99 in harvest"),
        (["report", "--most", "0"], 2, "--most: one article or more"),
        (["report", "--mots", "1"], 2, "no such option: --mots"),
        (
            ["report", "none.example"],
            2,
            "scrapy report: there is no harvest of none.example in harvest; there is b.example",
        ),
        (["report", "-o", "none/r.html"], 1, "none/r.html"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, list) else "",
)
def test_what_goes_wrong_is_said(
    run: Run, capsys: pytest.CaptureFixture[str], args: list[str], code: int, says: str
) -> None:
    assert run(*args) == code
    assert says in capsys.readouterr().err
