"""What rereading shifted and glossed spans takes: the search over bytes, its steps, and the proof."""
