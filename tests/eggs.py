"""The project as ``scrapyd-deploy`` sees it, in a folder that it may build in."""

from __future__ import annotations

import shutil
from pathlib import Path

from crawling import PROJECT

#: What a build needs of the checkout.
NEEDED = ("LICENSE", "README.md", "pyproject.toml", "scrapy.cfg", "setup.py")


def copy_of_project(folder: Path) -> Path:
    """A copy of what is built, so that nothing is left behind in the checkout; returns its folder."""
    shutil.copytree(PROJECT / "harvester", folder / "harvester", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PROJECT / "docs", folder / "docs", ignore=shutil.ignore_patterns("_build"))
    for name in NEEDED:
        shutil.copy(PROJECT / name, folder)
    return folder


def data_files() -> set[str]:
    """The package's files that are not modules, by their path in an archive."""
    paths = (path for path in (PROJECT / "harvester").rglob("*") if path.is_file())
    return {
        path.relative_to(PROJECT).as_posix()
        for path in paths
        if path.suffix not in {".py", ".pyc"} and "__pycache__" not in path.parts
    }
