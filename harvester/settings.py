"""Every setting of the project, its default, and why it is so.

Settings that begin with ``HARVESTER_`` are our own; the others are Scrapy's
(https://docs.scrapy.org/en/latest/topics/settings.html). Any of them can be given
for one run with ``-s NAME=VALUE``.
"""

from __future__ import annotations

from harvester import __version__

BOT_NAME = "harvester"
SPIDER_MODULES = ["harvester.spiders"]
NEWSPIDER_MODULE = "harvester.spiders"
COMMANDS_MODULE = "harvester.commands"

# --- What is written, and where -------------------------------------------------------

# Folder of the harvest; each site has a folder of its own below it.
HARVESTER_DIR = "harvest"

# Zone of a forum's times, unless `-a zone=` names another. Where it is set nowhere but here, the offset at the foot of
# a page (`GMT+9`) counts before it; Discuz's own default is China's.
HARVESTER_ZONE = "Asia/Shanghai"

# The sites file (docs/sites.md), for `-a site=NAME`. A site's entry in it sets any of these settings for that site.
HARVESTER_SITES = "sites.toml"
# How many sites are harvested at the same time, where a run is of more: each has files open and a parser at work.
HARVESTER_SITES_AT_ONCE = 16
# Numbers of the boards to harvest, separated by commas; empty: all that a visitor may read.
HARVESTER_BOARDS = ""
# The encoding of a forum's pages, such as gbk, where what they declare and what their bytes show must not be asked.
HARVESTER_CHARSET = ""
# A file of cookies (Netscape's format, as browsers' tools export it) to come with, logged in or not.
HARVESTER_COOKIES = ""
# Headers to send to the forum with each request, as JSON: {"Accept-Language": "zh-TW"}.
HARVESTER_HEADERS: dict[str, str] = {}
# Proxies to send requests through, one after the other; empty: those of the environment (http_proxy), or none.
HARVESTER_PROXIES: list[str] = []

# A way to reach whoever runs the crawl (an e-mail or web address), added to the user agent
# so that a forum's owner can write to them before blocking them.
HARVESTER_CONTACT = ""

# Repair damaged text (see docs/damage.md). Off: the text stays as the page has it.
HARVESTER_REPAIR = True
# Kinds of damage to repair, separated by commas; empty: all of them.
HARVESTER_REPAIR_KINDS = ""
# The least sure repair that is still made: certain, likely or guess.
HARVESTER_REPAIR_CERTAINTY = "likely"
# A file with what is known of the site's damage (harvester.text.Profile.to_json); empty: each article begins anew.
HARVESTER_REPAIR_PROFILE = ""
# Strings that the site puts at the ends of lines against copying, dropped there.
HARVESTER_NOISE: list[str] = []
# Keep the unrepaired text beside the repaired one, as the field `original_text`.
HARVESTER_KEEP_ORIGINAL = False

# Threads between two commits of output and store. What a crash leaves uncommitted but whole is kept
# all the same; only a power cut makes the next run ask for these threads again.
HARVESTER_COMMIT_EVERY = 1
# When to look at a thread again after its publication: an edit shows in no list. Empty: never.
HARVESTER_RECHECK = "1h,1d,7d,30d"
# A new reply is reason enough for a visit, even without `-a replies=all` (which implies it).
HARVESTER_VISIT_ON_REPLY = False
# Write a line of kind `gone` for a thread that was harvested and is not there any more.
HARVESTER_WRITE_GONE = False
# A file of articles that has so many bytes is closed, and the day goes on in the next (articles-DAY-2.jsonl):
# such a one can be packed and copied in seconds. K, M and G are powers of 1024; 0: a day is one file.
HARVESTER_FILE_SIZE = "256M"
# Pack files of articles that are closed, their day or size being over: gzip, zstd, or empty. (A file that is
# still written to is never packed: that it can be read, and cut to whole lines, at any time is worth more.)
HARVESTER_COMPRESS = ""
# Keep every page as it came, in WARC files in the site's folder (see docs/warc.md): `-a warc=` harvests them again.
HARVESTER_WARC = False
# Bytes beyond which a WARC file is closed and another one begun; a gigabyte is what archives use.
HARVESTER_WARC_SIZE = 1_000_000_000
# Articles whose files were deleted or cut short: `again` harvests them again, `keep` counts them as harvested (for
# whoever moves the files elsewhere; packing them with .gz, .zst or .xz is no loss). Lines removed by hand stay removed.
HARVESTER_LOST_LINES = "again"

