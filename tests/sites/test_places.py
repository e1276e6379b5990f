"""Lines of tables and keys in TOML, which the parser does not say."""

from __future__ import annotations

import pytest

from harvester.sites.places import line_of

TEXT = '''# Sites

[bbs]
address = "https://bbs.example.com/"  # where it is
noise = [
    "one",
    "delay = 7",
]

["forum.two"]
note = """
delay = 1
[bbs]
"""
delay = 2
headers = { "X-A" = "b" }
proxy.host = "c"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (["bbs"], 3),
        (["bbs", "address"], 4),
        (["bbs", "noise"], 5),
        (["forum.two"], 10),
        (["forum.two", "note"], 11),
        (["forum.two", "delay"], 15),
        (["forum.two", "headers", "X-A"], 16),
        (["forum.two", "proxy"], 17),
        (["nowhere"], 1),
        (["bbs", "nothing"], 1),
    ],
)
def test_a_key_is_found_where_it_begins(path: list[str], line: int) -> None:
    assert line_of(TEXT, path) == line


def test_a_document_of_one_line() -> None:
    assert line_of('a = "b"', ["a"]) == 1
