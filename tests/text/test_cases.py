"""Cases as data: short texts, what each is to become, and why.

``in_the_wild``: damage as real pages had it, in sentences of our own. ``synthetic``: made with
the forward functions. ``negative``: must not change. ``known_failures``: what should be repaired
and isn't yet; when one is, its case moves to another file.

A case has ``label``, ``why``, ``original``, ``fixed``, and may have ``options``: those of
:func:`harvester.text.repair`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.text import repair

CASES = Path(__file__).parents[1] / "cases"

Case = dict[str, Any]


def cases(*names: str) -> pytest.MarkDecorator:
    """A test for each case of the files ``names``."""
    loaded: list[Case] = []
    for name in names:
        loaded += json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return pytest.mark.parametrize("case", loaded, ids=[case["label"] for case in loaded])


@cases("in_the_wild", "synthetic", "negative")
def test_is_fixed(case: Case) -> None:
    repaired = repair(case["original"], **case.get("options", {}))
    assert repaired.text == case["fixed"], repaired.repairs
    assert repaired.undo() == case["original"]


@cases("in_the_wild", "synthetic", "negative")
def test_stays_fixed(case: Case) -> None:
    assert repair(case["fixed"], **case.get("options", {})).text == case["fixed"]


@cases("known_failures")
def test_is_still_not_fixed(case: Case) -> None:
    assert repair(case["original"], **case.get("options", {})).text != case["fixed"], "move it to another file"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.json")), ids=lambda path: path.stem)
def test_a_case_says_what_it_is(path: Path) -> None:
    loaded: list[Case] = json.loads(path.read_text(encoding="utf-8"))
    labels = [case["label"] for case in loaded]
    assert len(set(labels)) == len(labels)
    for case in loaded:
        assert {"label", "why", "original", "fixed"} <= set(case) <= {"label", "why", "original", "fixed", "options"}
        assert (case["original"] == case["fixed"]) == (path.stem == "negative"), case["label"]
