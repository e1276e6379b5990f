"""``scrapy repair``, from the shell's side: bytes in, bytes out, exit status."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from scrapy.cmdline import execute
from scrapy.settings import Settings

# Our own sentence, and what a reader of Western encodings makes of its GBK bytes.
SAID = "今天下午三点，我们在学校门口见面，然后一起去图书馆看书。"
DAMAGED = SAID.encode("gbk").decode("latin-1")

PROJECT = Path(__file__).parents[2]

Run = Callable[..., int]


def started(*args: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "scrapy", "repair", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=PROJECT,
    )


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """The command in this process: ``run("--dry-run", "a.txt")`` gives the exit status."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    before = signal.getsignal(signal.SIGTERM)

    def call(*args: str, stdin: bytes = b"") -> int:
        Path("stdin").write_bytes(stdin)
        settings = Settings({"COMMANDS_MODULE": "harvester.commands"})
        with Path("stdin").open() as piped:
            monkeypatch.setattr("sys.stdin", piped)
            with pytest.raises(SystemExit) as stopped:
                execute(["scrapy", "repair", "--jobs", "1", *args], settings)
        signal.signal(signal.SIGTERM, before)
        Path("stdin").unlink()
        code = stopped.value.code
        assert isinstance(code, int)
        return code

    return call


def put(name: str, text: str | bytes) -> Path:
    path = Path(name)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def files() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


