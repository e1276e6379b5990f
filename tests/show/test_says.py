"""What a text says of itself, for people."""

from __future__ import annotations

from harvester.show.says import says


def test_what_is_said_has_a_label_and_a_value() -> None:
    line = {
        "bylines": [{"outlet": "霁川日报", "role": "记者", "names": ["陆川", "顾念一"]}],
        "source": "霁川网",
        "original_title": "渔火",
        "photographers": ["沈怀远"],
        "issue": {"date": "2023-05-09", "page": "16版"},
        "editor": None,
    }
    assert list(says(line)) == [
        ("byline", "霁川日报 记者 陆川、顾念一"),
        ("original title", "渔火"),
        ("source", "霁川网"),
        ("photographers", "沈怀远"),
        ("issue", "2023-05-09 16版"),
    ]


def test_a_line_from_before_these_fields_says_nothing() -> None:
    assert list(says({"title": "渔火", "text": "正文"})) == []
