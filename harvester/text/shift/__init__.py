"""What reading shifted and glossed spans again needs: the search over bytes, its steps, and the proof."""
