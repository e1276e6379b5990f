"""Make a large harvest, and measure its report in a real browser.

    .venv/bin/python bench/report.py                                # 10,000 articles
    .venv/bin/python bench/report.py --articles 50000 --keep big.html
    .venv/bin/python bench/report.py --folder --articles 1000000 --length 30    # a folder of as many short ones
    .venv/bin/python bench/report.py --pictures docs/pictures       # the docs' pictures, of the demo forum's articles

Prints a Markdown table; the exit code is 1 where a figure is worse than wanted. Beside the page the same texts are
measured as a plain page of paragraphs, without any script: what the browser itself needs for as much text.
``--harvest`` takes a harvest that is there already.
Needs Chromium (``--browser``).
"""

from __future__ import annotations

import argparse
import html
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import large_harvest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # has no stubs
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from harvester.demo.forum import DemoForum
from harvester.engines import table
from harvester.report.write import write
from harvester.site_folder.articles import folders

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
#: What is searched: a common word, one of which nothing is found, two words, a letter.
SEARCHES = ("记者", "没有这样的词", "市民 澄河", "的")
#: name, width, height, colour scheme, what is shown, the reader's language.
PICTURES = (
    ("report", 1180, 700, "light", "article", "en"),
    ("report-dark", 1180, 700, "dark", "beside", "en"),
    ("report-phone", 390, 720, "light", "article", "en"),
    ("report-zh", 1180, 700, "light", "article", "zh-CN"),
)
#: What the demo forum is called in its pictures.
NAME = "霁川社区"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the table, and whether it is as wanted."""

    title: str
    wanted: str
    report: str
    plain: str
    good: bool


def main() -> int:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--length", type=int, default=large_harvest.LENGTH, help="characters of an article, at least")
    parser.add_argument("--harvest", type=Path, help="the harvest; default: one that is made")
    parser.add_argument("--folder", action="store_true", help="a report that is a folder")
    parser.add_argument("--keep", type=Path, help="keep the report as this file")
    parser.add_argument("--pictures", type=Path, help="make the docs' pictures in this folder, and measure nothing")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, _browser(options.browser) as browser:
        folder = Path(temporary)
        if options.pictures:
            _pictures(browser, folder, options.pictures)
            return 0
        base = options.harvest or folder / "harvest"
        if not options.harvest:
            large_harvest.make(base, options.articles, length=options.length)
        if options.folder:
            figures = list(_folder_figures(browser, base, options.keep or folder / "report"))
        else:
            figures = list(_figures(browser, folder, base, options.keep or folder / "report.html", options.articles))
    print("| figure | wanted | report | plain page |\n|---|---|---|---|")
    for figure in figures:
        print(f"| {figure.title} | {figure.wanted} | {figure.report} | {figure.plain} |")
    return int(not all(figure.good for figure in figures))


@contextmanager
def _browser(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _figures(browser: Browser, folder: Path, base: Path, output: Path, articles: int) -> Iterator[Figure]:
    started = time.perf_counter()
    write(folders(base), output, most=articles)
    making = time.perf_counter() - started
    peer = folder / "plain.html"
    _write_plain(base, peer)
    sizes = [path.stat().st_size / 1e6 for path in (output, peer)]
    yield Figure("made in, s", "", f"{making:.1f}", "", good=True)
    yield Figure("size, MB", "< 20", f"{sizes[0]:.1f}", f"{sizes[1]:.1f}", good=sizes[0] < 20)
    opened = median(_opened(browser, output, "html[data-state]:not([data-state=failed])") for _ in range(3))
    plain = median(_opened(browser, peer, "body > p:last-child") for _ in range(3))
    yield Figure("opens in, s", "< 2", f"{opened:.2f}", f"{plain:.2f}", good=opened < 2)
    yield from _in_page(browser, output)


def _folder_figures(browser: Browser, base: Path, output: Path) -> Iterator[Figure]:
    started = time.perf_counter()
    if not output.exists():
        settings = ("-s", f"HARVESTER_DIR={base}")
        command = [sys.executable, "-m", "harvester", "report", *settings, "-o", str(output)]
        subprocess.run(command, check=True)  # noqa: S603 - our own
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        yield Figure("made in, s", "", f"{time.perf_counter() - started:.0f}", "", good=True)
        yield Figure("memory of writing it, MB", "< 400", f"{memory:.0f}", "", good=memory < 400)
    files = [path for path in output.rglob("*") if path.is_file()]
    yield Figure("size, MB", "", f"{sum(path.stat().st_size for path in files) / 1e6:.0f}", "", good=True)
    yield Figure("files", "", f"{len(files)}", "", good=True)
    index = output.resolve() / "index.html"
    opened = median(_opened(browser, index, "html[data-state]:not([data-state=failed])") for _ in range(3))
    yield Figure("opens in, s", "< 2", f"{opened:.2f}", "", good=opened < 2)
    painted = median(_painted(browser, index) for _ in range(3))
    yield Figure("first paint, as the browser says, s", "< 1", f"{painted:.2f}", "", good=painted < 1)
    yield from _in_page(browser, index, ready="all can be filtered after, s", first=5_000)


def _write_plain(base: Path, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write('<!doctype html><meta charset="utf-8"><title>plain</title>\n')
        for line in large_harvest.lines(base):
            file.write(f"<h2>{html.escape(line['title'])}</h2>")
            file.writelines(f"<p>{html.escape(part)}" for part in line["text"].split("\n"))


def _opened(browser: Browser, path: Path, ready: str) -> float:
    """Seconds from asking for a page to what is ``ready`` in it, in a context of its own."""
    page = browser.new_context().new_page()
    started = time.perf_counter()
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_selector(ready, state="attached")
    page.evaluate("new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    seconds = time.perf_counter() - started
    page.context.close()
    return seconds


def _painted(browser: Browser, path: Path) -> float:
    """Seconds until something of a page was painted, by the browser's own clock."""
    page = browser.new_context().new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-state=searchable]", state="attached")
    script = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"
    seconds = float(page.evaluate(script))
    page.context.close()
    return seconds


