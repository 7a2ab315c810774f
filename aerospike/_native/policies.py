"""Policies and the configuration as structures of the C client."""

from __future__ import annotations

import ctypes
from ctypes import Structure
from typing import Any

from aerospike._native.structures import as_config
from aerospike._native.transcoder import pack_expression
from aerospike._wire.plain import PackSettings

__all__ = [
    "Structure",
    "address_of",
    "config_at",
    "copy_of",
    "expression_pointer",
]


def config_at(address: int) -> as_config:
    """The configuration at an address, to read and to change in place."""
    return as_config.from_address(address)


def copy_of(structure: Structure) -> Structure:
    """A copy that the caller owns."""
    copy = type(structure)()
    ctypes.pointer(copy)[0] = structure
    return copy


def address_of(structure: Structure) -> int:
    """Where a structure is; it must be kept while the address is used."""
    return ctypes.addressof(structure)


def expression_pointer(expression: Any, settings: PackSettings) -> tuple[Any, int]:
    """An ``as_exp`` with a compiled expression, and its address: (what to keep, address).

    Raises:
        ParamError: *expression* is not a compiled expression.
    """
    packed = pack_expression(expression, settings)
    size = ctypes.sizeof(ctypes.c_uint32)
    buffer = ctypes.create_string_buffer(size + len(packed))
    ctypes.c_uint32.from_buffer(buffer).value = len(packed)
    ctypes.memmove(ctypes.addressof(buffer) + size, packed, len(packed))
    return buffer, ctypes.addressof(buffer)
