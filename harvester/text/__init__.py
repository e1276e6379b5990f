"""What the text said before it was damaged. No Scrapy, no HTML.

:func:`repair` undoes the accidents that a text has met, and says for each what it did and why;
:func:`decode` reads bytes and keeps everything that :func:`repair` could use.
"""

from harvester.text.edits import Certainty, Flag, Repair
from harvester.text.encodings.decoding import Decoded, decode
from harvester.text.options import KINDS, Options
from harvester.text.profile import Profile
from harvester.text.repair import Repaired, repair

__all__ = [
    "KINDS",
    "Certainty",
    "Decoded",
    "Flag",
    "Options",
    "Profile",
    "Repair",
    "Repaired",
    "decode",
    "repair",
]
