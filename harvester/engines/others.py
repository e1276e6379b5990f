"""Other software that sites run, recognised by a table of signs, so that a run can name it.

Used only for pages that no engine recognises.

>>> named = other(Page('<meta name="generator" content="WordPress 6.5">', "http://127.0.0.1/"))
>>> named.what if named else None
'a WordPress site'
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from harvester.forum.page import Page


class Kind(Enum):
    """The kind of such a site, which decides the advice.

    >>> Kind.SITE.value
    'no forum'
    """

    FORUM = "a forum"
    SITE = "no forum"
    EMPTY = "nothing yet"
    HTTPS = "https"


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Software that is not one of our forum engines, and its signs; ``what``: its name for people, with an article.

    ``generator``: the beginning of the page's generator; ``markup``: a pattern that only its pages have in their
    source; ``cookies``: beginnings of the names of its cookies; ``headers``: the names of its own headers.

    >>> Other(what="a phpBB forum", kind=Kind.FORUM, generator="phpBB").what
    'a phpBB forum'
    """

    what: str
    kind: Kind
    generator: str = ""
    markup: str = ""
    cookies: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()


def _forum(name: str, markup: str = "", *, cookies: tuple[str, ...] = (), headers: tuple[str, ...] = ()) -> Other:
    article = "an" if name[0] in "AEIOU" else "a"
    what = f"{article} {name} forum"
    return Other(what=what, kind=Kind.FORUM, generator=name, markup=markup, cookies=cookies, headers=headers)


def _site(name: str, markup: str = "", *, cookies: tuple[str, ...] = (), headers: tuple[str, ...] = ()) -> Other:
    article = "an" if name[0] in "AEIOU" else "a"
    what = f"{article} {name} site"
    return Other(what=what, kind=Kind.SITE, generator=name, markup=markup, cookies=cookies, headers=headers)


def _empty(what: str, markup: str) -> Other:
    return Other(what=what, kind=Kind.EMPTY, markup=markup)


#: Forums first, because a forum may be part of a site with other software.
OTHERS = (
    _forum("phpBB", r'<body[^>]* id=["\']?phpbb|Powered by <a [^>]*>phpBB|\./viewforum\.php\?f=', cookies=("phpbb",)),
    _forum("vBulletin", r"vbulletin[-_](?:global|core|ajax)|Powered by <a [^>]*>vBulletin", cookies=("bbsessionhash",)),
    _forum("XenForo", r'<html[^>]* id=["\']?XF\b|<html[^>]* id=["\']?XenForo', cookies=("xf_csrf", "xf_session")),
    _forum("Discourse", r'data-discourse-|id=["\']?data-discourse-setup', headers=("X-Discourse-Route",)),
    _forum("MyBB", r"Powered [Bb]y <a [^>]*>MyBB", cookies=("mybb[",)),
    _forum("SMF", r'<a [^>]*title=["\']?Simple Machines|smf_theme_url'),
    _forum("Flarum", r'id=["\']?flarum-(?:loading|content)', cookies=("flarum_session",)),
    _forum("NodeBB", r'component=["\']?(?:category|topic)[/"]|/assets/nodebb', headers=("X-NodeBB",)),
    _forum("Invision Community", r"ipsLayout_|data-ipsHook", cookies=("ips4_",)),
    _forum("Vanilla", r'id=["\']?vanilla_|gdn\.meta', cookies=("Vanilla",)),
    _forum("FluxBB", r'id=["\']?pun(?:index|viewforum)|Powered by <a [^>]*>FluxBB', cookies=("pun_cookie",)),
    _forum("Xiuno", r"Powered by <a [^>]*>\s*(?:<b>)?Xiuno", cookies=("bbs_sid",)),
    _forum("Discuz! Q", r"Discuz! Q|discuz-q"),
    _forum("WeCenter", r"Powered [Bb]y\s*(?:<[^>]*>\s*)*WeCenter"),
    _site("WordPress", r"/wp-(?:content|includes)/", headers=("X-Pingback",)),
    _site("Drupal", r"data-drupal-|Drupal\.settings", headers=("X-Drupal-Cache", "X-Drupal-Dynamic-Cache")),
    _site("Joomla", r"/media/system/js/|com_content"),
    _site("MediaWiki", r"wgCanonicalNamespace|mw-body-content"),
    _site("Typecho"),
    _site("Z-Blog", r"zb_system/"),
    _site("emlog"),
    _site("DedeCMS", r"Powered by (?:<[^>]*>)*Dede[Cc][Mm][Ss]|/templets/default/"),
    _site("PHPCMS", r"Powered by (?:<[^>]*>)*PHPCMS"),
    _site("Ghost", r"/ghost/api/content"),
    _site("Hexo"),
    _site("Hugo"),
    _site("Jekyll"),
    _site("Halo"),
    _site("Wix.com", r"static\.wixstatic\.com"),
    _site("Shopify", r"cdn\.shopify\.com", headers=("X-ShopId",)),
    _site("Blogger", r"www\.blogger\.com/static"),
    _empty(
        "a new web server's page",
        r"<title>(?:Welcome to nginx|Apache2? [^<]*Default Page|IIS Windows Server)",
    ),
    _empty("a new web server's page", r"<h1>It works!</h1>|<title>(?:没有找到站点|恭喜，站点创建成功)"),
    _empty("a page of a domain that is for sale", r"(?:sedoparking|parkingcrew|bodis)\.com"),
    Other(
        what="a server that speaks https there",
        kind=Kind.HTTPS,
        markup=r"plain HTTP request was sent to HTTPS port|sent an HTTP request to an HTTPS server|"
        r"speaking plain HTTP to an SSL-enabled server port",
    ),
)


def other(page: Page, headers: Iterable[str] = (), cookies: Iterable[str] = ()) -> Other | None:
    """The software of a page that no engine recognises; ``None`` if no sign is found.

    ``headers``, ``cookies``: the names of those that came with the page. A page's generator
    counts before the patterns of its source.

    >>> found = other(Page("<p>Hello</p>", "http://127.0.0.1/"), cookies=["phpbb3_u"])
    >>> found.what if found else None
    'a phpBB forum'
    """
    tag = page.find("meta[name=generator]")
    maker = (tag.get("content") or "").strip().lower() if tag is not None else ""
    named = next((each for each in OTHERS if each.generator and maker.startswith(each.generator.lower())), None)
    lower = {name.lower() for name in headers}
    names = list(cookies)
    return named or next((each for each in OTHERS if _shows(each, page, lower, names)), None)


def _shows(each: Other, page: Page, headers: set[str], cookies: list[str]) -> bool:
    return (
        any(name.lower() in headers for name in each.headers)
        or any(name.startswith(each.cookies) for name in cookies if each.cookies)
        or (bool(each.markup) and re.search(each.markup, page.text) is not None)
    )
