"""What removing the forum's noise takes: its grammar, its bounds, and the proof that it is noise."""
