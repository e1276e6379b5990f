"""``python -m harvester.demo``: serve the demo forum until interrupted."""

from __future__ import annotations

import argparse
import sys
import threading
from contextlib import suppress
from pathlib import Path

from harvester.demo.addresses import FORMS
from harvester.demo.encoding import CHARSETS
from harvester.demo.forum import DemoForum
from harvester.demo.gates import GATES
from harvester.demo.versions import VERSIONS, WINDS


def main(arguments: list[str] | None = None) -> int:
    """Serve the forum that the command line asks for; prints its address, then nothing."""
    options = _parser().parse_args(arguments)
    with DemoForum(**vars(options)) as forum:
        sys.stdout.write(f"{forum.url}\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m harvester.demo", description="Serve the demo forum on loopback.")
    parser.add_argument("--port", type=int, default=0, help="the port; 0 for a free one (default)")
    parser.add_argument("--charset", choices=CHARSETS, default="gbk")
    parser.add_argument(
        "--version",
        choices=[*VERSIONS, *WINDS],
        default="X3.4",
        help="of Discuz or phpwind (default: X3.4)",
        metavar="NAME",
    )
    parser.add_argument("--sorts", action="store_true", help="a thread of a sort has its table")
    parser.add_argument("--addresses", choices=FORMS, default="rewritten")
    parser.add_argument("--declare", default="auto", help="the charset that pages claim: auto, none or a label")
    parser.add_argument("--seed", type=int, default=0, help="fixes noise and failures")
    parser.add_argument("--log", type=Path, help="append a line 'time status path' for each request")
    parser.add_argument("--fail", type=float, default=0.0, help="share of requests that fail")
    parser.add_argument("--flood", type=int, default=0, help="answer the flood page after every N pages")
    parser.add_argument("--gate", choices=GATES, help="what stands before all pages")
    return parser


if __name__ == "__main__":
    sys.exit(main())
