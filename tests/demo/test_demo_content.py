"""The content holds together: both scripts say the same, and all that a forum has is somewhere."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from harvester.demo.content import load
from harvester.demo.forum import NOW
from harvester.demo.markup import text

DATA = files("harvester.demo") / "data"


def read(name: str) -> Any:  # noqa: ANN401  # JSON
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def shape(value: Any) -> Any:  # noqa: ANN401  # JSON
    """``value`` with each string as its length."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list):
        return [shape(item) for item in value]
    return {key: shape(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", ["forum", "threads"])
def test_both_scripts_say_the_same(name: str) -> None:
    hans, hant = read(f"{name}.hans.json"), read(f"{name}.hant.json")
    assert shape(hans) == shape(hant)
    assert hans != hant


def test_every_character_is_in_the_encodings() -> None:
    for hans in ("forum.hans.json", "threads.hans.json"):
        json.dumps(read(hans), ensure_ascii=False).encode("gbk")
    for hant in ("forum.hant.json", "threads.hant.json"):
        json.dumps(read(hant), ensure_ascii=False).encode("big5")


def test_damaged_articles_keep_their_lines() -> None:
    threads = {name: {thread["tid"]: thread for thread in read(f"threads.{name}.json")} for name in ("hans", "hant")}
    damaged = read("damaged.json")
    assert len(damaged) >= 6
    for tid, entry in damaged.items():
        clean = threads[entry["script"]][int(tid)]["message"]
        assert len(entry["message"]) == len(clean)
        assert entry["message"] != clean


def test_numbers_of_posts_follow_the_time_of_posting() -> None:
    content = load("hans", NOW)
    posts = [post for thread in content.threads.values() for post in thread.posts]
    by_number = sorted(posts, key=lambda post: post.pid)
    assert [post.pid for post in by_number] == list(range(1, len(posts) + 1))
    assert by_number == sorted(posts, key=lambda post: post.published)
    assert all(post.published < NOW for post in posts)


def test_threads_stand_in_boards_and_types_that_exist() -> None:
    content = load("hant", NOW)
    for thread in content.threads.values():
        assert thread.thread_type is None or thread.thread_type in content.boards[thread.fid].types
        assert thread.posts == sorted(thread.posts, key=lambda post: post.published)
    assert {board.access for board in content.boards.values()} == {"open", "no_permission", "password", "link"}


def test_a_dozen_articles_are_of_real_length() -> None:
    threads = load("hans", NOW).threads.values()
    assert sum(len(text(thread.first.message)) > 250 for thread in threads) >= 12
    assert max(text(thread.first.message).count("\n") for thread in threads) >= 8


def test_a_thread_may_insist_on_its_script() -> None:
    threads = load("hans", NOW).threads
    assert "創新" in threads[131].title
    assert threads[131].accidents == ["gloss"]
    assert threads[131].first.author.name == "霁川日报"
    assert load("hant", NOW).threads[133].accidents == []


def test_an_age_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = read("threads.hans.json")
    threads[0]["age"] = "yesterday"
    real = read

    def changed(name: str) -> object:
        return threads if name.startswith("threads") else real(name)

    monkeypatch.setattr("harvester.demo.content._json", changed)
    with pytest.raises(ValueError, match="yesterday"):
        load("hans", NOW)
