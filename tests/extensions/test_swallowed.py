"""What Scrapy passes over is in the exit code."""

from __future__ import annotations

import json

from crawling import RunCrawl
from serving import served

from harvester import settings

THREAD = (
    '<html><head><title>渡口</title></head><body><div id="pt"><a href="forum-2-1.html">新闻</a></div>'
    '<span id="thread_subject">渡口开了</span><div id="postlist"><div id="post_7"><div class="authi">'
    '<a class="xw1" href="space-uid-3.html">记者</a><em id="authorposton7">发表于 2026-1-5 10:00:00</em></div>'
    '<table><tr><td class="t_f" id="postmessage_7">渡口今天开了。</td></tr></table></div></div></body></html>'
)
LIST = (
    '<html><body><div id="pt"><a href="forum-2-1.html">新闻</a></div><table id="threadlisttableid">'
    '<tbody id="normalthread_9"><tr><th class="common"><a href="thread-9-1-1.html" class="s xst">渡口</a></th>'
    '<td class="by"><cite>甲</cite><em><span>2026-1-5</span></em></td><td class="num"><a class="xi2">1</a>'
    '<em>9</em></td><td class="by"><cite>乙</cite><em><a href="x">2026-1-5 10:00</a></em></td></tr>'
    "</tbody></table></body></html>"
)


def test_exceptions_in_handlers_and_requests_that_are_dropped(run_crawl: RunCrawl) -> None:
    extensions = {**settings.EXTENSIONS, "broken_extension.Broken": 800}
    with served({"/thread-9-1-1.html": THREAD, "/forum-2-1.html": LIST}) as (url, _):
        broken = run_crawl(f"{url}/thread-9-1-1.html", settings=(f"EXTENSIONS={json.dumps(extensions)}",))
        well = run_crawl(f"{url}/forum-2-1.html", "full=1")
    assert broken.exit_code == 3, broken.output
    assert "internal_error 3" in broken.output  # two answers, and the end
    assert well.exit_code == 0, well.output
