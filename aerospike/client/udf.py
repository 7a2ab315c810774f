"""User-defined functions."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aerospike._errors import argument_error, client_error, info_name, local_error, param_error
from aerospike._ranges import JOB
from aerospike.config.policy import Converted
from aerospike.constants import JOB_QUERY, JOB_SCAN, UDF_TYPE_LUA
from aerospike.exception import LuaFileNotFound
from aerospike.key import Key, pack_key
from aerospike.types import AnyApplyPolicy, AnyInfoPolicy

from .base import ClientBase
from .info import encode_text
from .waiting import wait_for_nodes

__all__ = ["UdfCommands"]

# As the C client looks for them, on every system.
_SEPARATORS = re.compile(r"[/\\]")

NAME_LIMIT = 255
SIZE_LIMIT = 1024 * 1024


class UdfCommands(ClientBase):
    """``apply``, ``udf_put``, ``udf_get``, ``udf_list``, ``udf_remove``, ``job_info``."""

    def apply(
        self,
        key: Key,
        module: str,
        function: str,
        args: list[Any],
        policy: AnyApplyPolicy | None = None,
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
            raise client_error(
                "udf module argument must be a string or unicode string", f"not {module!r}"
            )
        if not isinstance(function, str):
            raise client_error(
                "function name must be a string or unicode string", f"not {function!r}"
            )
        names = encode_text(module), encode_text(function)
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

    def udf_put(
        self, filename: str, udf_type: int = UDF_TYPE_LUA, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Register a module on all nodes, and wait until they have it.

        The module is also copied to the directory of ``config["lua"]["user_path"]``, where the
        client's own part of an aggregation looks for it.

        Args:
            filename: the path of the Lua file. The module's name is that of the file.
            udf_type: ``UDF_TYPE_LUA``.
            policy: an info policy.

        Returns:
            0

        Raises:
            TypeError: *udf_type* is not an integer.
            ParamError: *filename* is not a string, is empty or too long, or the name of the file
                has a character that parts the words of an info command: a control character,
                ``:``, ``;``, ``=`` or ``,``.
            TimeoutError: a node does not answer in time, or does not have the module after half a
                minute.
            ClientError: *udf_type* is another number.
            LuaFileNotFound: the file is not there, is empty or larger than a mebibyte.
        """
        if operator.index(udf_type) != UDF_TYPE_LUA:
            raise client_error("Invalid UDF language", repr(udf_type))
        converted = self._policies.get("info_and_write", policy)
        if not isinstance(filename, str):
            raise param_error("Filename should be a string", f"not {filename!r}")
        if not filename or filename.endswith("/"):
            raise param_error("Empty udf filename", repr(filename))
        if len(filename) > NAME_LIMIT:
            raise param_error("Lua file pathname too long", repr(filename))
        self._require_connection()
        encode_text(filename)
        path = Path(filename)
        name = _base_name(path.name)
        try:
            # A directory is as good as an empty file.
            content = b"" if path.is_dir() else path.read_bytes()
        except OSError as problem:
            raise _no_script("cannot open script file", str(problem)) from problem
        if not content:
            raise _no_script("Script file is empty", repr(filename))
        if len(content) > SIZE_LIMIT:
            raise _no_script("Script File is too large", f"{len(content)} bytes")
        self._copy_to_user_path(path, content)
        self._carry(
            self._native.bridge_udf_put,
            name.encode(),
            content,
            len(content),
            converted.address,
        )
        self._wait(converted, lambda modules: name in modules, f"{name} is not on all nodes")
        return 0

    def _wait(
        self, policy: Converted, is_done: Callable[[frozenset[str]], bool], what: str
    ) -> None:
        def ask() -> dict[str, str]:
            answers: dict[str, str] = self._carry(
                self._native.bridge_info_all, b"udf-list", policy.address
            )
            return answers

        wait_for_nodes(ask, lambda answer: is_done(_modules(answer)), what)

    def _copy_to_user_path(self, path: Path, content: bytes) -> None:
        copy = Path(self._connection.lua_path) / path.name
        try:
            if copy.exists() and copy.samefile(path):
                return
            copy.write_bytes(content)
        except OSError as problem:
            raise client_error(
                "No permissions to write lua file to user path", str(problem)
            ) from problem

    def udf_remove(self, filename: str, policy: AnyInfoPolicy | None = None) -> int:
        """Remove a module from all nodes, and wait until it is gone.

        Args:
            filename: the name of the module's file, for example ``"sum.lua"``.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: *filename* is not a string, or has a character as above.
            TimeoutError: a node does not answer in time, or still has the module after half a
                minute.
        """
        converted = self._policies.get("info", policy)
        if not isinstance(filename, str):
            raise param_error("Filename should be a string", f"not {filename!r}")
        encode_text(filename)
        name = _base_name(filename)
        self._carry(
            self._native.bridge_udf_remove, name.encode(), converted.address, module=filename
        )
        self._wait(converted, lambda modules: name not in modules, f"{name} is still on a node")
        return 0

    def udf_list(self, policy: AnyInfoPolicy | None = None) -> list[dict[str, Any]]:
        """The modules that are registered.

        Args:
            policy: an info policy.

        Returns:
            ``{"name": ..., "hash": bytearray, "type": UDF_TYPE_LUA, "content": bytearray}`` of
            each; the content is empty.
        """
        converted = self._policies.get("info", policy)
        files = self._carry(self._native.bridge_udf_list, converted.address)
        return [
            {
                "name": name,
                "hash": bytearray(digest),
                "type": kind,
                "content": bytearray(content),
            }
            for name, digest, kind, content in files
        ]

    def udf_get(
        self, module: str, language: int = UDF_TYPE_LUA, policy: AnyInfoPolicy | None = None
    ) -> str:
        """The source of a module.

        Args:
            module: the name of the module's file, for example ``"sum.lua"``.
            language: ``UDF_TYPE_LUA``.
            policy: an info policy.

        Returns:
            The source.

        Raises:
            TypeError: *language* is not an integer.
            ClientError: *module* is not a string, or *language* is another number.
            ParamError: *module* has a character as above.
            UDFError: there is no such module.
        """
        if operator.index(language) != UDF_TYPE_LUA:
            raise client_error("Invalid language", repr(language))
        if not isinstance(module, str):
            raise client_error(
                "Module name should be a string or unicode string.", f"not {module!r}"
            )
        converted = self._policies.get("info", policy)
        encode_text(module)
        name = _base_name(module)
        source: bytes = self._carry(
            self._native.bridge_udf_get, name.encode(), converted.address, module=module
        )
        return source.decode()

    def job_info(
        self, job_id: int, module: str, policy: AnyInfoPolicy | None = None
    ) -> dict[str, int]:
        """How far a background job is.

        Args:
            job_id: what the command that has started it returned.
            module: ``JOB_SCAN`` or ``JOB_QUERY``.
            policy: an info policy.

        Returns:
            ``{"progress_pct": percent, "records_read": number, "status": one of JOB_STATUS_*}``.

        Raises:
            TypeError: *job_id* is not an integer, or *module* not a string.
            ParamError: *module* is another string, or *job_id* needs more than 64 bits.
        """
        if not isinstance(job_id, int):
            raise argument_error("job_info", 1, "int", job_id)
        if not isinstance(module, str):
            raise argument_error("job_info", 2, "str", module)
        converted = self._policies.get("info", policy)
        if module not in (JOB_SCAN, JOB_QUERY):
            raise param_error(
                "Module can have only two values: aerospike.JOB_SCAN or aerospike.JOB_QUERY",
                f"not {module!r}",
            )
        if not JOB.fits(job_id):
            raise param_error("job_id is invalid", JOB.refusal(job_id))
        progress, records, status = self._carry(
            self._native.bridge_job_info,
            module.encode(),
            JOB.convert(job_id),
            converted.address,
        )
        return {"progress_pct": progress, "records_read": records, "status": status}


def _base_name(filename: str) -> str:
    """What of a path the C client sends: what follows the last separator that is not at the end."""
    name = _SEPARATORS.split(filename.rstrip("/\\"))[-1]
    return info_name("the name of the file", name) or ("/" if filename else ".")


def _modules(answer: str) -> frozenset[str]:
    """The names in a node's answer, ``filename=NAME,hash=...,type=LUA;...``."""
    files = answer.partition("\t")[2].strip().split(";")
    return frozenset(file.split(",")[0].removeprefix("filename=") for file in files if file)


def _no_script(message: str, detail: str) -> LuaFileNotFound:
    return local_error(LuaFileNotFound, 1302, message, detail)
