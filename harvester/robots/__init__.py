"""robots.txt as RFC 9309 has it: what came, and which of it is for us."""
