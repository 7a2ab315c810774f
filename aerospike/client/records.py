"""Commands on a single record."""

from __future__ import annotations

from typing import Any

from aerospike._errors import client_error, param_error
from aerospike._native.library import borrow
from aerospike._wire.values import BinPacker, pack_names, unpack
from aerospike.config.policy import record_metadata
from aerospike.exception import BinNameError, ClientError
from aerospike.key import Key, complete_key, pack_key
from aerospike.types import AnyReadPolicy, AnyRemovePolicy, AnyWritePolicy

from .base import ClientBase, Meta

__all__ = ["RecordCommands"]

Bins = dict[str, Any]
_list = list  # remove_bin has a parameter of this name
Metadata = dict[str, int]
Record = tuple[Key, Metadata, Bins]


class RecordCommands(ClientBase):
    """``put``, ``get``, ``select``, ``exists``, ``remove`` and their relatives."""

    def put(
        self,
        key: Key,
        bins: Bins,
        meta: Meta | None = None,
        policy: AnyWritePolicy | None = None,
        serializer: int | None = None,
    ) -> int:
        """Write bins to a record, creating it where it does not exist.

        Args:
            key: ``(namespace, set, user key)`` or ``(namespace, set, None, digest)``.
            bins: bin names, 15 bytes at most each, to values. ``None`` removes a bin.
            meta: ``gen``, the generation that the policy's ``gen`` compares, and ``ttl`` in
                seconds or one of the ``TTL_*`` constants, which is deprecated: the policy's
                ``ttl`` takes its place.
            policy: a write policy.
            serializer: one of the ``SERIALIZER_*`` constants, for values of types that no
                particle type maps to.

        Returns:
            0

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
            BinNameError: a bin name is longer than 15 bytes.
            InvalidRequest: there are no bins.
            RecordGenerationError: the generation is not the expected one.
            RecordExistsError: the policy's ``exists`` forbids it.
            RecordNotFound: the policy's ``exists`` demands a record.
            RecordTooBig: the record is larger than the namespace allows.
        """
        packed_key = pack_key(key)
        if type(bins) is not dict:
            if not isinstance(bins, dict):
                raise param_error("Record should be passed as bin-value pair", f"not as {bins!r}")
            bins = dict(dict.items(bins))
        packer = self._bin_packer if serializer is None else self._packer_for(serializer)
        try:
            packed = packer.pack(bins)
        except BinNameError as error:
            error.key, error.bin = key, bins
            raise
        ttl, generation = record_metadata(meta, self._options.validate_keys)
        converted = self._policies.get("write", policy)
        call = borrow()
        status: int = self._bridge_put(
            self._handle,
            packed_key,
            len(packed_key),
            packed,
            len(packed),
            ttl,
            generation,
            converted.address,
            self._write_flags,
            call.address,
        )
        if status < 0:
            if call.error.code == BinNameError.code:
                self._refuse_names(packer, key, bins)
            self._fail(call, key, bin=bins)
        call.give_back()
        return 0

    @staticmethod
    def _refuse_names(packer: BinPacker, key: Key, bins: Bins) -> None:
        try:
            packer.check_names(bins)
        except BinNameError as error:
            error.key, error.bin = key, bins
            raise

    def get(self, key: Key, policy: AnyReadPolicy | None = None) -> Record:
        """Read a record with all its bins.

        Args:
            key: ``(namespace, set, user key)`` or ``(namespace, set, None, digest)``.
            policy: a read policy.

        Returns:
            ``(key, meta, bins)``: the key as ``(namespace, set, None, digest)``, or with the
            user key where the policy's ``key`` is ``POLICY_KEY_SEND``; meta as
            ``{"ttl": seconds, "gen": generation}``; bins by name.

        Raises:
            RecordNotFound: there is no such record.
        """
        packed_key = pack_key(key)
        converted = self._policies.get("read", policy)
        flags, decode = self._reading(converted)
        call = borrow()
        size = self._bridge_get(
            self._handle, packed_key, len(packed_key), converted.address, flags, call.address
        )
        if size < 0:
            self._fail(call, key)
        generation, ttl, digest, bins = decode(call.take(size))
        call.give_back()
        whole = complete_key(key, digest, converted.send_key)
        return whole, {"ttl": ttl, "gen": generation}, bins

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
            RecordNotFound: there is no such record.
            ParamError: *bins* is not a list or tuple of strings.
        """
        packed_key = pack_key(key)
        if not isinstance(bins, (list, tuple)):
            raise param_error("not a list or tuple", f"but {bins!r}")
        for name in bins:
            if not isinstance(name, str):
                message = (
                    "Bin name must be a string" if isinstance(bins, _list) else "not string type"
                )
                raise param_error(message, f"the bin name is {name!r}")
        names = pack_names(list(bins))
        converted = self._policies.get("read", policy)
        flags, decode = self._reading(converted)
        generation, ttl, digest, values = self._carry(
            self._native.bridge_select,
            packed_key,
            len(packed_key),
            names,
            len(names),
            converted.address,
            flags,
            key=key,
            decode=decode,
        )
        return complete_key(key, digest), {"ttl": ttl, "gen": generation}, values

    def exists(self, key: Key, policy: AnyReadPolicy | None = None) -> tuple[Key, Metadata | None]:
        """Ask for a record's metadata alone.

        Args:
            key: the record's key.
            policy: a read policy.

        Returns:
            ``(key, meta)``: the key with its user key and digest; meta, ``{"ttl": ..., "gen":
            ...}``, is ``None`` where there is no such record.

        Raises:
            ParamError: an argument is invalid; nothing has been sent.
            FilteredOut: the record is there, and the policy's ``expressions`` are not true of it.
        """
        packed_key = pack_key(key)
        converted = self._policies.get("read", policy)
        call = borrow()
        size = self._bridge_exists(
            self._handle, packed_key, len(packed_key), converted.address, call.address
        )
        if size < 0:
            self._fail(call, key)
        generation, ttl, digest = unpack(call.take(size))
        call.give_back()
        meta = None if generation is None else {"ttl": ttl, "gen": generation}
        return complete_key(key, digest), meta

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
            RecordNotFound: there is no such record.
            RecordGenerationError: the generation is not the expected one.
        """
        packed_key = pack_key(key)
        converted = self._policies.remove(policy, meta)
        self._carry(
            self._native.bridge_remove,
            packed_key,
            len(packed_key),
            converted.address,
            key=key,
        )
        return 0

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
            RecordNotFound: there is no such record.
        """
        if not isinstance(list, _list):
            raise param_error("Bins should be a list", f"not {list!r}")
        packed_key = pack_key(key)
        try:
            converted = self._policies.get("write", policy)
        except ClientError as error:
            raise client_error(f"Incorrect policy -> {error.msg}", error.detail) from error
        for name in list:
            if not isinstance(name, str):
                raise client_error(
                    "Invalid bin name, bin name should be a string or unicode string",
                    f"not {name!r}",
                )
        ttl, generation = record_metadata(meta, self._options.validate_keys)
        packed = self._packer.pack(dict.fromkeys(list))
        self._carry(
            self._native.bridge_put,
            packed_key,
            len(packed_key),
            packed,
            len(packed),
            ttl,
            generation,
            converted.address,
            self._write_flags,
            key=key,
        )
        return 0
