"""The JSON Schema in the package is what the items make, and holds lines to it."""

from __future__ import annotations

from typing import Any

import fastjsonschema
import pytest
from itemadapter import ItemAdapter

from harvester import items, schema


def line(**changes: object) -> dict[str, Any]:
    article = items.Article(
        id="bbs.example.com:7",
        site="bbs.example.com",
        url="https://bbs.example.com/thread-7-1-1.html",
        tid=7,
        pid=9,
        board=items.Board(2, "新闻"),
        title="标题",
        thread_type=None,
        author=items.Author("记者"),
        published="2026-07-07T07:20:17+08:00",
        edited=items.Edited("记者", None),
        text="正文",
        pictures=[items.Picture("https://bbs.example.com/a.jpg")],
        attachments=[],
        views=None,
        reply_count=3,
        flags=["digest"],
        encoding=items.Encoding("gbk", "gb18030", "declared", 0),
        harvested="2026-07-08T00:00:00+00:00",
    )
    fields: dict[str, Any] = ItemAdapter(article).asdict()
    return fields | changes


def test_packaged_schema_is_up_to_date() -> None:
    assert schema.packaged() == schema.build(), "run: python -m harvester.schema"


def test_a_line_with_nulls_is_valid() -> None:
    fastjsonschema.validate(schema.packaged(), line(author=None, edited=None, published=None))


@pytest.mark.parametrize(
    "wrong",
    [
        {"tid": "7"},
        {"title": None},
        {"published": "2026-7-7 7:20"},
        {"author": {"name": "记者"}},
        {"extra": 1},
        {"pictures": [{"url": None, "aid": 1, "caption": None}]},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_line_that_breaks_the_promise_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        fastjsonschema.validate(schema.packaged(), line(**wrong))


def test_a_missing_field_is_refused() -> None:
    incomplete = line()
    del incomplete["replies"]
    with pytest.raises(fastjsonschema.JsonSchemaValueException, match="replies"):
        fastjsonschema.validate(schema.packaged(), incomplete)
