"""What :class:`~aerospike.Query` and :class:`~aerospike.Scan` have in common."""

from __future__ import annotations

import operator
import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from aerospike._deprecation import warn_deprecated
from aerospike._errors import client_error, param_error, utf8
from aerospike._native.collector import paused
from aerospike._native.operations import compile_operations
from aerospike._native.stream import Chunk, Settings, Stream
from aerospike.exception import AerospikeError, ClientError, ParamError
from aerospike.key import BIN_NAME_LIMIT, bin_name, get_partition_id
from aerospike.partitions import pack_partition_filter, unpack_partitions_status

if TYPE_CHECKING:
    from aerospike.client.base import ClientBase

__all__ = ["Unsigned", "Walk"]

Policy = Mapping[str, Any]
Record = tuple[Any, dict[str, int], Any]
Self = TypeVar("Self", bound="Walk")

_GIVEN_NOTHING: Any = ...
# An empty list.
_NO_ARGUMENTS = b"\x90"


class Unsigned:
    """An attribute that is an unsigned integer of C; negative numbers wrap around."""

    def __init__(self, bits: int, doc: str) -> None:
        self._bits = bits
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Walk | None, owner: type) -> Any:
        return self if instance is None else instance._numbers.get(self._name, 0)

    def __set__(self, instance: Walk, value: int) -> None:
        number = operator.index(value)
        if not -(2 ** (self._bits - 1)) <= number < 2**self._bits:
            raise OverflowError(f"{self._name} does not fit in {self._bits} bits: {number}")
        instance._numbers[self._name] = number % 2**self._bits


