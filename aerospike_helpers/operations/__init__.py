"""Operations for ``operate``, ``operate_ordered`` and batches, one module for each data type."""
