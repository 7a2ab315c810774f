# mypy: disable-error-code="empty-body"
"""User-defined functions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aerospike._command import udf
from aerospike._command.info import ask_all, check_text
from aerospike._errors import client_error, local_error, param_error
from aerospike._signatures import runs
from aerospike.config.policy import NativePolicy
from aerospike.constants import UDF_TYPE_LUA
from aerospike.exception import LuaFileNotFound
from aerospike.key import Key
from aerospike.types import AnyApplyPolicy, AnyInfoPolicy

from .base import ClientBase
from .waiting import wait_for_nodes

__all__ = ["UdfCommands"]

NAME_LIMIT = 255
SIZE_LIMIT = 1024 * 1024


class UdfCommands(ClientBase):
    """``apply``, ``udf_put``, ``udf_get``, ``udf_list``, ``udf_remove``, ``job_info``."""

    @runs(udf.apply)
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
            The function's result.

        Raises:
            TypeError: *args* is not a list.
            ClientError: *module* or *function* is not a string.
            UDFError: the function has failed.

        Example:
            >>> client.apply(key, "people", "birthday", [1])
            37
        """

    def udf_put(
        self, filename: str, udf_type: int = UDF_TYPE_LUA, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Register a module on all nodes, and wait until they have it.

        The method also copies the module to the directory ``config["lua"]["user_path"]``, from
        which the client loads it for its part of an aggregation.

        Args:
            filename: the path of the Lua file. The module's name is that of the file.
            udf_type: ``UDF_TYPE_LUA``.
            policy: an info policy.

        Returns:
            0

        Raises:
            TypeError: *udf_type* is not an integer.
            ParamError: *filename* is not a string, is empty or too long, or the name of the file
                has a character that separates parts of an info command: a control character, ``:``,
                ``;``, ``=`` or ``,``.
            TimeoutError: a node does not answer in time, or does not have the module after half a
                minute.
            ClientError: *udf_type* is another number.
            LuaFileNotFound: the file does not exist, is empty or is larger than one mebibyte.

        Example:
            >>> client.udf_put("people.lua")
            0
        """
        if operator.index(udf_type) != UDF_TYPE_LUA:
            raise client_error("Invalid UDF language", repr(udf_type))
        converted = self._session.policies.get("info_and_write", policy)
        if not isinstance(filename, str):
            raise param_error("Filename should be a string", f"not {filename!r}")
        if not filename or filename.endswith("/"):
            raise param_error("Empty udf filename", repr(filename))
        if len(filename) > NAME_LIMIT:
            raise param_error("Lua file pathname too long", repr(filename))
        self._require_connection()
        check_text(filename)
        path = Path(filename)
        name = udf.base_name(path.name)
        try:
            # A directory counts as an empty file.
            content = b"" if path.is_dir() else path.read_bytes()
        except OSError as problem:
            raise _no_script("cannot open script file", str(problem)) from problem
        if not content:
            raise _no_script("Script file is empty", repr(filename))
        if len(content) > SIZE_LIMIT:
            raise _no_script("Script File is too large", f"{len(content)} bytes")
        self._copy_to_user_path(path, content)
        self._carry(udf.udf_put(converted, name, content))
        self._wait(converted, lambda modules: name in modules, f"{name} is not on all nodes")
        return 0

    def _wait(
        self, policy: NativePolicy, is_done: Callable[[frozenset[str]], bool], what: str
    ) -> None:
        wait_for_nodes(
            lambda: self._carry(ask_all(policy, "udf-list")),
            lambda answer: is_done(_modules(answer)),
            what,
            self._connection.concurrency.sleep,
        )

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
            ParamError: *filename* is not a string, or has a control character, ``:``, ``;``, ``=``
                or ``,``.
            TimeoutError: a node does not answer in time, or still has the module after half a
                minute.

        Example:
            >>> client.udf_remove("people.lua")
            0
        """
        converted = self._session.policies.get("info", policy)
        if not isinstance(filename, str):
            raise param_error("Filename should be a string", f"not {filename!r}")
        check_text(filename)
        name = udf.base_name(filename)
        self._carry(udf.udf_remove(converted, name, filename))
        self._wait(converted, lambda modules: name not in modules, f"{name} is still on a node")
        return 0

    @runs(udf.udf_list)
    def udf_list(self, policy: AnyInfoPolicy | None = None) -> list[dict[str, Any]]:
        """The registered modules.

        Args:
            policy: an info policy.

        Returns:
            A list of dictionaries with ``name``, ``hash`` (a ``bytearray``), ``type``
            (``UDF_TYPE_LUA``) and ``content`` (an empty ``bytearray``).

        Example:
            >>> [module["name"] for module in client.udf_list()]
            ['people.lua']
        """

    @runs(udf.udf_get)
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
            ParamError: *module* has a control character, ``:``, ``;``, ``=`` or ``,``.
            UDFError: the module does not exist.

        Example:
            >>> client.udf_get("people.lua").splitlines()[0]
            'function birthday(record, years)'
        """

    @runs(udf.job_info)
    def job_info(
        self, job_id: int, module: str, policy: AnyInfoPolicy | None = None
    ) -> dict[str, int]:
        """The state and progress of a background job.

        Args:
            job_id: the id that the command which started the job returned.
            module: ``JOB_SCAN`` or ``JOB_QUERY``.
            policy: an info policy.

        Returns:
            ``{"progress_pct": percent, "records_read": number, "status": one of JOB_STATUS_*}``.

        Raises:
            TypeError: *job_id* is not an integer, or *module* not a string.
            ParamError: *module* is another string, or *job_id* needs more than 64 bits.

        Example:
            >>> job = client.scan_apply("test", "people", "people", "birthday", [1])
            >>> client.job_info(job, aerospike.JOB_SCAN)["status"] == aerospike.JOB_STATUS_COMPLETED
            True
        """


def _modules(answer: str) -> frozenset[str]:
    """The names in a node's answer, ``filename=NAME,hash=...,type=LUA;...``."""
    files = answer.partition("\t")[2].strip().split(";")
    return frozenset(file.split(",")[0].removeprefix("filename=") for file in files if file)


def _no_script(message: str, detail: str) -> LuaFileNotFound:
    return local_error(LuaFileNotFound, 1302, message, detail)
