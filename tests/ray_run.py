"""``python tests/ray_run.py pages.parquet FOLDER``: the lines of a table of records, by Ray Data (docs/archives.md).

In a process of its own: Ray starts servers, here on loopback alone.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"

import ray

from harvester.archive.batches import lines_in_frame

if __name__ == "__main__":
    ray.init(num_cpus=1, include_dashboard=False, log_to_driver=False, _node_ip_address="127.0.0.1")
    pages = ray.data.read_parquet(sys.argv[1])
    pages = pages.add_column("host", lambda frame: frame["url"].map(lambda url: urlsplit(url).hostname))
    pages.groupby("host").map_groups(lines_in_frame, batch_format="pandas").write_json(sys.argv[2])
