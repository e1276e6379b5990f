"""The wheel and the source distribution have what they should, and the console command works from any folder."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import licences
import pytest
from crawling import PROJECT
from eggs import copy_of_project, data_files

from harvester import __version__
from harvester.config.program import ExitCode

COMMAND = Path(sys.executable).parent / "harvester"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder of another Scrapy project, whose settings must not get in the way."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = other.settings\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "settings.py").write_text("raise RuntimeError('another project')\n")
    return tmp_path


def harvester(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], cwd=folder, text=True, capture_output=True, check=False)  # noqa: S603 - our own


def test_the_wheel_has_the_package_with_its_data_and_nothing_else(tmp_path: Path) -> None:
    source = copy_of_project(tmp_path / "source")
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*command, "-w", str(tmp_path), str(source)], check=True)  # noqa: S603 - our own
    [wheel] = tmp_path.glob(f"discuz_harvester-{__version__}-*.whl")
    names = set(ZipFile(wheel).namelist())
    modules = {path.relative_to(PROJECT).as_posix() for path in (PROJECT / "harvester").rglob("*.py")}
    assert data_files() | modules <= names
    about = f"discuz_harvester-{__version__}"
    assert {name.split("/")[0] for name in names} == {"harvester", f"{about}.dist-info", f"{about}.data"}
    beside = f"{about}.data/data/share/doc/discuz-harvester/"
    docs = {path.relative_to(PROJECT / "docs").as_posix() for path in (PROJECT / "docs").rglob("*.md")}
    assert docs == {name.removeprefix(beside) for name in names if name.startswith(beside) and name.endswith(".md")}
    entries = ZipFile(wheel).read(f"discuz_harvester-{__version__}.dist-info/entry_points.txt").decode()
    assert "harvester = harvester.__main__:main" in entries


def test_the_source_distribution_can_be_tested(tmp_path: Path) -> None:
    source = copy_of_project(tmp_path / "source")
    for name in ("MANIFEST.in", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "constraints.txt"):
        (source / name).write_bytes((PROJECT / name).read_bytes())
    for name in ("bench/repair.py", "docs/index.md", "tests/conftest.py", "tests/text/test_repair.py", ".ci/test"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((PROJECT / name).read_bytes())
    command = [sys.executable, "setup.py", "-q", "sdist", "-d", str(tmp_path)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)  # noqa: S603 - our own
    [packed] = tmp_path.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    assert {name for name in wanted if "egg-info" not in name} <= names


def test_wrong_usage_names_the_command_that_was_typed(elsewhere: Path) -> None:
    done = harvester(elsewhere, "crawl", "discuz")
    assert done.returncode == ExitCode.USAGE
    assert done.stderr.startswith("harvester crawl: give the forum's address, for instance: harvester crawl")
    help_text = harvester(elsewhere, "crawl", "-h").stdout
    assert help_text.lower().startswith("usage")
    assert "harvester crawl" in help_text
    assert "scrapy" not in help_text.splitlines()[1]


def test_without_a_command_it_lists_them(elsewhere: Path) -> None:
    done = harvester(elsewhere)
    assert done.returncode == 0
    for name in ("crawl", "repair", "report", "show"):
        assert f"\n  {name} " in done.stdout
    assert "usage: harvester" in done.stdout
    for asked in ("--version", "version"):
        assert harvester(elsewhere, asked).stdout == f"harvester {__version__}\n"
    unknown = harvester(elsewhere, "crwal")
    assert (unknown.returncode, unknown.stderr) == (
        ExitCode.USAGE,
        "harvester: no such command: crwal; did you mean crawl?\n",
    )


def test_the_page_of_licences_is_up_to_date() -> None:
    """``python bench/licences.py`` makes it."""
    text = licences.PAGE.read_text(encoding="utf-8")
    direct = licences.requirements(distribution(licences.PROJECT), licences.extras())
    missing = [each.name for each in direct if f"| {each.name.lower()} | " not in text]
    assert missing == []
    assert "not stated" not in text
