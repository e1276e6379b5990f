"""What the user may choose about a site's folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import choice, size, switch, text, whole, words
from harvester.forum.hosts import hosts_of
from harvester.visits.schedule import intervals

_PACKED = {"": "", "gzip": ".gz", "zstd": ".zst"}


def _endings(given: list[str]) -> frozenset[str]:
    """Endings with their dot. Raises :class:`ValueError` for what no file name ends in."""
    names = [name.lower().removeprefix(".") for name in given]
    if not all(name.isalnum() and len(name) <= 20 for name in names):
        raise ValueError("give endings of files, such as jpg,png,pdf")
    return frozenset(f".{name}" for name in names)


@dataclass(frozen=True, slots=True)
class Rules:
    """What happens at the beginning of a run, and when threads are looked at again.

    ``again``: articles whose lines are gone are harvested again; ``recheck``: see :func:`next_visit`; ``checked``: see
    :func:`harvester.site_folder.index_file.check`.
    """

    section: ClassVar[str] = "What is written, and where"

    again: bool = setting(
        "HARVESTER_LOST_LINES",
        "again",
        choice({"again": True, "keep": False}),
        "Articles whose files were deleted or cut short: `again` harvests them again, `keep` counts them as harvested "
        "(for whoever moves the files elsewhere; packing them with .gz, .zst or .xz loses nothing). Lines removed by "
        "hand stay removed.",
    )
    recheck: tuple[int, ...] = setting(
        "HARVESTER_RECHECK",
        "1h,1d,7d,30d",
        text("intervals such as 1h,1d,7d,30d", intervals),
        "When to look at a thread again after its publication, since lists do not show edits. Empty: never.",
    )
    checked: int = setting(
        "HARVESTER_CHECK_SIZE",
        "256M",
        size(),
        "About how many bytes of packed files are compared with their SHA-256 in `index.json` when a run begins, those "
        "first that were not for longest, each once a week: what a disk damaged is found before somebody needs it, and "
        "harvested again. 0: none.",
    )


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """How a site's folder is kept.

    ``every``: threads between two commits; ``write_gone``: a line for each thread that is gone;
    ``file_size``: the bytes of a full file (0: none is full); ``packed``: what is added to the names of closed files
    when they are packed (see :mod:`harvester.site_folder.packing`), ``""``: they are not; ``notices_days``: days for
    which files of notices are kept (0: for ever).
    """

    section: ClassVar[str] = "What is written, and where"

    rules: Rules = field(default_factory=Rules)
    every: int = setting(
        "HARVESTER_COMMIT_EVERY",
        1,
        whole(least=1),
        "Threads between two commits of output and store. What a crash leaves uncommitted but whole is kept "
        "anyway; only after a power cut does the next run ask for these threads again.",
    )
    write_gone: bool = setting(
        "HARVESTER_WRITE_GONE",
        default=False,
        form=switch(),
        reason="Write a line of kind `gone` for a thread that was harvested and is no longer there.",
    )
    file_size: int = setting(
        "HARVESTER_FILE_SIZE",
        "256M",
        size(),
        "A file of articles of this many bytes is closed, and the day continues in the next (articles-DAY-2.jsonl), "
        "so that files can be packed and copied in seconds. K, M and G are powers of 1024; 0: a day is one file.",
    )
    packed: str = setting(
        "HARVESTER_COMPRESS",
        "",
        choice(_PACKED),
        "Pack files of articles that are closed, because their day is over or they are full, and the notices of "
        "earlier runs: gzip, zstd, or empty. (A file in use is never packed: it is worth more that it can be read, "
        "and cut to whole lines, at any time.)",
    )
    notices_days: int = setting(
        "HARVESTER_NOTICES_DAYS",
        0,
        whole(),
        "Days for which the notices of runs are kept (`notices-*.ndjson`): a run removes those of runs that began "
        "earlier. 0: they are kept for ever. The result of each run, in `runs.ndjson`, stays in any case.",
    )


@dataclass(frozen=True, slots=True)
class MediaOptions:
    """``types``: endings of files, with their dot; none: all. ``hosts``: other servers than the forum's; ``*``: any."""

    section: ClassVar[str] = "Pictures and attached files"

    wanted: str = setting(
        "HARVESTER_MEDIA",
        "",
        choice({"": "", "pictures": "pictures", "attachments": "attachments", "all": "all"}),
        "Files of articles to download into the site's folder: pictures, attachments, all, or none (docs/media.md).",
    )
    max_size: int = setting(
        "HARVESTER_MEDIA_MAXSIZE", 20 * 1024 * 1024, size(), "The most bytes of a file; a larger one is a notice."
    )
    types: frozenset[str] = setting(
        "HARVESTER_MEDIA_TYPES",
        "",
        words("endings of files, such as jpg,png,pdf", _endings),
        "Endings of files to download, separated by commas, such as jpg,png,pdf; empty: all.",
    )
    hosts: tuple[str, ...] = setting(
        "HARVESTER_MEDIA_HOSTS",
        "",
        words("hosts, such as img.example.com or img.example.com:8080, or *", hosts_of),
        "Servers other than the forum's that files may come from, separated by commas: a host, or a host and its port "
        "(img.example.com:8080); *: any. A crawl of one forum should not surprise other servers.",
    )
