"""How a setting is declared, what the program is called, its exit codes, how it shows texts of others; patterns."""
