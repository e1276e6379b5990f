r"""Texts inside a line of JSON replaced, every other byte kept."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.bulk.jsonl import LineError, field_path, replace_text


def replaced(line: str, field: str = "text", old: str = "X", new: str = "國") -> str:
    return replace_text(line, field_path(field), lambda text: text.replace(old, new))


class TestReplace:
    def test_blanks_numbers_and_order_stay(self) -> None:
        line = ' { "b" : 1.50e3,"text":\t"aX" , "a":[ 1,2 ],"c":"\\u0041" }\r'
        assert replaced(line) == ' { "b" : 1.50e3,"text":\t"a國" , "a":[ 1,2 ],"c":"\\u0041" }\r'

    def test_what_does_not_change_is_not_written_anew(self) -> None:
        line = '{"text": "\\u0041\\/"}'
        assert replaced(line) == line

    def test_escapes_stay_escapes(self) -> None:
        assert replaced('{"text": "\\u4e2dX"}') == '{"text": "\\u4e2d\\u570b"}'

    def test_characters_stay_characters(self) -> None:
        assert replaced('{"text": "中X"}') == '{"text": "中國"}'

    def test_escaped_slashes_stay_so(self) -> None:
        assert replaced('{"text": "<b>X<\\/b>"}') == '{"text": "<b>國<\\/b>"}'

    def test_a_lone_surrogate_is_escaped(self) -> None:
        assert replaced('{"text": "\\ud83dX"}') == '{"text": "\\ud83d\\u570b"}'

    @pytest.mark.parametrize(
        ("field", "line", "expected"),
        [
            ("a.b", '{"a": {"b": "X", "c": "X"}, "b": "X"}', '{"a": {"b": "國", "c": "X"}, "b": "X"}'),
            ("r.t", '{"r": [{"t": "X"}, {"t": "1X"}]}', '{"r": [{"t": "國"}, {"t": "1國"}]}'),
            ("t", '{"t": ["X", ["X"]], "u": "X"}', '{"t": ["國", ["國"]], "u": "X"}'),
            (r"a\.b", '{"a.b": "X"}', '{"a.b": "國"}'),
            ("字", '{"\\u5b57": "X"}', '{"\\u5b57": "國"}'),
            ("t", '[{"t": "X"}, {"t": "X"}]', '[{"t": "國"}, {"t": "國"}]'),
        ],
        ids=["inner", "in a list", "a list of texts", "a dot in a name", "an escaped name", "a list of objects"],
    )
    def test_paths(self, field: str, line: str, expected: str) -> None:
        assert replaced(line, field) == expected

    @pytest.mark.parametrize("line", ['{"text": null}', '{"text": []}', '{"text": [null, "a"]}'])
    def test_nothing_there_is_no_error(self, line: str) -> None:
        assert replaced(line) == line

    def test_null_on_the_way_is_no_error(self) -> None:
        assert replaced('{"a": null}', "a.b") == '{"a": null}'

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ('{"text": "a"', "not JSON"),
            ("plain", "not JSON"),
            ('{"text": "a"} {}', "not JSON"),
            ('{"a": 1}', "no field text"),
            ('"text"', "no text|no field"),
            ('{"text": 3}', "no text"),
            ('{"text": {"a": "b"}}', "no text"),
            ("[" * 100_000, "nested too deeply"),
        ],
    )
    def test_what_can_not_be_done_is_said(self, line: str, says: str) -> None:
        with pytest.raises(LineError, match=says):
            replaced(line)

    json_values = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("tex", max_size=2), inner, max_size=3),
        max_leaves=9,
    )

    @settings(max_examples=150, derandomize=True, deadline=None)
    @given(st.dictionaries(st.text("tex", max_size=2), json_values, max_size=3), st.booleans(), st.text(max_size=5))
    def test_only_the_text_changes(self, record: dict[str, object], ascii_only: bool, text: str) -> None:  # noqa: FBT001
        line = json.dumps(record | {"text": text}, ensure_ascii=ascii_only)
        changed = replace_text(line, ("text",), lambda old: old + "國")
        assert json.loads(changed) == record | {"text": text + "國"}
        assert changed.startswith(line[: line.rindex('"text"')])


def test_a_path_is_split_at_its_dots() -> None:
    assert field_path(r"a.b\.c.d") == ("a", "b.c", "d")


def test_numbers_of_any_length_are_passed_over() -> None:
    huge = "7" * 10_000
    line = f'{{"n": {huge}, "text": "a", "m": [{huge}.5, -1e999, NaN]}}'
    assert replace_text(line, ("text",), str.upper) == line.replace('"a"', '"A"')
