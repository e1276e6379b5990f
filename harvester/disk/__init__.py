"""Files on disk: whole ones, files of lines, locks, SQLite."""
