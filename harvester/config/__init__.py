"""What the program is called, its exit codes, and how a setting is declared."""
