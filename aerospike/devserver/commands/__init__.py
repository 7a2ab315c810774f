"""The commands, which work on the server's state; one module for each family."""
