"""Sphinx: the pages of this folder as a site. ``sphinx-build -W -n docs _build/docs``."""

from __future__ import annotations

from importlib.metadata import version as installed

project = "Harvester"
author = "The Harvester developers"
release = version = installed("discuz-harvester")

extensions = ["myst_parser"]
myst_enable_extensions = ["colon_fence"]
#: Headings get anchors as on a code host, so that links between pages work in both places.
myst_heading_anchors = 3

exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"Harvester {release}"
html_show_sphinx = False
