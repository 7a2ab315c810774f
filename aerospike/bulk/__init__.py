"""Many records: split for processes and engines, and as columns."""
