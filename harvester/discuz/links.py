"""Which links in a post are its author's, and which the forum put there."""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.forum.page import Element, Page, classes, text_of

#: Classes of links that the forum makes of words that an administrator chose.
_MADE = frozenset({"relatedlink"})
#: Addresses that do something (answer, pay, log in, download), or only show a picture of the post larger.
_DOING = regex(
    r"/(?:post|misc|logging|register|member|attachment|pm|my|memcp)\.php"
    r"|[?&]mod=(?:post|misc|logging|register|member|attachment|image|spacecp)\b"
    r"|[?&]from=album\b|/cdn-cgi/"
)
#: What a link back to a post that is quoted has in its address.
_POST = regex(r"[?&](?:goto=findpost|pid=\d)")
_ANSWER = ("回复", "回復", "回覆")


def author_link(link: Element, page: Page) -> str | None:
    """The full address of a link that the author put into a text; ``None``: it is the forum's own, or leads nowhere.

    >>> page = Page('<a href="https://example.com/plan">a</a><a href="misc.php?action=pay">b</a>', "https://h.example/")
    >>> [author_link(link, page) for link in page.named("a")]
    ['https://example.com/plan', None]
    """
    url = page.link(link.get("href"))
    if url is None or _MADE.intersection(classes(link)) or (page.is_here(url) and _DOING.search(url)):
        return None
    return None if _POST.search(url) and quotes(link) else url


def quotes(link: Element) -> bool:
    """Whether a link to a post names the post that is quoted: inside the quotation, or in a reply's heading."""
    if any(parent.tag == "blockquote" or "quote" in (parent.get("class") or "") for parent in link.iterancestors()):
        return True
    before = link.getparent()
    return before is not None and text_of(before).startswith(_ANSWER)
