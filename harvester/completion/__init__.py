"""What a shell can complete on the command line, and the completion scripts for bash, zsh and fish."""
