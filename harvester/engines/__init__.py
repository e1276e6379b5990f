"""The forum engines, and which of them a page belongs to."""
