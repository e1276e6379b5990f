"""What a document, or a site, has proved about its damage.

Proof in one paragraph helps the next: a document's repairs share one :class:`Profile`. A site
can have one too: learned over many pages, saved, and given back in.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self


class Counts(Counter[str]):
    """How often each text was seen; made from counts, as pairs or as a mapping, not from texts to be counted.

    So it survives ``dataclasses.asdict``, ``json`` and ``pickle``.

    >>> Counts([("noise", 2)]) + Counts({"noise": 1})
    Counts({'noise': 3})
    """

    def __init__(self, counts: Mapping[str, int] | Iterable[tuple[str, int]] = ()) -> None:
        super().__init__()
        dict.update(self, counts)

    def __add__(self, other: Counter[str]) -> Counts:  # type: ignore[override]
        """Both together."""
        return Counts(super().__add__(other))

    def __sub__(self, other: Counter[str]) -> Counts:
        """What is more than in ``other``."""
        return Counts(super().__sub__(other))


@dataclass(slots=True)
class Profile:
    """Evidence gathered so far; every accident reads it and adds to it.

    ``proofs`` counts certain repairs by kind, ``glossed`` the places of each glossed
    character whose gloss was removed, ``strings`` the site's own noise strings.

    >>> profile = Profile.from_json('{"proofs": {"noise": 3}}')
    >>> profile.proofs["noise"], profile.proofs["shift"]
    (3, 0)
    """

    proofs: Counter[str] = field(default_factory=Counts)
    glossed: Counter[str] = field(default_factory=Counts)
    strings: Counter[str] = field(default_factory=Counts)

    def __post_init__(self) -> None:
        for name in self.__slots__:
            counts = getattr(self, name)
            if type(counts) is not Counts:
                setattr(self, name, Counts(counts))

    def copy(self) -> Profile:
        """An independent copy."""
        return Profile(*(getattr(self, name).copy() for name in self.__slots__))

    def total(self) -> int:
        """How much is proved in all.

        >>> Profile(proofs=Counts({"noise": 3}), strings=Counts({"更多": 1})).total()
        4
        """
        return sum(sum(getattr(self, name).values()) for name in self.__slots__)

    def update(self, other: Profile) -> None:
        """Add what ``other`` has proved to this profile."""
        for name in self.__slots__:
            getattr(self, name).update(getattr(other, name))

    def retract(self, kind: str) -> None:
        """Take back one proof of ``kind``, or of each kind of ``a+b``: the repair was not made after all."""
        for name in kind.split("+"):
            self.proofs[name] = max(0, self.proofs[name] - 1)

    def since(self, earlier: Profile) -> Profile:
        """What was proved after ``earlier``, a copy of this profile, was taken."""
        return Profile(*(getattr(self, name) - getattr(earlier, name) for name in self.__slots__))

    def to_json(self) -> str:
        """The profile as a JSON object of three objects, characters kept as they are."""
        return json.dumps(
            {name: dict(sorted(getattr(self, name).items())) for name in self.__slots__}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The profile that :meth:`to_json` wrote. Raises :class:`ValueError` where ``text`` is not one."""
        try:
            data = json.loads(text)
        except RecursionError as error:
            raise ValueError(f"not a repair profile: {text[:60]!r}") from error
        if not isinstance(data, dict) or set(data) - set(cls.__slots__):
            raise ValueError(f"not a repair profile: {text[:60]!r}")
        return cls(**{name: _counts(name, counts) for name, counts in data.items()})


def _counts(name: str, counts: object) -> Counter[str]:
    if not isinstance(counts, Mapping) or not all(type(count) is int for count in counts.values()):
        raise ValueError(f"repair profile: {name} must map texts to counts")
    return Counts(counts)
