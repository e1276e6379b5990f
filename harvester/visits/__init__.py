"""Which threads are visited, what became of it, and when they are looked at again."""
