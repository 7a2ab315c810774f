"""Python values, keys, operations, expressions, contexts and partitions to bytes and back.

Pure Python: nothing here imports ctypes or the shared library.
"""
