"""Make a large harvest, and measure its report in a real browser.

    .venv/bin/python bench/report.py                                # 10,000 articles
    .venv/bin/python bench/report.py --articles 50000 --keep big.html
    .venv/bin/python bench/report.py --pictures docs/pictures       # the docs' pictures, of the demo forum's articles

Prints a Markdown table; the exit code is 1 where a figure is worse than wanted. Beside the report the same texts are
measured as a plain page of paragraphs, without any script: what the browser itself needs for as much text.
Needs Chromium (``--browser``).
"""

from __future__ import annotations

import argparse
import html
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
from playwright.sync_api import Browser, Page, sync_playwright

from harvester.demo.forum import DemoForum
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
#: name, width, height, colour scheme, what is shown.
PICTURES = (
    ("report", 1180, 700, "light", "article"),
    ("report-dark", 1180, 700, "dark", "beside"),
    ("report-phone", 390, 720, "light", "article"),
)


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
    parser.add_argument("--keep", type=Path, help="keep the report as this file")
    parser.add_argument("--pictures", type=Path, help="make the docs' pictures in this folder, and measure nothing")
    parser.add_argument("--browser", default="/usr/bin/chromium")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, _browser(options.browser) as browser:
        folder = Path(temporary)
        if options.pictures:
            _pictures(browser, folder, options.pictures)
            return 0
        figures = list(_figures(browser, folder, options.keep or folder / "report.html", options.articles))
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


def _figures(browser: Browser, folder: Path, output: Path, articles: int) -> Iterator[Figure]:
    large_harvest.make(folder / "harvest", articles)
    started = time.perf_counter()
    write(folders(folder / "harvest"), output, most=articles)
    making = time.perf_counter() - started
    peer = folder / "plain.html"
    _write_plain(folder / "harvest", peer)
    sizes = [path.stat().st_size / 1e6 for path in (output, peer)]
    yield Figure("made in, s", "", f"{making:.1f}", "", good=True)
    yield Figure("size, MB", "< 20", f"{sizes[0]:.1f}", f"{sizes[1]:.1f}", good=sizes[0] < 20)
    opened = median(_opened(browser, output, "html[data-state]:not([data-state=failed])") for _ in range(3))
    plain = median(_opened(browser, peer, "body > p:last-child") for _ in range(3))
    yield Figure("opens in, s", "< 2", f"{opened:.2f}", f"{plain:.2f}", good=opened < 2)
    yield from _in_page(browser, output)


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


def _in_page(browser: Browser, output: Path) -> Iterator[Figure]:
    # Without its policy: axe-core is a script of others, which makes markup of strings.
    page = browser.new_context(bypass_csp=True).new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    started = time.perf_counter()
    page.goto(f"{output.as_uri()}#articles")
    page.wait_for_selector("html[data-state=searchable]", state="attached")
    yield Figure("all texts searchable after, s", "", f"{time.perf_counter() - started:.1f}", "", good=True)
    slowest = max(_search(page, query) for query in SEARCHES)
    yield Figure("slowest search, painted, ms", "< 100", f"{slowest:.0f}", "", good=slowest < 100)
    page.fill("#query", "")
    page.locator(".row").first.click()
    page.keyboard.press("n")
    found = [violation["id"] for view in ("overview", "articles") for violation in _violations(page, view)]
    yield Figure("axe-core: violations", "0", " ".join(found) or "0", "", good=not found)
    outside = [url for url in requests if not url.startswith(("file:", "data:"))]
    yield Figure("external requests", "0", str(len(outside)), "", good=not outside)


def _search(page: Page, query: str) -> float:
    """Milliseconds from typing to the list as it is painted."""
    script = """query => new Promise(resolve => {
        const box = document.getElementById("query");
        const started = performance.now();
        box.value = query;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    })"""
    return float(median(page.evaluate(script, query) for _ in range(5)))


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
    write(folders(folder), folder / "report.html", most=100)
    target.mkdir(parents=True, exist_ok=True)
    for name, width, height, scheme, view in PICTURES:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{(folder / 'report.html').as_uri()}#articles")
        page.locator(".row", has_text="41 certain" if view == "beside" else "16 certain").first.click()
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
