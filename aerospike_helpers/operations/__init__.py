"""Operations for ``operate``, ``operate_ordered`` and batches, one module a data type."""
