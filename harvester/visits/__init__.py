"""Which pages a run visits, and when a thread is looked at again."""
