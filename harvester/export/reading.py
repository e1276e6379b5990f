"""Articles for reading offline: Markdown, or one page of HTML that contains the kept pictures."""

from __future__ import annotations

import base64
import mimetypes
import re
from pathlib import Path

from harvester.config.patterns import regex
from harvester.config.saying import in_file
from harvester.export.markup import Shown, about, body, heading, link, pictures, xml_text
from harvester.export.outputs import Output
from harvester.site_folder.articles import Line

#: What Markdown takes for markup: at the beginning of a line, and anywhere.
_MARKS = regex(r"^(\s*)([#>+=-]+|\d+[.)])(?=\s|$)|([\\`*_\[\]<>|~&])", re.MULTILINE)

_HEAD = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Harvester</title>
<style>
body { max-width: 42em; margin: 0 auto; padding: 1em; line-height: 1.7; display: flex; flex-direction: column }
nav { order: -1 }
img { max-width: 100% }
.about { color: #666; font-size: 0.85em }
.reply { border-top: 1px solid #ccc; margin-top: 1em }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd } a { color: #8bf } .about { color: #999 } }
</style></head><body>
"""


class Markdown:
    """A heading for each article, its paragraphs, its pictures by file, and its replies as quotations."""

    def __init__(self, output: Output, beside: Path) -> None:
        self.output = output
        self._beside = beside

    def write(self, line: Line, folder: Path) -> None:
        """Write an article."""
        address = link(line["url"])
        below = f"<{address}>" if address else _inline(line["url"])
        parts = [f"# {_inline(line['title'])}", f"{_inline(about(line))}  \n{below}", *_marked(line["text"])]
        for each in pictures(line, folder):
            where = self._place(each.file) if each.file else link(each.url)
            parts.append(f"![{_inline(each.caption)}](<{where}>)" if where else _inline(each.caption or each.url))
        for reply in line.get("replies") or ():
            said = "\n\n".join([f"**{_inline(heading(reply))}**", *_marked(reply["text"])])
            parts.append("\n".join(f"> {each}".rstrip() for each in said.split("\n")))
        self.output.write(("\n\n".join(parts) + "\n\n").encode("utf-8", "replace"))

    def finish(self) -> None:
        """Nothing comes after the last article."""

    def _place(self, file: Path) -> str:
        """A file's path relative to the output, if it is in the same folder."""
        file = file.absolute()
        return file.relative_to(self._beside).as_posix() if file.is_relative_to(self._beside) else file.as_uri()


def markdown(text: str) -> str:
    r"""``text`` with a backslash before what Markdown would take for markup, and without what steers a terminal.

    >>> markdown("1. a_b"), markdown("a\x1b[m")
    ('1\\. a\\_b', 'a\\<U+001B\\>\\[m')
    """
    return _MARKS.sub(_escaped, in_file(text))


def _inline(text: str) -> str:
    """Text for a heading, or within a line."""
    return markdown(" ".join(text.split()))


def _escaped(match: re.Match[str]) -> str:
    if match[3]:
        return f"\\{match[3]}"
    return f"{match[1]}{match[2][:-1]}\\{match[2][-1]}"


def _marked(text: str) -> list[str]:
    return [markdown(paragraph.strip(" \t")) for paragraph in re.split("[\r\n]", text) if paragraph.strip()]


class Html:
    """One page that needs no other file: it contains the kept pictures."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self._contents: list[str] = []
        self._say(_HEAD)

    def write(self, line: Line, folder: Path) -> None:
        """Write an article."""
        number = len(self._contents) + 1
        self._contents.append(f'<li><a href="#a{number}">{xml_text(line["title"])}</a></li>')
        self._say(f'<article id="a{number}">{body(line, folder, _embedded)}</article>\n')

    def finish(self) -> None:
        """Write the contents, which the page shows first."""
        self._say(f"<nav><ol>{''.join(self._contents)}</ol></nav></body></html>\n")

    def _say(self, text: str) -> None:
        self.output.write(text.encode("utf-8", "replace"))


def _embedded(shown: Shown) -> str | None:
    """A kept picture as an address that contains it."""
    if shown.file is None:
        return None
    kind = mimetypes.guess_type(shown.file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(shown.file.read_bytes()).decode()}"
