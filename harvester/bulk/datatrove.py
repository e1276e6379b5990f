"""A step of datatrove's pipelines that repairs documents.

    pipeline = [JsonlReader("in"), Repair(kinds=["noise", "gloss"]), JsonlWriter("out")]

Needs ``datatrove[io]``. A document is repaired by itself, so that the output depends neither on the
number of tasks nor on where a run was resumed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import TYPE_CHECKING

from harvester.text import Certainty, Options, Profile
from harvester.text.repair import repair_with

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError:

    class PipelineStep:  # type: ignore[no-redef]
        """Stands in for datatrove's where that is not installed, so that this module can be imported.

        >>> PipelineStep()
        Traceback (most recent call last):
            ...
        ImportError: datatrove is not installed: pip install 'datatrove[io]'
        """

        def __init__(self) -> None:
            raise ImportError("datatrove is not installed: pip install 'datatrove[io]'")


if TYPE_CHECKING:
    from datatrove.data import Document, DocumentsPipeline


class Repair(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    """Repairs the text of each document, and logs the repairs in its metadata.

    Args:
        kinds: The kinds of damage to undo; ``None`` is all of them.
        least_certainty: Repairs less sure than this (``certain``, ``likely``, ``guess``) are not made.
        log_field: The metadata field for the list of repairs, which documents without repairs lack; ``None``: no list.
        profile: What is known about the texts from others, as :meth:`harvester.text.Profile.to_json` writes it.

    Raises:
        ValueError: A kind or certainty does not exist, or ``profile`` is not a profile.

    >>> Repair(kinds=["nosie"])
    Traceback (most recent call last):
        ...
    ValueError: no such kind of damage: nosie; there are ...
    """

    name = "Repair"
    type = "FORMAT"

    def __init__(
        self,
        kinds: Collection[str] | None = None,
        least_certainty: Certainty = "likely",
        log_field: str | None = "repairs",
        profile: str | None = None,
    ) -> None:
        names = None if kinds is None else frozenset([kinds] if isinstance(kinds, str) else kinds)
        options = Options(kinds=names, least_certainty=least_certainty)
        super().__init__()
        self.options = options
        self.profile = Profile() if profile is None else Profile.from_json(profile)
        self.log_field = log_field

    def run(self, data: DocumentsPipeline, rank: int = 0, world_size: int = 1) -> DocumentsPipeline:
        """Each document of ``data``, repaired; a text whose repair fails through a bug of ours stays as it is."""
        del rank, world_size
        for document in data:
            with self.track_time():
                self._repair(document)
            yield document

    def _repair(self, document: Document) -> None:
        try:
            repaired = repair_with(document.text, self.options, self.profile)
        except Exception:  # noqa: BLE001 -- whatever bug of ours it is, no document is lost
            self.stat_update("not_repaired")
            return
        self.stat_update("repaired" if repaired.repairs else "clean")
        for made in repaired.repairs:
            self.stat_update(f"repairs/{made.kind}")
        for flag in repaired.flags:
            self.stat_update(f"beyond_repair/{flag.kind}")
        document.text = repaired.text
        if self.log_field and repaired.repairs:
            document.metadata[self.log_field] = [asdict(made) for made in repaired.repairs]
