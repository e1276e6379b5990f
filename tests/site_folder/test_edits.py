"""Files that a person touched: what was done to them stays, and nothing else comes of it."""

from __future__ import annotations

import codecs
import gzip
import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from saving import Clock, Saved, article, at_once, save

from harvester.disk.database import StoreError
from harvester.items import Gone
from harvester.site_folder import articles
from harvester.site_folder.folder import Layout
from harvester.visits.harvest import Options

DAY = "articles-2026-01-02.jsonl"
TIDS = range(1, 7)
TEXT = "末班车，九点半。"

Lines = list[bytes]
Edit = Callable[[Lines], bytes]


def run(folder: Path, *tids: int, text: str = TEXT, layout: Layout = Layout(), later: int = 0) -> list[str]:  # noqa: B008 - frozen
    """A run that reads these threads; returns what it said at its beginning. The store's pointers hold after it."""
    clock = Clock()
    clock.now += timedelta(days=later)
    harvest = Saved(folder, layout=layout, clock=clock)
    for tid in tids:
        save(harvest, article(tid, text))
    at_once(harvest.finish())
    check_pointers(harvest)
    harvest.close()
    return harvest.messages


def check_pointers(harvest: Saved) -> None:
    for file in harvest.store.files():
        plain = harvest.folder / file.name
        for tid, end in harvest.store.standing(file) if plain.exists() else ():
            line = articles.ending_at(plain, end)
            assert line is not None
            assert (line["tid"], line["revision"]) == (tid, known_revision(harvest, tid))


def known_revision(harvest: Saved, tid: int) -> int:
    known = harvest.store.thread(tid)
    assert known is not None
    return known.revision


def written(folder: Path) -> Counter[tuple[int, int]]:
    lines = (line for path in articles.files(folder) for line in articles.lines_of(path))
    return Counter((line["tid"], line["revision"]) for line in lines)


def wanted(folder: Path) -> list[int]:
    harvest = Saved(folder, clock=Clock())
    tids = [entry.tid for entry in harvest.wanted()]
    harvest.close()
    return tids


def edited(line: bytes, before: str = "末班车", after: str = "末班公交车") -> bytes:
    assert before.encode() in line
    return line.replace(before.encode(), after.encode(), 1)


def joined(*lines: bytes) -> bytes:
    return b"".join(lines)


