"""Commands, and the requests that they send.

A request is one plain msgpack array; ``native/bridge/request.h`` reads it. Its first element is the
address of the command's policy, if the command has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ormsgpack import packb

from aerospike.key import PACKED_AS_IT_IS, PLAIN_USER_KEYS, check_key, check_keys

__all__ = [
    "EMPTY",
    "Carry",
    "Command",
    "Decode",
    "append_value",
    "check_key_of",
    "check_keys_of",
    "command",
    "done",
    "join_values",
    "pack_record_request",
]

Decode = Callable[[Any], Any]
Context = Mapping[str, Any]
Check = Callable[[Context], None]

Command = tuple[str, bytes, Any, Decode, Check | None, Context]
"""What a carrier carries; a plain tuple, because each call of the client makes one:

- the name of the bridge's function,
- its request,
- the policies that the request has the addresses of, or whatever else must live as long,
- the decoder of its reply, which gets None if there is none,
- a function that looks for what the bridge has refused, and raises the error that names it,
- what an error of the command says of it: ``key``, ``bin``, ``module`` …
"""

Carry = Callable[[Command], Any]

EMPTY: Final = b"\x90"
# The header of an array with one more element than one whose header is given, up to 15.
_LONGER = {0x90 + count: bytes((0x91 + count,)) for count in range(15)}


def done(_reply: Any) -> int:
    """The result of a command that has succeeded and says nothing more."""
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
    """A request of less than 15 elements with one more, which is packed already."""
    return _LONGER[request[0]] + request[1:] + packed


def join_values(*packed: bytes) -> bytes:
    """The request of up to 15 values that are packed already."""
    return bytes((0x90 + len(packed),)) + b"".join(packed)


def command(
    function: str,
    *values: Any,
    policy: Any = None,
    decode: Decode = done,
    check: Check | None = None,
    **context: Any,
) -> Command:
    """A command whose request is made of plain values.

    Its policy, if it has one, comes before the values.
    """
    if policy is not None:
        values = (policy.address, *values)
    return function, packb(values) if values else EMPTY, policy, decode, check, context
