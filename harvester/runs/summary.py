"""The result of a run: a readable summary, one line for the log, and an exit code for cron."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harvester.config.program import ExitCode
from harvester.forum.notices import NOTICES, kinds

#: Notices of the whole forum: they end the run, whatever was harvested before.
_CLOSED = kinds(lambda kind: kind.ends)
#: Closing reasons of a spider that decide the exit code alone.
_ENDINGS = {
    "locked": ExitCode.LOCKED,
    "fenced": ExitCode.LOCKED,
    "refused": ExitCode.NOT_STARTED,
    "no_forum": ExitCode.NOT_STARTED,
    **dict.fromkeys(_CLOSED, ExitCode.BARRED),
}
#: Exit codes from the least to the most serious: a run of many sites has the most serious code of its sites.
GRAVITY = (
    ExitCode.DONE,
    ExitCode.BARRED,
    ExitCode.LOCKED,
    ExitCode.FAILURES,
    ExitCode.NOT_STARTED,
    ExitCode.INTERRUPTED,
)

#: Closing reasons of a spider that did all that it was to do.
PLANNED = frozenset({"finished", "budget_spent", "hours_over", "slice_over", "handed_back", "paused"})

_ADVICE = {
    ExitCode.DONE: "done",
    ExitCode.NOT_STARTED: "could not start: look at the failures above",
    ExitCode.FAILURES: "finished with failures: some pages are missing, run it again",
    ExitCode.LOCKED: "not started: another run is at work on this site",
    ExitCode.INTERRUPTED: "interrupted: run it again, and it goes on from here",
}
_REASONS = {
    "budget_spent": "the day's requests are used up: the next run goes on",
    "slice_over": "others have their turn: the next slice goes on",
    "handed_back": "handed back: another worker goes on",
    "paused": "paused in the table of sites: it goes on when it no longer is",
    "lease_over": "the lease is over, see the error above: whichever worker takes the site next goes on",
    "hours_over": "not now, by HARVESTER_HOURS: the next run goes on",
    "shutdown": "stopped: run it again, and it goes on from here",
    "output_error": "could not write: see the error above, and run it again",
    "fenced": "another run has taken the site since, and goes on with it",
    "commits_lost": "the database lost this run's last commits, as after a failover: the next run harvests them again",
    "no_database": "the database did not answer for too long: run it again, and it goes on from here",
    "flooded": "the forum's flood limit stays: run it again later, with a larger DOWNLOAD_DELAY",
    "no_answer": "the forum does not answer: run it again later",
    "failing": "one page after the other fails: see the notices, and run it again later",
    "logged_out": "logged out, see the error above: run it again, and it goes on from here",
    "asked_to_wait": "the forum asks to come back later: run it again then",
    "crawl_delay": "robots.txt asks for a longer delay than HARVESTER_LONGEST_WAIT: raise it, or leave the forum alone",
    "robots_unreachable": "robots.txt can't be fetched, which forbids all for now: see the failure, and try later",
}
#: The beginning of Scrapy's closing reasons for a limit that the user set; the reason is the setting's name.
_LIMIT = "closespider_"
#: Settings that leave out some addresses, and the stats that count these.
_LIMITS = {"DEPTH_LIMIT": "harvester/too_deep", "URLLENGTH_LIMIT": "urllength/request_ignored_count"}


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one crawl, from its stats."""

    stats: Mapping[str, Any]

    @property
    def articles(self) -> int:
        """The number of lines written."""
        return self._number("harvester/articles")

    @property
    def requests(self) -> int:
        """The number of requests that the forum got, without the spider's internal ones."""
        return self._number("downloader/request_count") - self._number("harvester/own_requests")

    @property
    def notices(self) -> dict[str, int]:
        """Answers that were not articles, by kind."""
        return self._group("harvester/notices/")

    @property
    def failures(self) -> dict[str, int]:
        """Pages that could not be fetched or read, by kind, and errors of our own."""
        failures = self._group("harvester/failures/")
        bugs = sum(self._group("spider_exceptions/").values())
        errors = bugs + self._number("item_error_count") + failures.get("internal_error", 0)
        return failures | ({"internal_error": errors} if errors else {})

    @property
    def exit_code(self) -> ExitCode:
        """0 done, 1 could not start, 3 finished with failures, 4 barred and nothing harvested, 5 locked, 130 Ctrl-C."""
        reason = self.stats.get("finish_reason")
        if self.stats.get("harvester/interrupted") and reason != "locked":
            return ExitCode.INTERRUPTED
        if reason in _ENDINGS:
            return _ENDINGS[reason]
        if reason == "no_database" and "harvester/refused" in self.stats:
            return ExitCode.NOT_STARTED
        fruitless = not self.articles and not self.stats.get("harvester/fruitful")
        looked = reason == "finished" and not self._left_out()
        if fruitless and looked and not self.failures and self._closed_to_us():
            return ExitCode.BARRED
        answered = self._number("harvester/pages") or "cut_off" in self.failures
        if not self.articles and self.failures and not answered:
            return ExitCode.NOT_STARTED
        return ExitCode.DONE if reason in PLANNED and not self.failures else ExitCode.FAILURES

    @property
    def verdict(self) -> str:
        """One line: how it ended, and what to do."""
        code = self.exit_code
        advice = self._advice()
        if code is ExitCode.BARRED:
            advice = self._barred()
        elif code is ExitCode.INTERRUPTED or not advice:
            advice = _ADVICE[code]
        if code is ExitCode.DONE and (left_out := self._left_out()):
            advice = f"{advice}, as far as the settings allow: {left_out}"
        figures = {
            "article": self.articles,
            "notice": sum(self.notices.values()),
            "failure": sum(self.failures.values()),
        }
        return f"{advice}; {counted(figures)} (exit code {code:d})"

    def lines(self) -> Iterator[str]:
        """The lines of the summary."""
        yield from self._row("threads visited", self._number("harvester/threads"))
        yield from self._row("articles written", self.articles, self.stats.get("harvester/file/articles"))
        yield from self._row("of them revised", self._number("harvester/revisions") or None)
        yield from self._row("seen unchanged", self._unchanged())
        yield from self._row("of other authors", self._others())
        yield from self._row("gone", self._number("harvester/gone") or None)
        yield from self._row("replies", self._number("harvester/replies") or None)
        yield from self._row("without replies", self._without_replies())
        yield from self._row("corrections", self._corrections())
        yield from self._row("notices", _listed(self.notices) or None, self.stats.get("harvester/file/notices"))
        yield from self._row("failures", _listed(self.failures) or None, self.stats.get("harvester/file/notices"))
        yield from self._row("source", self.stats.get("harvester/source"))
        yield from self._row("encodings", _listed(self._group("harvester/encoding/")) or None)
        yield from self._row("undecodable bytes", self._number("harvester/bad_bytes") or None)
        yield from self._row("noise removed", self._noise())
        yield from self._row("repairs", _listed(self._group("harvester/repairs/")) or None)
        yield from self._row("requests", self._requests())
        yield from self._row("result", self.verdict)

    def _unchanged(self) -> str | None:
        unchanged = self._number("harvester/unchanged")
        rechecked = self._group("harvester/source/rechecked_in_")
        of_them = "".join(f", {number} of them in the {source}" for source, number in rechecked.items() if number)
        return f"{unchanged}{of_them}" if unchanged else None

    def _others(self) -> str | None:
        """Threads that were left out because of their authors."""
        count = self._number("harvester/other_authors")
        return f"{count} left out (-a author=); a run without it visits them" if count else None

    def _without_replies(self) -> str | None:
        """For a run that keeps replies: articles of earlier runs that did not."""
        count = self._number("harvester/without_replies")
        advice = "articles of earlier runs; -a missing=replies visits them, -a full=1 all threads"
        return f"{count} {advice}" if count else None

    def _corrections(self) -> str | None:
        """Articles whose text changed after somebody corrected it."""
        count = self._number("harvester/outdated_corrections")
        stay = "stay over a text that has changed since; scrapy correct --list has them"
        return f"those of {counted({'article': count})} {stay}" if count else None

    def _requests(self) -> str:
        received = self._number("downloader/response_bytes")
        return f"{self.requests}" + (f", {received / 1024:,.0f} kB received" if received else "")

    def _advice(self) -> str | None:
        """The advice for the closing reason; ``None`` if that reason alone does not decide."""
        reason = self.stats.get("finish_reason", "")
        if reason.startswith(_LIMIT):
            return f"stopped by {reason.upper()}: run it again, and it goes on from here"
        refused: str | None = self.stats.get("harvester/refused")
        return refused if refused and self.exit_code is ExitCode.NOT_STARTED else _REASONS.get(reason)

    def _left_out(self) -> str:
        """What the user's own limits left out; empty if nothing."""
        return ", ".join(
            f"{setting} left out {count} address{'es' if count > 1 else ''}"
            for setting, name in _LIMITS.items()
            if (count := self._number(name))
        )

    def _barred(self) -> str:
        """What the forum asks for: the notice that ended the run, or all notices."""
        reason = self.stats.get("finish_reason")
        said = [str(reason)] if reason in _CLOSED else self._closed_to_us()
        asked = ", ".join(f"{NOTICES[kind].verdict} ({kind})" for kind in said)
        return f"{'ended early' if self.articles else 'nothing harvested'}: the forum lets no guest in: {asked}"

    def _closed_to_us(self) -> list[str]:
        """The notices that explain why nothing was harvested."""
        return [name for name, kind in NOTICES.items() if kind.verdict and name in self.notices]

    def _noise(self) -> str | None:
        elements = self._number("harvester/jammers")
        return f"{elements} runs, {self._number('harvester/jammer_chars')} characters" if elements else None

    def _number(self, name: str) -> int:
        return int(self.stats.get(name, 0))

    def _group(self, prefix: str) -> dict[str, int]:
        return {name.removeprefix(prefix): self.stats[name] for name in sorted(self.stats) if name.startswith(prefix)}

    @staticmethod
    def _row(label: str, value: object, where: object = None) -> Iterator[str]:
        if value is not None:
            yield f"{label:>18}  {value}" + (f"  in {where}" if where else "")


def counted(figures: Mapping[str, int]) -> str:
    """Figures by noun in words: ``3 articles, 1 notice``."""
    return ", ".join(f"{count} {noun}{'s' if count != 1 else ''}" for noun, count in figures.items())


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in counts.items())