class TestOutput:
    def test_standard_input_to_standard_output(self, run: Run, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        assert run(stdin=f"{DAMAGED}\n".encode()) == 0
        assert capfdbinary.readouterr() == (f"{SAID}\n".encode(), b"")

    def test_files_one_after_another(self, run: Run, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        put("a.txt", DAMAGED)
        put("b.gz", gzip.compress(f"{SAID}\n".encode("gbk")))
        assert run("b.gz", "-", "a.txt", stdin=b"-\n") == 0
        assert capfdbinary.readouterr().out == f"{SAID}\n-\n{SAID}".encode()

    def test_to_one_file(self, run: Run, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
        put("a.txt", f"{DAMAGED}\r\n")
        assert run("a.txt", "-o", "out.txt.zst") == 0
        assert capfdbinary.readouterr().out == b""
        unpacked = zstandard.ZstdDecompressor().decompressobj().decompress(Path("out.txt.zst").read_bytes())
        assert unpacked == f"{SAID}\r\n".encode()
        assert Path("a.txt").read_bytes() == f"{DAMAGED}\r\n".encode()

    def test_to_a_folder(self, run: Run) -> None:
        put("a.txt", DAMAGED)
        put("b.txt.gz", gzip.compress(b""))
        assert run("a.txt", "b.txt.gz", "--output-dir", "out/new") == 0
        assert Path("out/new/a.txt").read_text() == SAID
        assert gzip.decompress(Path("out/new/b.txt.gz").read_bytes()) == b""

    def test_in_place(self, run: Run) -> None:
        damaged, clean = put("a.txt", DAMAGED), put("b.txt", SAID)
        os.utime(clean, (1, 1))
        assert run("a.txt", "b.txt", "--in-place") == 0
        assert damaged.read_text() == SAID
        assert clean.stat().st_mtime == 1, "a clean file is not even touched"
        assert files() == ["a.txt", "b.txt"]

    def test_dry_run_writes_nothing_and_counts(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        put("a.txt", DAMAGED)
        assert run("a.txt", "--dry-run") == 0
        assert files() == ["a.txt"]
        assert capfd.readouterr().out.split()[-5:] == ["all", "1", "0", "0", "1"]

    def test_explanations_leave_the_text_alone(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        assert run("--explain", "--report", stdin=f"\n{DAMAGED}\n".encode()) == 0
        out, err = capfd.readouterr()
        assert out == f"\n{SAID}\n"
        assert err.startswith("-:2 ")
        assert "{+" in err
        assert "certain" in err

    def test_log_has_each_repair_in_its_place(self, run: Run) -> None:
        text = f"{SAID}\n{DAMAGED}\n"
        put("a.txt", text)
        put("b.jsonl", json.dumps({"text": DAMAGED}))
        assert run("a.txt", "b.jsonl", "-o", "out", "--log", "log.jsonl") == 0
        first, second = map(json.loads, Path("log.jsonl").read_text(encoding="utf-8").splitlines())
        assert (first["file"], first["line"], first["field"]) == ("a.txt", 2, None)
        assert text[first["start"] :].startswith(first["before"])
        assert (second["file"], second["line"], second["field"], second["start"]) == ("b.jsonl", 1, "text", 0)
        assert first["kind"].startswith("gbk-as-")


class TestJsonLines:
    def test_by_name_and_field(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        line = f'{{"title":"{DAMAGED}",  "text": "{DAMAGED}", "r": [{{"t": "{DAMAGED}"}}]}}\n'
        put("a.ndjson", line)
        assert run("a.ndjson", "--field", "title", "--field", "r.t") == 0
        assert capfd.readouterr().out == f'{{"title":"{SAID}",  "text": "{DAMAGED}", "r": [{{"t": "{SAID}"}}]}}\n'

    def test_bad_lines_are_passed_on_named_and_told_by_the_exit_status(
        self, run: Run, capfd: pytest.CaptureFixture[str]
    ) -> None:
        assert run("--jsonl", stdin=b'{"text": "a"}\n{"text": "b"\n') == 3
        assert capfd.readouterr() == (
            '{"text": "a"}\n{"text": "b"\n',
            "-:2: not JSON: Expecting ',' delimiter at column 13; passed on as it is\n",
        )

    def test_many_bad_lines_are_counted(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        assert run("--jsonl", stdin=b"x\n" * 1000) == 3
        err = capfd.readouterr().err.splitlines()
        assert len(err) == 21
        assert err[-1] == "-: ... and 980 lines more"

    def test_as_text_when_asked(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        put("a.jsonl", DAMAGED)
        assert run("a.jsonl", "--text") == 0
        assert capfd.readouterr().out == SAID


class TestOptions:
    def test_kinds(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        assert run("--kinds", "noise,shift", stdin=DAMAGED.encode()) == 0
        assert capfd.readouterr().out == DAMAGED

    def test_site_profile_is_read(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        put("site.json", '{"proofs": {"noise": 3}}')
        assert run("--site-profile", "site.json", stdin=SAID.encode()) == 0
        assert capfd.readouterr().out == SAID

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["--explian"], "no such option: --explian"),
            (["-s", "HARVESTER_REPAIR_CERTAINTY=certain", "a.txt"], "HARVESTER_REPAIR_CERTAINTY is of crawls"),
            (["--kinds", "noize"], "no such kind of damage: noize"),
            (["--certainty", "sure"], "invalid choice"),
            (["--keep-half-width", "--widen"], "both kept and widened"),
            (["--in-place"], "standard input has no name"),
            (["--in-place", "-o", "x", "a.txt"], "not allowed with"),
            (["--text", "--jsonl", "a.txt"], "contradicts"),
            (["a.txt", "-o", "a.txt"], "is read"),
            (["a.txt", "--output-dir", "."], "is read"),
            (["a.txt", "b/a.txt", "--output-dir", "out"], "one name"),
            (["--site-profile", "a.txt"], "a.txt: "),
        ],
        ids=lambda value: "_".join(value) if isinstance(value, list) else "",
    )
    def test_wrong_usage(self, run: Run, capfd: pytest.CaptureFixture[str], args: list[str], says: str) -> None:
        put("a.txt", SAID)
        Path("b").mkdir()
        put("b/a.txt", SAID)
        assert run(*args) == 2
        assert says in capfd.readouterr().err
        assert Path("a.txt").read_text() == SAID
        assert files() == ["a.txt", "b"]


class TestFailure:
    def test_a_missing_file_stops_all_before_anything_is_written(
        self, run: Run, capfd: pytest.CaptureFixture[str]
    ) -> None:
        put("a.txt", DAMAGED)
        assert run("a.txt", "none.txt", "--in-place") == 1
        assert capfd.readouterr().err == "scrapy repair: none.txt: No such file or directory\n"
        Path("folder").mkdir()
        assert run("a.txt", "folder", "--in-place") == 1
        assert capfd.readouterr().err == "scrapy repair: folder: that is a folder: name files in it\n"
        assert Path("a.txt").read_text() == DAMAGED

    def test_a_torn_file_stays_and_the_others_are_repaired(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        torn = gzip.compress(os.urandom(9999))[:5000]
        put("a.gz", torn)
        put("b.txt", DAMAGED)
        assert run("a.gz", "b.txt", "--in-place") == 1
        assert "a.gz: can't be read: " in capfd.readouterr().err
        assert Path("a.gz").read_bytes() == torn
        assert Path("b.txt").read_text() == SAID
        assert files() == ["a.gz", "b.txt"]

    def test_one_output_is_not_written_from_half_of_the_input(self, run: Run) -> None:
        put("a.txt", DAMAGED)
        put("b.gz", gzip.compress(os.urandom(9999))[:5000])
        put("out", "old")
        assert run("a.txt", "b.gz", "-o", "out") == 1
        assert Path("out").read_text() == "old"
        assert files() == ["a.txt", "b.gz", "out"]

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
    def test_a_full_disk(self, run: Run, capfd: pytest.CaptureFixture[str]) -> None:
        put("a.txt", SAID)
        assert run("a.txt", "-o", "/dev/full") == 1
        assert "No space left" in capfd.readouterr().err

    def test_who_has_read_enough_is_no_failure(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text(f"{SAID}\n" * 20_000)
        with started("--jobs", "1", str(tmp_path / "a.txt")) as process:
            assert process.stdout
            assert process.stderr
            assert process.stdout.read(9)
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait() == 0


class TestProcesses:
    """The real thing: a project's command in its own process, with others that help it."""

    def test_several_processes_do_what_one_does(self, tmp_path: Path) -> None:
        lines = [{"text": DAMAGED if number % 9 == 0 else SAID, "n": number} for number in range(9000)]
        path = tmp_path / "a.jsonl"
        path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
        with started(str(path), "--jobs", "2", "--report") as process:
            out, err = process.communicate()
        assert list(map(json.loads, out.splitlines())) == [{"text": SAID, "n": number} for number in range(9000)]
        assert err.split()[-5:] == [b"all", b"1000", b"0", b"0", b"1000"]

    def test_a_stopped_run_leaves_no_trace(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "endless")
        with started(str(tmp_path / "endless"), "-o", str(tmp_path / "out")) as process:
            with suppress(BrokenPipeError), (tmp_path / "endless").open("wb", buffering=0) as writer:
                writer.write(f"{SAID}\n".encode() * 9999)  # more than a pipe holds: it is being read
                process.send_signal(signal.SIGTERM)
                while process.poll() is None:
                    writer.write(f"{SAID}\n".encode())
            assert process.wait() == 128 + signal.SIGTERM
        assert [path.name for path in tmp_path.iterdir()] == ["endless"]
