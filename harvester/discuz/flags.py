"""What a forum marks a thread with: the words of its icons, as flags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from harvester.config.patterns import regex
from harvester.forum.page import Element, is_hidden, text_of

#: What icons are called: file names of all versions, and class names of X3.5's icon font, in ``src`` and ``class``.
_ICONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (flag, re.compile(words))
    for flag, words in (
        ("sticky_global", r"pin_3|tpin3"),
        ("sticky_category", r"pin_2|tpin2"),
        ("sticky", r"pin_[1-9]|tpin[1-9]|threadsticky|icon_top\."),
        ("digest", r"digest_?\d?\b|tdigest|stamp/001"),
        ("closed", r"folder_lock|locked\.|/lock\.|fico-lock"),
        ("poll", r"poll_?small|/poll\.|fico-vote"),
        ("trade", r"trade_?small|/trade\.|fico-cart"),
        ("reward", r"reward_?small|/reward\.|fico-reward"),
        ("activity", r"activity_?small|/activity\.|fico-group"),
        ("debate", r"debate_?small|/debate\.|fico-vs"),
        ("rush_reply", r"rushrep"),
        ("pictures", r"image_s\.|fico-image|icon_tu\."),
        ("attachments", r"filetype/common\.|attachicons/common\.|fico-attachment"),
        ("hot", r"/hot_\d|theatlevel"),
        ("recommended", r"recommend_|/agree\.|fico-thumbup|trecic"),
        ("mobile", r"mobile-attach|fico-phone"),
    )
)

#: What icons say, in ``title`` and ``alt``, and what stands in brackets behind a title.
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (flag, re.compile(words))
    for flag, words in (
        ("sticky_global", r"全局置[顶頂]|[总總]置[顶頂]"),
        ("sticky_category", r"分[类類]置[顶頂]|分[区區]置[顶頂]"),
        ("sticky", r"置[顶頂](?!回)"),
        ("digest", r"精[华華]"),
        ("closed", r"^[关關][闭閉]|[关關][闭閉]的主[题題]|已[关關][闭閉]"),
        ("poll", r"投票"),
        ("trade", r"商品"),
        ("solved", r"已解[决決]"),
        ("reward", r"[悬懸][赏賞]"),
        ("activity", r"活[动動] -|^活[动動]$"),
        ("debate", r"[辩辯][论論]"),
        ("reply_reward", r"回帖[奖獎][励勵]"),
        ("rush_reply", r"[抢搶][楼樓]"),
        ("recommended", r"推[荐薦]"),
    )
)


#: What stands on a badge: a word for a flag, or that there is something new.
_BADGE = regex(
    r"[\[【(（]?\s*(?:(?:全局|本版|分[类類]|[总總])?置[顶頂]|[顶頂]|精(?:[华華])?|[热熱](?:[帖门門])?|新(?:[帖贴貼])?|[荐薦]|推[荐薦]|火|[图圖]|附件?"
    r"|投票|[悬懸][赏賞]|活[动動]|[辩辯][论論]|商品|[关關][闭閉]|已?[关關][闭閉]|[锁鎖]定?|移[动動]|moved|new|hot|top|sticky|digest|pinned|closed)\s*[\]】)）]?",
    re.IGNORECASE,
)


def flags_of(icons: Iterable[Element]) -> set[str]:
    """The flags that the icons below some elements stand for."""
    found: set[str] = set()
    for box in icons:
        for icon in box.iter("img", "i", "span", "a"):
            if icon.tag != "a":
                found |= _matching(_ICONS, f"{icon.get('src') or ''} {icon.get('class') or ''}")
            if "micon" in (icon.get("class") or ""):  # telephones get words
                found |= _matching(_WORDS, text_of(icon))
            if icon.tag == "img" or (icon.tag == "a" and icon.get("title") and (box.tag == "td" or icon is box)):
                found |= _matching(_WORDS, icon.get("title") or icon.get("alt") or "")
    return found


def flags_of_text(text: str) -> frozenset[str]:
    """The flags that the bracketed remarks behind a title stand for (``[已解决]``)."""
    return _matching(_WORDS, " ".join(re.findall(r"\[([^\[\]]{1,20})\]", text)))


def badges(link: Element) -> list[Element]:
    """The parts of a link to a thread that mark it (``置顶``, ``新``), which are not of its title."""
    return [part for part in link if isinstance(part.tag, str) and (_BADGE.fullmatch(text_of(part)) or is_hidden(part))]


@lru_cache(maxsize=2048)
def _matching(patterns: tuple[tuple[str, re.Pattern[str]], ...], text: str) -> frozenset[str]:
    """The flags whose words are in a text; a forum has few icons, and shows them everywhere."""
    return frozenset(flag for flag, words in patterns if words.search(text)) if text.strip() else frozenset()
