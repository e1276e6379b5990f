"""The options for further forms of a text, for corpora."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import words
from harvester.corpora import masking, normalisation
from harvester.corpora.conversion import Converter


def _converters(targets: list[str]) -> Mapping[str, Converter]:
    """A converter for each field that is to be filled. Raises :class:`ValueError` as :class:`Converter` does."""
    fields = [f"text_{target[:4]}" for target in targets]
    if len(set(fields)) < len(fields):
        raise ValueError("a text can have one traditional form")
    return {field: Converter(target) for field, target in zip(fields, targets, strict=True)}


@dataclass(frozen=True, slots=True)
class CorporaOptions:
    """Converters by the field that each fills; steps of the normal form, and kinds of data that are masked.

    >>> CorporaOptions.section
    'Text for corpora'
    """

    section: ClassVar[str] = "Text for corpora"

    converters: Mapping[str, Converter] = setting(
        "HARVESTER_CONVERT",
        "",
        words("hans, hant, hant-tw or hant-hk", _converters),
        "Also give the text in the other script, in `text_hans` or `text_hant`: hans, hant (or hant-tw, hant-hk), or "
        "both, separated by a comma (needs the extra `corpora`).",
    )
    steps: tuple[str, ...] = setting(
        "HARVESTER_NORMALISE",
        "",
        words("steps such as nfc,width", normalisation.checked),
        "Also give the text in a normal form, in `text_normalised`: steps of invisible, nfc, nfc-han, nfkc, width and "
        "space, separated by commas.",
    )
    masked: tuple[str, ...] = setting(
        "HARVESTER_MASK",
        "",
        words("kinds such as phones,emails,ids", masking.checked),
        "Personal data to be masked in all texts of a line: phones, emails, ids. Nothing by default, because an "
        "archive keeps what a page says.",
    )
