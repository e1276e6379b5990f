"""The main job in one go: serve the demo forum, harvest it, and show what came out.

``python -m harvester.demo.tour [options of scrapy crawl]``
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from harvester.bulk.marks import visible
from harvester.demo.forum import DemoForum
from harvester.disk.names import site_folder

#: How many articles are shown, how many lines of each, and how many repairs.
SHOWN, LINES, REPAIRS = 3, 5, 4


def main(options: list[str]) -> int:
    """Serve, crawl, show; the exit code is the crawl's."""
    console = Console(highlight=False)  # what is shown are paths and texts, no code
    with DemoForum() as forum:
        console.print(f"A demo forum is up on {forum.url} ({forum.charset}, noise and damage included).\n")
        command = ["scrapy", "crawl", "forum", "-a", f"address={forum.url}", "-s", "DOWNLOAD_DELAY=0.01"]
        command += ["-s", "AUTOTHROTTLE_ENABLED=0", "-s", "LOG_LEVEL=WARNING", *options]
        console.print(Text("$ " + " ".join(command), style="bold"), soft_wrap=True)
        sys.stdout.flush()  # before what the crawl says, where both go to one file
        done = subprocess.run([sys.executable, "-m", *command], check=False)  # noqa: S603 - our own command
        host = forum.url.split("/")[2]
    newest = max(site_folder(folder_of(options), host).glob("articles-*.jsonl"), default=None)
    if newest is not None:
        articles = [json.loads(line) for line in newest.open(encoding="utf-8")]
        for article in best(articles):
            console.print(Panel(Text(excerpt(article)), title=article["title"], subtitle=article["url"]))
        console.print(f"{len(articles)} articles, one a line, in {newest}")
        console.print("Look at them: .venv/bin/scrapy report -o report.html")
        console.print(
            "A forum of your own: .venv/bin/scrapy crawl forum -a address=https://bbs.example.com/", soft_wrap=True
        )
    return done.returncode


def folder_of(options: list[str]) -> Path:
    """Where a crawl with these options writes to."""
    given = [option.partition("=")[2] for option in options if option.startswith("HARVESTER_DIR=")]
    return Path(given[-1] if given else "harvest")


def best(articles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The articles worth showing first: those that were repaired most, then the longest."""
    return sorted(articles, key=lambda article: (-len(article["repairs"]), -len(article["text"])))[:SHOWN]


def excerpt(article: dict[str, Any]) -> str:
    """Who, when, where, and the first paragraphs."""
    author = article["author"]["name"] if article["author"] else "(anonymous)"
    head = f"{author} · {article['published']} · {article['board']['name']} · {len(article['repairs'])} repairs"
    made = [
        visible(f"{repair['before']} → {repair['after']}  ({repair['kind']}, {repair['certainty']})")
        for repair in telling(article["repairs"])
    ]
    return "\n".join([head, "", *article["text"].split("\n")[:LINES], "", *made]).strip()


def telling(repairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The repairs that show most: the longest of each kind first."""
    different = {repair["before"]: repair for repair in repairs}.values()
    by_length = sorted(different, key=lambda repair: -len(repair["before"]))
    first = {repair["kind"]: repair for repair in reversed(by_length)}
    others = [repair for repair in by_length if repair not in first.values()]
    return [*first.values(), *others][:REPAIRS]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
