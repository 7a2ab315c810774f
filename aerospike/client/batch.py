"""Commands on many records."""

from __future__ import annotations

from typing import Any

from aerospike._native.codec import pack_names, param_error
from aerospike.key import Key, pack_keys
from aerospike_helpers.batch.records import BatchRecord, BatchRecords

from .base import ClientBase, Policy

__all__ = ["BatchCommands"]


def make_records(
    keys: list[Key], results: list[list[Any]], status: int, only_metadata: bool = False
) -> BatchRecords:
    """The records of a reply.

    A result is [digest, generation, ttl, bins] where the record was read, else
    [digest, result, in doubt, subcode, message].
    """
    records = []
    append = records.append
    for key, reply in zip(keys, results):
        if len(reply) == 4:
            digest, generation, ttl, bins = reply
            whole = (key[0] or None, key[1] or None, key[2], bytearray(digest))
            record = BatchRecord(whole)
            record.result = 0
            meta = {"ttl": ttl, "gen": generation}
            record.record = (whole, meta) if only_metadata else (whole, meta, bins)
        else:
            digest, result, in_doubt, subcode, message = reply
            record = BatchRecord(
                (key[0] or None, key[1] or None, key[2], digest and bytearray(digest))
            )
            record.result = result
            record.in_doubt = in_doubt
            record.subcode = subcode
            record.message = message
        append(record)
    batch = BatchRecords(records)
    batch.result = status
    return batch


class BatchCommands(ClientBase):
    """``batch_read``."""

    def batch_read(
        self,
        keys: list[Key],
        bins: list[str] | None = None,
        policy: Policy | None = None,
    ) -> BatchRecords:
        """Read many records.

        Args:
            keys: the records' keys.
            bins: the names of the bins to read; all of them by default. An empty list reads no
                bins, only metadata.
            policy: a batch policy.

        Returns:
            ``BatchRecords``; its ``batch_records`` has one ``BatchRecord`` a key, in the order
            of *keys*. The ``result`` of each is 0 or an error code, its ``record``
            ``(key, meta, bins)``, or ``(key, meta)`` where *bins* is empty, or ``None`` where
            the record was not read. The ``result`` of the whole is the command's.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
        """
        if not isinstance(keys, list):
            raise param_error("keys should be a list of aerospike key tuples")
        packed_keys = pack_keys(keys)
        converted = self._policies.get("batch", policy)
        names = b""
        if bins is not None:
            if not isinstance(bins, list):
                raise param_error("Bins argument should be a list.")
            for name in bins:
                if not isinstance(name, str):
                    raise param_error("Bin name should be a string or unicode string.")
            names = pack_names(bins)
        flags, decode = self._reading(converted)
        call = self._carry(
            self._native.bridge_batch_read,
            packed_keys,
            len(packed_keys),
            names,
            len(names),
            converted.address,
            flags,
        )
        results, status = decode(call.take())
        return make_records(keys, results, status, only_metadata=bins is not None and not bins)
