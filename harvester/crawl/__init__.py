"""One crawl: its configuration, its arguments, what its parts share; and several crawls in a process."""
