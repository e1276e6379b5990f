"""WARC files of the demo forum's pages, made in this process, for tests that read archives."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvester.archive.options import ReadOptions
from harvester.archive.output import Layout
from harvester.archive.run import Done, Told, read
from harvester.archive.shards import shards
from harvester.demo.forum import DemoForum

Line = dict[str, Any]
HOST = "http://bbs.example.com/"
DATE = "2025-11-14T09:22:40Z"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is kept: its address, its date, and what it is."""

    url: str
    body: bytes
    date: str = DATE
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "text/html; charset=gbk")])


def pages_of(forum: DemoForum, tids: Iterable[int], date: str = DATE) -> list[Kept]:
    """The first pages of threads of a forum that stands at :data:`HOST`."""
    return [page_of(forum, forum.links.thread(tid, 1), date) for tid in tids]


def page_of(forum: DemoForum, address: str, date: str = DATE) -> Kept:
    """A page of the forum."""
    answer = forum.answer(f"/{address}")
    return Kept(HOST + address, answer.body, date, answer.status)


def write_warc(path: Path, kept: Iterable[Kept], *, packed: bool = True) -> Path:
    """A WARC file of answers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for each in kept:
            headers = StatusAndHeaders(f"{each.status} OK", each.headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                each.url,
                "response",
                payload=io.BytesIO(each.body),
                http_headers=headers,
                warc_headers_dict={"WARC-Date": each.date},
            )
            writer.write_record(record)
    return path


def reading(folder: Path, *named: Path | str, form: str = "jsonl", **options: Any) -> Done:  # noqa: ANN401 - any option
    """Read archives into ``folder``, with repair off unless settings say otherwise."""
    settings = options.pop("settings", {"HARVESTER_REPAIR": False})
    return read(shards(map(str, named)), ReadOptions(Layout(folder, form), settings, **options), {}, Told())


def written(folder: Path) -> list[Line]:
    """The lines of a reading, by thread and revision."""
    found: list[Line] = []
    for path in sorted(folder.glob("lines/*/*.jsonl.zst")):
        with path.open("rb") as file:
            text = zstandard.ZstdDecompressor().stream_reader(file).read().decode()
        found += [json.loads(line) for line in text.splitlines()]
    return sorted(found, key=lambda line: (line["site"], line["tid"], line["revision"]))


def without(lines: Iterable[Line], *names: str) -> list[Line]:
    """Lines without some fields."""
    return [{name: value for name, value in line.items() if name not in names} for line in lines]
