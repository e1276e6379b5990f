"""Every setting of the project, for Scrapy.

Those that begin with ``HARVESTER_`` are our own: each is declared, with its default and its reason, in the room that
uses it, and composed in :mod:`harvester.crawl.configuration`. The others are Scrapy's
(https://docs.scrapy.org/en/latest/topics/settings.html), with the reasons for their values. Any of them can be given
for one run with ``-s NAME=VALUE``.
"""

from __future__ import annotations

from harvester import __version__
from harvester.crawl.configuration import defaults

globals().update(defaults())

BOT_NAME = "harvester"
SPIDER_MODULES = ["harvester.spiders"]
NEWSPIDER_MODULE = "harvester.spiders"
COMMANDS_MODULE = "harvester.commands"

# --- What is written, and where -------------------------------------------------------

ITEM_PIPELINES = {
    "harvester.pipelines.repair.RepairPipeline": 200,
    "harvester.pipelines.finish.FinishPipeline": 300,
    # Before anything is read from the text: what is masked in it is in no other field either.
    "harvester.pipelines.mask.MaskPipeline": 310,
    # After the last repair: what it reads is what the line says.
    "harvester.pipelines.news.NewsPipeline": 320,
    "harvester.pipelines.language.LanguagePipeline": 330,
    "harvester.pipelines.normalise.NormalisePipeline": 332,
    "harvester.pipelines.convert.ConvertPipeline": 334,
    "harvester.pipelines.duplicates.DuplicatesPipeline": 336,
    # Before the revision: a file that comes late is one.
    "harvester.pipelines.media.FilesPipeline": 340,
    "harvester.pipelines.revise.RevisePipeline": 350,
    "harvester.pipelines.validate.ValidatePipeline": 400,
    "harvester.pipelines.write.WritePipeline": 900,
}

# For `-O FILE` and FEEDS: UTF-8 as it is, no \uXXXX.
FEED_EXPORT_ENCODING = "utf-8"

# --- Manners --------------------------------------------------------------------------

# Names the project; HARVESTER_CONTACT is added to it.
USER_AGENT = f"Harvester/{__version__} (archives public forum threads; Scrapy)"
ROBOTSTXT_OBEY = True
# Sites of one server are asked in turn, whichever crawls and processes ask them.
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "harvester.crawl.polite_handler.PoliteHandler")
# One request at a time to a host and a second between two. Never 0: Scrapy then ignores
# the limit per domain (measured on 2.19: limit 4, peak 12 at the server).
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Slows down further where a forum answers slowly, never below DOWNLOAD_DELAY.
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
# Cookies are kept (Scrapy's default): forums count a visitor without them as a new one at
# each page, and some answer the first page of a visit with a reload page.
# A forum page of more than this is none: the download is given up and reported.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024
DOWNLOAD_TIMEOUT = 60
# Scrapy's own knows no address of IPv6.
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"
RETRY_TIMES = 5
# Of one page, which has few items: Scrapy starts this many coroutines for every page, needed or not.
CONCURRENT_ITEMS = 4
# A page that is asked for again takes these along on purpose.
META_COPY_WARN_SKIP_KEYS = ["download_latency", "retry_times"]
# A reload page is a notice; the spider decides when to come back. (Redirects of pages are
# followed by the spider too: a thread that leads to its board is a notice, not a page seen before.)
METAREFRESH_ENABLED = False

# --- Reading --------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    # After decoding, and before anything is made of a page that a member would not have got.
    "harvester.middlewares.access.AccessMiddleware": 560,
    # Before Scrapy's own for headers (400) and proxies (750).
    "harvester.middlewares.headers.HeadersMiddleware": 390,
    # In the place of Scrapy's: before an answer is unpacked (590), since of a robots.txt only the beginning counts.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "harvester.middlewares.robots.RobotsMiddleware": 595,
    # Before anything asks a server for its robots.txt.
    "harvester.middlewares.reach.ReachMiddleware": 100,
    # Last of all, so that it counts what is really asked of the site.
    "harvester.middlewares.limits.LimitsMiddleware": 990,
    # Before decompression (590), which makes a page of whatever could be unpacked.
    "harvester.middlewares.downloads.WholeMiddleware": 592,
    # After decompression (590), before everything that looks at the text.
    "harvester.middlewares.decoding.DecodingMiddleware": 585,
}

SPIDER_MIDDLEWARES = {
    # In the place of Scrapy's, which does not say what DEPTH_LIMIT leaves out.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "harvester.middlewares.depth.CountedDepthMiddleware": 900,
}

# --- Reporting ------------------------------------------------------------------------

EXTENSIONS = {
    # Before the keeper, so that its files are closed while the site's folder is still ours.
    "harvester.extensions.archive.Archive": 300,
    "harvester.extensions.swallowed.Swallowed": 200,
    "harvester.extensions.keeper.Keeper": 400,
    "harvester.extensions.notices.NoticeLog": 500,
    "harvester.extensions.handing.HandingOn": 550,
    "harvester.extensions.pace.Pace": 600,
    "harvester.extensions.progress.Progress": 700,
}
# Scrapy's own lines of that kind say less.
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "INFO"
# Short lines; an item is named, never dumped.
LOG_FORMATTER = "harvester.logformatter.ShortLogFormatter"
LOG_SHORT_NAMES = True
# Versions of libraries are for bug reports: `scrapy version -v`.
LOG_VERSIONS: list[str] = []
# The run's summary says what the dump would, readably.
STATS_DUMP = False

# --- Closed doors ---------------------------------------------------------------------

# Both would listen on a port; nobody needs them in a cron job.
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
