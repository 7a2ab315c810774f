"""Expressions, contexts and values in Aerospike's dialect, outside of commands.

Filters of policies, contexts of indexes and the forms in base64 need their bytes on this side. The
shared library writes them: it has the only encoder of the dialect.
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from aerospike._errors import param_error
from aerospike._native.carrier import carrier
from aerospike._native.library import load
from aerospike._wire.contexts import check_context, compile_context
from aerospike._wire.expressions import (
    NOT_A_LIST,
    compile_expression,
    keep_finished,
)
from aerospike._wire.plain import DEFAULT_SETTINGS, PackSettings, pack_plain
from aerospike._wire.values import BOOL_AS_INTEGER, unpack

__all__ = ["pack_context", "pack_expression", "pack_expression_or_base64", "transcode"]


def transcode(value: Any, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    """A plain value in Aerospike's dialect.

    Raises:
        ParamError: an integer needs more than 64 bits, or lists and maps are nested too deeply.
        ClientError: a string has no UTF-8 form.
    """
    request = pack_plain([BOOL_AS_INTEGER if settings.send_bool_as_int else 0, value])
    packed: bytes = carrier(load())(("bridge_transcode", request, None, unpack, None, None, {}))
    return packed


def pack_expression(expression: Any, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    """The bytes of a compiled expression; packed again only when the settings are others.

    Raises:
        ParamError: it is not the result of an expression's ``compile``, or an argument has a wrong
            type or is out of range.
        ClientError: a value cannot be serialized, or a return type cannot be used in an expression.
    """
    kept = getattr(expression, "_packed", None)
    if kept is not None and kept[2] is not None and kept[0] == settings:
        finished: bytes = kept[2]
        return finished
    packed = transcode(compile_expression(expression, settings), settings)
    keep_finished(expression, settings, packed)
    return packed


def pack_expression_or_base64(expression: Any, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    """The same for an argument that may also be the base64 form of an expression.

    Raises:
        ParamError: the string is not base64, or `pack_expression` raises it.
        ClientError: `pack_expression` raises it.
    """
    if not isinstance(expression, str):
        return pack_expression(expression, settings)
    try:
        packed = base64.b64decode(expression, validate=True)
    except (binascii.Error, ValueError) as error:
        raise param_error(NOT_A_LIST, f"{expression!r} is not base64") from error
    if not packed:
        raise param_error(NOT_A_LIST, "the string is empty")
    return packed


def pack_context(ctx: Any, settings: PackSettings = DEFAULT_SETTINGS) -> bytes:
    """A whole context as bytes.

    Raises:
        ParamError: it is not a list, has no levels, or one of them is not valid.
    """
    check_context(ctx)
    return transcode(compile_context(ctx, settings, compile_expression), settings)
