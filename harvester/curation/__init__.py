"""What people do to a harvest: articles removed for good, put right by hand, repaired once more."""
