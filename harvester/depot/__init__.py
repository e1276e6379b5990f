"""What of a database stands in files: sealed files of articles, and sites laid out as folders."""
