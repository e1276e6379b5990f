r"""How well texts are read as news: heads and tails of many outlets, a forum's truth, and what is found falsely.

    .venv/bin/python bench/news.py
    .venv/bin/python bench/news.py --truth ../shared/forum/x34-gbk-truth.jsonl.xz \
        --without ../shared/corpus/dev.jsonl.gz

Without a file it reads the heads and tails of ``tests/news/second_hand.jsonl`` (``--heads`` names others, such as those
of ``heads.jsonl``, which who wrote the reader made), and says precision and recall by field, by script and by kind of
outlet. The rows up to s259 were written by a second hand before reading the code, and the others before running it; the
kind ``none`` is texts that look like heads and tails and say nothing.

``--truth`` is a truth file as of bench/harvest.py. What its texts say is told here by patterns of their own, written
for the forms that the forum uses, so that they and the reader can be wrong independently. ``--without`` are texts that
have no byline (news read aloud, encyclopaedia): every one that is found there is false. ``--show`` prints what differs.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path
from time import process_time
from typing import Any

from cases import read

from harvester.news.model import News
from harvester.news.read import read_news

_PAPER = "[\u4e00-\u9fff]{2,4}日报"
#: A byline as the truth's texts have it, in a line of its own or behind the dateline.
_BYLINE = re.compile(
    rf"^(?:文/图 )?(?P<line>(?:{_PAPER})?(?:全媒)?记者 [^。，\n]{{2,40}})$|^（(?P<end>记者 [^）]{{2,20}})）$"
    rf"|^(?P<dated>{_PAPER}|本报)讯（(?P<inside>[^）]+)）",
    re.MULTILINE,
)
_CREDIT = re.compile(r"(?P<outlet>[\u4e00-\u9fff]+日报)?(?P<role>(?:全媒)?记者|通讯员) ?(?P<names>[^记通]+)")
_DATELINE = re.compile(rf"^(?P<dateline>(?:{_PAPER}|本报)讯)（", re.MULTILINE)

Found = list[tuple[str, ...]]


@dataclass(slots=True)
class Score:
    """Found and wanted things of one kind."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    different: list[str] = field(default_factory=list)

    def add(self, name: str, wanted: Found, found: Found) -> None:
        """Count one text."""
        self.right += sum((Counter(wanted) & Counter(found)).values())
        self.found += len(found)
        self.wanted += len(wanted)
        if wanted != found:
            self.different.append(f"{name}: wanted {wanted}, found {found}")

    def row(self, title: str) -> str:
        """A row of the table."""
        precision = f"{self.right / self.found:.1%}" if self.found else "-"
        recall = f"{self.right / self.wanted:.1%}" if self.wanted else "-"
        return f"| {title} | {self.wanted} | {self.found} | {precision} | {recall} |"


def _wanted_credits(text: str) -> Found:
    match = _BYLINE.search(text)
    if not match:
        return []
    paper = match["dated"] if match["dated"] != "本报" else ""
    credits_ = match["line"] or match["end"] or match["inside"]
    return [
        (each["outlet"] or (paper or "" if each["role"].endswith("记者") else ""), each["role"], name)
        for each in _CREDIT.finditer(credits_)
        for name in each["names"].split()
    ]


def _credits(news: News) -> Found:
    return [(credit.outlet or "", credit.role, name) for credit in news.bylines for name in credit.names]


def _wanted_dateline(text: str) -> Found:
    match = _DATELINE.search(text)
    return [(match["dateline"],)] if match else []


def _headline(news: News, title: str) -> Found:
    return [(news.headline,)] if news.headline and news.headline == title else []


def _begins(text: str, title: str) -> bool:
    """Whether the first lines of ``text``, a byline aside, are the title, on as many lines as it takes."""
    lines = [line for line in text.split("\n") if not _BYLINE.fullmatch(line)]
    return any("".join(lines[:count]) == title for count in (1, 2, 3))


