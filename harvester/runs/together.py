"""The result of a run of several sites: a line for each, and one for all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from harvester.config.program import ExitCode
from harvester.runs.summary import GRAVITY, Summary, counted

_WORDS = {
    ExitCode.DONE: "done",
    ExitCode.BARRED: "let no guest in",
    ExitCode.LOCKED: "locked",
    ExitCode.FAILURES: "with failures",
    ExitCode.NOT_STARTED: "could not start",
    ExitCode.INTERRUPTED: "interrupted",
}


class Together:
    """The summaries of several sites, by name."""

    def __init__(self, each: Mapping[str, Summary]) -> None:
        self.each = each

    @property
    def exit_code(self) -> ExitCode:
        """The most serious of the sites' exit codes."""
        return max((summary.exit_code for summary in self.each.values()), key=GRAVITY.index)

    @property
    def verdict(self) -> str:
        """One line for all: how many sites ended in which way, and their figures together."""
        codes = Counter(summary.exit_code for summary in self.each.values())
        ended = ", ".join(f"{codes[code]} {_WORDS[code]}" for code in GRAVITY if codes[code])
        figures = {
            "article": sum(summary.articles for summary in self.each.values()),
            "notice": sum(sum(summary.notices.values()) for summary in self.each.values()),
            "failure": sum(sum(summary.failures.values()) for summary in self.each.values()),
        }
        return f"{counted({'site': len(self.each)})}: {ended}; {counted(figures)} (exit code {self.exit_code:d})"

    def lines(self) -> Iterator[str]:
        """A line for each site, then the one for all."""
        width = max(map(len, [*self.each, "result"]))
        for name, summary in self.each.items():
            yield f"{name:>{width}}  {summary.verdict}"
        yield f"{'result':>{width}}  {self.verdict}"
