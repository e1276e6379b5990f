"""Workers on PostgreSQL: each takes sites for a limited time, crawls them in slices, and hands them on."""
