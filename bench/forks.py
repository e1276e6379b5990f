"""Processes that begin with all loaded that a crawl needs, for whoever starts many: the tests, and ``crash.py``."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running


def forks() -> ForkServerContext:
    """The context of processes that are forked off one that has imported ``warm.py``, and has no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["warm"])
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)  # Python 3.11 does not hand it on otherwise
    ensure_running()
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
    return context
