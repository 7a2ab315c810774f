"""What the development server keeps: values, records, and one module for each data type."""
