"""Does the project still do what it did? Recorded by one version, compared by another: for changes that only move code.

    python bench/guard.py record before/     # minutes; the folder is none of the project's
    python bench/guard.py compare before/    # prints what differs; the exit code is 1 where something does
    python bench/guard.py compare before/ --only public light    # some of the facts: seconds

Facts, each a set of names and what they stand for:

- ``text``: a digest of every repair (text, log, flags) over the cases, the demo's articles, all damage generators,
  and the shared corpus where it is there.
- ``crawls``: lines, requests, notices and exit codes of the demo forum in some versions, and of the captured forum
  where it is there; names of stats, metrics and fields of a run's record.
- ``continued``: a harvest, a repair profile and WARC files made by the recording version, gone on with by this one.
- ``public``: settings and their defaults, entry points, each command's help, notice kinds, ``harvester.text``.
- ``built``: what is in wheel and egg besides Python.
- ``faults``: which points of ``bench/faults.py`` kill a run.
- ``light``: that ``import harvester.text`` loads neither Scrapy nor lxml.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

import build_reference
import damages
import faults

import harvester.text
from harvester import settings
from harvester.demo.encoding import Charset
from harvester.demo.forum import DemoForum

PROJECT = Path(__file__).parent.parent
SHARED = PROJECT.parent / "shared"
#: A fact's names and values; values are strings, so that two versions can be compared by JSON alone.
Facts = dict[str, str]

#: The demo forums that are crawled: a page layout each, and each encoding.
DEMOS: tuple[tuple[str, Charset], ...] = (
    ("X3.4", "gbk"),
    ("X3.5", "utf-8"),
    ("X1.5", "big5"),
    ("7.2", "gbk"),
    ("6.0", "utf-8"),
    ("touch", "utf-8"),
)
PACE = ("DOWNLOAD_DELAY=0.0001", "AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY_JITTER=0")
#: What differs from run to run, in lines and notices.
_PASSING = re.compile(r"127\.0\.0\.1(?:[:_]\d+)?|\d{4}-\d\d-\d\dT\d\d[-:.]?\d\d[-:.]?\d\d[0-9.:+Z-]*")
_STAT = re.compile(r"^ ?[{ ]'(harvester/[^']+)'", re.MULTILINE)
#: Texts of each damage generator, and of the shared corpus.
TEXTS, CORPUS = 12, 600
#: Where the recording version leaves a site's harvest, for the other to go on with.
KEPT = "kept"


def digest(*parts: object) -> str:
    """A short hash of what ``parts`` print as."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# --- text -----------------------------------------------------------------------------


def text_facts(_folder: Path) -> Facts:
    """Digests of repairs; a digest a text, so that a difference names its text."""
    clean = list(_clean_texts())
    facts = {f"case {name}": _repaired(text) for name, text in _cases()}
    facts |= {f"clean {number}": _repaired(text) for number, text in enumerate(clean)}
    for row in damages.ROWS:
        for number, text in enumerate(clean[:TEXTS]):
            damaged = row.damage(row.prepared(text), random.Random(number))  # noqa: S311 - damage, no secret
            facts[f"{row.title} {number}"] = _repaired(damaged)
    return facts


def _repaired(text: str) -> str:
    try:
        done = harvester.text.repair(text, least_certainty="guess")
    except Exception as error:  # noqa: BLE001 - that it raises is a fact, too
        return repr(error)
    return digest(done.text, [astuple(each) for each in done.repairs], [astuple(each) for each in done.flags])


