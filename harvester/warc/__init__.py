"""Raw pages kept in WARC files (ISO 28500), and read again."""

#: Where the date of a page out of an archive stands in ``request.meta``, as a :class:`datetime.datetime`.
SEEN = "harvester_seen"

#: Where WARC files are, below a site's folder.
FOLDER = "warc"

#: The end of a WARC file's name while a run writes to it.
OPEN = ".open"
