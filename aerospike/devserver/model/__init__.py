"""Values and records, and the operations on them: one module for each data type."""
