"""The demo forum's content, read from the package's data.

``forum.*.json`` holds the boards and members, ``threads.*.json`` the threads, each in
simplified (``hans``) and traditional (``hant``) characters; ``damaged.json`` holds what
pages show of the threads that an accident befell. Times are ages, so that a forum can
be made for any moment.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, Literal

from harvester.demo.addresses import Links
from harvester.demo.dates import minute
from harvester.demo.markup import Words
from harvester.demo.model import (
    Board,
    Category,
    Comment,
    Content,
    Edit,
    Member,
    Moved,
    Post,
    Rating,
    Sort,
    Thread,
    Upload,
)
from harvester.demo.script import simplified, traditional

Script = Literal["hans", "hant"]
_Data = dict[str, Any]

#: What turns wordings of the forum's own into a script.
WORDS: dict[Script, Words] = {"hans": simplified, "hant": traditional}

_DATA = files("harvester.demo") / "data"
_AGE = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)? ?(?:(\d+)s)?")


def load(script: Script, now: datetime, links: Links | None = None, most: int = 0) -> Content:
    """All that the forum holds at ``now``, in one script; threads that are written in the other stay so.

    ``links`` are the forum's addresses, for the quotations, which link to posts; ``most`` is how many threads of a
    board there are at most, the first (0: all).
    """
    forum = _json(f"forum.{script}.json")
    members = {name: Member(uid, name) for uid, name in enumerate(forum["members"], 1)}
    content = Content(
        name=forum["name"],
        announcement=forum["announcement"],
        members=members,
        categories=[Category(**category) for category in forum["categories"]],
        boards={board["fid"]: _board(board) for board in forum["boards"]},
        threads={},
    )
    loader = _Loader(content, now, _json("damaged.json"))
    boards = Counter[int]()
    for thread in _chosen(script):
        boards[thread["fid"]] += 1
        if not most or boards[thread["fid"]] <= most:
            loader.add(thread)
    loader.number(WORDS[script], links or Links("rewritten"))
    return content


def _chosen(script: Script) -> list[_Data]:
    """The threads in ``script``; title and message of a thread that insists on the other are in that one."""
    written: dict[str, list[_Data]] = {name: _json(f"threads.{name}.json") for name in WORDS}
    chosen = []
    for place, thread in enumerate(written[script]):
        insisted = thread.get("script", script)
        said = {key: written[insisted][place][key] for key in ("title", "message")}
        chosen.append({**thread, **said, "script": insisted})
    return chosen


def _board(board: _Data) -> Board:
    return Board(**{**board, "types": tuple(board.get("types", ()))})


class _Loader:
    """Makes threads of data. Posts get their numbers at the end, in the order of posting."""

    def __init__(self, content: Content, now: datetime, damaged: _Data) -> None:
        self.content = content
        self.now = now
        self.damaged = damaged
        self._quoted: list[tuple[Thread, Post, int]] = []

    def add(self, data: _Data) -> None:
        """Add one thread."""
        script, replies = data.pop("script"), data.pop("replies", [])
        first_keys = (
            "author",
            "age",
            "message",
            "anonymous",
            "edited",
            "uploads",
            "withheld",
            "comments",
            "ratings",
            "foreign",
        )
        first = {key: data.pop(key) for key in (*first_keys, "blocked") if key in data}
        damaged = self.damaged.get(str(data["tid"]), {})
        if damaged.get("script") == script:
            first["served"] = "\n".join(damaged["message"])
            data |= {"accidents": damaged["accidents"], "served_title": damaged["title"]}
        if "moved" in data:
            data["moved"] = Moved(**data["moved"])
        if "sort" in data:
            data["sort"] = Sort(data["sort"]["name"], [(name, value) for name, value in data["sort"]["options"]])
        thread = Thread(posts=[self._post(first)], **data)
        for reply in replies:
            self._reply(thread, reply)
        self.content.threads[thread.tid] = thread

    def number(self, words: Words, links: Links) -> None:
        """Number all posts from 1 and write the quotes, which name posts by number."""
        posts = [post for thread in self.content.threads.values() for post in thread.posts]
        for pid, post in enumerate(sorted(posts, key=lambda post: post.published), 1):
            post.pid = pid
        for thread, post, floor in self._quoted:
            quote(thread, post, thread.posts[floor - 1], words, links)

    def _reply(self, thread: Thread, data: _Data) -> None:
        floor = data.pop("quotes", None)
        post = self._post(data)
        thread.posts.append(post)
        if floor is not None:
            self._quoted.append((thread, post, floor))

    def _post(self, data: _Data) -> Post:
        made = dict(data, author=self._member(data["author"]), published=self._time(data["age"]), pid=0)
        del made["age"]
        made["message"] = "\n".join(data["message"])
        made["uploads"] = [Upload(**upload) for upload in data.get("uploads", ())]
        made["comments"] = [
            Comment(self._member(comment["author"]), self._time(comment["age"]), comment["text"])
            for comment in data.get("comments", ())
        ]
        made["ratings"] = [
            Rating(
                self._member(rating["author"]),
                {score["name"]: score["points"] for score in rating["scores"]},
                rating["text"],
            )
            for rating in data.get("ratings", ())
        ]
        if edited := data.get("edited"):
            made["edited"] = Edit(edited["by"], self._time(edited["age"]).replace(second=0))
        return Post(**made)

    def _member(self, name: str) -> Member:
        return self.content.members[name]

    def _time(self, age: str) -> datetime:
        match = _AGE.fullmatch(age)
        if match is None:
            raise ValueError(f"not an age: {age!r}")
        days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return self.now - timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def quote(thread: Thread, post: Post, quoted: Post, words: Words, links: Links) -> None:
    """Put a quote of ``quoted`` before the message of ``post``, as the forum's button does."""
    said = quoted.message.rpartition("[/quote]")[2].strip().split("\n")[0][:60]
    address = links.post(thread.tid, quoted.pid)
    who = f"{quoted.author.name} {words('发表于')} {minute(quoted.published)}"
    head = f"[size=2][url={address}][color=#999999]{who}[/color][/url][/size]"
    post.message = f"[quote]{head}\n{said}[/quote]\n\n{post.message}"
    post.quotes.append(quoted.pid)


def _json(name: str) -> Any:  # noqa: ANN401  # the files hold objects and lists
    return json.loads((_DATA / name).read_text(encoding="utf-8"))
