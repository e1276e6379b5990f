from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from crawling import PROJECT

from harvester.config.program import ExitCode
from harvester.forum.notices import NOTICES, NoticeKind, declare, kinds

#: Where a call names a kind: which of its arguments.
_NAMING = {"_fail": 2, "_note": 0, "Notice": 0, "Record": 1}


def named() -> Iterator[str]:
    """The kinds that calls in the package name by a string."""
    for path in sorted((PROJECT / "harvester").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = str(getattr(node.func, "attr", None) or getattr(node.func, "id", ""))
                place = _NAMING.get(name)
                given = node.args[place] if place is not None and place < len(node.args) else None
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield given.value


def test_every_kind_that_is_named_stands_in_the_table() -> None:
    found = set(named())
    assert {"unreadable", "redirected", "too_large", "download"} <= found
    assert found <= NOTICES.keys()


def test_every_kind_says_what_it_means() -> None:
    assert [kind.name for kind in NOTICES.values() if not kind.meaning.endswith((".", ")"))] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("deleted", ExitCode.DONE),
        ("hidden_part", ExitCode.DONE),
        ("payment", ExitCode.BARRED),
        ("banned", ExitCode.BARRED),
        ("rows_unread", ExitCode.FAILURES),
    ],
)
def test_a_run_that_met_nothing_else(name: str, code: ExitCode) -> None:
    assert NOTICES[name].exit_code is code


def test_what_ends_a_run_says_why() -> None:
    ends = kinds(lambda kind: kind.ends)
    assert "banned" in ends
    assert all(NOTICES[name].verdict for name in ends)
    assert not ends & kinds(lambda kind: kind.passes or kind.fails)


def test_an_engine_can_declare_a_kind_but_not_change_one() -> None:
    own = NoticeKind(name="load_guard", meaning="The server is busy.", passes=True)
    try:
        declare(own)
        declare(own)
        assert "load_guard" in kinds(lambda kind: kind.passes)
        with pytest.raises(ValueError, match="payment is declared already"):
            declare(NoticeKind(name="payment", meaning="Something else."))
    finally:
        del NOTICES["load_guard"]
