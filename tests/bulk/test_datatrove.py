"""The step of datatrove, run by its local executor: two tasks, and a run that is taken up again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("datatrove", reason="datatrove is not installed")
pytest.importorskip("orjson", reason="orjson, which datatrove's reader of JSON needs, is not installed")

SHOWN = "ÖÐÎÄÂÛÌ³"
SAID = "中文论坛"
TASKS = 2


def texts(folder: Path) -> dict[str, Any]:
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    return {line["id"]: line for line in map(json.loads, lines)}


def run(folder: Path, **options: Any) -> None:  # noqa: ANN401
    from datatrove.executor import LocalPipelineExecutor  # noqa: PLC0415 -- may be missing
    from datatrove.pipeline.readers import JsonlReader  # noqa: PLC0415
    from datatrove.pipeline.writers import JsonlWriter  # noqa: PLC0415

    from harvester.bulk.datatrove import Repair  # noqa: PLC0415

    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(folder / "in")),
            Repair(**options),
            JsonlWriter(str(folder / "out"), output_filename="${rank}.jsonl", compression=None),
        ],
        logging_dir=str(folder / "logs"),
        tasks=TASKS,
        workers=1,
    ).run()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(TASKS):
        lines = [{"id": f"{number}-{place}", "text": text} for place, text in enumerate((SHOWN, "新闻", f"1. {SHOWN}"))]
        body = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        (tmp_path / "in" / f"{number}.jsonl").write_text(body, encoding="utf-8")
    return tmp_path


def test_two_tasks_and_a_run_taken_up_again(folder: Path) -> None:
    run(folder)
    whole = texts(folder / "out")
    assert [line["text"] for line in whole.values()] == [SAID, "新闻", f"1. {SAID}"] * TASKS
    assert whole["0-0"]["metadata"]["repairs"][0]["kind"] == "gbk-as-cp1252"
    assert "repairs" not in whole["0-1"]["metadata"]
    stats = json.loads((folder / "logs" / "stats.json").read_text(encoding="utf-8"))
    [step] = [each for each in stats if "Repair" in each["name"]]
    assert step["stats"]["repairs/gbk-as-cp1252"] == 2 * TASKS

    (folder / "logs" / "completions" / "00001").unlink()  # as if the second task had not come to its end
    (folder / "out" / "00001.jsonl").unlink()
    kept = (folder / "out" / "00000.jsonl").stat().st_mtime_ns
    run(folder)
    assert texts(folder / "out") == whole
    assert (folder / "out" / "00000.jsonl").stat().st_mtime_ns == kept


def test_options_are_checked_before_a_run(folder: Path) -> None:
    with pytest.raises(ValueError, match="no such kind of damage: noize"):
        run(folder, kinds=["noize"])
