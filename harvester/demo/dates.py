"""Times as the forum words them: absolute, or in the last seven days relative with the absolute time in a title."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from harvester.demo.markup import Words

#: The forum's zone.
ZONE = timezone(timedelta(hours=8))

Format = Callable[[datetime], str]


def day(moment: datetime) -> str:
    """``2024-5-8``: the forum writes no leading zeros."""
    return f"{moment.year}-{moment.month}-{moment.day}"


def minute(moment: datetime) -> str:
    """``2024-5-8 07:05``."""
    return f"{day(moment)} {moment:%H:%M}"


def second(moment: datetime) -> str:
    """``2024-5-8 07:05:09``."""
    return f"{day(moment)} {moment:%H:%M:%S}"


def shown(moment: datetime, now: datetime, form: Format, words: Words) -> str:
    """HTML of a time in ``form``: a span with the relative wording where the forum has one."""
    relative = _relative(moment, now)
    if relative is None:
        return form(moment)
    return f'<span title="{form(moment)}">{words(relative)}</span>'


def _relative(moment: datetime, now: datetime) -> str | None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if moment >= midnight:
        return _today(int((now - moment).total_seconds()))
    days = (midnight - moment).days
    if days < 2:
        return f"{('昨天', '前天')[days]}&nbsp;{moment:%H:%M}"
    return f"{days + 1}&nbsp;天前" if days < 7 else None


def _today(seconds: int) -> str | None:
    if seconds > 3600:
        return f"{seconds // 3600}&nbsp;小时前"
    if seconds > 1800:
        return "半小时前"
    if seconds > 60:
        return f"{seconds // 60}&nbsp;分钟前"
    if seconds > 0:
        return f"{seconds}&nbsp;秒前"
    return "刚刚" if seconds == 0 else None
