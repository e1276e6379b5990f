"""The forum's own markup of messages (``[b]``, ``[quote]``, ``[attach]`` …), as HTML and as clean text.

Both readings are tables of patterns, kept apart from each other and from the
harvester's reader, so that the truth about a text does not come from the code that
it is to judge.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from string import ascii_letters

from harvester.demo.jammer import jam

Words = Callable[[str], str]

# Line breaks beside block markup that the forum itself does not show.
_INNER_BREAKS = (
    (re.compile(r"\n?\[(\*|/list|/td|/tr|/table)\]"), r"[\1]"),
    (re.compile(r"\[(tr|td)\]\n"), r"[\1]"),
    (re.compile(r"(\[(?:table|/td|/tr)\])\n"), r"\1"),
    (re.compile(r"\[/p\]\n"), "[/p]"),
)

_HTML = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"\[i=s\](.*?)\[/i\]", r'<i class="pstatus">\1</i>'),
        (r"\[(/?)b\]", r"<\1strong>"),
        (r"\[(/?)(i|u)\]", r"<\1\2>"),
        (r"\[s\](.*?)\[/s\]", r"<strike>\1</strike>"),
        (r"\[color=([^]]+)\]", r'<font color="\1">'),
        (r"\[font=([^]]+)\]", r'<font face="\1">'),
        (r"\[size=(\d+)\]", r'<font size="\1">'),
        (r"\[size=([^]]+)\]", r'<font style="font-size:\1">'),
        (r"\[/(?:color|font|size)\]", r"</font>"),
        (r"\[align=(\w+)\](.*?)\[/align\]", r'<div align="\1">\2</div>'),
        (
            r"\[p=(\d+), (\d+), (\w+)\](.*?)\[/p\]",
            r'<p style="line-height:\1px;text-indent:\2em;text-align:\3">\4</p>',
        ),
        (r"\[hr\]", r'<hr class="l" />'),
        (r"\[list\]", r"<ul>"),
        (r"\[list=1\]", r'<ul type="1" class="litype_1">'),
        (r"\[\*\]", r"<li>"),
        (r"\[/list\]", r"</ul>"),
        (r"\[table\]", r'<table cellspacing="0" class="t_table" style="width:98%">'),
        (r"\[(/?)(tr|td)\]", r"<\1\2>"),
        (r"\[/table\]", r"</table>"),
        (r"\[email\](.*?)\[/email\]", r'<a href="mailto:\1">\1</a>'),
        (r"\[url\](.*?)\[/url\]", r'<a href="\1" target="_blank">\1</a>'),
        (r"\[url=([^]]+)\](.*?)\[/url\]", r'<a href="\1" target="_blank">\2</a>'),
        (
            r"\[img(?:=(\d+),(\d+))?\](.*?)\[/img\]",
            r'<img id="aimg_X" onclick="zoom(this, this.src, 0, 0, 0)" class="zoom" src="\3" border="0" alt="" />',
        ),
        (
            r"\{:(\w+):\}",
            r'<img src="static/image/smiley/default/\1.gif" smilieid="1" border="0" alt="" />',
        ),
    )
)

_TEXT = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"\[i=s\].*?\[/i\]", ""),
        (r"\[hide(?:=\d+)?\].*?\[/hide\]", ""),
        (r"\[img[^]]*\].*?\[/img\]", ""),
        (r"\[attach\]\d+\[/attach\]", ""),
        (r"\{:\w+:\}", ""),
        (r"\[/td\]\[td\]", "\t"),
        (r"\[(?:\*|hr|/?(?:p|align|quote|code|list|table|tr|td)(?:=[^]]*)?)\]", "\n"),
        (r"\[/?(?:b|i|u|s|color|font|size|url|email)(?:=[^]]*)?\]", ""),
    )
)

_CODE = re.compile(r"\[code\](.*?)\[/code\]", re.DOTALL)
_QUOTE = re.compile(r"\[quote\](.*?)\[/quote\]", re.DOTALL)
_HIDDEN = re.compile(r"\[hide(?:=(\d+))?\].*?\[/hide\]", re.DOTALL)
_ATTACH = re.compile(r"\[attach\](\d+)\[/attach\]")
_NOT_BREAK = re.compile(r"<(?!br />)[^>]*>")
_RANDOM_ID = re.compile(r"(?<=aimg_)X")
_BLANKS = (("\t", "&nbsp; &nbsp; &nbsp; &nbsp; "), ("   ", "&nbsp; &nbsp;"), ("  ", "&nbsp;&nbsp;"))


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the versions make of the markup in ways of their own; ``{}`` and the names stand for what goes in."""

    quote: str = '<div class="quote"><blockquote>{}</blockquote></div>'
    code: str = (
        '<div class="blockcode"><div id="code_{id}"><ol>{items}</ol></div><em onclick="{copy}">{label}</em></div>'
    )
    #: What stands before a line of code, and between two.
    line: tuple[str, str] = ("<li>", "\n")
    locked: str = '<div class="locked">{}</div>'


