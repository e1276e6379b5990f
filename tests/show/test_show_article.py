"""An article in the terminal."""

from __future__ import annotations

import io
import json

import pytest
from harvested import Line, article, made
from rich.cells import cell_len
from rich.console import Console

from harvester.show.article import as_json, shown, write

REPAIRED = article(
    text="产业发展\n第二段",
    title="好标题",
    repairs=[made(0, "坏", "好", "guess", where="title"), made(0, "产(chan)", "产"), made(8, "x\n", "\n", "likely")],
)
REPAIRED["text"] = "产业\n第二段"


def printed(line: dict[str, object], width: int = 80, *, original: bool = False, terminal: bool = True) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=width, height=25, highlight=False, legacy_windows=False)
    write(console, shown(line, original=original, width=width if terminal else 0))
    return out.getvalue()


def test_in_a_pipe_marks_are_plain_and_paragraphs_are_lines() -> None:
    said = printed(REPAIRED, terminal=False).splitlines()
    assert said == [
        "[-坏-]{+好+}标题",
        "author     作者甲",
        "board      新闻 (2)",
        "published  2026-01-30T10:00:00+08:00",
        "harvested  2026-01-31T12:00:00+00:00, revision 1",
        "url        https://bbs.example.com/thread-7-1-1.html",
        "encoding   gb18030 (declared)",
        "",
        "[-产(chan)-]{+产+}业[-x↵-]{+↵+}",
        "第二段",
        "",
        "3 repairs",
        "title:0 gloss guess +12.5 bits",
        "  [-坏-]{+好+}",
        "  a reason",
        "text:0 gloss certain +12.5 bits",
        "  [-产(chan)-]{+产+}",
        "  a reason",
        "text:8 gloss likely +12.5 bits",
        "  [-x↵-]{+↵+}",
        "  a reason",
    ]


def test_on_a_terminal_colour_is_certainty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    said = printed(REPAIRED)
    assert "\x1b[9;31m[-产(chan)-]\x1b[0m\x1b[32m{+产+}" in said
    assert "\x1b[33m{+↵+}" in said
    monkeypatch.setenv("NO_COLOR", "1")
    assert "31m" not in printed(REPAIRED)


@pytest.mark.parametrize("width", [20, 40, 120])
def test_lines_fit_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    long = article(text="汉字" * 300, repairs=[made(0, "x" * 200, "汉")])
    assert max(map(cell_len, printed(long, width, original=True).splitlines())) <= width


def test_the_original_below_or_beside() -> None:
    narrow = printed(REPAIRED, 60, original=True, terminal=False).splitlines()
    assert narrow[narrow.index("original") + 1 :][:2] == ["产(chan)业x", "第二段"]
    wide = printed(REPAIRED, 120, original=True)
    assert any("repaired" in line and "original" in line for line in wide.splitlines())


def test_hostile_text_can_not_steer_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x9b2J\u202e[bold red]x[/]"
    line = article(
        text=evil,
        title=evil,
        author={"name": evil, "uid": 1},
        board={"fid": None, "name": evil},
        url=evil,
        encoding={"declared": None, "used": evil, "method": "default", "bad_bytes": 0},
        repairs=[made(0, evil, evil, kind=evil, why=evil)],
    )
    line["repairs"][0] |= {"before": "\x1b[2J", "after": evil}
    said = printed(line, terminal=False)
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(said)
    assert "<U+001B>]0;owned<U+0007>" in said
    assert "[bold red]x[/]" in said, "no markup either"
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(as_json(line, original=False))
    assert json.loads(as_json(line, original=False)) == line


def test_json_has_the_original_where_asked() -> None:
    assert json.loads(as_json(REPAIRED, original=False))["original_text"] is None
    assert json.loads(as_json(REPAIRED, original=True))["original_text"] == "产(chan)业x\n第二段"


def test_a_log_of_another_text_is_said() -> None:
    said = printed(article(text="正文", repairs=[made(9, "x", "y")]), original=True, terminal=False)
    assert said.count("the log of repairs does not fit this text") == 2


def test_replies_are_shown() -> None:
    reply: Line = {"pid": 9, "floor": 2, "author": None, "published": None, "text": "回帖", "quotes": []}
    assert "2# (anonymous)\n回帖" in printed(article(replies=[reply]), terminal=False)
