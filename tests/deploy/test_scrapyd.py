"""A real scrapyd on loopback: the egg deployed, jobs scheduled, their results read through its API."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from eggs import copy_of_project, data_files

from harvester.demo.forum import DemoForum
from harvester.disk.names import site_folder

Found = TypeVar("Found")

COMMANDS = Path(sys.executable).parent

#: Seconds after which whatever is waited for does not come any more.
LONGEST = 60.0

CONFIGURATION = """
[scrapyd]
http_port = {port}
poll_interval = 0.1
max_proc = 2
items_dir = items
"""

SETTINGS = {"DOWNLOAD_DELAY": "0.001", "AUTOTHROTTLE_ENABLED": "0", "HARVESTER_REPAIR": "0"}

#: Imports every module out of the egg, and loads what none of them loads before it is used.
LOAD = """
import pkgutil, sys
from pathlib import Path

egg, folder = sys.argv[1:]
sys.path.insert(0, egg)
import harvester
for module in pkgutil.walk_packages(harvester.__path__, "harvester."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
from harvester import schema
from harvester.demo.forum import DemoForum
from harvester.store.sqlite import Store
from harvester.text import repair

assert harvester.__file__.startswith(egg), harvester.__file__
assert schema.packaged()["title"]
Store(Path(folder) / "store.sqlite").close()
for charset in ("gbk", "big5"):
    assert DemoForum(charset=charset).now
print(repair("產業(yè)發(fā)展").text)
"""


def waited_for(what: Callable[[], Found | None]) -> Found:
    """The first thing that ``what`` returns, asked again until it is true."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {LONGEST} s for {what}")


@dataclass(frozen=True, slots=True)
class Scrapyd:
    """A scrapyd at work in ``folder``, as its API shows it."""

    folder: Path
    url: str

    def get(self, path: str) -> str:
        with urlopen(urljoin(self.url, path)) as answer:  # noqa: S310 - our own server
            body: bytes = answer.read()
            return body.decode()

    def api(self, path: str, **fields: str) -> dict[str, Any]:
        data = urlencode(fields).encode() if fields else None
        with urlopen(urljoin(self.url, path), data) as answer:  # noqa: S310 - our own server
            said: dict[str, Any] = json.load(answer)
        assert said["status"] == "ok", said
        return said

    def up(self) -> bool:
        try:
            return bool(self.api("daemonstatus.json"))
        except URLError:
            return False

    def schedule(self, **fields: str) -> str:
        folder = f"HARVESTER_DIR={self.folder / 'harvest'}"
        pairs = [("setting", f"{name}={value}") for name, value in SETTINGS.items()] + [("setting", folder)]
        data = urlencode([("project", "harvester"), ("spider", "discuz"), *pairs, *fields.items()]).encode()
        with urlopen(urljoin(self.url, "schedule.json"), data) as answer:  # noqa: S310 - our own server
            job: str = json.load(answer)["jobid"]
        return job

    def finished(self, job: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((each for each in self.api("listjobs.json")["finished"] if each["id"] == job), None)

        return waited_for(found)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project, with a name in its log that only its egg has."""
    folder = copy_of_project(tmp_path_factory.mktemp("project"))
    with (folder / "harvester" / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write('BOT_NAME = "out-of-the-egg"\n')
    return folder


@pytest.fixture(scope="module")
def scrapyd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    folder = tmp_path_factory.mktemp("scrapyd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "scrapyd.conf").write_text(CONFIGURATION.format(port=port))
    command = [str(COMMANDS / "scrapyd")]
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # the egg comes first
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=folder, env=alone, stdout=log, stderr=log) as process,  # noqa: S603 - our own
    ):
        server = Scrapyd(folder, f"http://127.0.0.1:{port}/")
        try:
            waited_for(server.up)
            yield server
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def deployed(project: Path, scrapyd: Scrapyd) -> Scrapyd:
    configuration = project / "scrapy.cfg"
    text = configuration.read_text().replace("http://localhost:6800/", scrapyd.url)
    configuration.write_text(text)
    command = [str(COMMANDS / "scrapyd-deploy")]
    done = subprocess.run(command, cwd=project, text=True, capture_output=True, check=False)  # noqa: S603 - our own
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status": "ok"' in done.stdout, done.stdout
    return scrapyd


def test_an_egg_has_all_data_and_loads_it_zipped(deployed: Scrapyd, tmp_path: Path) -> None:
    [egg] = (deployed.folder / "eggs" / "harvester").glob("*.egg")
    assert data_files() <= set(ZipFile(egg).namelist())
    command = [sys.executable, "-c", LOAD, str(egg), str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, text=True, capture_output=True, check=False)  # noqa: S603 - our own
    assert (done.stdout, done.returncode) == ("產業發展\n", 0), done.stderr


def test_of_two_jobs_of_one_site_one_harvests_and_the_other_says_why_not(deployed: Scrapyd) -> None:
    with DemoForum() as forum:
        site = site_folder(deployed.folder / "harvest", forum.url.split("/")[2])
        with forum._site.lock:  # no page is made before the second job is over
            first = deployed.schedule(address=forum.url, max_threads="10")
            waited_for(lambda: (site / "lock").exists() and (site / "lock").read_text())
            second = deployed.finished(deployed.schedule(address=forum.url))
        done = deployed.finished(first)
    log, refusal = deployed.get(done["log_url"]), deployed.get(second["log_url"])
    assert "bot: out-of-the-egg" in log
    assert "(exit code 0)" in log
    assert "another run" in refusal
    assert "(exit code 5)" in refusal
    assert "exitstatus=5" in (deployed.folder / "log").read_text()
    items = [json.loads(line) for line in deployed.get(done["items_url"]).splitlines()]
    [articles] = site.glob("articles-*.jsonl")
    assert items
    assert [json.loads(line) for line in articles.read_text(encoding="utf-8").splitlines()] == items


def test_wrong_arguments_end_a_job_with_code_2(deployed: Scrapyd) -> None:
    deployed.finished(deployed.schedule(address="bbs.example.com"))
    log = (deployed.folder / "log").read_text()
    assert "is not an address of a forum" in log
    assert "exitstatus=2" in log
