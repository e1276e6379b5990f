"""Named templates of a page layout, kept in one file of the package's data.

A layout (a version of the forum, or one of its doors) is a file of HTML pieces, each
under a line ``<!-- == name == -->``, with ``$names`` for what goes in. Another version
is another file with the same names, or with those that differ (:mod:`harvester.demo.versions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from string import Template

from harvester.demo.markup import Words

_HEADING = re.compile(r"^<!-- == (\w+) == -->\n", re.MULTILINE)
_DATA = files("harvester.demo") / "data"


class Templates:
    """The pieces of one layout, in the forum's wording."""

    def __init__(self, layouts: Iterable[str], words: Words) -> None:
        """``layouts`` name the files, of which a later one goes before; ``words`` turns their wording into a script."""
        self._pieces: dict[str, Template] = {}
        for layout in layouts:
            source = words((_DATA / f"{layout}.html").read_text(encoding="utf-8"))
            parts = _HEADING.split(source)[1:]
            pairs = zip(parts[::2], parts[1::2], strict=True)
            self._pieces |= {name: Template(piece.removesuffix("\n")) for name, piece in pairs}

    def __contains__(self, piece: str) -> bool:
        """Whether the layout has a piece."""
        return piece in self._pieces

    def fill(self, piece: str, /, **values: object) -> str:
        """The piece with its names replaced; :class:`KeyError` where the piece or a value is missing."""
        return self._pieces[piece].substitute(values)
