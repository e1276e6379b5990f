"""Workers on PostgreSQL: each takes sites for a time, crawls them in slices, and hands them on."""
