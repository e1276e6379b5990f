"""An article that is removed: nothing of it is found in the folder, and nothing else is touched."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from crawling import RunCrawl, scrapy
from harvests import Harvests
from warcio.archiveiterator import ArchiveIterator

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.site_folder import articles

KEPT = ("HARVESTER_WARC=1", "HARVESTER_MEDIA=all", "HARVESTER_DUPLICATES=1", "HARVESTER_FILE_SIZE=20K")
PACKED = (*KEPT, "HARVESTER_COMPRESS=gzip")


def everything(folder: Path) -> dict[Path, bytes]:
    """All files of a harvest, unpacked, WARC records too."""
    found = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        if path.parent.name == "warc":
            with path.open("rb") as file:
                raw = b"".join(record.content_stream().read() for record in ArchiveIterator(file))
        elif path.suffix == ".gz":
            raw = gzip.decompress(raw)
        elif path.suffix == ".zst":
            raw = zstandard.ZstdDecompressor().stream_reader(raw).read()
        found[path] = raw
    return found


def latest(folder: Path) -> dict[int, dict[str, Any]]:
    return {line["tid"]: line for line in articles.latest(folder)}


def remove(harvests: Harvests, *words: str) -> tuple[int, str]:
    log = harvests.path.parent.parent / "remove.log"
    code = scrapy(["remove", "-s", f"HARVESTER_DIR={harvests.path.parent}", *words], log)
    return code, log.read_text(encoding="utf-8")


def test_nothing_is_left_of_a_removed_article(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum() as forum:
        harvests = Harvests(forum, run_crawl, tmp_path / "harvest")
        board = f"{forum.url}forum-2-1.html"
        harvests.run("replies=all", settings=PACKED, url=board)
        before = latest(harvests.path)
        own = next(
            line for line in before.values() if any(each["file"] for each in line["pictures"]) and line["replies"]
        )
        tid, name = own["tid"], own["id"]
        forum.edit(tid, "改过的正文，只有这里才有的一句话。")
        harvests.make_due(tid)
        harvests.run("replies=all", settings=PACKED, url=board)
        others = json.dumps([line for line in before.values() if line["tid"] != tid], ensure_ascii=False)
        texts = [own["title"], *own["text"].split("\n"), "只有这里才有的一句话", *(r["text"] for r in own["replies"])]
        texts = [text for text in texts if len(text) > 8 and text not in others]
        assert len(texts) > 3
        pieces = [text.encode(encoding, "ignore") for text in texts for encoding in ("utf-8", "gb18030")]
        assert any(piece in raw for raw in everything(harvests.path).values() for piece in pieces)

        code, said = remove(harvests, name, "--dry-run")
        assert code == ExitCode.DONE
        assert f"{name} would be removed" in said
        assert tid in latest(harvests.path)
        assert list(articles.files(harvests.path))[-1].suffix == ".jsonl"
        code, said = remove(harvests, name, "--why", "asked for")
        assert code == ExitCode.DONE, said

        for path, raw in everything(harvests.path.parent).items():
            for piece in pieces:
                assert piece not in raw, (path, piece.decode("utf-8", "replace"))
        after = latest(harvests.path)
        assert after.keys() == before.keys() - {tid}
        assert all(after[each] == before[each] for each in after)
        files = [each["file"] for line in after.values() for each in line["pictures"] if each["file"]]
        assert all((harvests.path / file).exists() for file in files)
        code, said = remove(harvests, "--list")
        assert f"{name}  " in said
        assert said.rstrip().endswith("asked for")

        # It never comes back: not by its list, not by its address, not from a backup.
        for arguments in (("full=1",), ("replies=all",)):
            harvests.run(*arguments, settings=("HARVESTER_FILE_SIZE=20K",), url=board)
            assert tid not in harvests.threads()
        harvests.run(url=f"{forum.url}thread-{tid}-1-1.html")
        assert tid not in harvests.threads()
        backup = harvests.path / "articles-2026-01-01.jsonl"
        backup.write_text(json.dumps(own, ensure_ascii=False) + "\n", encoding="utf-8")
        crawl = harvests.run(url=board)
        assert "1 lines of articles that were removed came back, and are removed again" in crawl.output
        assert tid not in latest(harvests.path)
        # Nor after the store was lost.
        (harvests.path / "store.sqlite").unlink()
        harvests.run(url=board)
        assert tid not in harvests.threads()
        assert tid not in latest(harvests.path)


@pytest.mark.parametrize("words", [(), ("nothing",), ("bbs.example.com:x",), ("--whatever",)])
def test_wrong_usage(tmp_path: Path, words: tuple[str, ...]) -> None:
    log = tmp_path / "log"
    assert scrapy(["remove", "-s", f"HARVESTER_DIR={tmp_path}", *words], log) == ExitCode.USAGE
