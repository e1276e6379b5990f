"""The page, put together from the package's files and a harvest's data: one file that needs nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib.resources import files

from harvester.report.data import Data

#: The style sheets, in their order.
STYLES = ("base.css", "overview.css", "browser.css", "article.css")
#: The modules, each after those that it imports from.
MODULES = (
    "words.js",
    "fold.js",
    "unseen.js",
    "dom.js",
    "unpack.js",
    "harvest.js",
    "query.js",
    "charts.js",
    "overview.js",
    "list.js",
    "filters.js",
    "flow.js",
    "card.js",
    "found.js",
    "parts.js",
    "article.js",
    "theme.js",
    "main.js",
)

# The modules of the package import from each other, so that editors and checkers understand them. A page of one file
# has no addresses to import from: there they stand after one another in one module, without these words.
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|let|function|async function|class)", re.MULTILINE)


def page(data: Data, language: str = "auto") -> Iterator[str]:
    """The page, a part at a time, in ``en``, ``zh``, or what its reader's browser asks for (``auto``).

    Its policy lets nothing run but its own script, known by its hash, and nothing be fetched: whatever a forum's text
    may hold, it stays text. Data are base64 in elements that no browser runs.
    """
    style, script = _style(), _script()
    head, tail = _read("page.html").split("<!-- DATA -->")
    yield _filled(head, {"POLICY": _policy(style, script), "STYLE": style, "LANGUAGE": language})
    yield _data_element("index", data.index)
    for chunk in data.chunks:
        yield _data_element("chunk", chunk)
    yield _filled(tail, {"SCRIPT": script})


def _style() -> str:
    return "\n".join(map(_read, STYLES))


def _script() -> str:
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in MODULES)


def _policy(style: str, script: str) -> str:
    """https://www.w3.org/TR/CSP3/: the hash of an inline element is that of its text."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "img-src data:",  # the empty icon
            "base-uri 'none'",
            "form-action 'none'",
            # Not even the page's own script can make markup of a string.
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")


def _filled(template: str, values: dict[str, str]) -> str:
    return re.sub("<!-- ([A-Z]+) -->", lambda place: values[place[1]], template)


def _data_element(name: str, packed: str) -> str:
    return f'<script type="application/gzip" class="{name}">{packed}</script>\n'


def _read(name: str) -> str:
    return files("harvester.report").joinpath("data", name).read_text(encoding="utf-8")
