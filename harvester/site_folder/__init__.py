"""A site's folder on disk while a run has it: lock, output, and what is put right before a run."""
