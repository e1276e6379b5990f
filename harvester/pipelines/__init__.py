"""From raw article to line on disk, one class per file."""
