"""The reference pages of the docs say what the code says."""

from __future__ import annotations

import pkgutil
import re
from collections import Counter
from pathlib import Path

import pytest
from build_reference import PROJECT, files, project_file, settings

from harvester import forum, text
from harvester.config.program import ExitCode

FILES = files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_what_is_made_of_the_code_is_up_to_date(path: Path) -> None:
    """``python bench/build_reference.py`` makes it."""
    assert path.read_text(encoding="utf-8") == FILES[path]


def test_the_reference_leaves_nothing_out() -> None:
    said = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
    modules = {f"harvester.forum.{each.name}" for each in pkgutil.iter_modules(forum.__path__)}
    assert {name for name in modules if f":: {name}\n" not in said} == set()
    names = {f"harvester.text.{name}" for name in text.__all__} - {"harvester.text.Certainty", "harvester.text.KINDS"}
    assert {name for name in names if f":: {name}\n" not in said} == set()


def test_each_exit_code_is_explained() -> None:
    said = (PROJECT / "docs" / "messages.md").read_text(encoding="utf-8")
    assert [code for code in ExitCode if f"\n| {code:d} | " not in said] == []


def test_the_projects_file_keeps_what_is_not_ours() -> None:
    before = 'a = 1\nknown-settings = [\n    "OTHER",  # why\n    "HARVESTER_BYGONE",\n]\nb = [\n]\n'
    after = project_file(before)
    assert "HARVESTER_BYGONE" not in after
    assert after.startswith('a = 1\nknown-settings = [\n    "OTHER",  # why\n    "HARVESTER_BOARDS",\n')
    assert after.endswith('    "HARVESTER_ZONE",\n]\nb = [\n]\n')


def test_each_setting_has_words_of_its_own() -> None:
    source = (PROJECT / "harvester" / "settings.py").read_text(encoding="utf-8")
    assigned = set(re.findall(r"^([A-Z_]+)(?:: [^=]+)? = ", source, re.MULTILINE))
    page = FILES[PROJECT / "docs" / "settings.md"]
    said = re.findall(r"^\*\*`(-a )?(\w+)=?`\*\*.*\\\n(.+)$", page, re.MULTILINE)
    assert assigned <= {name for _, name, _ in said}
    assert {name for _, name, words in said if not words.strip()} == set()
    words = Counter(words for _, _, words in said)
    assert {name for _, name, own in said if words[own] > 1} == set()


def test_a_setting_has_the_comment_above_it() -> None:
    source = "# --- A ---\n\n# Why it\n# is so.\nX = 1\nY = 2\n\nZ = 3\n\n# --- B ---\n\n# Other.\nV: int = 4\n"
    found = [(each.section, each.name, each.default, each.reason) for each in settings(source)]
    assert found == [
        ("A", "X", "1", "Why it is so."),
        ("B", "V", "4", "Other."),
    ]
