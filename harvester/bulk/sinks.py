"""Where the repaired pieces go: one output for all files, or one for each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from harvester.bulk.stream import Piece
from harvester.disk.files import WholeFile


class Sink(Protocol):
    """Takes pieces in order; every method but :meth:`discard` may raise :class:`OSError`.

    >>> def copy(pieces: list[Piece], sink: Sink) -> None:
    ...     for piece in pieces:
    ...         sink.take(piece)
    ...     sink.finish()
    >>> copy([], Nowhere())
    """

    def take(self, piece: Piece) -> None:
        """Write a piece."""

    def finish(self) -> None:
        """All pieces have been taken: put what is left in its place."""

    def discard(self) -> None:
        """Leave everything that is not finished as it was."""


class Nowhere:
    """Nothing is written.

    >>> from harvester.bulk.stream import Source
    >>> from harvester.bulk.work import Done, Task
    >>> from harvester.text import Options, Profile
    >>> Nowhere().take(Piece(Source("a.txt", Task(Options()), Profile()), Done(body=b"repaired")))
    """

    def take(self, piece: Piece) -> None:
        """Forget the piece."""

    def finish(self) -> None:
        """Nothing to do."""

    def discard(self) -> None:
        """Nothing to do."""


class Standard(Nowhere):
    """Standard output, for all files one after another.

    >>> from contextlib import redirect_stdout
    >>> from io import BytesIO, TextIOWrapper
    >>> from harvester.bulk.stream import Source
    >>> from harvester.bulk.work import Done, Task
    >>> from harvester.text import Options, Profile
    >>> with redirect_stdout(TextIOWrapper(BytesIO())) as output:
    ...     Standard().take(Piece(Source("a.txt", Task(Options()), Profile()), Done(body=b"repaired")))
    >>> output.buffer.getvalue()
    b'repaired'
    """

    def take(self, piece: Piece) -> None:
        """Write the piece's bytes."""
        sys.stdout.buffer.write(piece.done.body)

    def finish(self) -> None:
        """Write what is still buffered."""
        sys.stdout.buffer.flush()


class Together:
    """One file for all, written only if every source could be read to its end.

    >>> from tempfile import TemporaryDirectory
    >>> from harvester.bulk.stream import Source
    >>> from harvester.bulk.work import Done, Task
    >>> from harvester.text import Options, Profile
    >>> source = Source("a.txt", Task(Options()), Profile())
    >>> with TemporaryDirectory() as folder:
    ...     sink = Together(Path(folder, "all.txt"))
    ...     sink.take(Piece(source, Done(body=b"repaired")))
    ...     sink.take(Piece(source, last=True, error="No such device"))
    ...     sink.finish()
    ...     list(Path(folder).iterdir())
    []
    """

    def __init__(self, path: Path) -> None:
        self._file = WholeFile(path)
        self._whole = True

    def take(self, piece: Piece) -> None:
        """Write the piece's bytes."""
        self._file.write(piece.done.body)
        self._whole = self._whole and piece.error is None

    def finish(self) -> None:
        """Put the file in its place, if it is whole."""
        if self._whole:
            self._file.commit()
        else:
            self._file.discard()

    def discard(self) -> None:
        """Leave what was there."""
        self._file.discard()


class Apart:
    """A file for each source that could be read to its end and, with ``only_changed``, has changed.

    >>> from tempfile import TemporaryDirectory
    >>> from harvester.bulk.blocks import Block
    >>> from harvester.bulk.stream import Source
    >>> from harvester.bulk.work import Done, Task
    >>> from harvester.text import Options, Profile
    >>> clean, damaged = (Source(name, Task(Options()), Profile()) for name in ("clean.txt", "damaged.txt"))
    >>> with TemporaryDirectory() as folder:
    ...     sink = Apart(lambda name: Path(folder, name), only_changed=True)
    ...     sink.take(Piece(clean, Done(body=b"same"), Block(1, b"same"), last=True))
    ...     sink.take(Piece(damaged, Done(body=b"repaired"), Block(1, b"damaged"), last=True))
    ...     [path.name for path in Path(folder).iterdir()]
    ['damaged.txt']
    """

    def __init__(self, place: Callable[[str], Path], *, only_changed: bool) -> None:
        self._place = place
        self._only_changed = only_changed
        self._changed = False
        self._file: WholeFile | None = None

    def take(self, piece: Piece) -> None:
        """Write the piece's bytes; the last piece finishes the file."""
        if self._file is None:
            self._file = WholeFile(self._place(piece.source.name))
            self._changed = False
        self._file.write(piece.done.body)
        self._changed = self._changed or piece.done.body != piece.block.body
        if piece.last:
            self._end(keep=piece.error is None and (self._changed or not self._only_changed))

    def _end(self, *, keep: bool) -> None:
        if self._file:
            if keep:
                self._file.commit()
            else:
                self._file.discard()
        self._file = None

    def finish(self) -> None:
        """Every file is in its place already."""

    def discard(self) -> None:
        """Leave the unfinished file's place as it was."""
        self._end(keep=False)
