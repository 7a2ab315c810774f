# mypy: disable-error-code="empty-body"
"""Commands on a single record."""

from __future__ import annotations

from aerospike._command import records
from aerospike._command.records import Bins, Metadata, Record
from aerospike._signatures import runs
from aerospike.key import Key
from aerospike.types import AnyReadPolicy, AnyRemovePolicy, AnyWritePolicy

from .base import ClientBase, Meta

__all__ = ["RecordCommands"]


class RecordCommands(ClientBase):
    """``put``, ``get``, ``select``, ``exists``, ``remove`` and their relatives."""

    @runs(records.put)
    def put(
        self,
        key: Key,
        bins: Bins,
        meta: Meta | None = None,
        policy: AnyWritePolicy | None = None,
        serializer: int | None = None,
    ) -> int:
        """Write bins to a record; creates the record if it does not exist.

        Args:
            key: ``(namespace, set, user key)`` or ``(namespace, set, None, digest)``.
            bins: a dictionary of bin names, at most 15 bytes each, to values. ``None`` removes a
                bin.
            meta: ``gen``, the generation that the policy's ``gen`` compares. ``ttl``, in seconds or
                one of the ``TTL_*`` constants, is deprecated: use the policy's ``ttl``.
            policy: a write policy.
            serializer: one of the ``SERIALIZER_*`` constants, for values without a particle type.

        Returns:
            0

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
            BinNameError: a bin name is longer than 15 bytes.
            InvalidRequest: *bins* is empty.
            RecordGenerationError: the generation is not the expected one.
            RecordExistsError: the policy's ``exists`` forbids it.
            RecordNotFound: the policy's ``exists`` demands a record.
            RecordTooBig: the record is larger than the namespace allows.

        Example:
            >>> client.put(("test", "people", "bob"), {"name": "Bob", "age": 41})
            0
            >>> client.put(("test", "people", "bob"), {"age": None}, policy={"ttl": 3600})
            0
        """

    @runs(records.get)
    def get(self, key: Key, policy: AnyReadPolicy | None = None) -> Record:
        """Read a record with all its bins.

        Args:
            key: ``(namespace, set, user key)`` or ``(namespace, set, None, digest)``.
            policy: a read policy.

        Returns:
            ``(key, meta, bins)``: the key as ``(namespace, set, None, digest)``, or with the user
            key if the policy's ``key`` is ``POLICY_KEY_SEND``; meta as ``{"ttl": seconds, "gen":
            generation}``; bins by name.

        Raises:
            RecordNotFound: the record does not exist.

        Example:
            >>> _, meta, bins = client.get(key)
            >>> meta["gen"], bins
            (1, {'name': 'Ada', 'age': 36})
        """

    @runs(records.select)
    def select(
        self, key: Key, bins: list[str] | tuple[str, ...], policy: AnyReadPolicy | None = None
    ) -> Record:
        """Read some bins of a record.

        Args:
            key: the record's key.
            bins: the names of the bins; those that the record lacks are left out.
            policy: a read policy.

        Returns:
            ``(key, meta, bins)`` as :meth:`get` returns it, the key with its user key.

        Raises:
            RecordNotFound: the record does not exist.
            ParamError: *bins* is not a list or tuple of strings.

        Example:
            >>> client.select(key, ["age", "missing"])[2]
            {'age': 36}
        """

    @runs(records.exists)
    def exists(self, key: Key, policy: AnyReadPolicy | None = None) -> tuple[Key, Metadata | None]:
        """Read only a record's metadata.

        Args:
            key: the record's key.
            policy: a read policy.

        Returns:
            ``(key, meta)``: the key with its user key and digest; meta is ``{"ttl": ..., "gen":
            ...}``, or ``None`` if the record does not exist.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
            FilteredOut: the record exists, and the policy's ``expressions`` is false for it.

        Example:
            >>> client.exists(key)[1]["gen"]
            1
            >>> print(client.exists(("test", "people", "nobody"))[1])
            None
        """

    @runs(records.remove)
    def remove(
        self, key: Key, meta: Meta | None = None, policy: AnyRemovePolicy | None = None
    ) -> int:
        """Delete a record.

        Args:
            key: the record's key.
            meta: ``gen``, the generation that the policy's ``gen`` compares.
            policy: a remove policy.

        Returns:
            0

        Raises:
            RecordNotFound: the record does not exist.
            RecordGenerationError: the generation is not the expected one.

        Example:
            >>> client.remove(key, {"gen": 1}, {"gen": aerospike.POLICY_GEN_EQ})
            0
        """

    @runs(records.remove_bin)
    def remove_bin(
        self,
        key: Key,
        list: list[str],
        meta: Meta | None = None,
        policy: AnyWritePolicy | None = None,
    ) -> int:
        """Remove bins from a record.

        Args:
            key: the record's key.
            list: the names of the bins.
            meta: ``ttl`` and ``gen``, as for :meth:`put`.
            policy: a write policy.

        Returns:
            0

        Raises:
            ParamError: *list* is not a list.
            ClientError: a name is not a string, or the policy is invalid.
            BinNameError: a name is longer than 15 bytes.
            RecordNotFound: the record does not exist.

        Example:
            >>> client.remove_bin(key, ["age"])
            0
            >>> client.get(key)[2]
            {'name': 'Ada'}
        """
