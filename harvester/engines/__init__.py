"""Which forum engines there are: those of the package, and those that others bring."""
