"""What every command needs: the connection, the policies and the codec of one client.

A command has three steps that know nothing of each other: *prepare* (arguments to buffers and a
policy), *carry* (one call into the bridge) and *decode* (the reply to values). The mixins of this
package prepare and decode; :class:`ClientBase` carries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn

from aerospike._errors import param_error
from aerospike._native.diagnosis import EXPLAINED, explain_command
from aerospike._native.errors import (
    BAD_KEY,
    BAD_REQUEST,
    error_from_call,
    not_connected,
)
from aerospike._native.library import Call, borrow
from aerospike._wire.values import (
    BLOB_AS_EXT,
    BOOL_AS_INTEGER,
    SERIALIZER_PYTHON,
    BinPacker,
    ValuePacker,
    decoder,
    unpack,
)
from aerospike.config.policy import Converted, PolicySet
from aerospike.constants import SERIALIZER_NONE
from aerospike.exception import ClusterError
from aerospike.key import check_key, check_keys
from aerospike.values import serializers

if TYPE_CHECKING:
    from aerospike._native.connection import Connection
    from aerospike._native.library import Library
    from aerospike._wire.plain import PackSettings
    from aerospike.config.configuration import ClientOptions

__all__ = ["ClientBase"]

Policy = Mapping[str, Any]
Meta = Mapping[str, Any]
Decode = Callable[[Any], Any]


class ClientBase:
    """The state of a client, and the way of its commands into the bridge."""

    #: What the client was made of, for others like it.
    _config: dict[str, Any]
    _connection: Connection
    _handle: int
    _native: Library
    _bridge_get: Callable[..., int]
    _bridge_exists: Callable[..., int]
    _bridge_put: Callable[..., int]
    _bridge_operate: Callable[..., int]
    _options: ClientOptions
    _policies: PolicySet
    _settings: PackSettings
    _write_flags: int
    _deserializer: Callable[[str], Any] | None
    _packer: ValuePacker
    _bin_packer: BinPacker

    def _use(self, connection: Connection, options: ClientOptions) -> None:
        self._connection = connection
        self._handle = connection.handle
        self._native = connection.library
        # Single commands: every look-up counts.
        self._bridge_get = self._native.bridge_get
        self._bridge_exists = self._native.bridge_exists
        self._bridge_put = self._native.bridge_put
        self._bridge_operate = self._native.bridge_operate
        self._options = options
        self._deserializer = options.deserializer
        self._policies = PolicySet(connection.policy, options)
        as_integer = options.bool_as_integer
        self._settings = options.pack_settings()
        self._write_flags = BOOL_AS_INTEGER if as_integer else 0
        self._packer = ValuePacker(
            SERIALIZER_PYTHON, options.serializer, bool_as_integer=as_integer
        )
        self._bin_packer = BinPacker(
            SERIALIZER_NONE,
            options.serializer,
            bool_as_integer=as_integer,
            strict_types=options.strict_types,
        )

    def _packer_for(self, serializer: int) -> BinPacker:
        """The packer of a ``put`` that names its serializer."""
        return BinPacker(
            serializer,
            self._options.serializer,
            explicit=True,
            bool_as_integer=self._options.bool_as_integer,
            strict_types=self._options.strict_types,
        )

    def _reading(self, policy: Converted) -> tuple[int, Decode]:
        """The flags and the decoder of a command that reads values."""
        if self._deserializer is None and serializers.registered_deserializer() is None:
            return policy.flags, unpack
        return policy.flags | BLOB_AS_EXT, decoder(self._deserializer)

    def _fail(
        self, call: Call, key: Any = None, keys: list[Any] | None = None, **context: Any
    ) -> NoReturn:
        """Raises the exception for a command on one key or many that has failed."""
        code = call.error.code
        if code == BAD_KEY:
            if keys is None:
                check_key(key)
            else:
                check_keys(keys)
            raise param_error("key is invalid", repr(key))
        if code == BAD_REQUEST:
            raise param_error(call.error.message.decode())
        error = error_from_call(call, key=key, **context)
        call.give_back()
        if code in EXPLAINED:
            explain_command(error, self._connection, self._config)
        raise error

    def _require_connection(self, end: str = "") -> None:
        """Refuses before the arguments are looked at where the client is closed.

        *end* is how the message of the official package ends.
        """
        try:
            self._carry(self._native.bridge_client_nodes)
        except ClusterError as error:
            raise not_connected(end) from error

    def _carry(
        self,
        function: Callable[..., int],
        *arguments: Any,
        key: Any = None,
        keys: list[Any] | None = None,
        decode: Decode = unpack,
        **context: Any,
    ) -> Any:
        """Runs a command of the bridge; the value of its reply, None where it has none.

        *context* is what the exception says of a command that fails.
        """
        call = borrow()
        size = function(self._handle, *arguments, call.address)
        if size < 0:
            self._fail(call, key, keys, **context)
        reply = decode(call.take(size)) if size else None
        call.give_back()
        return reply

    def _carry_values(
        self,
        run: Callable[[bytes, int], int],
        values: Any,
        decode: Decode,
        key: Any = None,
        **context: Any,
    ) -> Any:
        """The same for a command that sends values.

        *run* is given the packed values and the call's address.
        """
        packed = self._packer.pack(values)
        call = borrow()
        size = run(packed, call.address)
        if size < 0:
            self._fail(call, key, **context)
        reply = decode(call.take(size)) if size else None
        call.give_back()
        return reply
