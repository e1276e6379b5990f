"""Repair of whole files: streamed, in parallel, text or JSON Lines, compressed or not."""
