"""From bytes to text, no byte lost."""