DIALECTS = {
    "x": Dialect(),
    "touch": Dialect(
        quote='<div class="grey quote"><blockquote>引用: {}</blockquote></div>',
        code='<div class="blockcode"><div id="code{id}"><ol>{items}</ol></div><em>{label}</em></div>',
    ),
    "touch35": Dialect(code='<div class="blockcode"><div><ol>{items}</ol></div></div>'),
    "7": Dialect(),
    "6": Dialect(
        quote='<div class="quote"><h5>引用:</h5><blockquote>{}</blockquote></div>',
        code='<div class="blockcode"><span class="headactions" onclick="{copy}">{label}</span><h5>代码:</h5>'
        '<code id="code_{id}">{items}</code></div>',
        line=("", "\n"),
        locked='<div class="notice" style="width: 500px">{}</div>',
    ),
}


def escape(text: str) -> str:
    """``text`` with the four characters escaped that the forum escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def html(  # what a message depends on
    message: str,
    words: Words,
    uploads: dict[int, str],
    rng: random.Random,
    *,
    jammer: bool,
    dialect: Dialect = DIALECTS["x"],
) -> str:
    """The HTML of a message.

    ``uploads`` is the HTML of the files that the text places, by number; a file that is
    not in it leaves nothing. ``rng`` draws the random element ids and, with ``jammer``, the noise.
    """
    shown = _joined(escape(message))
    shown = _CODE.sub(lambda match: _code(match[1], words, _word(rng), dialect), shown)
    shown = _HIDDEN.sub(lambda match: dialect.locked.format(_locked(match[1], words)), shown)
    shown = _QUOTE.sub(lambda match: words(dialect.quote).format(match[1]), shown)
    for pattern, replacement in _HTML:
        shown = pattern.sub(replacement, shown)
    shown = _RANDOM_ID.sub(lambda _: _word(rng), shown)
    if jammer:
        shown = jam(shown, rng)
    for blank, entity in _BLANKS:
        shown = shown.replace(blank, entity)
    shown = shown.replace("\n", "<br />\r\n")
    return _ATTACH.sub(lambda match: uploads.get(int(match[1]), ""), shown)


def text(message: str) -> str:
    """What the message says to a guest: one paragraph per line, no markup, no indentation."""
    said = _joined(message)
    for pattern, replacement in _TEXT:
        said = pattern.sub(replacement, said)
    lines = (line.replace("\u3000", " ").replace("\xa0", " ").strip(" ") for line in said.split("\n"))
    return "\n".join(line for line in lines if line)


def flat(message: str, words: Words) -> str:
    """The message as the archiver has it: breaks kept, everything else flattened, ``[*]`` and smilies left."""
    marked = _HIDDEN.sub("", message).replace("[code]", "").replace("[/code]", "")
    shown = html(marked.replace("[*]", "\0").replace("{:", "\1"), words, {}, random.Random(0), jammer=False)  # noqa: S311  # ids that are stripped
    return _NOT_BREAK.sub("", shown).replace("\0", "[*]").replace("\1", "{:")


def _joined(message: str) -> str:
    for pattern, replacement in _INNER_BREAKS:
        message = pattern.sub(replacement, message)
    return message


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(ascii_letters, k=5))


def _code(lines: str, words: Words, code_id: str, dialect: Dialect) -> str:
    before, between = dialect.line
    items = between.join(f"{before}{line}" for line in lines.strip("\n").split("\n"))
    copy = f"copycode($('code_{code_id}'));"
    return words(dialect.code).format(id=code_id, items=items, copy=copy, label=words("复制代码"))


def _locked(points: str | None, words: Words) -> str:
    if points is None:
        said = '游客，如果您要查看本帖隐藏内容请<a href="forum.php?mod=post&amp;action=reply">回复</a>'
    else:
        said = f"游客，本帖隐藏的内容需要积分高于 {points} 才可浏览，您当前积分为 0"
    return words(said)
