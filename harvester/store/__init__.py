"""What is known of a site between runs."""
