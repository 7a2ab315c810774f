"""The two functions that pack and unpack plain msgpack, and the options that they take.

They are those of ``ormsgpack``. It is compiled and has no wheel for PyPy and for the free-threaded
CPython 3.13; there `portable` has the same names, by the package ``msgpack``. The environment
variable ``AEROSPIKE_MSGPACK`` chooses one of the two by its name. All modules of the client import
from here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

__all__ = [
    "OPT_NON_STR_KEYS",
    "OPT_PASSTHROUGH_BIG_INT",
    "OPT_PASSTHROUGH_DATACLASS",
    "OPT_PASSTHROUGH_DATETIME",
    "OPT_PASSTHROUGH_ENUM",
    "OPT_PASSTHROUGH_SUBCLASS",
    "OPT_PASSTHROUGH_TUPLE",
    "OPT_PASSTHROUGH_UUID",
    "Ext",
    "packb",
    "unpackb",
]

_CHOICES = ("ormsgpack", "msgpack")
_choice = os.environ.get("AEROSPIKE_MSGPACK")
if _choice and _choice not in _CHOICES:
    raise ImportError(f"AEROSPIKE_MSGPACK={_choice!r} is not one of {', '.join(_CHOICES)}")


def _is_ormsgpack_there() -> bool:
    try:
        import ormsgpack  # noqa: F401
    except ImportError:
        return False
    return True


if TYPE_CHECKING or _choice == "ormsgpack" or (not _choice and _is_ormsgpack_there()):
    from ormsgpack import (
        OPT_NON_STR_KEYS,
        OPT_PASSTHROUGH_BIG_INT,
        OPT_PASSTHROUGH_DATACLASS,
        OPT_PASSTHROUGH_DATETIME,
        OPT_PASSTHROUGH_ENUM,
        OPT_PASSTHROUGH_SUBCLASS,
        OPT_PASSTHROUGH_TUPLE,
        OPT_PASSTHROUGH_UUID,
        Ext,
        packb,
        unpackb,
    )
else:
    from aerospike._msgpack.portable import *