def _in_page(
    browser: Browser, output: Path, ready: str = "all texts searchable after, s", first: float = 0
) -> Iterator[Figure]:
    """What is measured in a page; ``first``: milliseconds that the first search for each word may take, 0 for 100."""
    # Without its policy: axe-core is a script of others, which makes markup of strings.
    page = browser.new_context(bypass_csp=True).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    started = time.perf_counter()
    page.goto(f"{output.as_uri()}#articles")
    page.wait_for_selector("html[data-state=searchable]", state="attached")
    yield Figure(ready, "", f"{time.perf_counter() - started:.1f}", "", good=True)
    if first:
        slowest = max(_search(page, query, times=1) for query in SEARCHES)
        yield Figure("slowest search, its words loaded, ms", f"< {first}", f"{slowest:.0f}", "", good=slowest < first)
    slowest, wanted = max(_search(page, query) for query in SEARCHES), 1000 if first else 100
    yield Figure("slowest search, painted, ms", f"< {wanted}", f"{slowest:.0f}", "", good=slowest < wanted)
    heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
    yield Figure("memory of its script, MB", "", f"{heap:.0f}", "", good=True)
    page.fill("#query", "")
    page.locator(".row").first.click()
    page.keyboard.press("n")
    found = [violation["id"] for view in ("overview", "articles") for violation in _violations(page, view)]
    yield Figure("axe-core: violations", "0", " ".join(found) or "0", "", good=not found)
    outside = [url for url in requests if not url.startswith(("file:", "data:"))]
    yield Figure("external requests", "0", str(len(outside)), "", good=not outside)


def _search(page: Page, query: str, times: int = 5) -> float:
    """Milliseconds from typing to the list as it is painted, which has been when the number of hits has."""
    script = """query => new Promise(resolve => {
        const box = document.getElementById("query");
        const hits = document.getElementById("hits");
        const started = performance.now();
        const observer = new MutationObserver(() => {
            if (!/article/.test(hits.textContent)) return;
            observer.disconnect();
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
        });
        observer.observe(hits, { childList: true });
        box.value = query;
        box.dispatchEvent(new Event("input", { bubbles: true }));
    })"""
    return float(median(page.evaluate(script, query) for _ in range(times)))


def _violations(page: Page, view: str) -> list[dict[str, str]]:
    page.evaluate("view => { location.hash = view; }", view)
    page.wait_for_selector(f"#to-{view}[aria-current=page]")
    violations: list[dict[str, str]] = Axe().run(page).response["violations"]
    return violations


def _pictures(browser: Browser, folder: Path, target: Path) -> None:
    with DemoForum() as forum:
        settings = [f"HARVESTER_DIR={folder}", "DOWNLOAD_DELAY=0.01", "AUTOTHROTTLE_ENABLED=0", "LOG_LEVEL=WARNING"]
        command = [sys.executable, "-m", "scrapy", "crawl", "discuz", "-a", f"address={forum.url}"]
        subprocess.run([*command, *(word for name in settings for word in ("-s", name))], check=True)  # noqa: S603
    site = table.of_address(forum.url).site.of(forum.url).name
    write(folders(folder), folder / "report.html", most=100, names={site: NAME})
    target.mkdir(parents=True, exist_ok=True)
    for name, width, height, scheme, view, language in PICTURES:
        size = ViewportSize(width=width, height=height)
        context = browser.new_context(viewport=size, color_scheme=scheme, locale=language)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{(folder / 'report.html').as_uri()}#articles")
        page.locator(".row", has_text=re.compile(f"{41 if view == 'beside' else 16} (certain|确定)")).first.click()
        page.wait_for_selector(".reading #article .mark")
        if view == "beside":
            page.keyboard.press("o")
        for _ in range(6):
            page.keyboard.press("n")
        page.wait_for_selector("#card:not([hidden])")
        page.screenshot(path=target / f"{name}.png")
        context.close()
    if shutil.which("pngquant"):
        pictures = [str(target / f"{name}.png") for name, *_ in PICTURES]
        subprocess.run(["pngquant", "--force", "--strip", "--ext", ".png", "64", *pictures], check=True)  # noqa: S603, S607
    else:
        print("pngquant is not installed: the pictures are larger than need be", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
