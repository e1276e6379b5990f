"""What is known of a site between runs: records, what must hold of every backend, SQLite, PostgreSQL."""
