"""What listens and answers: sockets, the protocol, TLS."""
