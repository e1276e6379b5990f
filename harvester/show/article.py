"""An article for a terminal: its head, the text with repairs marked, the original, and the list of repairs."""

from __future__ import annotations

import json
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from harvester.bulk.marks import change, gain, visible, visible_lines
from harvester.config.saying import json_escaped
from harvester.show.fields import Field, Line, fields
from harvester.show.says import says

#: Columns from which two texts are shown side by side.
WIDE = 100


class Terminal(Console):
    """Rich's console, but a broken pipe is raised to the caller; Rich would end the program with exit code 1."""

    def on_broken_pipe(self) -> None:
        """Raise :class:`BrokenPipeError`."""
        raise BrokenPipeError


def shown(line: Line, *, original: bool, width: int) -> RenderableType:
    """An article in ``width`` columns; with ``original``, also the text before the repairs."""
    texts = list(fields(line))
    return Group(*_parts(line, texts, original=original, width=width))


def as_json(line: Line, *, original: bool) -> str:
    """The line as it is in the harvest; with ``original``, ``original_text`` is filled.

    Characters that control a terminal are escaped, as JSON allows for any character.
    """
    if original and line.get("original_text") is None:
        text = next(text for text in fields(line) if text.where == "text")
        line = line | {"original_text": text.original()}
    return json_escaped(json.dumps(line, ensure_ascii=False))


def _parts(line: Line, texts: list[Field], *, original: bool, width: int) -> Iterator[RenderableType]:
    named = {text.where: text for text in texts}
    yield _head(line, named)
    yield Text()
    yield _body(named["text"], original=original, width=width)
    for number, reply in enumerate(line.get("replies") or ()):
        author = named.get(f"replies[{number}].author.name")
        yield Text()
        yield Text.assemble(
            (visible(f"{reply['floor'] or '?'}# "), "bold"), marked(author) if author else "(anonymous)"
        )
        yield _body(named[f"replies[{number}].text"], original=original, width=width)
    repairs = [(text.where, made) for text in texts for made in text.repairs]
    if repairs:
        yield Text()
        yield Text(f"{len(repairs)} {'repair' if len(repairs) == 1 else 'repairs'}", "bold")
    for where, made in repairs:
        pair = change(visible(made.before), visible(made.after), made.certainty)
        yield Text.assemble(
            (visible(f"{where}:{made.start}"), "bold"), f" {visible(made.kind)} ", gain(made.certainty, made.bits),
            "\n  ", pair, f"\n  {visible(made.why)}",
        )  # fmt: skip


def _head(line: Line, named: dict[str, Field]) -> Text:
    author, board, encoding = named.get("author.name"), line["board"], line["encoding"]
    rows: dict[str, Text | str | None] = {
        "author": marked(author) if author else "(anonymous)",
        "board": visible(board["name"] or "") + (f" ({board['fid']})" if board["fid"] is not None else ""),
        "published": visible(line["published"] or ""),
        "harvested": visible(f"{line['harvested']}, revision {line['revision']}"),
        "url": visible(line["url"]),
        "encoding": visible(f"{encoding['used']} ({encoding['method']})"),
    }
    rows_said = [(label, visible(value)) for label, value in says(line)]
    title = marked(named["title"])
    title.stylize("bold")
    shown = [Text.assemble((f"{label:<11}", "dim"), value) for label, value in (*rows.items(), *rows_said) if value]
    return Text("\n").join([title, *shown])


def _body(text: Field, *, original: bool, width: int) -> RenderableType:
    if not original:
        return marked(text)
    before = Text(visible_lines(_original(text)))
    if width < WIDE:
        return Group(marked(text), Text(), Text("original", "dim"), before)
    table = Table.grid(padding=(0, 4), expand=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    table.add_row(Text("repaired", "dim"), Text("original", "dim"))
    table.add_row(marked(text), before)
    return table


def marked(text: Field) -> Text:
    """A text with its repairs marked in place."""
    try:
        pieces = text.pieces()
    except ValueError:
        return Text.assemble(visible_lines(text.text), ("\n(the log of repairs does not fit this text)", "dim"))
    said = Text()
    for piece, made in pieces:
        if made is None:
            said.append(visible_lines(piece))
        else:
            said.append_text(change(visible(made.before), visible(made.after), made.certainty))
            # A line that ends in a repair must end on the screen too.
            said.append("\n" * made.after.count("\n"))
    return said


def _original(text: Field) -> str:
    try:
        return text.original()
    except ValueError:
        return "(not known: the log of repairs does not fit this text)"


def write(console: Console, content: RenderableType) -> None:
    """Print; lines are folded only on a terminal, so that in a pipe a paragraph is one line."""
    console.print(content, soft_wrap=not console.is_terminal)
