"""Every setting of the project, for Scrapy.

Those that begin with ``HARVESTER_`` are our own: each is declared, with its default and its reason, in the room that
uses it, and composed in :mod:`harvester.crawl.configuration`. The others are Scrapy's
(https://docs.scrapy.org/en/latest/topics/settings.html), with the reasons for their values. Any of them can be given
for one run with ``-s NAME=VALUE``. The comment above each is what docs/settings.md says of it.
"""

from __future__ import annotations

from harvester import __version__
from harvester.crawl.configuration import defaults

globals().update(defaults())

# --- The project ----------------------------------------------------------------------

# The project's name, as scrapyd shows it.
BOT_NAME = "harvester"
# Where the spiders are: `forum` (or `discuz`, its old name), and `replay` for web archives.
SPIDER_MODULES = ["harvester.spiders"]
# Where `scrapy genspider` puts a new one.
NEWSPIDER_MODULE = "harvester.spiders"
# Where the commands of the project are, which come before Scrapy's own of the same name.
COMMANDS_MODULE = "harvester.commands"

# --- What is written, and where -------------------------------------------------------

# What becomes of an article between the page and the file, in this order. What you add goes before 900, which writes.
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
    "harvester.pipelines.shared_duplicates.SharedDuplicatesPipeline": 337,
    # Before the revision: a file that comes late is one.
    "harvester.pipelines.media.FilesPipeline": 340,
    "harvester.pipelines.revise.RevisePipeline": 350,
    "harvester.pipelines.validate.ValidatePipeline": 400,
    "harvester.pipelines.write.WritePipeline": 900,
}
# These pipelines get articles only; what else a spider of yours yields goes to yours.
ITEM_PROCESSOR = "harvester.pipelines.manager.ArticlePipelines"

# For `-O FILE` and FEEDS: UTF-8 as it is, no \uXXXX.
FEED_EXPORT_ENCODING = "utf-8"

# --- Manners --------------------------------------------------------------------------

# What the crawler calls itself: the project and its version. HARVESTER_CONTACT is added to it.
USER_AGENT = f"Harvester/{__version__} (archives public forum threads; Scrapy)"
# What robots.txt forbids is not requested, and is a notice (docs/manners.md). Switch it off for a forum of yours only.
ROBOTSTXT_OBEY = True
# Sites of one server are asked in turn, whichever crawls and processes ask them.
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "harvester.crawl.polite_handler.PoliteHandler")
# Seconds between two requests to a server. Never 0: Scrapy then ignores the limit per domain (measured on 2.19: limit
# 4, peak 12 at the server). In the sites file: `delay`.
DOWNLOAD_DELAY = 1.0
# Requests to a server at the same time.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Slow down further where a forum answers slowly, never below DOWNLOAD_DELAY.
AUTOTHROTTLE_ENABLED = True
# Seconds between requests until the forum's first answers have shown how fast it is.
AUTOTHROTTLE_START_DELAY = 1.0
# Bytes of a page, at most: no forum has larger ones. The download of a larger one is given up, and is a failure.
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
# Bytes of a page that are worth a warning in the log.
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024
# Seconds to wait for a page before it is asked for again.
DOWNLOAD_TIMEOUT = 60
# How names of servers become addresses: this resolver finds those of IPv6 too, Scrapy's default one does not.
TWISTED_DNS_RESOLVER = "scrapy.resolver.CachingHostnameResolver"
# How often a page is asked for again where the server fails or does not answer; then it is a failure of the run.
RETRY_TIMES = 5
# Items of one page at work at the same time. A page has few, and Scrapy starts so many coroutines for each page.
CONCURRENT_ITEMS = 4
# Off: Scrapy would read the source of each callback for each site, and say what ruff says.
WARN_ON_GENERATOR_RETURN_VALUE = False
# What a request for a page again takes along from the one before, without a warning of Scrapy's.
META_COPY_WARN_SKIP_KEYS = ["download_latency", "retry_times"]
# Off: a reload page is a notice, and the spider decides when to come back. Redirects of pages are the spider's too: a
# thread that leads to its board is a notice, not a page seen before.
METAREFRESH_ENABLED = False

# --- Reading --------------------------------------------------------------------------

# What every request and every page goes through: limits, robots.txt, headers, decoding, and access for guests.
DOWNLOADER_MIDDLEWARES = {
    # After decoding, and before anything is made of a page that a member would not have got.
    "harvester.middlewares.access.AccessMiddleware": 560,
    # In the place of Scrapy's, which keeps all that a forum sets.
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "harvester.middlewares.cookies.FewCookiesMiddleware": 700,
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

# Between pages and spider: requests that DEPTH_LIMIT leaves out are counted.
SPIDER_MIDDLEWARES = {
    # In the place of Scrapy's, which does not say what DEPTH_LIMIT leaves out.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "harvester.middlewares.depth.CountedDepthMiddleware": 900,
}

# --- Reporting ------------------------------------------------------------------------

# What goes along with a run: the site's folder, raw pages, notices, pace, progress, the feed and the hook.
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
# Off: Scrapy's lines on pages and items a minute say less than those of HARVESTER_PROGRESS.
LOGSTATS_INTERVAL = 0
# What is logged at least: DEBUG has a line for each request, and what is enabled and set.
LOG_LEVEL = "INFO"
# Short lines: an item is named, never dumped.
LOG_FORMATTER = "harvester.logformatter.ShortLogFormatter"
# Lines name the part of the program by its first word alone.
LOG_SHORT_NAMES = True
# None: the versions of libraries are for bug reports, and `scrapy version -v` says them.
LOG_VERSIONS: list[str] = []
# Off: the run's summary says what the dump would, readably.
STATS_DUMP = False

# --- Closed doors ---------------------------------------------------------------------

# Off: a console into the running crawl, which would listen on a port of the machine.
TELNETCONSOLE_ENABLED = False
# Off: control of the running crawl from elsewhere, which would listen on a port as well.
REMOTE_CONTROL_ENABLED = False
