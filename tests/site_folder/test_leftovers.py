"""What a killed run leaves beside its lines is gone when the next one begins."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from saving import Saved, article, at_once, save

from harvester.site_folder.leftovers import cut_torn


def test_unfinished_files_and_half_a_notice_are_gone(tmp_path: Path) -> None:
    harvest = Saved(tmp_path)
    save(harvest, article(1))
    at_once(harvest.finish())
    harvest.close()
    (tmp_path / "media" / "ab").mkdir(parents=True)
    (tmp_path / "warc").mkdir()
    for name in (".articles-2026-01-02.jsonl.gz.x1.part", ".index.json.x2.part", "media/ab/.x3.part"):
        (tmp_path / name).write_bytes(b"half")
    (tmp_path / "warc" / "site-1-00001.warc.gz.open").write_bytes(b"\x1f\x8bhalf")
    (tmp_path / "notices-20260101T000000Z.ndjson").write_bytes(b'{"kind":"robots"}\n')
    notices = tmp_path / "notices-20260101T000000Z-2.ndjson"
    notices.write_bytes(b'{"kind":"robots"}\n{"kin')
    harvest = Saved(tmp_path)
    (said,) = harvest.messages
    harvest.close()
    assert "was left open by a crash: 6 bytes of a torn record were cut off" in said
    assert notices.read_bytes() == b'{"kind":"robots"}\n'
    assert not list(tmp_path.rglob("*.part"))
    assert not list(tmp_path.rglob("*.open"))


@pytest.mark.parametrize("whole", [b"", b"a\n", b"a\n" + b"b" * 100_000 + b"\n"])
@pytest.mark.parametrize("torn", [0, 1, 70_000, 200_000])
def test_no_whole_line_is_cut(tmp_path: Path, whole: bytes, torn: int) -> None:
    path = tmp_path / "lines"
    path.write_bytes(whole + b"x" * torn)
    cut_torn(path)
    assert path.read_bytes() == whole
    assert os.listdir(tmp_path) == ["lines"]  # noqa: PTH208 - names