def _cases() -> Iterator[tuple[str, str]]:
    for path in sorted((PROJECT / "tests" / "cases").glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield f"{path.stem} {case['label']}", case["original"]
    for path in sorted((SHARED / "cases" / "text").glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").rstrip("\n").split("\n")):
            for key in ("damaged", "text"):
                if isinstance(text := json.loads(line).get(key), str):
                    yield f"{path.stem} {number} {key}", text


def _clean_texts() -> Iterator[str]:
    forum = DemoForum()
    yield from (entry["article"] for entry in forum.truth())
    for name in ("dev", "other"):
        path = SHARED / "corpus" / f"{name}.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                yield from (json.loads(line)["text"] for line, _ in zip(lines, range(CORPUS), strict=False))


# --- crawls ---------------------------------------------------------------------------


def crawl_facts(_folder: Path) -> Facts:
    """What crawls of the demo, and of the captured forum, bring home."""
    facts: Facts = {}
    for version, charset in DEMOS:
        with DemoForum(version=version, charset=charset, addresses="dynamic", sorts=True) as forum, _folder_of() as out:
            words = ["-a", "replies=all", "-s", "STATS_DUMP=1", "-s", "HARVESTER_METRICS=metrics"]
            code, log = _crawl(forum.url, out, *words)
            name = f"{version} {charset}"
            facts |= {f"{name} {key}": value for key, value in _harvest(out).items()}
            facts[f"{name} exit code"] = str(code)
            facts[f"{name} requests"] = digest(sorted(forum.requests))
            facts[f"{name} stats"] = " ".join(sorted(set(_STAT.findall(log))))
            metrics = "".join(path.read_text(encoding="utf-8") for path in sorted((out / "metrics").glob("*.prom")))
            facts[f"{name} metrics"] = " ".join(sorted(set(re.findall(r"^(\w+)", metrics, re.MULTILINE))))
    capture = SHARED / "forum" / "x34-gbk.jsonl.xz"
    if capture.exists():
        with _serving(capture) as (url, requests), _folder_of() as out:
            facts["captured exit code"] = str(_crawl(url, out)[0])
            facts |= {f"captured {key}": value for key, value in _harvest(out).items()}
            asked = [line.split(" ", 2)[2] for line in requests.read_text(encoding="utf-8").splitlines()]
            facts["captured requests"] = f"{len(asked)} {digest(sorted(asked))}"
    return facts


@contextmanager
def _folder_of() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    """This interpreter with ``words``, in the project's folder."""
    return subprocess.run([sys.executable, *words], check=False, capture_output=True, text=True, cwd=PROJECT)  # noqa: S603


def _crawl(url: str, folder: Path, *words: str) -> tuple[int, str]:
    given = [word for setting in (f"HARVESTER_DIR={folder}", *PACE) for word in ("-s", setting)]
    here = [word.replace("=metrics", f"={folder / 'metrics'}") for word in words]
    done = _run("-m", "scrapy", "crawl", "discuz", "-a", f"url={url}", *given, *here)
    return done.returncode, done.stderr


def _harvest(folder: Path) -> Facts:
    """Lines by thread, notices, and the fields of a run's record."""
    facts: Facts = {}
    for line in _lines(folder, "articles-*.jsonl*"):
        line["harvested"] = None
        facts[f"line {line['tid']} {line['revision']}"] = digest(_PASSING.sub("", json.dumps(line)))
    notices = [[each.get(key) for key in ("kind", "tid", "failure")] for each in _lines(folder, "notices-*.ndjson")]
    facts["notices"] = json.dumps(sorted(notices, key=repr))
    records = list(_lines(folder, "runs.ndjson"))
    facts["record"] = " ".join(sorted({key for record in records for key in record}))
    return facts


def _lines(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob(pattern)):
        for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n"):  # U+2028 is not a line end
            yield json.loads(line)


@contextmanager
def _serving(capture: Path) -> Iterator[tuple[str, Path]]:
    """A captured forum on loopback: its address, and the log of requests."""
    with _folder_of() as folder:
        log = folder / "requests.log"
        command = [sys.executable, str(capture.with_name("serve.py")), str(capture), "--port", "0", "--log", str(log)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
        try:
            assert server.stdout is not None  # noqa: S101 - asked for above
            said = next(line for line in server.stdout if "http://" in line)
            yield re.findall(r"http://\S+?/", said)[0], log
        finally:
            server.terminate()
            server.wait()


# --- continued ------------------------------------------------------------------------


def make_kept(folder: Path) -> None:
    """What a later version has to go on with: a harvest with its WARC files, and a profile."""
    kept = folder / KEPT
    shutil.rmtree(kept, ignore_errors=True)
    with DemoForum() as forum:
        _crawl(forum.url, kept, "-s", "HARVESTER_WARC=1", "-a", "replies=all")
        (folder / "port").write_text(forum.url, encoding="utf-8")
    profile = harvester.text.repair("產業(yè)支撐，發(fā)展產業(yè)。").profile
    (folder / "profile.json").write_text(profile.to_json(), encoding="utf-8")


def continued_facts(folder: Path) -> Facts:
    """What a run makes of the kept harvest: nothing is asked again, nothing is written twice."""
    url = (folder / "port").read_text(encoding="utf-8")
    facts: Facts = {}
    with _folder_of() as out:
        copy = out / KEPT
        shutil.copytree(folder / KEPT, copy)
        with DemoForum(port=int(url.rstrip("/").rpartition(":")[2])) as forum:
            forum.edit(_first(forum), "Changed by its author.")
            facts["exit code"] = str(_crawl(forum.url, copy, "-a", "replies=all")[0])
            facts["requests"] = json.dumps(sorted(forum.requests))
        facts |= _harvest(copy)
        replayed = out / "replayed"
        warcs = next(copy.rglob("*.warc.gz")).parent
        facts["replay exit code"] = str(_replay(url, warcs, replayed))
        facts |= {f"replayed {key}": value for key, value in _harvest(replayed).items()}
    profile = harvester.text.Profile.from_json((folder / "profile.json").read_text(encoding="utf-8"))
    facts["profile"] = profile.to_json()
    return facts


def _first(forum: DemoForum) -> int:
    return min(int(entry["tid"]) for entry in forum.truth() if entry["visible"] == "yes")


def _replay(url: str, warcs: Path, folder: Path) -> int:
    words = ["-a", f"url={url}", "-a", f"warc={warcs}", "-s", f"HARVESTER_DIR={folder}"]
    return _run("-m", "scrapy", "crawl", "replay", *words).returncode


# --- public ---------------------------------------------------------------------------


def public_facts(_folder: Path) -> Facts:
    """All names that users write into files and command lines."""
    facts = {f"setting {name}": _value(name) for name in dir(settings) if name.isupper()}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    facts["scripts"] = json.dumps(sorted(project["scripts"]))
    facts["entry points"] = json.dumps({group: sorted(names) for group, names in project["entry-points"].items()})
    facts["harvester.text"] = " ".join(harvester.text.__all__)
    facts["kinds of damage"] = " ".join(harvester.text.KINDS)
    facts["notices"] = build_reference.pages()["notices.md"]
    facts["schema"] = build_reference.pages()["line.md"]
    for command in ("crawl", "duplicates", "export", "repair", "report", "show", "site", "status"):
        facts[f"help {command}"] = _output("-m", "scrapy", command, "-h")
    facts["spiders"] = _output("-m", "scrapy", "list")
    return facts


def _value(name: str) -> str:
    """A setting's default; of parts that are named by their place, the names alone."""
    value = getattr(settings, name)
    if isinstance(value, dict):
        return json.dumps({str(key).rpartition(".")[2]: number for key, number in value.items()}, sort_keys=True)
    return repr(value)


def _output(*words: str) -> str:
    done = _run(*words)
    return done.stdout + done.stderr


# --- built ----------------------------------------------------------------------------


def built_facts(_folder: Path) -> Facts:
    """The data files of wheel and egg, by name: moves change folders."""
    with _folder_of() as out:
        source = out / "source"
        names = _git("ls-files", "--cached", "--others", "--exclude-standard").splitlines()
        for name in names:
            if (PROJECT / name).is_file():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, source / name)
        for form in ("wheel", "egg"):
            command = [sys.executable, "setup.py", "-q", f"bdist_{form}", "-d", str(out)]
            subprocess.run(command, check=True, capture_output=True, cwd=source)  # noqa: S603 - our own
        return {path.suffix: " ".join(_data_in(path)) for path in out.glob("*.*") if path.suffix in (".whl", ".egg")}


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True, cwd=PROJECT).stdout  # noqa: S603, S607


def _data_in(path: Path) -> Iterable[str]:
    with zipfile.ZipFile(path) as file:
        names = [
            name for name in file.namelist() if name.startswith("harvester/") and not name.endswith((".py", ".pyc"))
        ]
    return sorted(Path(name).name for name in names)


# --- faults, light --------------------------------------------------------------------


def fault_facts(_folder: Path) -> Facts:
    """Which points of writing kill a run that is told to die there."""
    done = _run("bench/crash.py", "--kills", "0", "--faults", "3", "--points", *faults.POINTS)
    died = set(re.findall(r"runs killed: (.+?) \|", done.stdout))
    facts = {name: "fires" if name in died else "never reached" for name in faults.POINTS}
    return facts | {"exit code": str(done.returncode)}


def light_facts(_folder: Path) -> Facts:
    """What ``harvester.text`` loads of what is heavy."""
    heavy = "scrapy", "lxml", "twisted"
    said = _output("-c", f"import sys, harvester.text; print([name for name in {heavy} if name in sys.modules])")
    return {"harvester.text loads": said.strip()}


FACTS: dict[str, Callable[[Path], Facts]] = {
    "light": light_facts,
    "public": public_facts,
    "text": text_facts,
    "built": built_facts,
    "crawls": crawl_facts,
    "continued": continued_facts,
    "faults": fault_facts,
}


def differences(before: Facts, now: Facts) -> Iterator[str]:
    """A line for each name that stands for something else than before, or is gone, or new."""
    for name in sorted(before.keys() | now.keys()):
        old, new = before.get(name, "(not there)"), now.get(name, "(not there)")
        if old != new:
            yield f"{name}: {old[:300]!r} -> {new[:300]!r}"


def main() -> int:
    """Record, or compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("record", "compare"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", choices=list(FACTS), default=list(FACTS))
    options = parser.parse_args()
    os.environ.pop("SCRAPY_SETTINGS_MODULE", None)
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.what == "record" and "continued" in options.only:
        make_kept(options.folder)
    wrong = 0
    for name in options.only:
        facts, path = FACTS[name](options.folder), options.folder / f"{name}.json"
        if options.what == "record":
            path.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
            found = []
        else:
            found = list(differences(json.loads(path.read_text(encoding="utf-8")), facts))
        print(f"{name}: {len(facts)} facts, {len(found)} differ", *found, sep="\n  ", flush=True)
        wrong += len(found)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
