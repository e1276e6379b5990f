"""For people who have only text: without Scrapy, in columns, through JSON and pickle; docs/text.md runs."""

from __future__ import annotations

import json
import math
import pickle
import re
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import zstandard
from crawling import PROJECT

from harvester.text import Profile, Repaired, repair

PAGE = (PROJECT / "docs" / "text.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
SHOWN = "ÖÐÎÄÂÛÌ³"
SAID = "中文论坛"


def alone(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """``program`` run by a Python that has nothing but this package and zstandard."""
    for package in (PROJECT / "harvester", Path(zstandard.__file__).parent):
        (folder / package.name).symlink_to(package)
    start = f"import sys\nsys.path.insert(0, {str(folder)!r})\n"
    return subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", "-c", start + program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_one_package_is_enough(tmp_path: Path) -> None:
    [*blocks] = [
        block for block in BLOCKS if "pandas" not in block and "duckdb" not in block and "datatrove" not in block
    ]
    done = alone("sys.stdout.reconfigure(encoding='utf-8')\n" + "\n".join(blocks), tmp_path)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [SAID, "[('gbk-as-cp1252', 'certain')]", "True"]


def test_scrapy_is_not_there(tmp_path: Path) -> None:
    assert "No module named 'scrapy'" in alone("import scrapy", tmp_path).stderr


@pytest.mark.parametrize("needs", ["pandas", "duckdb"])
def test_what_the_page_shows_runs(needs: str) -> None:
    if find_spec(needs) is None or find_spec("pyarrow") is None:
        pytest.skip(f"{needs} is not installed")
    [block] = [block for block in BLOCKS if f"import {needs}" in block]
    exec(compile(block, "docs/text.md", "exec"), {})  # noqa: S102 -- our own page


@pytest.mark.parametrize("nothing", [None, math.nan, b"bytes", 7, ["a", "b"]])
def test_what_is_no_text_is_refused_by_name(nothing: Any) -> None:  # noqa: ANN401
    with pytest.raises(TypeError, match="repair takes a string, not"):
        repair(nothing)


@pytest.mark.parametrize("kind", ["noize", "utf8-as-latin1", "foo-as-bar"])
def test_kinds_that_do_not_exist_are_refused_with_the_list(kind: str) -> None:
    with pytest.raises(ValueError, match=rf"no such kind of damage: {kind}; there are .*noise, .*gbk-as-cp1252"):
        repair("text", kinds=[kind])


class TestHandedOn:
    @pytest.fixture
    def repaired(self) -> Repaired:
        return repair(f"{SHOWN}\n產業(yè)發(fā)展，產業(yè)環(huán)境優(yōu)化，創(chuàng)業(yè)。\n\ufffd")

    def test_pickle(self, repaired: Repaired) -> None:
        assert pickle.loads(pickle.dumps(repaired)) == repaired  # noqa: S301 -- our own
        assert pickle.loads(pickle.dumps(repaired.profile)).proofs["nothing"] == 0  # noqa: S301

    def test_json(self, repaired: Repaired) -> None:
        assert repaired.repairs
        assert repaired.flags
        again = Repaired.from_json(repaired.to_json())
        assert again == repaired
        assert again.undo() == repaired.undo()

    def test_as_a_dictionary(self, repaired: Repaired) -> None:
        data = json.loads(json.dumps(asdict(repaired)))
        assert data["profile"]["proofs"] == dict(repaired.profile.proofs)
        assert Profile(**data["profile"]) == repaired.profile

    def test_what_was_learned_goes_on(self, repaired: Repaired) -> None:
        later = repair("經濟發(fā)展", profile=Profile.from_json(repaired.profile.to_json()))
        assert later.profile.since(repaired.profile).proofs["gbk-as-cp1252"] == 0

    @pytest.mark.parametrize("text", ["{}", "[]", "3", '{"text": "a"}', "no JSON"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"not what a repair gave|Expecting"):
            Repaired.from_json(text)


class TestColumns:
    def test_types_nulls_and_chunks_stay(self) -> None:
        pyarrow = pytest.importorskip("pyarrow")
        from harvester.text.arrow import repair_column  # noqa: PLC0415 -- needs pyarrow

        texts = [SHOWN, None, "新闻", ""]
        for type_ in (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()):
            array = pyarrow.array(texts, type_)
            assert repair_column(array) == pyarrow.array([SAID, None, "新闻", ""], type_)
        chunked = pyarrow.chunked_array([texts, [SHOWN]], pyarrow.string())
        assert repair_column(chunked).to_pylist() == [SAID, None, "新闻", "", SAID]
        assert repair_column(chunked).num_chunks == 2
        assert repair_column(pyarrow.chunked_array([], pyarrow.string())).to_pylist() == []
        encoded = pyarrow.array(texts).dictionary_encode()
        assert repair_column(encoded).type == encoded.type
        assert repair_column(encoded).to_pylist() == [SAID, None, "新闻", ""]
        assert repair_column(pyarrow.array([SHOWN]), kinds="noise").to_pylist() == [SHOWN]
        with pytest.raises(TypeError, match="a column of strings is repaired, not one of int64"):
            repair_column(pyarrow.array([1, 2]))
