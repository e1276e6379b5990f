"""From a thread's pages to an article: its draft, its assembly, and which texts it has."""
