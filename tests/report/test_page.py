"""The page as a file: one module made of many, and a policy that lets nothing else run."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

from harvester.report.data import packed
from harvester.report.page import MODULES, STYLES, page

FOLDER = files("harvester.report").joinpath("data")
PAGE = "".join(page(packed({}), [packed({"articles": []})]))
SCRIPT = re.findall(r'<script type="module">(.*?)</script>', PAGE, re.DOTALL)


def test_all_files_are_in_it() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*MODULES, *STYLES, "page.html"}
    assert "<!-- " not in PAGE


def test_the_policy_names_the_script_and_the_style_by_their_hashes() -> None:
    style = re.findall(r"<style>(.*?)</style>", PAGE, re.DOTALL)
    assert len(SCRIPT) == len(style) == 1
    for text in SCRIPT + style:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in PAGE
    assert "default-src 'none'" in PAGE
    assert "unsafe" not in PAGE


def test_nothing_is_fetched_by_the_markup() -> None:
    assert re.findall(r"""(?:src|href)=["'](?!#|data:,)""", PAGE.replace(SCRIPT[0], "")) == []


def test_the_modules_become_one() -> None:
    assert not re.search(r"^(?:import|export)\b", SCRIPT[0], re.MULTILINE)
    names = re.findall(r"^(?:const|let|class|function|async function) (\w+)", SCRIPT[0], re.MULTILINE)
    assert sorted(names) == sorted(set(names)), "modules in one scope share their names"


def test_each_module_stands_after_those_it_imports_from() -> None:
    for at, name in enumerate(MODULES):
        text = FOLDER.joinpath(name).read_text(encoding="utf-8")
        imported = re.findall(r'^import [^;]* from "\./([\w.]+)";$', text, re.MULTILINE)
        assert set(imported) <= set(MODULES[:at]), name


def test_no_string_is_made_markup() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|setAttribute\(.style", PAGE
    )
