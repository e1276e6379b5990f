"""What of a post is kept where the user asks for it (``HARVESTER_KEEP``): the words, and what each stands for."""

from __future__ import annotations

from collections.abc import Mapping

CODE = "code"
LINKS = "links"

#: Each word with what it keeps, for people.
KEPT: Mapping[str, str] = {
    CODE: "the blanks of code blocks, in texts",
    LINKS: "the links of the first post, in `links`",
}
