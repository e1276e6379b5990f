"""Crawl the demo forum in every version and encoding, and compare each line with the truth: a row for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from harvester.demo.encoding import CHARSETS, Charset
from harvester.demo.forum import DemoForum
from harvester.demo.versions import VERSIONS

Line = dict[str, Any]
#: Crawls the forum at an address; gives its lines and its exit code.
Crawl = Callable[[str], tuple[list[Line], int]]

#: What of a line is compared as it stands with the truth.
FIELDS = ("pid", "title", "published", "edited", "reply_count", "thread_type", "joined")


def compare(crawl: Crawl, versions: Iterable[str] = VERSIONS) -> Iterator[tuple[str, bool]]:
    """Rows of a Markdown table, and whether each is as it should be: all threads once, all fields, all texts.

    Threads whose texts were damaged count for threads and fields: ``bench/repair.py`` measures repair.
    """
    yield "| version | encoding | threads once | fields exact | texts exact | layouts | exit code | |", True
    yield "|---|---|---|---|---|---|---|---|", True
    for version in versions:
        for charset in CHARSETS:
            with DemoForum(version=version, charset=charset, addresses="dynamic", sorts=True) as forum:
                lines, code = crawl(forum.url)
                yield _row(forum, charset, lines, code)


def _row(forum: DemoForum, charset: Charset, lines: list[Line], code: int) -> tuple[str, bool]:
    truth = {entry["tid"]: entry for entry in forum.truth() if entry["visible"] == "yes"}
    times = Counter(line["tid"] for line in lines)
    once = sum(times[tid] == 1 for tid in truth)
    pairs = [(line, truth[line["tid"]]) for line in lines if line["tid"] in truth]
    fields = [same for line, entry in pairs for same in _fields(line, entry)]
    texts = [line["text"] == entry["article"] for line, entry in pairs if not entry["accidents"]]
    layouts = ", ".join(sorted({str(line["layout"]) for line in lines}))
    good = once == len(truth) == len(times) and all(fields) and all(texts) and code == 0
    shown = (
        forum.version,
        charset,
        *(
            f"{part} of {of}"
            for part, of in (
                (once, len(truth)),
                (sum(fields), len(fields)),
                (sum(texts), len(texts)),
            )
        ),
        layouts,
        code,
        "ok" if good else "BELOW",
    )
    return f"| {' | '.join(map(str, shown))} |", good


def _fields(line: Line, entry: Line) -> Iterator[bool]:
    """Whether each field of a line is as the truth has it; a damaged title is the repair's."""
    for name in FIELDS:
        yield line[name] == entry[name] or (name == "title" and bool(entry["accidents"]))
    yield (line["author"] and line["author"]["name"]) == entry["author"]
    yield (line["board"]["fid"], line["board"]["name"]) == (entry["fid"], entry["board"])
    yield line["flags"] == sorted(entry["flags"])
    pictures = [{name: picture[name] for name in ("url", "aid", "caption")} for picture in line["pictures"]]
    yield pictures == entry["pictures"]
    yield [(attached["aid"], attached["name"]) for attached in line["attachments"]] == [
        (attached["aid"], attached["name"]) for attached in entry["attachments"]
    ]
