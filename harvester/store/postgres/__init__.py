"""What is known of all sites in one PostgreSQL: state, lines, notices and runs (``HARVESTER_DATABASE``).

Nothing of this is loaded unless that setting is there: psycopg is an extra.
"""
