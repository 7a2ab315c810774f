"""The client's configuration and its policies."""
