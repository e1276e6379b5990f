"""The versions of Discuz that the demo forum can be: which templates, scripts and habits each has.

A version's pages are made of the pieces of several template files: what a later file has replaces
what an earlier one has, so that versions of one make share all but their differences.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Scripts = Literal["forum.php", "viewthread.php"]

#: What a list can mark a thread with.
_ALL = frozenset({"sticky", "sticky_global", "digest", "closed", "poll", "highlight", "pictures", "attachments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version, by the name that ``DemoForum(version=...)`` takes."""

    name: str
    #: What it is a version of.
    software: Literal["Discuz!", "phpwind"] = "Discuz!"
    #: How its pages name it.
    release: str
    templates: tuple[str, ...]
    #: Its way to write messages, one of :data:`harvester.demo.markup.DIALECTS`.
    dialect: str = "x"
    #: ``forum.php`` with ``mod=`` for all pages, or, before X, a script for each kind.
    scripts: Scripts = "forum.php"
    #: Whether times of this week are relative, with the absolute time in a title.
    relative: bool = True
    #: Whether the times of posts have seconds.
    seconds: bool = True
    #: Whether a pinned reply is repeated near the top.
    pinned: bool = True
    #: Whether a thread that is not there is answered with 404, not with 200.
    not_found: bool = True
    #: Which flags its lists and threads show.
    flags: frozenset[str] = _ALL
    #: Whether one icon stands for pictures and other files.
    one_icon: bool = False
    #: Whether the page of a poll has the first post alone, without its number.
    alone: bool = False
    #: How the table of a thread of a sort looks as text: a name, a value; and what an empty value is.
    option: str = "{}:\t{}"
    no_value: str = "-"
    #: Whether telephones get thumbnails instead of pictures.
    thumbnails: bool = False


_X34 = Version(name="X3.4", release="X3.4", templates=("x34",))
_X3 = replace(_X34, templates=("x34", "x3"))
_X2 = replace(_X34, templates=("x34", "x3", "x2"), not_found=False)
_X1 = Version(
    name="X1",
    release="X1",
    templates=("x34", "x3", "x2", "x15", "x1"),
    seconds=False,
    pinned=False,
    not_found=False,
    option="{}\t{}",
)
_SEVEN = Version(
    name="7.2",
    release="7.2",
    templates=("x34", "7"),
    dialect="7",
    scripts="viewthread.php",
    seconds=False,
    pinned=False,
    not_found=False,
    option="{}\t{}",
)
_SIX = replace(
    _SEVEN,
    name="6.0",
    release="6.0.0",
    templates=("x34", "7", "6"),
    dialect="6",
    relative=False,
    flags=_ALL - {"pictures"},
    one_icon=True,
    alone=True,
)
_TOUCH = replace(
    _X34,
    name="touch",
    templates=("x34", "touch"),
    dialect="touch",
    flags=frozenset({"sticky", "digest", "highlight", "pictures"}),
    thumbnails=True,
    option="{}: {}",
    no_value="--",
)

_TOUCH35 = replace(
    _TOUCH,
    name="touch-x35",
    release="X3.5",
    templates=("x34", "touch", "touch35"),
    dialect="touch35",
    flags=_ALL - {"sticky_global", "pictures", "attachments"},
)
_X50 = replace(
    _X34, name="X5.0", release="X5.0", templates=("x34", "x35", "x50"), flags=_ALL - {"pictures", "attachments"}
)

#: Every version, oldest first; ``touch`` and its kin are the pages for telephones of X3.4, X3.5 and X5.0. X5.0 has a
#: template of its own, and one that is as before.
VERSIONS: dict[str, Version] = {
    version.name: version
    for version in (
        _SIX,
        replace(_SIX, name="6.1", release="6.1.0"),
        replace(_SEVEN, name="7.0", release="7.0.0", templates=("x34", "7", "70"), relative=False),
        _SEVEN,
        _X1,
        replace(_X1, name="X1.5", release="X1.5", templates=("x34", "x3", "x2", "x15"), seconds=True),
        replace(_X2, name="X2", release="X2"),
        replace(_X2, name="X2.5", release="X2.5", templates=("x34", "x3")),
        replace(_X3, name="X3.0", release="X3"),
        replace(_X3, name="X3.1", release="X3.1"),
        replace(_X3, name="X3.2", release="X3.2"),
        replace(_X3, name="X3.3", release="X3.3"),
        _X34,
        replace(_X34, name="X3.5", release="X3.5", templates=("x34", "x35")),
        _TOUCH,
        _TOUCH35,
        _X50,
        replace(_X34, name="X5.0-classic", release="X5.0", templates=("x34", "x35")),
        replace(_TOUCH35, name="touch-x50", release="X5.0", templates=("x34", "touch", "touch35", "touch50")),
    )
}

#: Versions of phpwind, whose pages are made elsewhere (:mod:`harvester.demo.wind`).
WINDS: dict[str, Version] = {
    version.name: version
    for version in (
        Version(name="phpwind-8.3", software="phpwind", release="8.3", templates=("wind8", "wind83"), relative=False),
        Version(name="phpwind-8.7", software="phpwind", release="8.7", templates=("wind8",), relative=False),
        Version(
            name="phpwind-9.1", software="phpwind", release="9.1", templates=("wind9",), relative=False, seconds=False
        ),
    )
}
