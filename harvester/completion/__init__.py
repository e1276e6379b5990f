"""What a shell can complete on the command line, and the scripts that tell bash, zsh and fish."""
