"""What the program is called, its exit codes, how a setting is declared, and the one way of texts of others to people."""
