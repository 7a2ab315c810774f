"""Expressions: conditions and values that the server computes from a record.

They filter records in policies, compute values in expression operations, name the items of path
expressions, and make expression indexes. Make one out of these classes, then `compile` it; the
result can be stored and used any number of times.
"""

from __future__ import annotations

from . import arithmetic, base, bitwise, bitwise_operators, hll, string
from . import list as _list
from . import map as _map
from .arithmetic import *
from .base import *
from .bitwise import *
from .bitwise_operators import *
from .hll import *
from .list import *
from .map import *
from .resources import ResultType, ReturnType
from .string import *

__all__ = [
    "ResultType",
    "ReturnType",
    *arithmetic.__all__,
    *base.__all__,
    *bitwise.__all__,
    *bitwise_operators.__all__,
    *hll.__all__,
    *_list.__all__,
    *_map.__all__,
    *string.__all__,
]
