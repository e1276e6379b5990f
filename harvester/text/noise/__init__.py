"""What taking the forum's noise out needs: its grammar, its bounds, and the proof that it is noise."""
