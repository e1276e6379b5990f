"""The sites file: what is known of each forum that is harvested.

``entry``, ``keys``, ``sites_file``, ``places``: the file, checked; ``schema``: the same for editors; ``choose``: which
of its sites a run is of.
"""