class Walk:
    """A description of records to walk, and the ways to run it.

    An instance may be run several times, and by several threads at once.
    """

    __slots__ = (
        "__weakref__",
        "_client",
        "_concurrent",
        "_function",
        "_lock",
        "_namespace",
        "_no_bins",
        "_numbers",
        "_operations",
        "_paginate",
        "_predicate",
        "_running",
        "_select",
        "_set",
        "_stream",
    )

    _client: ClientBase
    _namespace: str
    _set: str | None
    _numbers: dict[str, int]
    _select: list[str]
    _operations: list[Any] | None
    _function: tuple[str | None, str | None, bytes]
    _predicate: list[Any] | None
    _paginate: bool
    _no_bins: bool
    _concurrent: bool
    _stream: Stream | None
    _running: bool
    _lock: threading.Lock

    _is_query: ClassVar[bool]
    _policy_kind: ClassVar[str]
    _background_kind: ClassVar[str]
    _callback_error: ClassVar[str]

    def __new__(cls, *_args: Any, **_kwargs: Any) -> Any:
        raise TypeError(f"cannot create 'aerospike.{cls.__name__}' instances")

    @classmethod
    def _of(cls: type[Self], client: ClientBase, namespace: str, set_name: str | None) -> Self:
        self = object.__new__(cls)
        self._client = client
        self._namespace = namespace
        self._set = set_name
        self._numbers = {}
        self._select = []
        self._operations = None
        self._function = (None, None, _NO_ARGUMENTS)
        self._predicate = None
        self._paginate = self._no_bins = self._concurrent = False
        # The stream of the last run: what is asked about partitions is asked of it.
        self._stream = None
        self._running = False
        self._lock = threading.Lock()
        _walks.add(self)
        return self

    # What to walk

    def _changed(self) -> None:
        # The next run makes a new stream.
        self._stream = None
        self._running = False

    def _add_select(self, bins: tuple[Any, ...]) -> None:
        if self._operations:
            self._warn_of_both()
        names = []
        for name in bins:
            name = bin_name(name)
            if not isinstance(name, str):
                raise param_error("Bin name should be of type string", f"not {name!r}")
            if len(utf8(name)) > BIN_NAME_LIMIT:
                raise param_error(
                    f"A bin name should not exceed {BIN_NAME_LIMIT} characters limit", repr(name)
                )
            names.append(name)
        self._select = names
        self._changed()

    def _warn_of_both(self) -> None:
        warn_deprecated(
            "Operations and bin names are mutually exclusive. In the next major client release, "
            f"when this {type(self).__name__} object is executed, a ParamError will be raised."
        )

    def add_ops(self: Self, ops: list[dict[str, Any]]) -> Self:
        """Set operations to run on each record.

        Operations that write are run by :meth:`execute_background`. Operations that read are run
        by :meth:`results`, :meth:`foreach` and iteration, whose bins are then their results
        (server 8.1.2).

        Args:
            ops: operations made by the functions of ``aerospike_helpers.operations``.

        Returns:
            The object itself.

        Raises:
            ClientError: *ops* is not a list.
            ParamError: an operation is invalid.
        """
        if self._select:
            self._warn_of_both()
        self._client._require_connection(".")
        if not isinstance(ops, list):
            raise client_error("Ops must be list.", f"not {ops!r}")
        for op in ops:
            if not isinstance(op, dict):
                raise param_error("Failed to convert ops.", f"an operation is a dict, not {op!r}")
        try:
            compiled = compile_operations(ops, self._client._settings)
        except AerospikeError as error:
            raise param_error(f"Failed to convert ops. -> {error.msg}", error.detail) from error
        self._operations = compiled.operations
        self._changed()
        return self

    def apply(
        self: Self, module: str, function: str, arguments: list[Any] = _GIVEN_NOTHING
    ) -> Self:
        """Set a user-defined function: see the classes."""
        if not isinstance(module, str):
            raise client_error(
                "udf module argument must be a string or unicode string", f"not {module!r}"
            )
        if not isinstance(function, str):
            raise client_error(
                "udf function argument must be a string or unicode string", f"not {function!r}"
            )
        if arguments is _GIVEN_NOTHING:
            arguments = []
        if not isinstance(arguments, list):
            raise client_error(
                "udf function arguments must be enclosed in a list", f"not {arguments!r}"
            )
        try:
            self._use_function(module, function, arguments)
        except ParamError:
            raise
        except ClientError as error:
            raise client_error(
                "udf function argument type must be supported by Aerospike",
                " -> ".join(filter(None, (error.msg, error.detail))),
            ) from error
        return self

    def _use_function(self, module: str, function: str, arguments: list[Any]) -> None:
        # Packed now, so that a mistake is reported where it was made, and once, because a
        # serializer may have a say.
        self._function = (module, function, self._client._packer.pack_checked(arguments))
        self._changed()

    # Pages

    def paginate(self) -> bool:
        """Let each run go on where the last one stopped.

        A run ends after about ``max_records`` records; :meth:`is_done` tells when there are no
        more. Without a maximum, one run gives all.

        Returns:
            True
        """
        self._paginate = True
        return True

    def is_done(self) -> bool:
        """Whether the last page was the end: all partitions have been walked.

        Returns:
            False where there has been no run yet, or :meth:`paginate` has not been called.
        """
        return self._stream is not None and self._stream.is_done()

    def get_partitions_status(self) -> dict[Any, Any]:
        """How far each partition has been walked.

        Returns:
            ``{"done": bool, "retry": bool, id: (id, init, retry, digest, bval), ...}``, with an
            entry for each partition: *init* says whether *digest*, a ``bytearray``, is that of
            the last record that has been read; *bval* is the value in the index that it had.
            It can be given as ``partition_status`` of a ``partition_filter`` to go on from there,
            in another process too. Empty unless the run paginates or has a partition filter.
        """
        return unpack_partitions_status(self._stream.status() if self._stream else None)

    # Running

    def _settings(self) -> Settings:
        number = self._numbers.get
        return Settings(
            self._paginate,
            self._no_bins,
            self._concurrent,
            number("ttl", 0),
            number("max_records", 0),
            number("records_per_second", 0),
        )

    def _new_stream(self) -> Stream:
        client = self._client
        module, function, arguments = self._function
        packer = client._packer
        description = [
            self._is_query,
            self._namespace,
            self._set,
            self._select,
            self._operations,
            module,
            function,
            arguments,
            self._predicate,
        ]
        return Stream(client._connection, packer.pack_checked(description), client._write_flags)

    @contextmanager
    def _taken(self) -> Iterator[Stream]:
        """A stream that nobody else is running: that of the last run, if it is idle."""
        with self._lock:
            mine = not self._running
            stream = self._stream if mine else None
            if stream is None:
                stream = self._new_stream()
            if mine:
                self._stream = stream
                self._running = True
        try:
            stream.tune(self._settings())
            yield stream
        finally:
            with self._lock:
                if self._stream is stream:
                    self._running = False

    def _chunks(self, policy: Policy | None, node: str | None = None) -> Iterator[Chunk]:
        """The records of a run, some at a time; what is behind the last of them is cleaned up."""
        client = self._client
        converted = client._policies.get(self._policy_kind, policy)
        filtered = b""
        if policy is not None and "partition_filter" in policy:
            filtered = pack_partition_filter(policy["partition_filter"])
        if node is not None and not isinstance(node, str):
            raise param_error("nodename must be a string", f"not {node!r}")
        flags, decode = client._reading(converted)
        return self._run(filtered, None if node is None else utf8(node), converted, flags, decode)

    def _run(
        self, filtered: bytes, node: bytes | None, policy: Any, flags: int, decode: Any
    ) -> Iterator[Chunk]:
        namespace = self._namespace

        def records(reply: Any) -> list[Record | Any]:
            rows = decode(reply)
            if rows and len(rows[0]) == 1:
                return [row[0] for row in rows]
            return [
                ((namespace, name, key, bytearray(digest)), {"ttl": ttl, "gen": gen}, bins)
                for digest, name, key, gen, ttl, bins in rows
            ]

        with self._taken() as stream:
            try:
                stream.start(filtered, node, policy, flags | self._client._write_flags)
                yield from stream.chunks(records)
            finally:
                stream.stop()

    def _collect(self, chunks: Iterator[Chunk]) -> list[Any]:
        records: list[Any] = []
        # All of them stay alive: passes of the garbage collector would be in vain.
        with paused:
            for chunk in chunks:
                records += chunk.records
                chunk.taken = len(chunk.records)
        return records

    def _call_back(
        self, chunks: Iterator[Chunk], callback: Callable[..., Any], partitioned: bool
    ) -> None:
        try:
            for chunk in chunks:
                # A record that ends the run has not been taken: the next run begins with it.
                for taken, record in enumerate(chunk.records):
                    chunk.taken = taken
                    try:
                        if partitioned:
                            go_on = callback(get_partition_id(record[0][3]), record)
                        else:
                            go_on = callback(record)
                    except Exception as error:
                        raise client_error(self._callback_error) from error
                    if go_on is False:
                        return
                chunk.taken = len(chunk.records)
        finally:
            chunks.close()  # type: ignore[attr-defined]

    def _iterate(self, chunks: Iterator[Chunk]) -> Iterator[Any]:
        try:
            for chunk in chunks:
                rest = iter(chunk.records)
                try:
                    yield from rest
                finally:
                    chunk.taken = len(chunk.records) - operator.length_hint(rest)
        finally:
            chunks.close()  # type: ignore[attr-defined]

    def execute_background(self, policy: Policy | None = None) -> int:
        """Have the server run the operations or the function on each record, in the background.

        Args:
            policy: a write policy for a query, a scan policy for a scan.

        Returns:
            The id of the job, for :meth:`Client.job_info`.

        Raises:
            ParamError: there is neither an operation that writes nor a function.
        """
        converted = self._client._policies.get(self._background_kind, policy)
        with self._taken() as stream:
            return stream.background(converted)


_walks: weakref.WeakSet[Walk] = weakref.WeakSet()


def _renew_locks() -> None:
    """In a child of a fork, whoever held a lock has stayed in the parent."""
    for walk in _walks:
        walk._lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_locks)
