"""A site's folder on disk, kept in step with its store: lock, output, recovery."""
