"""Parts of a post that are kept only on request (``HARVESTER_KEEP``): their words, and what each stands for."""

from __future__ import annotations

from collections.abc import Mapping

CODE = "code"
LINKS = "links"
RATINGS = "ratings"
STRUCK = "struck"

#: Each word with a description for people.
KEPT: Mapping[str, str] = {
    CODE: "the blanks of code blocks, in texts",
    LINKS: "the links of the first post, in `links`",
    RATINGS: "comments on posts and ratings of them, in `ratings`",
    STRUCK: "what the author of the first post struck out, in `struck`",
}
