"""Kinds of notices and failures in one table: what each means, and what becomes of the thread, the site and the run.

A *notice* is a page, or part of one, that is not an article but says why. A *failure* is a page that could not be
fetched or read. The code that meets one names its kind; what follows from it is in this table and nowhere else. An
engine that needs another kind declares it next to its wordings.

>>> NOTICES["payment"].bars
True
>>> sorted(kinds(lambda kind: kind.ends))
['banned', 'browser_check', 'forum_closed', 'proxy_limit', 'question']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from harvester.config.program import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """A kind of notice or failure.

    ``meaning``: for docs/notices.md. ``verdict``: what a run's result says about a forum that answered with nothing
    else; ``""`` if this does not explain an empty run. ``bars``: it takes the place of a post. ``vanished``: the thread
    is not there. ``passes``: it passes if the request is made again later, more slowly and with the cookies kept.
    ``ends``: it holds for the whole forum, and the run ends. ``fails``: the page could not be fetched or read; the next
    run tries again. ``personal``: another visitor may be let in. ``login``: it may mean that we are logged out.

    >>> kind = NoticeKind(name="exam", meaning="An exam comes first.", verdict="it asks for an exam", bars=True)
    >>> kind.exit_code.name
    'BARRED'
    """

    name: str
    meaning: str
    verdict: str = ""
    bars: bool = False
    vanished: bool = False
    passes: bool = False
    ends: bool = False
    fails: bool = False
    personal: bool = False
    login: bool = False

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of a run that met this and nothing else."""
        if self.fails:
            return ExitCode.FAILURES
        return ExitCode.BARRED if self.verdict else ExitCode.DONE


#: All kinds by name, including those of the engines that are loaded.
NOTICES: dict[str, NoticeKind] = {}


def declare(*declared: NoticeKind) -> None:
    """Add kinds to the table. Raises :class:`ValueError` if another kind has the name.

    >>> declare(NoticeKind(name="payment", meaning="Something else."))
    Traceback (most recent call last):
    ValueError: payment is declared already, with another meaning
    """
    for kind in declared:
        if NOTICES.setdefault(kind.name, kind) != kind:
            raise ValueError(f"{kind.name} is declared already, with another meaning")


def kinds(which: Callable[[NoticeKind], bool]) -> frozenset[str]:
    """The names of the kinds for which ``which`` is true.

    >>> "flood_limit" in kinds(lambda kind: kind.passes)
    True
    """
    return frozenset(name for name, kind in NOTICES.items() if which(kind))


# What a forum says to a visitor.
declare(
    NoticeKind(
        name="login_needed",
        meaning="Only members may read it; a login could help.",
        verdict="it asks for a login",
        bars=True,
        personal=True,
        login=True,
    ),
    NoticeKind(
        name="no_permission",
        meaning="The visitor's group may not read it.",
        verdict="guests have no permission",
        bars=True,
        personal=True,
        login=True,
    ),
    NoticeKind(
        name="reading_level",
        meaning="It asks for a reading level above the visitor's.",
        verdict="it asks for a higher reading level",
        bars=True,
        personal=True,
    ),
    NoticeKind(
        name="password",
        meaning="The board asks for its password.",
        verdict="it asks for a board's password",
        bars=True,
        personal=True,
    ),
    NoticeKind(
        name="payment",
        meaning="The thread has to be paid for.",
        verdict="it asks for a payment",
        bars=True,
        personal=True,
    ),
    NoticeKind(
        name="deleted",
        meaning="The thread does not exist, was deleted, or waits for approval.",
        vanished=True,
    ),
    NoticeKind(name="missing_board", meaning="The board does not exist.", verdict="there is no such board"),
    NoticeKind(name="forum_closed", meaning="The forum is closed.", verdict="it is closed", ends=True),
    NoticeKind(
        name="banned",
        meaning="The visitor's address or name is banned.",
        verdict="it has banned the visitor's address or name",
        ends=True,
    ),
    NoticeKind(
        name="proxy_limit",
        meaning="Requests through a proxy are refused.",
        verdict="it refuses requests through a proxy",
        ends=True,
    ),
    NoticeKind(
        name="browser_check",
        meaning="A script or captcha checks for a browser.",
        verdict="it checks for a browser",
        ends=True,
    ),
    NoticeKind(
        name="question",
        meaning="A question has to be answered first.",
        verdict="it asks a question",
        ends=True,
    ),
    NoticeKind(
        name="message",
        meaning="Any other message page of the forum.",
        verdict="it answers with a message",
        personal=True,
    ),
    NoticeKind(
        name="redirected",
        meaning="The page leads to one that was visited already.",
        personal=True,
    ),
    NoticeKind(name="robots", meaning="robots.txt forbids it.", verdict="its robots.txt disallows it"),
)

