"""Which page next, and when to stop."""