# Files of articles to download into the site's folder: pictures, attachments, all, or none (docs/media.md).
HARVESTER_MEDIA = ""
# Bytes of a file, at most; a larger one is a notice.
HARVESTER_MEDIA_MAXSIZE = 20 * 1024 * 1024
# Endings of files to download, separated by commas, such as jpg,png,pdf; empty: all.
HARVESTER_MEDIA_TYPES = ""
# Servers beside the forum's own that files may come from, separated by commas: a host, or a host and its port
# (img.example.com:8080); *: any. A crawl of one forum is no reason to knock at others' doors.
HARVESTER_MEDIA_HOSTS = ""

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

# --- Text for corpora -----------------------------------------------------------------

# The text in the other script too, in `text_hans` or `text_hant`: hans, hant (or hant-tw, hant-hk), or both with a
# comma between (needs the extra `corpora`).
HARVESTER_CONVERT = ""
# The text in a normal form too, in `text_normalised`: steps of invisible, nfc, nfc-han, nfkc, width and space.
HARVESTER_NORMALISE = ""
# Personal data to be masked in all that a line says: phones, emails, ids. Off: who archives a page keeps what it says.
HARVESTER_MASK = ""
# Mark an article whose text was harvested before, from this site or another, in `duplicate_of`. Off: it keeps
# an index of all texts in HARVESTER_DIR (1 KB an article).
HARVESTER_DUPLICATES = False

# --- Manners --------------------------------------------------------------------------

# Names the project; HARVESTER_CONTACT is added to it.
USER_AGENT = f"Harvester/{__version__} (archives public forum threads; Scrapy)"
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
# Seconds between two requests that a flood limit, 429 or 503 can slow a site down to.
HARVESTER_SLOWEST = 60.0
# Seconds that a forum can ask to wait for (Retry-After, Crawl-delay); asked for more, the run stops.
HARVESTER_LONGEST_WAIT = 900.0
# So many pages in a row that can't be had or read, after all retries, and the run stops: the network or the forum is
# gone, or it shows something else than its pages.
HARVESTER_MOST_FAILURES = 10
# Requests to a site in a day of its zone, robots.txt and retries included; 0: as many as it takes.
HARVESTER_DAILY_REQUESTS = 0
# Hours of the day, in the site's zone, in which it may be crawled, such as 22-06; empty: all.
HARVESTER_HOURS = ""
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

# --- Reporting ------------------------------------------------------------------------

EXTENSIONS = {
    # Before the keeper, so that its files are closed while the site's folder is still ours.
    "harvester.extensions.archive.Archive": 300,
    "harvester.extensions.keeper.Keeper": 400,
    "harvester.extensions.notices.NoticeLog": 500,
    "harvester.extensions.pace.Pace": 600,
    "harvester.extensions.progress.Progress": 700,
}
# How far a run is: auto for live lines on a terminal and lines of the log elsewhere, lines for those only, or off.
HARVESTER_PROGRESS = "auto"
# Seconds between two such lines of the log; 0: none.
HARVESTER_PROGRESS_INTERVAL = 60.0
# Scrapy's own lines of that kind say less.
LOGSTATS_INTERVAL = 0
# For cron, which mails whatever is printed: say nothing where all is well (exit code 0), and warnings, errors and the
# summary where it is not. LOG_FILE is written all the same.
HARVESTER_QUIET = False
# Folder for Prometheus metrics of each site's last run, for the node exporter's text-file collector; empty: none.
HARVESTER_METRICS = ""
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
