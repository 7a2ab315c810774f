"""Info commands that register, list and remove modules of user-defined functions."""

from __future__ import annotations

import base64
import binascii
import re

from ..errors import ResultError
from ..lua.modules import LANGUAGE, Module, Modules
from ..lua.state import check_module
from ..state.cluster import NodeState
from .parameters import Command, InfoError, Parameters

__all__ = ["COMMANDS"]

FILE_NAME_LIMIT = 127
SIZE_LIMIT = 1024 * 1024

# The sizes of the server's buffers, in characters.
_LENGTH_DIGITS, _TYPE_LIMIT = 10, 15

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")

# Lua's message for an error in a chunk, and how much of another message the server returns.
_POSITION = re.compile(rb'\[[^"]*"([^"]*)"[^:]*:([^:]*):.(.*)', re.DOTALL)
_MESSAGE_LIMIT = 256


class _UdfError(Exception):
    """A command fails. These commands have their own form of errors."""


def _value(parameters: Parameters, name: str, limit: int, error: str) -> str:
    try:
        return parameters.required(name, limit)
    except InfoError:
        raise _UdfError(error) from None


def _file_name(parameters: Parameters) -> str:
    return _value(parameters, "filename", FILE_NAME_LIMIT, "invalid_filename")


def _answering_errors(command: Command) -> Command:
    def answer(node: NodeState, parameters: Parameters) -> str:
        try:
            return command(node, parameters)
        except _UdfError as error:
            return f"error={error}"

    return answer


def udf_put(node: NodeState, parameters: Parameters) -> str:
    """``udf-put:filename=NAME;content-len=N[;udf-type=LUA];content=BASE64``"""
    name = _file_name(parameters)
    _, dot, extension = name.partition(".")
    if not dot or name.startswith(".") or not extension:
        raise _UdfError("invalid_filename")
    length = _value(parameters, "content-len", _LENGTH_DIGITS, "invalid_content_len")
    language = LANGUAGE
    if "udf-type" in parameters:
        language = _value(parameters, "udf-type", _TYPE_LIMIT, "invalid_udf_type")
    if language != LANGUAGE:
        raise _UdfError("invalid_udf_type")
    if not length.isascii() or not length.isdigit() or int(length) % 4:
        raise _UdfError("invalid_content_len")
    content = _value(parameters, "content", int(length), "invalid_content")
    if len(content) != int(length):
        raise _UdfError("invalid_content")
    if len(content) // 4 * 3 > SIZE_LIMIT:
        raise _UdfError("invalid_udf_content_len,>1M")
    source = _decode(content)
    problem = _check(source, name, node.cluster.modules)
    if problem is not None:
        raise _UdfError(_compile_error(problem))
    node.cluster.modules.put(Module(name, source, content))
    return "ok"


def _decode(content: str) -> bytes:
    if not _BASE64.fullmatch(content):
        raise _UdfError("invalid_base64_content")
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error:
        raise _UdfError("invalid_base64_content") from None


def _check(source: bytes, name: str, modules: Modules) -> bytes | None:
    try:
        return check_module(source, name, modules.source)
    except ResultError as error:
        raise InfoError(error.code, error.message) from None


def _compile_error(problem: bytes) -> str:
    """The answer for an error of Lua: its position, and its text in base64."""
    file, line, text = b"", 0, problem
    found = _POSITION.fullmatch(problem)
    if found is not None:
        file, number, text = found.groups()
        line = int(number) if number.isdigit() else 0
    elif not problem.startswith(b"["):
        text = problem.partition(b"\n")[0][:_MESSAGE_LIMIT]
    encoded = base64.b64encode(text).decode()
    return f"compile_error;file={file.decode('utf-8', 'replace')};line={line};message={encoded}"


def udf_get(node: NodeState, parameters: Parameters) -> str:
    """``udf-get:filename=NAME``: the source of a module"""
    module = node.cluster.modules.get(_file_name(parameters))
    if module is None:
        raise _UdfError("not_found")
    content = base64.b64encode(module.source).decode()
    return f"type={LANGUAGE};content={content};"


def udf_list(node: NodeState, parameters: Parameters) -> str:
    """``udf-list``: the modules with a hash of each"""
    return "".join(
        f"filename={module.name},hash={module.hash},type={LANGUAGE};"
        for module in node.cluster.modules
    )


def udf_remove(node: NodeState, parameters: Parameters) -> str:
    """``udf-remove:filename=NAME``: the module need not exist"""
    node.cluster.modules.remove(_file_name(parameters))
    return "ok"


def udf_clear_cache(node: NodeState, parameters: Parameters) -> str:
    """``udf-clear-cache:``: modules are loaded again when they are next called"""
    node.cluster.modules.clear_states()
    return "ok"


COMMANDS: dict[str, Command] = {
    "udf-clear-cache": udf_clear_cache,
    "udf-get": _answering_errors(udf_get),
    "udf-list": udf_list,
    "udf-put": _answering_errors(udf_put),
    "udf-remove": _answering_errors(udf_remove),
}
"""The commands of this module."""
