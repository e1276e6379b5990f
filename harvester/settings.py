"""Every setting of the project, its default, and why it is so.

Settings that begin with ``HARVESTER_`` are our own; the others are Scrapy's
(https://docs.scrapy.org/en/latest/topics/settings.html). Any of them can be given
for one run with ``-s NAME=VALUE``.
"""

from __future__ import annotations

BOT_NAME = "harvester"
SPIDER_MODULES = ["harvester.spiders"]
NEWSPIDER_MODULE = "harvester.spiders"
COMMANDS_MODULE = "harvester.commands"

# --- What is written, and where -------------------------------------------------------

# Folder of the harvest; each site has a folder of its own below it.
HARVESTER_DIR = "harvest"

# Zone of a forum's times, unless `-a zone=` names another: a page shows local times
# without an offset, and Discuz's own default is China's.
HARVESTER_ZONE = "Asia/Shanghai"

# A way to reach whoever runs the crawl (an e-mail or web address), added to the user agent
# so that a forum's owner can write to them before blocking them.
HARVESTER_CONTACT = ""

# Repair damaged text (see docs/damage.md). Off: the text stays as the page has it.
HARVESTER_REPAIR = True
# Kinds of damage to repair, separated by commas; empty: all of them.
HARVESTER_REPAIR_KINDS = ""
# The least sure repair that is still made: certain, likely or guess.
HARVESTER_REPAIR_CERTAINTY = "likely"
# Keep the unrepaired text beside the repaired one, as the field `original`.
HARVESTER_KEEP_ORIGINAL = False

ITEM_PIPELINES = {
    "harvester.pipelines.finish.FinishPipeline": 300,
    "harvester.pipelines.validate.ValidatePipeline": 400,
    "harvester.pipelines.write.WritePipeline": 900,
}

# For `-O FILE` and FEEDS: UTF-8 as it is, no \uXXXX.
FEED_EXPORT_ENCODING = "utf-8"

# --- Manners --------------------------------------------------------------------------

# Names the project; HARVESTER_CONTACT is added to it.
USER_AGENT = "Harvester/0.1 (+https://github.com/discuz-harvester/harvester)"
ROBOTSTXT_OBEY = True
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
RETRY_TIMES = 5
# Seconds between two requests after a forum's flood-limit page; twice as many after the next one.
HARVESTER_FLOOD_DELAY = 5.0
# How often a page is asked for again after a flood-limit or reload page.
HARVESTER_FLOOD_RETRIES = 5
# A reload page is a notice; the spider decides when to come back. (Redirects of pages are
# followed by the spider too: a thread that leads to its board is a notice, not a page seen before.)
METAREFRESH_ENABLED = False

# --- Reading --------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    # After decompression (590), before everything that looks at the text.
    "harvester.middlewares.DecodingMiddleware": 585,
}

# --- Reporting ------------------------------------------------------------------------

EXTENSIONS = {
    "harvester.extensions.notices.NoticeLog": 500,
}
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
