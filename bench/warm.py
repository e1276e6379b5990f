"""What every crawl loads and works out, done once for many: it takes longer than a small crawl.

Imported by the process that crawls are forked off (``forks.py``). It must start no thread, nor load Twisted's
reactor, which each crawl chooses for itself.
"""

from __future__ import annotations

import gc
import sys
import warnings
from collections import deque

from scrapy import cmdline
from scrapy.downloadermiddlewares import cookies
from scrapy.settings import Settings
from scrapy.utils.misc import walk_modules_iter

from harvester.config.forms import Form
from harvester.config.patterns import Pattern
from harvester.corpora.scripts import script
from harvester.engines import table
from harvester.schema.checking import check
from harvester.text import repair

PACKAGES = (
    "harvester",
    "scrapy.commands",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.downloadermiddlewares",
    "scrapy.dupefilters",
    "scrapy.extensions",
    "scrapy.pqueues",
    "scrapy.spidermiddlewares",
    "scrapy.squeues",
)

#: Each kind of search works out tables at its first text: for glosses, misreadings, shifts that lost a byte, and
#: for long texts.
DAMAGED = ("產業(yè)發(fā)展", "å¹¿å·žæ—¥æŠ¥", "绱倒下胪罚磺疟?挠婊鹨徽到右徽盗亮似鹄矗虼依镏皇", "墩밟鬼냘" * 100)

with warnings.catch_warnings(action="ignore"):  # modules that Scrapy has given up, among its own
    for package in PACKAGES:
        deque(walk_modules_iter(package), maxlen=0)
for text in DAMAGED:
    repair(text)
    script(text)
check()
table.engines()
for each in gc.get_objects():  # what is made at its first use
    if isinstance(each, Pattern):
        each.compiled  # noqa: B018
    elif isinstance(each, Form):
        each.adapter  # noqa: B018
# What Scrapy looks for in all modules and installed packages, for each command.
settings = Settings()
settings.setmodule("harvester.settings")
commands = cmdline._get_commands_dict(settings, inproject=True)  # noqa: SLF001
cmdline._get_commands_dict = lambda *_: commands  # noqa: SLF001
cookies._split_domain("bbs.example.com")  # noqa: SLF001 - its list of public suffixes
if "twisted.internet.reactor" in sys.modules:
    raise RuntimeError("something loads Twisted's reactor as it is imported")
gc.freeze()  # crawls need not look through all this for what can be freed
