"""Which articles of a site were given to its hook, and which are waiting.

It is kept in the site's folder, in ``hook.json``: a time before which nothing is waiting, and what was given of what
was harvested or corrected since. So a line that was moved, edited or packed meanwhile is neither missed nor
given again, and the file stays small.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from harvester.disk.files import WholeFile
from harvester.feed.delivery import identity_of
from harvester.site_folder import articles
from harvester.site_folder.articles import Line
from harvester.site_folder.corrections import NAME as CORRECTIONS
from harvester.site_folder.corrections import Overlay

logger = logging.getLogger(__name__)

#: The file in the site's folder.
NAME = "hook.json"
#: What could not be handed over for this long is given up, with a warning.
GIVEN_UP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An article to be given, with people's corrections; ``at``: since when it has been waiting."""

    line: Line
    identity: str
    at: str


@dataclass(slots=True)
class Cursor:
    """``since``: nothing that was harvested or corrected before is waiting; ``given``: what was given of the rest."""

    path: Path
    since: str
    given: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path, began: datetime) -> Self:
        """The cursor of a site: the one in its folder, otherwise one for what is harvested from now on.

        If the file is damaged, there is a warning, and recent articles are given again rather than missed.
        """
        path = folder / NAME
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, datetime.fromisoformat(kept["since"]).isoformat(), {str(each) for each in kept["given"]})
        except FileNotFoundError:
            cursor = cls(path, text_of(began))
            if folder.is_dir():  # an earlier run may have ended within the second in which this one began
                before = (each for each in cursor.waiting(folder, {}) if each.at == cursor.since)
                cursor.given |= {each.identity for each in before}
            return cursor
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            since = began - GIVEN_UP
            logger.warning("%s can't be read (%s): articles since %s are given again", path, error, text_of(since))
            return cls(path, text_of(since))

    def save(self) -> None:
        """Write it, whole or not at all. Raises :class:`OSError`."""
        file = WholeFile(self.path)
        try:
            file.write(json.dumps({"since": self.since, "given": sorted(self.given)}, ensure_ascii=False).encode())
            file.commit()
        except BaseException:
            file.discard()
            raise

    def waiting(self, folder: Path, read: dict[str, int]) -> Iterator[Waiting]:
        """The articles not given yet, in the order in which they were written; then those corrected since.

        ``read`` says how far files were read before, in bytes, and is updated. A line that is not JSON, or
        in which somebody broke what identifies an article, is skipped. Raises as reading files does.
        """
        overlay = Overlay.of(folder)
        corrected = overlay.since(self.since)
        known = read.get(CORRECTIONS, -1)
        read[CORRECTIONS] = sum(map(overlay.changes, overlay.by_thread))
        again = bool(corrected) and known != read[CORRECTIONS]
        for line in self._written(folder, read):
            if line["tid"] in corrected:
                again = True  # its latest revision is given below
            else:
                yield from self._new(overlay, line, line["harvested"])
        for line in articles.latest_of(folder, corrected) if again else ():
            yield from self._new(overlay, line, max(line["harvested"], corrected[line["tid"]]))

    def _written(self, folder: Path, read: dict[str, int]) -> Iterator[Line]:
        """The articles that were harvested since, from where reading stopped before."""
        for path in articles.files(folder):
            if articles.name_of(path).day < self.since[:10]:
                continue
            with articles.opened(path) as stream:
                stream.seek(read.get(path.name, 0))
                for raw in stream:
                    if not raw.endswith(b"\n"):  # a run is writing it
                        break
                    read[path.name] = read.get(path.name, 0) + len(raw)
                    line = articles.article(raw)
                    if line and _can_be_given(line) and line["harvested"] >= self.since:
                        yield line

    def _new(self, overlay: Overlay, line: Line, at: str) -> Iterator[Waiting]:
        identity = identity_of(line, overlay.changes(line["tid"]))
        if identity not in self.given:
            yield Waiting(overlay.over(line), identity, at)


def _can_be_given(line: Line) -> bool:
    """Whether a line has what the hook needs of it: nothing else in it keeps the others back."""
    numbers = type(line.get("tid")) is int and type(line.get("revision")) is int
    return numbers and isinstance(line.get("id"), str) and _is_time(line.get("harvested"))


def _is_time(text: object) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def text_of(time: datetime) -> str:
    """A time as lines have it: ISO 8601 in UTC, to the second."""
    return time.astimezone(UTC).isoformat(timespec="seconds")
