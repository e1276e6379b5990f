"""Raw pages kept in WARC files (ISO 28500), and read again."""

#: Key of ``request.meta``: the date of a page from an archive, as a :class:`datetime.datetime`.
SEEN = "harvester_seen"

#: Where WARC files are, below a site's folder.
FOLDER = "warc"

#: Suffix of a WARC file's name while a run writes to it.
OPEN = ".open"