#: What a person does to a file of six lines, and what the next run says of it.
EDITS: dict[str, tuple[Edit, str]] = {
    "longer": (lambda f: joined(f[0], edited(f[1]), *f[2:]), "articles: 1 edited"),
    "shorter": (lambda f: joined(*f[:3], edited(f[3], "，", ","), *f[4:]), "articles: 1 edited"),
    "as long": (lambda f: joined(*f[:5], edited(f[5], "九", "十")), "articles: 1 edited"),
    "first": (lambda f: joined(edited(f[0]), *f[1:]), "articles: 1 edited"),
    "last": (lambda f: joined(*f[:5], edited(f[5], "，", ",")), "articles: 1 edited"),
    "two, of one length together": (
        lambda f: joined(edited(f[0], "，", ",,,,"), edited(f[1], "末班车", "末班"), edited(f[2], "半", "半…"), *f[3:]),
        "articles: 3 edited",
    ),
    "all": (lambda f: joined(*map(edited, f)), "articles: 6 edited"),
    "what no revision is made of": (
        lambda f: joined(edited(f[0], '"views":null', '"views":12'), *f[1:]),
        "articles: 1 edited",
    ),
    "removed": (lambda f: joined(*f[:2], *f[3:]), "articles: 1 removed"),
    "first removed": (lambda f: joined(*f[1:]), "articles: 1 removed"),
    "last removed": (lambda f: joined(*f[:5]), "articles: 1 removed"),
    "last three removed": (lambda f: joined(*f[:3]), "articles: 3 removed"),
    "edited and removed": (
        lambda f: joined(edited(f[0]), f[2], edited(f[3], "，", ","), f[5]),
        "articles: 2 edited, 2 removed",
    ),
    "the other way round": (lambda f: joined(*reversed(f)), "lines moved"),
    "two change places": (lambda f: joined(f[1], f[0], *f[2:]), "lines moved"),
    "other way round and edited": (lambda f: joined(*reversed(f[:5]), edited(f[5])), "articles: 1 edited"),
    "one twice": (lambda f: joined(f[0], *f), "articles: 1 there twice"),
    "one twice, the copy edited": (lambda f: joined(*f, edited(f[2])), "articles: 1 there twice"),
    "an empty line": (lambda f: joined(*f[:3], b"\n", *f[3:]), "lines moved"),
    "empty lines at the end": (lambda f: joined(*f, b"\n", b"  \n"), ""),
    "line ends of Windows": (lambda f: joined(*f).replace(b"\n", b"\r\n"), "lines moved"),
    "a byte order mark": (lambda f: codecs.BOM_UTF8 + joined(*f), "lines moved"),
    "an empty first line with a byte order mark": (lambda f: joined(codecs.BOM_UTF8, b"\n", *f), "lines moved"),
    "all of that": (
        lambda f: codecs.BOM_UTF8 + joined(*reversed(f), b"\n", edited(f[0])).replace(b"\n", b"\r\n"),
        "articles: 1 there twice",
    ),
    "nothing but its time": (lambda f: joined(*f), ""),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_a_person_did_stays(tmp_path: Path, what: str) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    edit, words = EDITS[what]
    content = edit(path.read_bytes().splitlines(keepends=True))
    path.write_bytes(content)
    there = written(tmp_path)
    said = run(tmp_path)
    assert said == ([f"{path} was changed by hand ({words}), and stays as it is now"] if words else [])
    assert path.read_bytes() == content
    assert run(tmp_path, *TIDS) == []  # a visit finds what the page said before
    assert path.read_bytes() == content
    assert written(tmp_path) == there
    assert wanted(tmp_path) == []


@pytest.mark.parametrize("what", EDITS)
def test_what_changes_afterwards_is_a_new_line_behind_it(tmp_path: Path, what: str) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    content = EDITS[what][0](path.read_bytes().splitlines(keepends=True))
    path.write_bytes(content)
    run(tmp_path, *TIDS, 7, text="全改")
    assert path.read_bytes().startswith(content)
    assert [revision for tid, revision in written(tmp_path) if tid < 7 and revision == 2] == [2] * 6
    assert written(tmp_path)[7, 1] == 1


def test_a_last_line_without_its_line_break_is_kept_where_it_is_whole(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert run(tmp_path) == []
    assert path.read_bytes() == whole
    path.write_bytes(edited(whole)[:-1])
    (said,) = run(tmp_path, 7)
    assert "1 edited" in said
    assert path.read_bytes().startswith(edited(whole))
    assert written(tmp_path) == Counter((tid, 1) for tid in (*TIDS, 7))


def test_a_torn_line_after_edits_is_cut_off_and_harvested_again(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    lines = path.read_bytes().splitlines(keepends=True)
    whole = joined(edited(lines[0]), lines[1], *lines[3:5])
    path.write_bytes(whole + lines[5][:-9])
    by_hand, cut = run(tmp_path)
    assert "articles: 1 edited, 1 removed" in by_hand
    assert "was cut short: 1 articles in it are harvested again" in cut
    assert path.read_bytes() == whole
    assert wanted(tmp_path) == [6]


#: What makes of a line one that readers of articles can't read, and whether it can be one of another thread.
BREAKS: dict[str, Callable[[bytes], bytes]] = {
    "a quote": lambda line: line.replace(b'"text":', b'"text":"', 1),
    "half of it": lambda line: line[: len(line) // 2] + b"\n",
    "a line break": lambda line: line.replace(b'"text":', b'\n"text":', 1),
    "no bytes of a character": lambda line: line.replace("末".encode(), b"\xe6\x9c"),
    "a field's name": lambda line: line.replace(b'"repairs":', b'"repairz":', 1),
    "a thread's number": lambda line: line.replace(b'"tid":3', b'"tid":4', 1),
    "its kind": lambda line: line.replace(b'"article"', b'"artikle"', 1),
    "its revision": lambda line: line.replace(b'"revision":1', b'"revision":0', 1),
    "all of it": lambda line: b"?" * (len(line) - 1) + b"\n",
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_line_that_is_no_longer_one_is_set_aside_and_its_thread_asked_again(tmp_path: Path, what: str) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    lines = path.read_bytes().splitlines(keepends=True)
    broken = BREAKS[what](lines[2])
    path.write_bytes(joined(*lines[:2], broken, edited(lines[3]), lines[5]))  # and one edited, one removed
    said = run(tmp_path)
    assert f"{path} was changed by hand (articles: 1 edited, 1 removed), and stays as it is now" in said
    assert any("can't be read, and are kept as" in each and "1 articles are harvested again" in each for each in said)
    assert len(said) == 2
    assert path.read_bytes() == joined(*lines[:2], edited(lines[3]), lines[5])
    (aside,) = tmp_path.glob(f"{DAY}.damaged-*")
    assert aside.read_bytes() == broken
    assert wanted(tmp_path) == [3]
    assert run(tmp_path, *TIDS) == []
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS if tid != 5)


def test_two_lines_that_became_one_are_both_asked_again(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(joined(*lines[:2], lines[2].rstrip(b"\n"), *lines[3:]))
    run(tmp_path)
    assert wanted(tmp_path) == [3, 4]
    run(tmp_path, *TIDS)
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS)


def test_a_broken_line_in_a_packed_file(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    run(tmp_path, layout=Layout(packed=".gz"), later=1)
    packed = tmp_path / f"{DAY}.gz"
    lines = gzip.decompress(packed.read_bytes()).splitlines(keepends=True)
    packed.write_bytes(gzip.compress(joined(lines[0], edited(lines[1]), lines[2][:-9], b"\n", *lines[3:5])))
    said = run(tmp_path, *TIDS, layout=Layout(packed=".gz"), later=1)
    assert any("1 edited, 1 removed" in each for each in said)
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS if tid != 6)
    assert b"".join(gzip.decompress(packed.read_bytes()).splitlines(keepends=True)).count(edited(lines[1])) == 1
    assert run(tmp_path, *TIDS, layout=Layout(packed=".gz"), later=1) == []


def test_a_copy_of_a_state_before_an_edit_is_known_as_one(tmp_path: Path) -> None:
    run(tmp_path, 1, 2)
    path = tmp_path / DAY
    old = path.read_bytes()
    path.write_bytes(edited(old))
    run(tmp_path, 3)
    path.write_bytes(old)
    (_, said) = run(tmp_path)
    assert "1 articles in it are harvested again" in said
    assert wanted(tmp_path) == [3]


def test_lines_removed_from_the_end_are_not_taken_for_a_copy_of_another_content(tmp_path: Path) -> None:
    run(tmp_path, 1, 2)
    path = tmp_path / DAY
    run(tmp_path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(joined(edited(lines[0], "九", "十"), lines[1]))  # as long as it was when the first run ended
    (said,) = run(tmp_path)
    assert "articles: 1 edited, 1 removed" in said
    assert wanted(tmp_path) == []


@pytest.mark.parametrize("keep_time", [True, False])
def test_an_older_copy_lacks_what_was_written_since(tmp_path: Path, keep_time: bool) -> None:  # noqa: FBT001 - a table
    run(tmp_path, 1, 2)
    path = tmp_path / DAY
    old, status = path.read_bytes(), path.stat()
    run(tmp_path, 3, 4)
    path.write_bytes(old)
    if keep_time:
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    (said,) = run(tmp_path)
    assert "was cut short: 2 articles in it are harvested again" in said
    assert wanted(tmp_path) == [3, 4]
    run(tmp_path, 3, 4)
    assert written(tmp_path) == Counter((tid, 1) for tid in (1, 2, 3, 4))


def test_a_copy_of_the_middle_of_a_run_is_told_by_its_time(tmp_path: Path) -> None:
    run(tmp_path, 1, 2, 3)
    path = tmp_path / DAY
    path.write_bytes(joined(*path.read_bytes().splitlines(keepends=True)[:2]))
    os.utime(path, (1, 1))
    assert "was cut short: 1 articles" in run(tmp_path)[0]


def test_lines_put_back_and_into_another_file_are_followed(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    path, other = tmp_path / DAY, tmp_path / "articles-2026-01-01.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(joined(*lines[:2], *lines[4:]))
    run(tmp_path)
    path.write_bytes(joined(*lines))
    assert "articles: 2 put in" in run(tmp_path)[0]
    path.write_bytes(joined(*lines[:3]))
    other.write_bytes(joined(*lines[3:]))
    run(tmp_path)
    assert run(tmp_path, *TIDS) == []
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS)


def test_the_file_of_an_earlier_day(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    run(tmp_path, 7, later=1)
    path = tmp_path / DAY
    content = edited(path.read_bytes()).replace(path.read_bytes().splitlines(keepends=True)[4], b"")
    path.write_bytes(content)
    (said,) = run(tmp_path, *TIDS, 7, later=2)
    assert said == f"{path} was changed by hand (articles: 1 edited, 1 removed), and stays as it is now"
    assert path.read_bytes() == content


@pytest.mark.parametrize("ended", [True, False])
def test_a_packed_file_that_was_edited(tmp_path: Path, ended: bool) -> None:  # noqa: FBT001 - a table
    run(tmp_path, *TIDS)
    run(tmp_path, layout=Layout(packed=".gz"), later=1)
    packed = tmp_path / f"{DAY}.gz"
    lines = gzip.decompress(packed.read_bytes()).splitlines(keepends=True)
    content = joined(lines[0], edited(lines[1]), *lines[3:])[: None if ended else -1]
    packed.write_bytes(gzip.compress(content))
    (said,) = run(tmp_path, *TIDS, later=1)
    assert said == f"{packed} was changed by hand (articles: 1 edited, 1 removed), and stays as it is now"
    assert gzip.decompress(packed.read_bytes()) == content
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS if tid != 3)
    assert run(tmp_path, *TIDS, later=1) == []
    packed.unlink()
    (tmp_path / DAY).write_bytes(content)
    assert run(tmp_path, *TIDS, later=1) == []
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS if tid != 3)


def test_a_file_that_is_edited_between_the_begin_of_a_run_and_its_first_line(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    harvest = Saved(tmp_path, clock=Clock())
    content = edited(path.read_bytes())[:-1]
    path.write_bytes(content)
    save(harvest, article(7))
    at_once(harvest.finish())
    check_pointers(harvest)
    harvest.close()
    assert path.read_bytes().startswith(content + b"\n")
    assert run(tmp_path) == []


def test_lines_that_change_places_while_a_run_is_at_work_are_found_by_the_next(tmp_path: Path) -> None:
    harvest = Saved(tmp_path, clock=Clock())
    save(harvest, article(1))
    save(harvest, article(2, "另一则"))
    lines = harvest.path.read_bytes().splitlines(keepends=True)
    harvest.path.write_bytes(joined(*reversed(lines)))
    save(harvest, article(3))
    at_once(harvest.finish())
    harvest.close()
    assert "lines moved" in run(tmp_path)[0]


def test_a_line_saying_that_a_thread_is_gone_is_not_believed_once_it_is_back(tmp_path: Path) -> None:
    clock = Clock()
    harvest = Saved(tmp_path, Options(write_gone=True), clock=clock)
    save(harvest, article(1))
    clock.now += timedelta(seconds=10)
    gone = Gone(id="site:1", site="site", url="", tid=1, revision=0, notice="", harvested=clock.now.isoformat())
    harvest.lose(1, "deleted", gone)
    clock.now += timedelta(seconds=10)
    save(harvest, article(1))
    at_once(harvest.finish())
    path = harvest.path
    harvest.close()
    path.write_bytes(edited(path.read_bytes(), "正文", "本文"))
    harvest = Saved(tmp_path, clock=clock)
    assert harvest.store.counts() == {"harvested": 1}
    harvest.close()


def test_a_file_saved_in_another_encoding_is_left_alone(tmp_path: Path) -> None:
    run(tmp_path, *TIDS)
    path = tmp_path / DAY
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("utf-16"))
    with pytest.raises(StoreError, match="was saved as UTF-16: save it as UTF-8"):
        run(tmp_path)
    path.write_bytes(text.encode("gb18030"))
    assert "6 lines can't be read, and are kept as" in run(tmp_path, *TIDS)[0]
    (aside,) = tmp_path.glob(f"{DAY}.damaged-*")
    assert aside.read_bytes() == text.encode("gb18030")
    assert written(tmp_path) == Counter((tid, 1) for tid in TIDS)


def test_a_line_that_links_to_another_is_made_of_the_edited_one(tmp_path: Path) -> None:
    run(tmp_path, 1)
    path = tmp_path / DAY
    path.write_bytes(edited(path.read_bytes()))
    harvest = Saved(tmp_path, clock=Clock())
    save(harvest, article(2, continues="site:1"))
    at_once(harvest.finish())
    harvest.close()
    line = json.loads(path.read_bytes().splitlines()[-1])
    assert (line["tid"], line["continued_by"], line["text"]) == (1, "site:2", TEXT.replace("末班车", "末班公交车"))
    run(tmp_path, 1)
    assert json.loads(path.read_bytes().splitlines()[-1]) == line
