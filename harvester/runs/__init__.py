"""What is kept of a site's runs: records, summaries, status, metrics."""
