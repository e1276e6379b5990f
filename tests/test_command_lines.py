"""Each command line of the docs is one that our commands understand; those that can be run are, as printed."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import warnings
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from command_lines import CommandLine, command_lines, named_in_text, other_lines
from crawling import ended
from forks import forks
from scrapy import cmdline
from scrapy.commands import ScrapyCommand
from scrapy.settings import Settings

from harvester.crawl.arguments import ARGUMENTS, Arguments
from harvester.crawl.configuration import SETTINGS
from harvester.crawl.settings import check
from harvester.crawl.spelling import KNOWN_TO_SCRAPY
from harvester.demo.forum import DemoForum
from harvester.disk.names import folder_name
from harvester.engines import table

LINES = list(command_lines())

#: What is printed but not run here, by a part of the line or the page that it is on, and why.
NOT_RUN = {
    "docs/fleet.md": "needs PostgreSQL; the tests of the fleet have one",
    "s3://": "reads from the network",
    "docker run": "needs a container; tests/deploy has what is in it",
    "HARVESTER_HOOK=": "needs somebody to hand on to; tests/feed has real receivers",
    "site=": "names sites of a file of one's own; tests/crawl/test_sites.py runs such",
    "/var/": "writes to a folder of the system",
    "~/.config": "writes to the user's own folder",
}
#: Lines of other programs, by what they begin with, and why they are not run.
OTHERS = {
    "sh .ci/": "set up and test the whole project: the CI runs them",
    ".venv/bin/python bench/": "takes minutes",
    ".venv/bin/python tests/fuzz/": "runs until it finds something",
    "jq ": "is a program of others, and may not be there",
    "docker ": "is a program of others, and may not be there",
    "curl ": "speaks to a scrapyd that is at work; tests/deploy/test_scrapyd.py does",
    "pip ": "installs from the network",
    "/opt/scrapyd/": "installs from the network",
    "python3 -m venv ": "writes to a folder of the system",
    "python -m harvester.demo ": "serves until it is ended",
    "python -c ": "is run by its own test below",
}
#: Exit codes that are right, though not 0: of a site of which some pages could not be read, not all is well; and what
#: other lines wrote has the removed article, which is said.
CODES = {"status": {0, 1}, "remove": {0, 3}}

FAST = """
from harvester.settings import *
DOWNLOAD_DELAY, DOWNLOAD_DELAY_JITTER, AUTOTHROTTLE_ENABLED = 0.001, 0, False
HARVESTER_TURNS = "turns"
"""


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.place)
def test_it_is_understood(line: CommandLine) -> None:
    understood(list(line.words))


def test_so_are_those_in_sentences() -> None:
    for line in named_in_text():
        words = [re.sub(r"[…\[\]|]", "", word) or "1" for word in line.words if word != "X"]
        if words and words[0] not in ("-h", "--version"):
            understood(words, partly=True)


def understood(words: list[str], *, partly: bool = False) -> None:
    """Whether command, options, arguments and settings are there; ``partly``: not all that it needs has to be."""
    command = commands()[words[0]]
    command.settings = Settings()
    parser = cmdline.ScrapyArgumentParser(conflict_handler="resolve", exit_on_error=False)
    command.add_options(parser)
    if "-h" in words:
        return
    options, rest = parser.parse_known_args(words[1:])
    assert not [word for word in rest if word.startswith("-") and word != "-"]
    given = Settings()
    for each in getattr(options, "set", None) or ():
        name, _, value = each.partition("=")
        assert name in KNOWN_TO_SCRAPY or name in {declared.name for declared in SETTINGS}
        given.set(name, os.devnull if name == "LOG_FILE" else value)  # whose folder may not be here
    check(given)
    if words[0] == "crawl":
        assert rest[:1] in (["forum"], ["replay"], [])
        arguments = dict(each.split("=", 1) for each in options.spargs or ())
        assert arguments.keys() <= {declared.name for declared in ARGUMENTS} | {"url"}
        if not partly and arguments.keys() & {"address"}:
            Arguments.parse(arguments)


def commands() -> dict[str, ScrapyCommand]:
    modules = ("scrapy.commands", "harvester.commands")
    found = [cmdline._get_commands_from_module(module, inproject=True) for module in modules]
    return found[0] | found[1]


def test_lines_of_other_programs_are_on_the_list() -> None:
    assert [line for line in other_lines() if not line[1].startswith(tuple(OTHERS))] == []


def test_the_lists_name_nothing_that_is_not_printed() -> None:
    printed = [line for _, line in other_lines()]
    assert [start for start in OTHERS if not any(line.startswith(start) for line in printed)] == []
    assert [part for part in NOT_RUN if not any(part in f"{line.place} {line.printed}" for line in LINES)] == []


def test_those_that_can_be_are_run(tmp_path: Path) -> None:
    with DemoForum() as forum, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads and forks: nothing is shared here
        here = prepared(forum, tmp_path)
        failed = {line.place: said for line in in_order() if (said := run(line, here, tmp_path))}
    assert failed == {}


def test_the_schema_is_where_the_docs_say(capsys: pytest.CaptureFixture[str]) -> None:
    [line] = [line for _, line in other_lines() if line.startswith("python -c ")]
    exec(shlex.split(line)[2])  # noqa: S102 - our own
    assert json.loads(Path(capsys.readouterr().out.strip()).read_text(encoding="utf-8"))


def in_order() -> list[CommandLine]:
    """The lines that are run, each once: crawls first, and last of all what takes something away."""
    lines = [line for line in LINES if not any(part in f"{line.place} {line.printed}" for part in NOT_RUN)]
    once = {(line.words, line.output): line for line in lines}
    ranks = {"site": 0, "crawl": 2, "correct": 4, "remove": 5}
    return sorted(once.values(), key=lambda line: 1 if "WARC=" in line.printed else ranks.get(line.words[0], 3))


def prepared(forum: DemoForum, folder: Path) -> Callable[[str], str]:
    """The files that the docs speak of; gives what makes a printed word one of this forum."""
    site = table.of_address(forum.url).site.of(forum.url).name
    text = "產業(yè)發(fā)展"
    (folder / "damaged.txt").write_text(text, encoding="utf-8")
    row = json.dumps({"text": text, "title": text, "replies": [{"text": text}]})
    for name in ("corpus.jsonl.gz", "dump.jsonl.gz"):
        (folder / name).write_bytes(gzip.compress(row.encode()))
    thread = forum.url + forum.links.thread(131)
    with urlopen(thread) as page:  # noqa: S310 - our own
        saved = page.read()
    (folder / "saved.html").write_bytes(saved)
    for name in ("pages", "archive"):
        (folder / name).mkdir()
        (folder / name / "1.html").write_bytes(f"<!-- saved from url=({len(thread):04}){thread} -->\n".encode() + saved)
    (folder / "fast.py").write_text(FAST, encoding="utf-8")
    words = {
        "https://bbs.example.com/thread-7-1-1.html": thread,
        "https://bbs.example.com/forum-2-1.html": forum.url + forum.links.board(2, 1),
        "https://bbs.example.com/": forum.url,
        "harvest/bbs.example.com/": f"harvest/{folder_name(site)}/",
        "bbs.example.com:7": f"{site}:131",
        "bbs.example.com": site,
        "bbs.example.org": site,
        "/data/news": "harvest",
        "/tmp/try": "try",  # noqa: S108 - as the docs have it
    }

    def here(word: str) -> str:
        for printed, ours in words.items():
            word = word.replace(printed, ours)
        return {"7": "131", "SITE": site}.get(word, word)

    return here


def run(line: CommandLine, here: Callable[[str], str], folder: Path) -> str:
    """Run a line in a folder; what it said, where that was not to be."""
    words = [each for word in map(here, line.words) for each in (found(word, folder) if "*" in word else [word])]
    stdin = "dump.jsonl.gz" if line.before.startswith("zcat") else "damaged.txt"
    log = folder / "said.log"
    process = forks().Process(target=execute, args=(words, str(folder), stdin, line.output or log.name))
    process.start()
    code = ended(process)
    return "" if code in CODES.get(words[0], {0}) else f"{code}: {log.read_text(encoding='utf-8')}"


def found(pattern: str, folder: Path) -> list[str]:
    """What a shell makes of a pattern."""
    return sorted(path.name for path in folder.glob(pattern))


def execute(words: list[str], folder: str, stdin: str, stdout: str) -> None:
    """In a process of its own: a command in a folder that is no project."""
    os.chdir(folder)
    os.environ |= {"SCRAPY_SETTINGS_MODULE": "fast", "PYTHONPATH": folder, "EDITOR": "true"}
    import sys  # noqa: PLC0415

    sys.path.insert(0, folder)
    given = Path(stdin).read_bytes()
    Path("stdin").write_bytes(gzip.decompress(given) if stdin.endswith(".gz") else given)
    os.dup2(os.open("stdin", os.O_RDONLY), 0)
    os.dup2(os.open("said.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 1)
    from harvester.__main__ import main  # noqa: PLC0415

    main(words)
