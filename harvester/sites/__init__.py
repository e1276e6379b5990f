"""The sites file: what is known of each forum that is harvested, and the account and the way in that it needs.

``entry``, ``keys``, ``read``, ``places``: the file, checked; ``choose``: which of its sites a run is of.
``cookies``, ``login``, ``access``: how a crawl comes in.
"""
