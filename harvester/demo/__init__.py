"""A small Discuz-like forum on loopback, to try the harvester on and to test it with."""
