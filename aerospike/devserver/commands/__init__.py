"""What commands do with the state of the server, one module for each family of commands."""
