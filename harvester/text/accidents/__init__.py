"""The accidents that a text may have met, a file each: the list of files is the list of what can be undone."""
