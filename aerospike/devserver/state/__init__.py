"""What the server remembers: records, indexes, jobs, transactions, users, the cluster."""
