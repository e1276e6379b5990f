"""What people do to a harvest: remove articles for good, correct them, repair them once more."""
