"""Info commands: text in, text out. They read the state of the server and never a socket."""
