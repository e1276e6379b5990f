"""robots.txt as RFC 9309 has it: ``body``, ``rules``: what came, and which of it is for us; ``middleware``: obeyed."""
