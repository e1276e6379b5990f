"""Servers whose TLS is of another age: refused in a line that says what to do, or asked where the user says so."""

from __future__ import annotations

import ssl
import warnings
from pathlib import Path

import pytest
from crawling import RunCrawl
from tls import served_by_tls

THREAD = (
    '<html><head><title>渡口</title></head><body><div id="pt"><a href="forum-2-1.html">新闻</a></div>'
    '<span id="thread_subject">渡口开了</span><div id="postlist"><div id="post_7"><div class="authi">'
    '<a class="xw1" href="space-uid-3.html">记者</a><em id="authorposton7">发表于 2026-1-5 10:00:00</em></div>'
    '<table><tr><td class="t_f" id="postmessage_7">渡口今天开了。</td></tr></table></div></div></body></html>'
)
QUICK = ("HARVESTER_REPAIR=0", "RETRY_TIMES=0")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Python warns of names of old versions
    WEAK = {
        "TLS 1.0": (ssl.TLSVersion.TLSv1, 2048),
        "TLS 1.1": (ssl.TLSVersion.TLSv1_1, 2048),
        "a key of 1024 bits": (ssl.TLSVersion.TLSv1_2, 1024),
    }


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("name", WEAK)
def test_an_old_server(run_crawl: RunCrawl, tmp_path: Path, name: str) -> None:
    version, bits = WEAK[name]
    with served_by_tls(THREAD, tmp_path, version, bits) as url:
        refused = run_crawl(f"{url}/thread-9-1-1.html", settings=QUICK)
        asked = run_crawl(f"{url}/thread-9-1-1.html", settings=(*QUICK, "HARVESTER_OLD_TLS=1"))
    assert refused.exit_code == 1, refused.output
    assert "HARVESTER_OLD_TLS" in refused.output
    assert "Traceback" not in refused.output
    assert not refused.articles
    assert asked.exit_code == 0, asked.output
    assert "WARNING: HARVESTER_OLD_TLS" in asked.output
    assert [line["tid"] for line in asked.articles] == [9]


def test_a_server_of_today(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with served_by_tls(THREAD, tmp_path, ssl.TLSVersion.TLSv1_3) as url:
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=QUICK)
    assert crawl.exit_code == 0, crawl.output
    assert "OLD_TLS" not in crawl.output
