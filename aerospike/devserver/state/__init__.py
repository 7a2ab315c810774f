"""The state of the server: records, indexes, jobs, transactions, users, the cluster."""
