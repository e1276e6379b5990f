"""Makes a page anonymous: keeps its structure and replaces its words, so that it can be shown to others.

Every run of letters or characters that is not a word of a template becomes another of the same length, always the
same one; so do members' numbers, hosts, and parts of addresses other than the forum's own forms. Numbers of
threads, posts and boards, dates and counts stay, and so do tags, ids and classes: the readers find the same page.
Scripts keep the numbers that readers look for; comments are emptied.
"""

from __future__ import annotations

import html
import re
import secrets
from functools import lru_cache
from hashlib import blake2b

from harvester.forum.authority import split
from harvester.survey.template_words import WORDS

_TOKEN = re.compile(
    r"(?P<comment><!--.*?(?:-->|$))|(?P<raw><(?P<name>script|style)\b(?P<attributes>[^>]*)>(?P<source>.*?)(?=</(?P=name)|$))"
    r"|(?P<tag><[a-zA-Z/!?][^<>]*>?)|(?P<text>[^<]+|<)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""(?P<name>[\w:.-]+)(?P<is>\s*=\s*)(?P<value>"[^"]*"|'[^']*'|[^\s"'>]+)""")
#: Attributes whose value is structure, and those that hold an address.
_KEPT = frozenset(
    (
        *("id", "class", "style", "type", "rel", "name", "method", "width", "height", "border", "cellspacing", "for"),
        *("cellpadding", "colspan", "rowspan", "align", "valign", "target", "aid", "smilieid", "http-equiv", "xmlns"),
        *("lang", "summary", "size", "selected"),
    )
)
_ADDRESSES = frozenset(
    {"href", "src", "action", "file", "zoomfile", "data-src", "data-original", "poster", "background", "cite"}
)
#: What the readers look for in scripts.
_READ = re.compile(r"\b(?:fid|tid)\s*=\s*parseInt\(\s*['\"]?\d{1,10}['\"]?\s*\)|\bdiscuz_uid\s*=\s*['\"]?\d+['\"]?")
#: A member's number in an address or next to its name.
_UID = re.compile(
    r"(?P<before>\b(?:authorid|[a-z]?uid)[=-]|\bUID:?\s*|discuz_uid\s*=\s*['\"]?)(?P<number>[1-9]\d*)", re.IGNORECASE
)
_URL = re.compile(r"(?:https?:)?//[^\s\"'<>)]+", re.IGNORECASE)
#: What addresses may contain: the forum's own scripts, parameters and rewritten names.
_FORM = re.compile(
    r"(?:forum|viewthread|forumdisplay|home|member|space|redirect|archiver|thread|read|index|misc|post|plugin|static|image|common"
    r"|attachment|attach|data|avatar|uc_server|template|default|filetype|smiley|mod|tid|fid|pid|uid|gid|ptid|aid|page|extra|action|goto"
    r"|findpost|authorid|typeid|sortid|filter|mobile|logging|login|reply|newthread|digest|lastpost|orderby|php|html?|gif|jpe?g|png|zip|rar|7z|pdf|docx?|xlsx?|txt|torrent|mp[34]|css|js|amp"
    r"|www|[a-z]?u(?:ser)?(?:id|name)?|[a-z]|username|mode|do|from|view|cp|ordertype|simple|rss|search|register|javascript|void|noavatar|small|middle|big)"
)
_WORD = re.compile(
    "|".join([*sorted(map(re.escape, WORDS), key=len, reverse=True), r"&(?:nbsp|amp|lt|gt|quot|raquo|laquo|copy);"])
    + r"|(?P<reference>&\#?\w{1,8};)|(?P<quad>\d{1,3}(?:\.\d{1,3}){3})|(?P<digits>\d{7,})"
    r"|(?P<letters>(?=\w*[A-Za-z])[A-Za-z0-9_]+)|(?P<other>[^\W\d_A-Za-z]+?(?=$|[\W\d_A-Za-z]|"
    + "|".join(sorted(WORDS))
    + "))"
)
#: A part of an address; names of scripts and of their parameters stay.
_PART = re.compile(r"(?P<kept>\b\w+(?=\.php\b|=))|(?:%[0-9a-fA-F]{2})+|[^\W\d_]+")
#: Where a forum keeps its own pictures, which show what kind of thread or file something is.
_OWN_PICTURE = re.compile(r"/(?:image|images|static|template|smil\w*|icons?)/", re.IGNORECASE)
_CHARACTERS = (
    "天地玄黄宇宙洪荒辰宿列张寒暑秋冬闰余律吕云腾致雨露结为霜金生丽水"
    "玉昆冈剑号巨阙珠称夜光果珍李柰菜芥姜海咸河淡鳞潜羽翔"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Anonymiser:
    """Makes a page anonymous; what is the same in it stays the same, but differs from other pages."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or secrets.token_bytes(16)
        self._hosts: dict[str, str] = {}
        self._members: dict[str, str] = {}
        self._word = lru_cache(maxsize=None)(self._new_word)

    def page(self, text: str) -> str:
        """The source of a page, made anonymous."""
        return _TOKEN.sub(self._token, text)

    def address(self, url: str) -> str:
        """An address, with its host and its words replaced."""
        parts = split(url)
        if url.startswith("#"):
            return url
        if parts is None or url.lower().startswith(("javascript:", "data:", "mailto:")):
            return "javascript:;" if parts is None or url.lower().startswith("javascript:") else "data:,"
        host = parts.netloc and self._hosts.setdefault(parts.netloc.lower(), f"host{len(self._hosts) + 1}.example")
        scheme = f"{parts.scheme}:" if parts.scheme else ""
        start = f"{scheme}//{host}" if host else scheme
        rest = self._uids(url[len(f"{scheme}//{parts.netloc}") if host else len(scheme) :])
        if _OWN_PICTURE.search(f"/{rest}"):
            return start + rest
        return start + _PART.sub(self._part, rest)

    def _part(self, found: re.Match[str]) -> str:
        part = found[0]
        if found["kept"]:
            return part
        return "name" if part.startswith("%") else part if _FORM.fullmatch(part.lower()) else self._word(part)

    def words(self, text: str) -> str:
        """A text, with all words replaced that are not part of a template."""
        return _WORD.sub(self._replaced, self._uids(_URL.sub(lambda found: self.address(found[0]), text)))

    def _token(self, found: re.Match[str]) -> str:
        if found["comment"]:
            return "<!-- -->" if found["comment"].endswith("-->") else "<!--"
        if found["raw"]:
            kept = ";".join(_READ.findall(found["source"])) if found["name"].lower() == "script" else ""
            return f"<{found['name']}{self._attributes(found['attributes'])}>{self._uids(kept)}"
        if found["tag"]:
            return self._attributes(found["tag"])
        return self.words(found["text"])

    def _attributes(self, tag: str) -> str:
        return _ATTRIBUTE.sub(self._attribute, tag)

    def _attribute(self, found: re.Match[str]) -> str:
        name, value = found["name"].lower(), found["value"]
        quote = value[0] if value[0] in "\"'" else ""
        inner = value[1:-1] if quote else value
        if name in _ADDRESSES:
            inner = html.escape(self.address(html.unescape(inner)), quote=True)
        elif name == "content" and re.search(r"charset\s*=", inner):
            inner = "text/html; charset=utf-8"
        elif name == "charset":
            inner = "utf-8"
        elif name.startswith("on"):
            inner = "copycode()" if "copycode" in inner else "return false"
        elif name not in _KEPT:
            inner = self.words(inner)
        return f"{found['name']}{found['is']}{quote}{inner}{quote}"

    def _replaced(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        if kind is None:
            return found[0]
        return "192.0.2.1" if kind == "quad" else self._word(html.unescape(found[0]))

    def _uids(self, text: str) -> str:
        return _UID.sub(lambda found: found["before"] + self._member(found["number"]), text)

    def _member(self, number: str) -> str:
        return self._members.setdefault(number, f"{1001 + len(self._members)}")

    def _new_word(self, word: str) -> str:
        """Another word of the same length and the same kinds of characters, always the same one."""
        return "".join(self._new(char, word, at) for at, char in enumerate(word))

    def _new(self, char: str, word: str, at: int) -> str:
        number = int.from_bytes(
            blake2b(f"{word}\0{at}".encode("utf-8", "surrogatepass"), key=self._key, digest_size=4).digest()
        )
        if char.isdecimal():
            return f"{number % 9 + 1}"
        if char.isascii():
            letter = _LETTERS[number % 26]
            return letter.upper() if char.isupper() else letter if char.isalpha() else char
        return _CHARACTERS[number % len(_CHARACTERS)] if char.isalnum() else char
