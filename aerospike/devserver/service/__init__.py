"""The server itself: sockets, the frames of the protocol, TLS."""
