"""What undoing a misreading takes: readers and chains, signs of them, and bytes that were lost on the way."""
