"""Repairing all texts of an article in turn; what one text proves helps with the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict

from harvester import items
from harvester.article.options import RepairOptions
from harvester.article.texts import places
from harvester.items import Article
from harvester.text import Profile, Repaired
from harvester.text.controls import KIND as CONTROL
from harvester.text.controls import without_controls
from harvester.text.repair import repair_with

#: A function that repairs a text (first argument) of a field (second), by what is known of the site and the article.
Repairer = Callable[[str, str, Profile], Repaired | None]


def repair_texts(item: Article, profile: Profile, repairer: Repairer) -> Iterator[Repaired]:
    """Repair title, text, names and replies of ``item``, in place and logged; yields each result.

    A text for which ``repairer`` returns ``None`` stays as it is.
    """
    for holder, name, where in places(item):
        repaired = repairer(getattr(holder, name), where, profile)
        if repaired is None:
            continue
        profile = repaired.profile
        setattr(holder, name, repaired.text)
        item.repairs += [items.Repair(where=where, **asdict(made)) for made in repaired.repairs]
        yield repaired


def repaired_field(text: str, where: str, profile: Profile, options: RepairOptions) -> Repaired:
    """The text of a field repaired by the user's options, perhaps without control characters. May raise anything."""
    repaired = repair_with(text, options.of_text, profile)
    lines = where == "text" or where.endswith(".text")
    return without_controls(repaired, "\n" if lines else " ") if options.wants(CONTROL) else repaired
