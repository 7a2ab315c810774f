"""What the client uses of ``ormsgpack``, by the package ``msgpack``, which also runs without C.

``msgpack`` takes more than the client wants to send, keys of maps above all: what may be packed is
checked first. What is refused is refused as ``ormsgpack`` does it: by a ``TypeError`` in packing, a
``ValueError`` in unpacking. Nothing is converted, also where no option forbids it: the client never
asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn

try:
    from msgpack import ExtType as Ext
    from msgpack import Packer
    from msgpack import unpackb as unpack_msgpack
except ImportError as problem:
    raise ImportError(
        "aerospike needs the package ormsgpack, or msgpack: python -m pip install msgpack"
    ) from problem

# The options have numbers of their own. Those that say nothing here are never converted.
OPT_NON_STR_KEYS: Final = 1
OPT_PASSTHROUGH_SUBCLASS: Final = 2
OPT_PASSTHROUGH_TUPLE: Final = 4
OPT_PASSTHROUGH_BIG_INT: Final = 0
OPT_PASSTHROUGH_DATACLASS: Final = 0
OPT_PASSTHROUGH_DATETIME: Final = 0
OPT_PASSTHROUGH_ENUM: Final = 0
OPT_PASSTHROUGH_UUID: Final = 0

_SCALARS: Final = frozenset({type(None), bool, int, float, str, bytes, bytearray, Ext})
_KEYS: Final = frozenset({type(None), bool, int, float, str, bytes})
# What Python packs within the stack of any thread. Deeper values are sent in segments.
_MAX_DEPTH: Final = 200


def _refuse(value: Any) -> NoReturn:
    raise TypeError(f"Type is not msgpack serializable: {type(value).__name__}")


def _items(value: Any, option: int) -> Iterable[Any] | None:
    """What is in a container; None if *value* is a scalar."""
    kind = type(value)
    if kind in _SCALARS:
        return None
    exact = bool(option & OPT_PASSTHROUGH_SUBCLASS)
    if kind is dict or (not exact and isinstance(value, dict)):
        keys = _KEYS if option & OPT_NON_STR_KEYS else {str}
        for key in list(value):
            if type(key) not in keys and (exact or not isinstance(key, str)):
                _refuse(key)
        return list(value.values())
    if kind is list or (kind is tuple and not option & OPT_PASSTHROUGH_TUPLE):
        contained: Iterable[Any] = value
        return contained
    if not exact and isinstance(value, list):
        return value
    if not exact and isinstance(value, (int, str)):
        return None
    _refuse(value)


def _check(value: Any, option: int) -> None:
    """Refuses what ormsgpack refuses."""
    items = _items(value, option)
    levels = [] if items is None else [iter(items)]
    while levels:
        for item in levels[-1]:
            items = _items(item, option)
            if items is not None:
                if len(levels) == _MAX_DEPTH:
                    raise TypeError("Recursion limit reached")
                levels.append(iter(items))
                break
        else:
            levels.pop()


def packb(value: Any, default: None = None, option: int | None = None) -> bytes:
    """*value* as msgpack.

    Raises:
        TypeError: a type is refused, an integer needs more than 64 bits, a string has no UTF-8
            form, or containers are nested too deeply.
    """
    _check(value, option or 0)
    try:
        packed: bytes = Packer(buf_size=1024).pack(value)
    except (OverflowError, ValueError, RecursionError) as problem:
        raise TypeError(str(problem)) from problem
    return packed


def _refuse_ext(tag: int, _data: bytes) -> NoReturn:
    raise ValueError(f"ext type {tag} without ext_hook")


def unpackb(
    data: bytes | memoryview,
    /,
    ext_hook: Callable[[int, bytes], Any] | None = None,
    option: int | None = None,
) -> Any:
    """The value in *data*.

    Raises:
        ValueError: it is not msgpack, more bytes follow, a string is not UTF-8, or there is
            an ext type and no *ext_hook*.
    """
    try:
        return unpack_msgpack(
            data,
            strict_map_key=not (option or 0) & OPT_NON_STR_KEYS,
            ext_hook=ext_hook or _refuse_ext,
        )
    except ValueError:
        raise
    except Exception as problem:
        raise ValueError(str(problem)) from problem
