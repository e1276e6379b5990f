"""What of sealed files the user may choose."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import ClassVar, Literal

from harvester.config.declaring import setting
from harvester.config.forms import Form, seconds, text
from harvester.depot.formats import FORMATS, Format


def _format(name: str) -> Format:
    found = FORMATS[name]
    if found.needs and find_spec(found.needs) is None:
        raise ValueError(f"it needs {found.needs}: pip install {found.needs}")
    return found


@dataclass(frozen=True, slots=True)
class DepotOptions:
    """``address``: where files go; ``format``: of those.

    ``within``: seconds in which nothing is left of a removed article.
    """

    section: ClassVar[str] = "What is written, and where"

    address: str = setting(
        "HARVESTER_DATABASE_FILES",
        "",
        text("a folder, or an address that fsspec knows, such as s3://bucket/articles", str.strip),
        "Where the lines of a database go once their day (UTC) is over: files by site and day, in a folder or in "
        "object storage (docs/fleet.md). Empty: they stay in the database.",
        of_run=True,
    )
    format: Format = setting(
        "HARVESTER_DATABASE_FILES_FORMAT",
        "jsonl",
        Form(Literal["jsonl", "parquet"], "jsonl or parquet", _format),
        "The format of those files: `jsonl` is JSON Lines packed with zstd, which is the smallest and the quickest to "
        "read; `parquet` has the usual fields in columns, for queries, and each line as it is. Files of both may stand "
        "beside each other (docs/fleet.md).",
        of_run=True,
    )
    within: float = setting(
        "HARVESTER_REMOVED_WITHIN",
        86400.0,
        seconds(above=0),
        "Seconds after which, at most, a file is written anew without articles that were removed from it with "
        "`scrapy remove`: hidden they are at once. One file is written anew once for all that were removed from it "
        "by then.",
        of_run=True,
    )
