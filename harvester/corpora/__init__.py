"""What text for corpora needs: scripts, languages, normal forms, personal data."""
