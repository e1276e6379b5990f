"""The sites file: what is known of each forum that is harvested.

``entry``, ``keys``, ``sites_file``, ``places``: reading and checking the file; ``schema``: its JSON Schema for editors;
``choose``: which of its sites a run crawls.
"""
