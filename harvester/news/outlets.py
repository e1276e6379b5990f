"""The names of papers, agencies, stations and sites, as patterns: what bylines and datelines begin with.

Outlets are an open class: a name is recognised by its ending. The list of known ones is only a help,
for names without such an ending (``澎湃``, ``每经``).
"""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.news.words import any_of

#: What a paper calls itself.
OWN = r"本(?:报|報|刊|台|臺|网|網|社|站|端|版)"
#: Outlets that are known by name, including agencies.
KNOWN = rf"(?:{any_of('outlets')})"
#: Only the kind of a paper, as its own town calls it: 晚报.
SHORT = rf"(?:{any_of('paper_kinds')})"
_CHARACTER = r"(?:(?!\d{1,2}[月日]|[的了是就也將将已暂未这這那据據记記称稱说說获獲])[\u4e00-\u9fffA-Za-z0-9+&.·・•])"
#: 大公报, not 天气预报.
_PAPER = r"[\u4e00-\u9fff]{1,7}(?<![海情举舉汇匯预預通警申谎捷电電喜战戰回上])[报報]"
_ENDINGS = rf"(?:{any_of('outlet_endings')})\+?(?:[·-]{KNOWN})?"
#: A named outlet: a known one, or up to sixteen characters and an ending of outlets' names.
NAMED = (
    rf"(?:(?:{any_of('cities')})?{KNOWN}|[\u4e00-\u9fff]{{1,2}}[新通联聯]社"
    rf"|(?:{_CHARACTER}[-—]?){{1,16}}{_ENDINGS}|{_PAPER})"
)
#: The same, as long as possible: 央视新闻, not 央视.
LONGEST = rf"(?:(?:{_CHARACTER}[-—]?){{1,16}}{_ENDINGS}|{KNOWN}|{_PAPER})"
#: 《江滨日报》, and what may come before the title: not 图文转自.
_TITLED = r"(?:(?![自转轉载載据據刊摘])[\u4e00-\u9fff]){0,6}《[^《》]{2,16}》"
#: The same, as short as possible: 随州日报, where 全媒记者 follows.
SHORTEST = rf"(?:{OWN}|{SHORT}|{KNOWN}|(?:{_CHARACTER}[-—]?){{1,16}}?{_ENDINGS}|{_PAPER}|{_TITLED})"
#: Any of them, in the marks of a title or not.
OUTLET = rf"(?:{OWN}|{NAMED}|{SHORT}|{_TITLED})"
_CERTAIN = regex(
    rf"(?:{KNOWN}|(?:{_CHARACTER}[-—]?){{1,16}}(?:{any_of('certain_endings')})|{_PAPER}"
    r"|(?:[\u4e00-\u9fffA-Za-z0-9]{1,10})(?<![电電官互联聯渔漁上路])[网網])"
)
_ALONE = regex(rf"{KNOWN}|[\u4e00-\u9fff]{{2,8}}(?:{any_of('paper_kinds')}|{any_of('alone_endings')})|{_PAPER}")
_SAYS = regex(r"[有在还還我你他她这這那没沒不说說看发發来來去给給被把]|报道|報導")
_LONGEST_ALONE = 12
_MARKED = regex(r"《([^《》]{2,20})》")


def is_outlet(words: str) -> bool:
    """Whether ``words`` are certainly an outlet's name, as is needed where a bracket has nothing else.

    >>> is_outlet("江滨日报"), is_outlet("江滨")
    (True, False)
    """
    name = bare(words)
    return len(name) <= 20 and bool(_CERTAIN.fullmatch(name))


def is_outlet_alone(words: str) -> bool:
    """Whether ``words``, a line without marks, are an outlet's name; stricter than :func:`is_outlet`.

    >>> is_outlet_alone("江滨晚报"), is_outlet_alone("今天看新闻")
    (True, False)
    """
    name = bare(words)
    if name != words.strip():
        return is_outlet(words)
    return len(name) <= _LONGEST_ALONE and bool(_ALONE.fullmatch(name)) and not _SAYS.search(name)


def bare(words: str) -> str:
    """``words`` without the marks of a title around all of them.

    >>> bare("《江滨日报》")
    '江滨日报'
    """
    match = _MARKED.fullmatch(words.strip())
    return match[1] if match else words.strip()
