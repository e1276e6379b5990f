"""Articles in the forum format of the MNBVC corpus: one thread a line, further fields as JSON in a string.

As its checker has it (https://github.com/X94521/DataCheck_MNBVC, of November 2025): ``ID`` is a string, 时间 a day,
and a file has at most 512 MiB. In a thread, 主题 is the text of the first post, 来源 the forum; a reply's 楼ID is
its post number, to which 引用ID of another reply refers.
"""

from __future__ import annotations

import json
from typing import Any

from harvester.config.patterns import regex
from harvester.site_folder.articles import Line

#: Bytes after which the next file begins.
PART = 500 * 1024 * 1024
#: What the corpus removes from its texts as personal data: telephone numbers, account numbers.
_LONG_NUMBER = regex(r"[0-9]{8,}")


def thread(line: Line, *, without_numbers: bool = False) -> dict[str, Any]:
    """An article's line as a thread. ``without_numbers``: runs of eight or more digits are left out of its texts."""
    clean = _without_numbers if without_numbers else str
    replies = line.get("replies") or []
    writers = {line.get("pid"): _name(line)} | {reply["pid"]: _name(reply) for reply in replies}
    about = {
        "标题": clean(line["title"]),
        "标签": [tag for tag in (line.get("thread_type"),) if tag],
        "版块": (line.get("board") or {}).get("name"),
        "发帖人": _name(line),
        "链接": line["url"],
        "原文": None if line.get("original_text") is None else clean(line["original_text"]),
    }
    return {
        "ID": str(line["tid"]),
        "主题": clean(line["text"]),
        "来源": line["site"],
        "回复": [_reply(reply, writers, clean(reply["text"])) for reply in replies],
        "元数据": {
            "发帖时间": _time(line.get("published")),
            "回复数": line["reply_count"] if line.get("reply_count") is not None else len(replies),
            "扩展字段": _more(about),
        },
        "时间": _time(line.get("published"))[:8],
    }


def _reply(reply: Line, writers: dict[Any, str | None], text: str) -> dict[str, str]:
    quotes = reply.get("quotes") or []
    about = {
        "回复人": _name(reply),
        "回复时间": _time(reply.get("published")) or None,
        "引用ID": ",".join(map(str, quotes)) or None,
        "引用人": ",".join(name for pid in quotes if (name := writers.get(pid))) or None,
    }
    return {"楼ID": str(reply["pid"]), "回复": text, "扩展字段": _more(about)}


def _more(fields: dict[str, Any]) -> str:
    """Fields as the format has them: JSON in a string; what is not known is left out."""
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def _name(post: Line) -> str | None:
    author = post.get("author")
    return author["name"] if author else None


def _time(published: str | None) -> str:
    """``2026-01-31T12:00:00+08:00`` as ``20260131 12:00:00``, the forum's own time; empty where there is none."""
    return f"{published[:10].replace('-', '')} {published[11:19]}" if published else ""


def _without_numbers(text: str) -> str:
    return _LONG_NUMBER.sub("", text)
