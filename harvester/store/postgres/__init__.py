"""What is known of all sites in one PostgreSQL: state, lines, notices and runs (``HARVESTER_DATABASE``).

Loaded only if that setting is given, because psycopg is an extra.
"""
