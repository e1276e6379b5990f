"""Which forum engines there are, and which of them a page is of."""
