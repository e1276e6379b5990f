"""How a setting is declared, what the program is called, its exit codes, and how it shows texts of others."""
