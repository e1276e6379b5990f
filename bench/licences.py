"""Lists the licences of what the package needs to run, from the installed packages: writes docs/licences.md.

    .venv/bin/python bench/licences.py

Run it after a change of dependencies, in an environment with ``pip install -e '.[dev]'``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "discuz-harvester"
PAGE = Path(__file__).parent.parent / "docs" / "licences.md"

#: Extras that are for work on the project, not for its use.
WORK = frozenset({"bench", "dev", "docs", "peers"})

HEAD = """# Licences of dependencies

What an installation brings with it, with its extras, as the packages themselves state it. Harvester is under the MIT
licence. `.venv/bin/python bench/licences.py` makes this page.

| package | licence | needed for |
|---|---|---|
"""


def requirements(package: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    """What ``package`` needs on this machine, without extras and with each of ``extras``."""
    for text in package.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def closure(extras: tuple[str, ...] = ()) -> dict[str, Distribution]:
    """Every installed package that the project needs with ``extras``, by its normal name."""
    found: dict[str, Distribution] = {}
    waiting = list(requirements(distribution(PROJECT), extras))
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or name == PROJECT:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue  # not for this machine
        waiting.extend(requirements(found[name], requirement.extras))
    return found


def licence(package: Distribution) -> str:
    """The licence as the package states it: as an SPDX expression, a classifier, or a line of text."""
    stated = package.metadata
    classifiers = [text.split(" :: ")[-1] for text in stated.get_all("Classifier") or () if text.startswith("License")]
    named = [text for text in classifiers if text != "OSI Approved"]
    expressions, texts = (stated.get_all(name) or [] for name in ("License-Expression", "License"))
    return ", ".join(expressions or named) or "".join(texts).strip().partition("\n")[0] or "not stated"


def extras() -> list[str]:
    """The project's extras that are for its use, ``all`` aside: it has what the others have."""
    given = distribution(PROJECT).metadata.get_all("Provides-Extra") or []
    return sorted(set(given) - WORK - {"all"})


def rows() -> Iterator[tuple[str, str, str]]:
    """Package, licence, and what it is needed for."""
    needed = {name: (package, "always") for name, package in closure().items()}
    for extra in extras():
        for name, package in closure((extra,)).items():
            needed.setdefault(name, (package, f"extra `{extra}`"))
    for name, (package, purpose) in sorted(needed.items()):
        yield name, re.sub(r"\s+", " ", licence(package)), purpose


def page() -> str:
    """The page's text."""
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
