"""Sphinx: the pages of this folder as a site. ``sphinx-build -W -n docs _build/docs``."""

from __future__ import annotations

from importlib.metadata import version as installed

project = "Harvester"
author = "The Harvester developers"
release = version = installed("discuz-harvester")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
myst_enable_extensions = ["colon_fence"]
#: Headings get anchors as on a code host, so that links between pages work in both places.
myst_heading_anchors = 3

#: The reference (api.md) is made of docstrings, in the order of the source.
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
#: Types of other projects are not links, and neither is what a docstring names of rooms that the reference leaves out.
nitpick_ignore_regex = [("py:.*", r".*")]

exclude_patterns = ["_build"]

html_theme = "furo"
html_title = f"Harvester {release}"
html_show_sphinx = False