# What takes the place of a part of a page.
declare(
    NoticeKind(
        name="blocked_post",
        meaning="A post was blocked by the forum's staff, or its author was.",
        bars=True,
    ),
    NoticeKind(
        name="too_long",
        meaning="A thread has more pages than `HARVESTER_THREAD_PAGES`: its article is made of those that were read.",
    ),
    NoticeKind(name="hidden_part", meaning="A part of a post is shown only after a reply, or for points."),
    NoticeKind(
        name="no_text",
        meaning="An article has no text, no picture and no file, but perhaps a video, which is not kept.",
    ),
    NoticeKind(
        name="replies_unread",
        meaning="The replies of a thread are loaded by a script (polls of 6.x), and were not read.",
    ),
    NoticeKind(name="attachment_login", meaning="Attached files are shown only to members."),
    NoticeKind(
        name="not_repaired",
        meaning="The repair of a text raised an exception: the text is written as on the page. Please report it.",
    ),
    NoticeKind(name="missing_file", meaning="A picture or attached file is missing, or guests may not read it."),
    NoticeKind(
        name="not_a_file",
        meaning="The answer for a picture or attached file is a page, or a file of another type than requested.",
    ),
    NoticeKind(
        name="too_large",
        meaning="A picture or attached file is larger than `HARVESTER_MEDIA_MAXSIZE`.",
    ),
    NoticeKind(name="not_in_archive", meaning="No WARC file has the page or the file (`crawl replay`)."),
)

# What passes; a failure if it is still there after `HARVESTER_FLOOD_RETRIES` tries.
declare(
    NoticeKind(
        name="flood_limit",
        meaning="Too many requests: slow down, and try again later. A failure if it stays: run it later, with a "
        "larger `DOWNLOAD_DELAY`.",
        passes=True,
    ),
    NoticeKind(
        name="reload",
        meaning="The first visit is answered with a page that loads itself again: keep the cookies, and try again. "
        "A failure if it stays.",
        passes=True,
    ),
)

# Failures.
declare(
    NoticeKind(
        name="download",
        meaning="No answer after all retries: the text says which error (name not found, refused, timed out, cut "
        "short, too large).",
        fails=True,
    ),
    NoticeKind(
        name="cut_off",
        meaning="A page that stops in the middle: the compressed data or the page lacks its end; the text says where.",
        fails=True,
    ),
    NoticeKind(
        name="rows_unread",
        meaning="A list of which no row can be read, although it names threads or counts pages; or of which fewer rows "
        "are read than it names, unlike the site's other lists. The text has both figures.",
        fails=True,
    ),
    NoticeKind(
        name="posts_unread",
        meaning="A thread of which fewer posts are read than its page names, unlike the site's other threads. "
        "The text has both figures.",
        fails=True,
    ),
    NoticeKind(
        name="pages_unread",
        meaning="A list with links to more pages than its pager shows, unlike the site's other lists. "
        "The text has both figures.",
        fails=True,
    ),
    NoticeKind(
        name="dropped",
        meaning="Pages that Scrapy left out because their address was requested before as another page's. They are "
        "counted, and named in the log. (What `URLLENGTH_LIMIT` or `DEPTH_LIMIT` leaves out is in the result.)",
        fails=True,
    ),
    NoticeKind(
        name="endless",
        meaning="A list that continues without any new thread, or after 10,000 pages, or more than 10,000 boards: "
        "no more of it is requested in this run.",
        fails=True,
    ),
    NoticeKind(
        name="http_error",
        meaning="An HTTP status of 400 or more without a message of the forum.",
        fails=True,
    ),
    NoticeKind(name="not_a_page", meaning="An answer without text.", fails=True),
    NoticeKind(
        name="unreadable",
        meaning="A page that no layout reads: the text says what was looked for, and what was found instead.",
        fails=True,
    ),
    NoticeKind(name="redirect_loop", meaning="Too many redirects, or a circle of them.", fails=True),
    NoticeKind(
        name="bad_redirect",
        meaning="Leads nowhere, or to an address that cannot be requested: without a host, with another scheme than "
        "http and https, longer than 2,083 characters, or with a user name or password in it.",
        fails=True,
    ),
    NoticeKind(
        name="other_host",
        meaning="Boards are on another host of the forum's domain, which is not visited: harvest that address, or name "
        "the host in `HARVESTER_HOSTS`.",
    ),
    NoticeKind(
        name="redirected_away",
        meaning="Leads to another site: name that site to harvest it.",
        fails=True,
    ),
    NoticeKind(name="system_error", meaning="The forum or its database failed.", fails=True),
    NoticeKind(
        name="invalid_line",
        meaning="An article that breaks the schema. This is a fault of Harvester: please report it.",
        fails=True,
    ),
    NoticeKind(
        name="internal_error",
        meaning="An exception, which costs only this page. This is a fault of Harvester: please report it with the "
        "log of a run with `LOG_LEVEL=DEBUG`.",
        fails=True,
    ),
    NoticeKind(
        name="duplicates",
        meaning="The index of texts cannot be used: articles of this run are not compared.",
        fails=True,
    ),
    NoticeKind(name="not_written", meaning="The disk or the store failed to write it: the run stops.", fails=True),
    NoticeKind(
        name="logged_out",
        meaning="Logged out in the middle of a run, with no way to log in again: the run stops "
        "([logging in](sites.md#logging-in)).",
        fails=True,
    ),
    NoticeKind(
        name="robots_unreachable",
        meaning="robots.txt cannot be fetched (a status of 500 or more, a redirect to another server, or more than "
        "five redirects): that forbids the whole server for now, and the run stops if it is the forum's.",
        fails=True,
    ),
    NoticeKind(
        name="crawl_delay",
        meaning="robots.txt asks for more seconds between two requests than `HARVESTER_LONGEST_WAIT`: the run stops.",
        fails=True,
    ),
    NoticeKind(
        name="asked_to_wait",
        meaning="The forum asks to come back later than `HARVESTER_LONGEST_WAIT` allows: the run stops.",
        fails=True,
    ),
)
