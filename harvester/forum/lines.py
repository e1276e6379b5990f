"""Building lines of text the way a browser lays out a page."""

from __future__ import annotations

from harvester.config.patterns import regex

#: Blanks that browsers fold into one.
_BLANKS = regex(r"[ \t\r\n\f\v]+")

#: What is removed at the ends of a line: indentation is written with ideographic spaces, and
#: editors leave zero-width marks behind. Inside a line both are the author's and stay.
EDGES = " \u3000\u200b\u2060\ufeff"


class Lines:
    r"""Lines of text: text is added in runs, a break ends the line, blank lines vanish.

    >>> lines = Lines()
    >>> for text in ("　　The old", " bridge"):
    ...     lines.add(text)
    >>> lines.end_line()
    >>> lines.add_row(["Monday", "closed", ""])
    >>> lines.take()
    ['The old bridge', 'Monday\tclosed']
    """

    def __init__(self) -> None:
        #: Whether lines are code, whose blanks are kept.
        self.verbatim = False
        self._done: list[str] = []
        self._runs: list[str] = []

    def add(self, text: str) -> None:
        """Add text to the current line; line breaks in it count as blanks."""
        self._runs.append(text)

    def end_line(self) -> None:
        """End the current line, if there is anything on it."""
        if self._runs:
            text = "".join(self._runs)
            line = code_line(text) if self.verbatim else tidy(text)
            self._runs.clear()
            if line:
                self._done.append(line)

    def take_back(self, mark: str) -> None:
        """Remove ``mark`` again if the current line ends in it."""
        if self._runs and (last := self._runs[-1].rstrip()).endswith(mark):
            self._runs[-1] = last.removesuffix(mark)

    def add_row(self, cells: list[str]) -> None:
        """Add a table row as one line with tabs between its cells; empty cells at the end are dropped."""
        self.end_line()
        row = "\t".join(cells).rstrip("\t")
        if row:
            self._done.append(row)

    def add_lines(self, lines: list[str]) -> None:
        """Add whole lines."""
        self.end_line()
        self._done += lines

    def take(self) -> list[str]:
        """The lines so far."""
        self.end_line()
        return self._done


def code_line(text: str) -> str:
    r"""One line of code with its indentation; empty if there is nothing but blanks.

    >>> code_line("\n\xa0 \xa0 return  x \n")
    '    return  x'
    """
    return text.replace("\r", "").strip("\n").replace("\n", " ").replace("\xa0", " ").rstrip()


def tidy(text: str) -> str:
    r"""One line without indentation, its blanks collapsed as in a browser; non-breaking ones become plain blanks.

    >>> tidy("\u3000\u3000The  old\nbridge ")
    'The old bridge'
    """
    return _BLANKS.sub(" ", text).replace("\xa0", " ").strip(EDGES)
