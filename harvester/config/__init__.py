"""What stands below everything else of the program: what it is called, and how it is configured."""
