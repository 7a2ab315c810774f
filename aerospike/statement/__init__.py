"""Queries and scans."""
