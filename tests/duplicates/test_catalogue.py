"""The index of a harvest's texts: found again, in the order of the harvest, whatever happens to the file."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from forks import forks

from harvester.disk.database import DamagedError, StoreError
from harvester.duplicates.catalogue import Catalogue, CatalogueEntry
from harvester.duplicates.sketch import Sketch, sketch

TEXTS = [
    "十二月的霁川江风很硬，栈桥边的渔火却一盏接一盏亮了起来，船工们收网回家。",
    "山里的采茶人天不亮就上山，背篓里装着干粮和水，一直忙到太阳落山才回来。",
    "城南菜市场改造了八个月，今天重新开门迎客，摊位比从前宽敞，也亮堂了许多。",
]


def sketched(text: str) -> Sketch:
    made = sketch(text)
    assert made is not None
    return made


def put(index: Catalogue, id_: str, text: str, revision: int = 1) -> str | None:
    match = index.find(id_, sketched(text))
    index.add(CatalogueEntry(id_, revision, None, sketched(text)), match)
    return match.id if match else None


def test_a_copy_is_of_the_first(tmp_path: Path) -> None:
    index = Catalogue(tmp_path / "index.sqlite")
    assert [put(index, f"a:{number}", text) for number, text in enumerate(TEXTS)] == [None] * 3
    assert put(index, "b:1", f"转载：{TEXTS[1]}") == "a:1"
    assert put(index, "c:1", f"转自他站：{TEXTS[1]}") == "a:1"
    groups = [[copy.id for copy in group] for group in index.groups()]
    assert groups == [["a:1", "b:1", "c:1"]]


def test_an_article_is_no_copy_of_itself_nor_of_its_copies() -> None:
    index = Catalogue(None)
    put(index, "a:1", TEXTS[0])
    put(index, "b:1", TEXTS[0])
    assert put(index, "a:1", f"{TEXTS[0]}全文完。", revision=2) is None
    assert put(index, "b:1", TEXTS[0], revision=2) == "a:1"
    assert (index.revision("a:1"), index.revision("b:1"), index.revision("c:1")) == (2, 2, 0)


def test_a_revised_article_is_known_by_its_new_text() -> None:
    index = Catalogue(None)
    put(index, "a:1", TEXTS[0])
    put(index, "a:1", TEXTS[1], revision=2)
    assert put(index, "b:1", TEXTS[0]) is None
    assert put(index, "c:1", TEXTS[1]) == "a:1"


def test_what_was_added_is_there_for_others_at_once(tmp_path: Path) -> None:
    one, other = Catalogue(tmp_path / "index.sqlite"), Catalogue(tmp_path / "index.sqlite")
    put(one, "a:1", TEXTS[0])
    assert put(other, "b:1", TEXTS[0]) == "a:1"
    assert one.revision("b:1") == 1


def test_a_text_that_is_everywhere_does_not_fill_the_index() -> None:
    index = Catalogue(None)
    for number in range(100):
        assert put(index, f"a:{number}", TEXTS[0]) == ("a:0" if number else None)
    assert index._rows("SELECT max(n) FROM (SELECT count(*) AS n FROM key GROUP BY hash)") == [(60,)]


def test_files_are_known_by_their_size(tmp_path: Path) -> None:
    index = Catalogue(tmp_path / "index.sqlite")
    index.keep_file("a/articles.jsonl", 10)
    assert index.has_file("a/articles.jsonl", 10)
    assert not index.has_file("a/articles.jsonl", 11)


def test_a_damaged_index_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(b"no database at all" * 100)
    index = Catalogue(path)
    assert put(index, "a:1", TEXTS[0]) is None
    assert (tmp_path / "index.sqlite.damaged").read_bytes().startswith(b"no database")
    assert len(index.messages) == 1
    assert "made anew from the articles" in index.messages[0]


def test_an_index_of_another_version_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    Catalogue(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    assert "was made by a newer Harvester" in Catalogue(path).messages[0]


def test_damage_found_later_is_told_from_other_problems(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    index = Catalogue(path)
    put(index, "a:1", TEXTS[0])
    index.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    damaged = Catalogue(path)
    with pytest.raises(DamagedError):
        damaged.find("b:1", sketched(TEXTS[0]))
    assert damaged.set_aside() == f"{path}.damaged"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"index\.sqlite: unable to open"):
        Catalogue(tmp_path / "none" / "index.sqlite")


def _add_many(path: Path, name: str) -> None:
    index = Catalogue(path)
    for number in range(30):
        text = f"{name}{number}号船" + TEXTS[number % 3]
        index.add(CatalogueEntry(f"{name}:{number}", 1, None, sketched(text)), None)
    index.close()


def test_several_runs_add_to_it(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    runs = [forks().Process(target=_add_many, args=(path, name)) for name in "abc"]
    for run in runs:
        run.start()
    for run in runs:
        run.join(60)
    assert [run.exitcode for run in runs] == [0, 0, 0]
    assert Catalogue(path)._rows("SELECT count(*), count(DISTINCT number) FROM text") == [(90, 90)]
