"""The made-up engine of the tests, as a room of the package."""
