"""What undoing a misreading needs: readers and chains, signs of them, and bytes that were lost on the way."""
