"""The page, put together from the package's files and a harvest's data: one file that needs only its parts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

#: The style sheets, in their order.
STYLES = ("base.css", "overview.css", "browser.css", "article.css")
#: The modules, each after those that it imports from.
MODULES = (
    "words.js",
    "fold.js",
    "unseen.js",
    "dom.js",
    "unpack.js",
    "query.js",
    "harvest.js",
    "loading.js",
    "grams.js",
    "folder.js",
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

# The modules in the package import each other, so that editors and checkers understand them. A page of one file has no
# addresses to import from, so there they are joined into one module without imports and exports.
_IMPORT = re.compile(r"^import\s[^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const|let|function|async function|class)", re.MULTILINE)


def page(index: str, chunks: Iterable[str], language: str = "auto", *, parts: str = "") -> Iterator[str]:
    """The page, in pieces, in ``en``, ``zh``, or the language that the browser asks for (``auto``).

    ``index`` and ``chunks`` are packed; ``parts`` is the folder of a page whose articles are in a folder next to it.

    Its policy allows only its own script, by its hash, to run, and nothing to be fetched, except the parts by that
    script: whatever a forum's text holds, it stays text. Data are base64 in elements that no browser runs.
    """
    style, script = _style(), _script()
    head, tail = _read("page.html").split("<!-- DATA -->")
    policy = _policy(style, script, parts=bool(parts))
    yield _filled(head, {"POLICY": policy, "STYLE": style, "LANGUAGE": language, "PARTS": parts})
    yield _data_element("index", index)
    for chunk in chunks:
        yield _data_element("chunk", chunk)
    yield _filled(tail, {"SCRIPT": script})


def _style() -> str:
    return "\n".join(map(_read, STYLES))


def _script() -> str:
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(name))) for name in MODULES)


def _policy(style: str, script: str, *, parts: bool) -> str:
    """The page's policy (https://www.w3.org/TR/CSP3/); the hash of an inline element is that of its text.

    ``strict-dynamic`` allows what this script loads, wherever it is from, and nothing that markup names. The script
    loads only what its one policy of trusted types allows, which knows the names of parts.
    """
    dynamic = " 'strict-dynamic'" if parts else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'{dynamic}",
            f"style-src '{_digest(style)}'",
            "img-src data:",  # the empty icon
            "base-uri 'none'",
            "form-action 'none'",
            # Not even the page's own script can make markup from a string.
            "require-trusted-types-for 'script'",
            "trusted-types harvest-parts" if parts else "trusted-types 'none'",
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
