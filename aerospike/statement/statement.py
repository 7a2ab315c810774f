"""What :class:`~aerospike.Query` and :class:`~aerospike.Scan` have in common."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, TypeVar

from aerospike._errors import (
    UNSET,
    NotCopied,
    client_error,
    official_name,
    param_error,
    utf8,
    warn_deprecated,
)
from aerospike._wire.operations import compile_operations
from aerospike._wire.partitions import pack_partition_filter, unpack_partitions_status
from aerospike._wire.requests import Finish, Unpack
from aerospike.exception import AerospikeError, ClientError, ParamError
from aerospike.key import BIN_NAME_LIMIT, bin_name, get_partition_id
from aerospike.statement.stream import NativeStatement, Settings, Stream

if TYPE_CHECKING:
    from aerospike.client.base import ClientBase
from aerospike.types import AnyScanPolicy, AnyWritePolicy

__all__ = ["Statement", "Unsigned"]

Policy = Mapping[str, Any]
Record = tuple[Any, dict[str, int], Any]
Self = TypeVar("Self", bound="Statement")

# An empty list.
_NO_ARGUMENTS = b"\x90"


class Order(NamedTuple):
    """The arguments of a run, checked. The settings of the object are read when it begins."""

    partition_filter: bytes | None
    node: bytes | None
    policy: Any
    flags: int
    unpack: Unpack
    finish: Finish


class Unsigned:
    """An attribute that is an unsigned integer of C; negative numbers wrap around."""

    def __init__(self, bits: int, doc: str) -> None:
        self._bits = bits
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: Statement | None, owner: type) -> Any:
        return self if instance is None else instance._numbers.get(self._name, 0)

    def __set__(self, instance: Statement, value: int) -> None:
        number = operator.index(value)
        if not -(2 ** (self._bits - 1)) <= number < 2**self._bits:
            raise OverflowError(f"{self._name} does not fit in {self._bits} bits: {number}")
        instance._numbers[self._name] = number % 2**self._bits


class Statement(NotCopied):
    """A description of the records to read, and the ways to run it.

    An instance may be run several times, and by several threads at once: each run returns all
    records. With pages, the next run resumes where the last started run stopped.
    """

    __slots__ = (
        "_client",
        "_concurrent",
        "_function",
        "_namespace",
        "_native",
        "_no_bins",
        "_numbers",
        "_operations",
        "_paginate",
        "_predicate",
        "_select",
        "_set",
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
    _native: dict[None, NativeStatement]

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
        # The native statement, once there has been a run. A dictionary has an atomic setdefault().
        self._native = {}
        return self

    def __repr__(self) -> str:
        where = self._namespace if self._set is None else f"{self._namespace}.{self._set}"
        index = self._predicate
        module, function, _ = self._function
        told = [
            f"bins {', '.join(self._select)}" if self._select else "",
            f"predicate on {index[2] or index[6] or 'an expression'}" if index else "",
            f"operations: {len(self._operations)}" if self._operations else "",
            f"function {module}.{function}" if module is not None else "",
            "paginated" if self._paginate else "",
        ]
        rest = "; ".join(filter(None, told))
        name = official_name(type(self))
        return f"<{name} of {where}: {rest}>" if rest else f"<{name} of {where}>"

    # What to walk

    def _changed(self) -> None:
        # The next run makes a new native statement; a run in progress keeps its own.
        self._native = {}

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

        :meth:`execute_background` runs operations that write. :meth:`results`, :meth:`foreach` and
        iteration run operations that read, and return their results as bins (server 8.1.2).

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
            compiled = compile_operations(ops, self._client._session.settings)
        except AerospikeError as error:
            raise param_error(f"Failed to convert ops. -> {error.msg}", error.detail) from error
        self._operations = compiled.operations
        self._changed()
        return self

    def apply(self: Self, module: str, function: str, arguments: list[Any] = UNSET) -> Self:
        """Set a user-defined function; the classes describe it."""
        if not isinstance(module, str):
            raise client_error(
                "udf module argument must be a string or unicode string", f"not {module!r}"
            )
        if not isinstance(function, str):
            raise client_error(
                "udf function argument must be a string or unicode string", f"not {function!r}"
            )
        for what, name in (("module", module), ("function", function)):
            if "\0" in name:
                raise param_error(f"udf {what} must not contain a NUL character", f"not {name!r}")
        if arguments is UNSET:
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
        # Packed now, so that an error shows the right call, and only once, because it may run a
        # serializer.
        self._function = (module, function, self._client._session.packer.pack_checked(arguments))
        self._changed()

    # Pages

    def paginate(self) -> bool:
        """Let each run resume at the place at which the last one stopped.

        A run ends after about ``max_records`` records; :meth:`is_done` says whether all were
        returned. Without a maximum, one run returns all.

        Returns:
            True
        """
        self._paginate = True
        return True

    def is_done(self) -> bool:
        """Whether all partitions have been read to their end.

        Returns:
            True or False; False before the first run, and without :meth:`paginate`.
        """
        native = self._native.get(None)
        return native is not None and native.is_done()

    def get_partitions_status(self) -> dict[Any, Any]:
        """How far each partition has been read.

        Returns:
            ``{"done": bool, "retry": bool, id: (id, init, retry, digest, bval), ...}``, with an
            entry for each partition. If *init* is true, *digest*, a ``bytearray``, is the digest of
            the last delivered record, and *bval* is its value in the index. Pass it as
            ``partition_status`` of a ``partition_filter`` to resume there, also in another process.
            It is empty unless the run paginates or has a partition filter.

        Any thread may call it at any time. A record counts as delivered when its callback has
        returned or when the loop takes the next record; :meth:`results` delivers all records when
        it returns. So a record that is still being processed comes again, and none is lost.
        """
        native = self._native.get(None)
        return unpack_partitions_status(None if native is None else native.status())

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

    def _make_native(self) -> NativeStatement:
        client = self._client
        module, function, arguments = self._function
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
        session = client._session
        return NativeStatement(
            client._connection, session.packer.pack_checked(description), session.write_flags
        )

    def _native_statement(self) -> NativeStatement:
        known = self._native
        native = known.get(None)
        if native is not None and native.connection is self._client._connection:
            return native
        # The first run, or the first one after the client left or joined a shared connection.
        known.pop(None, None)
        return known.setdefault(None, self._make_native())

    def _order(self, policy: Policy | None, node: str | None = None) -> Order:
        """Checks what a method has been given."""
        session = self._client._session
        converted = session.policies.get(self._policy_kind, policy)
        filtered = None
        if policy is not None and "partition_filter" in policy:
            filtered = pack_partition_filter(policy["partition_filter"])
        if node is not None and not isinstance(node, str):
            raise param_error("nodename must be a string", f"not {node!r}")
        flags, unpack_rows = session.reader_for(converted)
        namespace = self._namespace

        def finish(rows: list[Any] | None) -> list[Record | Any] | None:
            if rows and len(rows[0]) == 1:
                return [row[0] for row in rows]
            return rows and [
                ((namespace, name, key, bytearray(digest)), {"ttl": ttl, "gen": gen}, bins)
                for digest, name, key, gen, ttl, bins in rows
            ]

        node_name = None if node is None else utf8(node)
        return Order(
            filtered, node_name, converted, flags | session.write_flags, unpack_rows, finish
        )

    def _begin(self, order: Order, at_once: bool = False) -> Stream:
        settings = self._settings().pack(at_once, order.node)
        return self._native_statement().start(
            settings, order.partition_filter, order.policy, order.flags
        )

    def _collect(self, order: Order) -> list[Any]:
        stream = self._begin(order, at_once=True)
        try:
            records = stream.all(order.unpack, order.finish)
            stream.stop(all_delivered=True)
            return records
        except BaseException:
            # The caller gets none of them.
            stream.stop(all_delivered=False)
            raise

    def _call_back(self, order: Order, callback: Callable[..., Any], partitioned: bool) -> None:
        stream = self._begin(order)
        try:
            for records in stream.chunks(order.unpack, order.finish):
                for record in records:
                    try:
                        if partitioned:
                            go_on = callback(get_partition_id(record[0][3]), record)
                        else:
                            go_on = callback(record)
                    except Exception as error:
                        raise client_error(self._callback_error) from error
                    if go_on is False:
                        return
        finally:
            stream.stop()

    def _iterate(self, order: Order) -> Iterator[Any]:
        stream = self._begin(order)
        try:
            for records in stream.chunks(order.unpack, order.finish):
                yield from records
        finally:
            stream.stop()

    def execute_background(self, policy: AnyScanPolicy | AnyWritePolicy | None = None) -> int:
        """Start a background job that runs the operations or the function on each record.

        Args:
            policy: a write policy for a query, a scan policy for a scan.

        Returns:
            The id of the job, for :meth:`Client.job_info`.

        Raises:
            ParamError: neither an operation that writes nor a function is set.
        """
        return self._background(self._client._session.policies.get(self._background_kind, policy))

    def _background(self, policy: Any) -> int:
        return self._native_statement().background(self._settings().pack(), policy)
