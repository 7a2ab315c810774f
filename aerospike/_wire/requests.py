"""Commands, and the requests that they send.

A request is one plain msgpack array; ``native/bridge/request.h`` reads it. Its first element is the
address of the command's policy, if the command has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from aerospike._msgpack import packb
from aerospike._wire.values import unpack
from aerospike.key import PACKED_AS_IT_IS, PLAIN_USER_KEYS, check_key, check_keys

__all__ = [
    "EMPTY",
    "Carry",
    "Command",
    "Finish",
    "Unpack",
    "append_value",
    "check_key_of",
    "check_keys_of",
    "command",
    "done",
    "join_values",
    "pack_record_request",
]

Unpack = Callable[[Any], Any]
Finish = Callable[[Any], Any]
Context = Mapping[str, Any]
Check = Callable[[Context], None]

Command = tuple[str, bytes, Any, Unpack, Finish | None, Check | None, Context]
"""What a carrier carries; a plain tuple, because each call of the client makes one:

- the name of the bridge's function,
- its request,
- the policies whose addresses are in the request, and other objects that must live as long,
- the function that unpacks its reply to a value,
- the function that turns that value (None without a reply) into the result; None if the value is
the result,
- a function that finds what the bridge has refused and raises the error that names it,
- what an error says about the command: ``key``, ``bin``, ``module`` …
"""

Carry = Callable[[Command], Any]

EMPTY: Final = b"\x90"
# The header of an array that is one element longer than the given header's, up to 15.
_LONGER = {0x90 + count: bytes((0x91 + count,)) for count in range(15)}


def done(_value: Any) -> int:
    """The result of a command that has succeeded and has no other result."""
    return 0


def check_key_of(context: Context) -> None:
    """Raise the error that says what is wrong with the key of a command."""
    check_key(context["key"])


def check_keys_of(context: Context) -> None:
    """The same for the keys of a batch."""
    check_keys(context["keys"])


def pack_record_request(policy: int | None, flags: int, key: Any, *rest: Any) -> bytes:
    """The request of a command on one record.

    Raises:
        ParamError: the key is invalid.
    """
    if type(key) is tuple and len(key) == 3 and type(key[2]) in PLAIN_USER_KEYS:
        try:
            return packb((policy, flags, key, *rest), None, PACKED_AS_IT_IS)
        except TypeError:
            pass
    return packb((policy, flags, check_key(key), *rest))


def append_value(request: bytes, packed: bytes) -> bytes:
    """A request of less than 15 elements, with one packed element added."""
    return _LONGER[request[0]] + request[1:] + packed


def join_values(*packed: bytes) -> bytes:
    """The request of up to 15 packed values."""
    return bytes((0x90 + len(packed),)) + b"".join(packed)


def command(
    function: str,
    *values: Any,
    policy: Any = None,
    finish: Finish | None = None,
    check: Check | None = None,
    **context: Any,
) -> Command:
    """A command whose request is made of plain values.

    Its policy, if it has one, comes before the values.
    """
    if policy is not None:
        values = (policy.address, *values)
    request = packb(values) if values else EMPTY
    return function, request, policy, unpack, finish, check, context