def _against_truth(path: Path) -> dict[str, Score]:
    scores = {"byline (outlet, role, name)": Score(), "dateline": Score(), "headline that is the title": Score()}
    byline, dateline, headline = scores.values()
    for line in lzma.decompress(path.read_bytes()).decode("utf-8").splitlines():
        truth = json.loads(line)
        name, title, text = str(truth["tid"]), truth["title"], truth["expected_text"]
        news = read_news(title, text, published=date.fromisoformat(truth["dateline_local"][:10]))
        byline.add(name, _wanted_credits(text), _credits(news))
        dateline.add(name, _wanted_dateline(text), [(news.dateline,)] if news.dateline else [])
        headline.add(name, [(title,)] if _begins(text, title) else [], _headline(news, title))
    return scores


#: What texts without a byline can falsely be found to say.
FALSE: dict[str, Callable[[News], object]] = {
    "byline": lambda news: news.bylines,
    "editor": lambda news: news.editor,
    "source": lambda news: news.source,
    "subtitle": lambda news: news.subtitle,
    "page turn": lambda news: news.page_turns,
}


def _false(paths: list[Path]) -> Iterator[str]:
    """Rows of what was found in texts that say none of it, for a thousand texts."""
    found: Counter[str] = Counter()
    texts = [case.text for path in paths for case in read(path)]
    began = process_time()
    for text in texts:
        news = read_news("", text)
        found.update(name for name, told in FALSE.items() if told(news))
    seconds = process_time() - began
    for name in FALSE:
        yield f"| false {name} in 1,000 texts | {len(texts)} | {found[name] * 1000 / len(texts):.2f} | | |"
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    yield f"| speed, MB of UTF-8 a second | {len(texts)} | {megabytes / seconds:.1f} | | |"


HEADS = Path(__file__).parent.parent / "tests" / "news" / "second_hand.jsonl"
#: The fields that most texts have; they are counted together too.
_FOREMOST = ("headline", "bylines", "dateline", "source", "editor")
#: What makes a field's value one thing or several, each right or wrong by itself.
_LISTS = ("section_headings", "event_dates", "photographers")


def _said(field_: str, value: Any) -> Found:  # noqa: ANN401 - whatever a field holds
    """The things that a field says: each name of a byline with its outlet and role, each heading, the one value."""
    if not value:
        return []
    if field_ == "bylines":
        return [(made["outlet"] or "", made["role"], name) for made in value for name in made["names"]]
    if field_ in _LISTS:
        return [(each,) for each in value]
    return [(str(value),)]


def _heads(path: Path) -> Iterator[tuple[str, Score]]:
    """Scores by field, by script and by kind of outlet, of what rows of heads and tails say in all their fields."""
    scores: dict[str, Score] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        published = date.fromisoformat(row["published"]) if row["published"] else None
        told = json.loads(json.dumps(asdict(read_news(row["title"], row["text"], published=published))))
        for name, value in told.items():
            wanted, found = _said(name, row["expected"].get(name)), _said(name, value)
            titles = [f"field: {name}", f"script: {row['script']}", f"outlet: {row['outlet']}", "all"]
            for title in [*titles, "all: " + ", ".join(_FOREMOST)] if name in _FOREMOST else titles:
                scores.setdefault(title, Score()).add(f"{row['id']} {name}", wanted, found)
    said = ((title, score) for title, score in scores.items() if score.wanted or title == "outlet: none")
    yield from sorted(said, key=itemgetter(0))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heads", type=Path, default=HEADS)
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--without", type=Path, nargs="*", default=[])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    print("| what | wanted | found | precision | recall |\n|---|--:|--:|--:|--:|")
    scores = dict(_heads(options.heads)) | (_against_truth(options.truth) if options.truth else {})
    for title, score in scores.items():
        print(score.row(title))
    if options.without:
        print(*_false(options.without), sep="\n")
    if options.show:
        print(*dict.fromkeys(difference for score in scores.values() for difference in score.different), sep="\n")


if __name__ == "__main__":
    main()
