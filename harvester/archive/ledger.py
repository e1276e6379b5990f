"""What was done already: shards by name, size, beginning and end, and parts of the forums by what they were made of.

Each file in the folder ``state`` is there whole or not at all, and says what it was made of. So the folder is the
ledger, and ``ledger.json`` only shows its content to people.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harvester.archive.output import LINES, SIGNATURES, is_own
from harvester.archive.shards import Shard
from harvester.archive.sites import SiteFacts
from harvester.archive.spill import Spilled
from harvester.disk.files import WholeFile

#: The folder below the output folder, and files in that.
STATE: Final = "state"
FACTS, SHOWN, SUMMARY = "sites.json", "ledger.json", "summary.json"
_PAGES, _DONE = ".pages", ".json"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The state of a reading, in ``folder``."""

    folder: Path

    @property
    def _shards(self) -> Path:
        return self.folder / STATE / "shards"

    @property
    def _parts(self) -> Path:
        return self.folder / STATE / "parts"

    def begin(self) -> None:
        """Make the folders, and remove what killed processes left. Raises :class:`OSError`."""
        for folder in (self._shards, self._parts, self.folder / LINES):
            folder.mkdir(parents=True, exist_ok=True)
        for left in [*self.folder.glob(".*.part"), *self._below(".*.part", LINES, SIGNATURES, STATE)]:
            left.unlink(missing_ok=True)

    # --- shards -------------------------------------------------------------------------

    def path_of(self, key: str) -> Path:
        """The file for what is found in a shard."""
        return self._shards / f"{key}{_PAGES}"

    def spilled(self, about: Mapping[str, Any]) -> dict[str, Spilled]:
        """What was found so far, by the shards' keys; files of another version, or of other options, are removed."""
        found: dict[str, Spilled] = {}
        for path in sorted(self._shards.glob(f"*{_PAGES}")):
            try:
                spilled = Spilled(path)
            except ValueError:
                path.unlink()
                continue
            if all(spilled.about.get(name) == value for name, value in about.items()):
                found[path.name.removesuffix(_PAGES)] = spilled
            else:
                path.unlink()
        return found

    def forget_older(self, spilled: dict[str, Spilled], shards: Mapping[str, Shard]) -> None:
        """Remove what was found in files that have changed since."""
        names = {shard.shown for shard in shards.values()}
        for key, each in list(spilled.items()):
            if each.about["shard"] in names and key not in shards:
                each.path.unlink()
                del spilled[key]

    # --- parts --------------------------------------------------------------------------

    def part(self, key: str) -> dict[str, Any] | None:
        """The record of a part that was made before and whose files exist; otherwise ``None``."""
        try:
            done = json.loads((self._parts / f"{key}{_DONE}").read_bytes())
            whole = all((self.folder / name).is_file() for name in done["files"])
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return done if whole else None

    def note_part(self, key: str, files: Collection[str], counts: Mapping[str, int]) -> None:
        """Note that a part was made."""
        write_json(self._parts / f"{key}{_DONE}", {"files": sorted(files), "counts": dict(counts)})

    def finish(self, keys: Collection[str], files: Collection[str]) -> None:
        """Remove the files of parts that no longer exist; files with other names are not ours, and stay."""
        wanted = {self.folder / name for name in files}
        for path in self._below("*/*", LINES, SIGNATURES):
            if path not in wanted and is_own(path.name) and path.is_file():
                path.unlink()
                with suppress(OSError):  # it has other files
                    path.parent.rmdir()
        for path in self._parts.glob(f"*{_DONE}"):
            if path.name.removesuffix(_DONE) not in keys:
                path.unlink()

    def _below(self, pattern: str, *folders: str) -> list[Path]:
        """Files below folders of the output: with ``*/*`` in the folders of forums, otherwise at any depth."""
        found: list[Path] = []
        for folder in folders:
            here = self.folder / folder
            found += here.glob(pattern) if "/" in pattern else here.rglob(pattern)
        return found

    # --- for people ---------------------------------------------------------------------

    def show(self, spilled: Mapping[str, Spilled]) -> None:
        """Write a summary of what was read to one file."""
        rows = [
            {"shard": each.about["shard"], "size": each.about["size"], "key": key, "counts": each.about["counts"]}
            for key, each in sorted(spilled.items(), key=lambda item: str(item[1].about["shard"]))
        ]
        write_json(self.folder / SHOWN, rows)


def write_json(path: Path, value: object) -> None:
    """Write a file of JSON as a whole. Raises :class:`OSError`."""
    output = WholeFile(path)
    try:
        output.write(json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n")
        output.commit()
    except BaseException:
        output.discard()
        raise


def read_facts(path: Path) -> dict[str, SiteFacts]:
    """What is known of forums, from a file. Raises :class:`OSError`, or :class:`ValueError` for a wrong file."""
    try:
        kept = json.loads(path.read_bytes())
        return {str(key): SiteFacts.of(value) for key, value in kept.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{path}: not a file of what is known of forums ({error})") from error


def counted(spilled: Mapping[str, Spilled]) -> Counter[str]:
    """The counts of all shards together."""
    return sum((Counter(each.about["counts"]) for each in spilled.values()), Counter())


def facts_of(spilled: Mapping[str, Spilled]) -> Iterator[tuple[str, SiteFacts]]:
    """What each shard shows about each forum, in the order of the shards' keys."""
    for _, each in sorted(spilled.items()):
        for key, value in each.about["sites"].items():
            yield key, SiteFacts.of(value)
