"""User-defined functions."""

from __future__ import annotations

from typing import Any

from aerospike._native.codec import client_error
from aerospike.key import Key, pack_key

from .base import ClientBase, Policy

__all__ = ["UdfCommands"]


class UdfCommands(ClientBase):
    """``apply``."""

    def apply(
        self,
        key: Key,
        module: str,
        function: str,
        args: list[Any],
        policy: Policy | None = None,
    ) -> Any:
        """Run a user-defined function on a record.

        Args:
            key: the record's key.
            module: the name of the module, as it was registered, without ``.lua``.
            function: the name of the function.
            args: the function's arguments after the record.
            policy: an apply policy.

        Returns:
            What the function returns.

        Raises:
            TypeError: *args* is not a list.
            ClientError: *module* or *function* is not a string.
            UDFError: the function has failed.
        """
        if not isinstance(args, list):
            raise TypeError("expected UDF method arguments in a 'list'")
        packed_key = pack_key(key)
        converted = self._policies.get("apply", policy)
        if not isinstance(module, str):
            raise client_error("udf module argument must be a string or unicode string")
        if not isinstance(function, str):
            raise client_error("function name must be a string or unicode string")
        names = module.encode(), function.encode()
        flags, decode = self._reading(converted)

        def run(packed: bytes, call_address: int) -> int:
            status: int = self._native.bridge_apply(
                self._handle,
                packed_key,
                len(packed_key),
                *names,
                packed,
                len(packed),
                converted.address,
                flags | self._write_flags,
                call_address,
            )
            return status

        return self._carry_values(run, args, decode, key, module=module, func=function)
