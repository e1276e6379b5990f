"""The Chinese pages keep up with the English ones, and with the code."""

from __future__ import annotations

import re

import pytest
from build_reference import PROJECT, line_page

from harvester import __version__

PAGES = [PROJECT / "README.zh.md", *sorted((PROJECT / "docs" / "zh").glob("*.md"))]
#: A row of a table that begins with a name in code.
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def test_every_field_of_a_line_is_explained_in_its_order() -> None:
    explained = (PROJECT / "docs" / "zh" / "line.md").read_text(encoding="utf-8")
    assert _ROW.findall(explained) == _ROW.findall(line_page())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_links_lead_somewhere(page: str) -> None:
    text = (PROJECT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert links
    assert [link for link in links if not ((PROJECT / page).parent / link).exists()] == []


def test_both_readmes_show_the_same_commands() -> None:
    """All but the notes behind them: what is in one that is not in the other is a slip."""
    english, chinese = ((PROJECT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
    commands = re.findall(r"^    ((?:sh \.ci/|\.venv/bin/scrapy ).*?)(?:\s{2,}#.*)?$", chinese, re.MULTILINE)
    assert len(commands) > 8
    assert [command for command in commands if command not in english] == []


def test_the_citation_names_this_version() -> None:

    assert f"\nversion: {__version__}\n" in (PROJECT / "CITATION.cff").read_text(encoding="utf-8")
