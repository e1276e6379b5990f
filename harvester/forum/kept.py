"""What of a post is kept where the user asks for it (``HARVESTER_KEEP``): the words, and what each stands for."""

from __future__ import annotations

from collections.abc import Mapping

CODE = "code"
LINKS = "links"
RATINGS = "ratings"
STRUCK = "struck"

#: Each word with what it keeps, for people.
KEPT: Mapping[str, str] = {
    CODE: "the blanks of code blocks, in texts",
    LINKS: "the links of the first post, in `links`",
    RATINGS: "comments on posts and ratings of them, in `ratings`",
    STRUCK: "what the author of the first post struck out, in `struck`",
}
