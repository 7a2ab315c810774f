"""What every command needs: the connection, the policies and the codec of one client.

A command has three steps that know nothing of each other: *prepare* (arguments to buffers and a
policy), *carry* (one call into the bridge) and *decode* (the reply to values). The mixins of this
package prepare and decode; :class:`ClientBase` carries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from aerospike import serializers
from aerospike._native.codec import (
    BLOB_AS_EXT,
    BOOL_AS_INTEGER,
    RAW_CONTAINERS,
    SERIALIZER_PYTHON,
    ValuePacker,
    decoder,
    unpack,
)
from aerospike._native.errors import BAD_KEY, BAD_MAP_KEY, BAD_REQUEST, error_from_call
from aerospike._native.library import Call, borrow
from aerospike._native.packing import PackSettings
from aerospike.constants import SERIALIZER_NONE
from aerospike.exception import ParamError
from aerospike.key import check_key
from aerospike.policy import Converted, PolicySet

if TYPE_CHECKING:
    from aerospike._native.connection import Connection
    from aerospike._native.library import Library
    from aerospike.config import ClientOptions

__all__ = ["ClientBase"]

Policy = Mapping[str, Any]
Meta = Mapping[str, Any]
Decode = Callable[[bytes], Any]


class ClientBase:
    """The state of a client, and the way of its commands into the bridge."""

    _connection: Connection
    _handle: int
    _native: Library
    _options: ClientOptions
    _policies: PolicySet
    _settings: PackSettings
    _write_flags: int
    _packer: ValuePacker
    _bin_packer: ValuePacker

    def _use(self, connection: Connection, options: ClientOptions) -> None:
        self._connection = connection
        self._handle = connection.handle
        self._native = connection.library
        self._options = options
        self._policies = PolicySet(connection.policy, options)
        as_integer = options.bool_as_integer
        self._settings = PackSettings(
            as_integer, options.serializer, options.validate_keys, options.strict_types
        )
        self._write_flags = BOOL_AS_INTEGER if as_integer else 0
        self._packer = ValuePacker(
            SERIALIZER_PYTHON, options.serializer, bool_as_integer=as_integer
        )
        self._bin_packer = ValuePacker(
            SERIALIZER_NONE, options.serializer, bool_as_integer=as_integer
        )

    def _packer_for(self, serializer: int) -> ValuePacker:
        """The packer of a ``put`` that names its serializer."""
        return ValuePacker(
            serializer,
            self._options.serializer,
            explicit=True,
            bool_as_integer=self._options.bool_as_integer,
        )

    def _reading(self, policy: Converted) -> tuple[int, Decode]:
        """The flags and the decoder of a command that reads values."""
        flags = 0 if policy.deserialize else RAW_CONTAINERS
        if self._options.deserializer is None and serializers.registered_deserializer() is None:
            return flags, unpack
        return flags | BLOB_AS_EXT, decoder(self._options.deserializer)

    def _fail(self, call: Call, status: int, key: Any = None, **context: Any) -> None:
        """Raises the exception for a command that has failed with *status*."""
        if status == BAD_KEY:
            check_key(key)
            raise ParamError(-2, f"key is invalid: {key!r}", None, None, False)
        if status == BAD_REQUEST:
            message = call.error.message.decode()
            raise ParamError(-2, message, None, None, False)
        error = error_from_call(call, key=key, **context)
        call.give_back()
        raise error

    def _carry(self, function: Callable[..., int], *arguments: Any, key: Any = None) -> Call:
        """Runs a command of the bridge; the caller takes the reply or gives the call back."""
        call = borrow()
        status = function(self._handle, *arguments, call.address)
        if status:
            self._fail(call, status, key)
        return call

    def _carry_values(
        self,
        packer: ValuePacker,
        values: Any,
        run: Callable[[bytes, int], int],
        call: Call,
    ) -> int:
        """Runs a command that sends values; packs them again where a map has invalid keys."""
        packed = packer.pack(values)
        status = run(packed, call.address)
        if status == BAD_MAP_KEY:
            packed = packer.pack_clean(values)
            status = run(packed, call.address)
        return status
