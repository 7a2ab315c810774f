"""Queries: the records of a set, or those that a secondary index finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aerospike._errors import UNSET, argument_error, client_error, param_error, utf8
from aerospike._native.transcoder import pack_context, pack_expression_or_base64
from aerospike._signatures import official_calls
from aerospike.constants import (
    INDEX_BLOB,
    INDEX_GEO2DSPHERE,
    INDEX_NUMERIC,
    INDEX_STRING,
    INDEX_TYPE_DEFAULT,
)
from aerospike.exception import ClientError, ParamError
from aerospike.key import BIN_NAME_LIMIT, bin_name
from aerospike.statement.statement import Order, Policy, Record, Statement, Unsigned
from aerospike.types import AnyQueryPolicy

__all__ = ["Query"]

Predicate = tuple[Any, ...]

EQUAL, RANGE = 0, 1
INDEX_NAME_LIMIT = 63
INT64 = 2**63

_NOT_ADDED = "Failed to add predicate"


@official_calls
class Query(Statement):
    """A query of a namespace or set: all records, or those that a secondary index finds.

    Made by :meth:`Client.query`. Methods that describe the query return it, so that they can be
    chained; the client sends nothing before :meth:`results`, :meth:`foreach`,
    :meth:`execute_background` or iteration::

        for key, meta, bins in client.query("test", "cities").where(between("population", 1, 9)):
            ...

    Iteration streams: memory stays bounded for any number of records, a slow loop slows the server
    down, and leaving the loop ends the query.
    """

    __slots__ = ()

    _is_query = True
    _policy_kind = "query"
    _background_kind = "write"
    _callback_error = "Callback function contains an error"

    max_records = Unsigned(
        64,
        "About how many records a run returns at most; 0 for all. It is divided among the nodes, "
        "so that fewer may come where they are not spread evenly.",
    )
    records_per_second = Unsigned(32, "Records per second that each node reads; 0 for no limit.")
    ttl = Unsigned(
        32, "The time to live that a background query sets, in seconds, or one of ``TTL_*``."
    )

    def select(self, *bins: str | bytearray) -> Query:
        """Return only the named bins.

        Args:
            *bins: names. A bin that a record lacks is left out; without names, all bins are
                returned.

        Returns:
            The query.

        Raises:
            ParamError: a name is not a string.
            ClientError: bins have been selected before.
        """
        if self._select:
            raise client_error(
                "Query.select() cannot be called more than once on the same instance."
            )
        self._add_select(bins)
        return self

    def where(self, predicate: Predicate | None, ctx: list[Any] | None = None) -> Query:
        """Return only the records that an index on a bin finds.

        Args:
            predicate: one made by a function of :mod:`aerospike.predicates`.
            ctx: the path to the value inside the bin, as in the index.

        Returns:
            The query.

        Raises:
            ParamError: *predicate* or *ctx* is invalid, or the query has a predicate already.
        """
        return self._where(predicate, ctx=ctx)

    def where_with_index_name(self, index_name: str, predicate: Predicate | None) -> Query:
        """Return only the records that the named index finds (server 8.1).

        Args:
            index_name: its name, at most 63 bytes.
            predicate: one made by a function of :mod:`aerospike.predicates`; its bin is ignored and
                may be None.

        Returns:
            The query.

        Raises:
            TypeError: *index_name* is not a string.
            ParamError: *predicate* is invalid, or the query has a predicate already.
        """
        if not isinstance(index_name, str):
            raise argument_error("where_with_index_name", 1, "str", index_name)
        if len(utf8(index_name)) > INDEX_NAME_LIMIT:
            raise param_error(
                _NOT_ADDED, f"index_name is longer than {INDEX_NAME_LIMIT} bytes: {index_name!r}"
            )
        return self._where(predicate, index_name=index_name)

    def where_with_expr(self, expr: Any, predicate: Predicate | None) -> Query:
        """Return only the records that an index on an expression finds (server 8.1).

        Args:
            expr: the expression of the index, compiled, or its base64 form.
            predicate: one made by a function of :mod:`aerospike.predicates`; its bin is ignored and
                may be None.

        Returns:
            The query.

        Raises:
            ParamError: *expr* or *predicate* is invalid, or the query has a predicate already.
        """
        try:
            packed = pack_expression_or_base64(expr, self._client._session.settings)
        except ClientError as error:
            raise _not_added(error) from error
        return self._where(predicate, expression=packed)

    def _context(self, ctx: list[Any]) -> bytes | None:
        try:
            return pack_context(ctx, self._client._session.settings) if ctx else None
        except ClientError as error:
            raise _not_added(error) from error

    def _where(
        self,
        predicate: Any,
        ctx: list[Any] | None = None,
        index_name: str | None = None,
        expression: bytes | None = None,
    ) -> Query:
        if not isinstance(predicate, tuple) or not 3 <= len(predicate) <= 6:
            raise param_error("predicate is invalid.", repr(predicate))
        given: list[Any] = [*predicate, None, None, None]
        kind, data_type, bin, value, second = given[:5]
        index_type = given[5] if len(predicate) == 6 else INDEX_TYPE_DEFAULT
        if not all(isinstance(number, int) for number in (kind, data_type, index_type)):
            raise param_error("predicate is invalid.", repr(predicate))
        context = None
        if ctx is not None:
            if not isinstance(ctx, list):
                raise param_error(_NOT_ADDED, f"ctx must be a list, not {ctx!r}")
            context = self._context(ctx)
        by_bin = index_name is None and expression is None
        name = _bin_name(bin) if by_bin else None
        if self._predicate is not None:
            raise param_error(_NOT_ADDED, "a query can have only one")
        self._predicate = [
            kind,
            data_type,
            name,
            *_operands(kind, data_type, value, second),
            index_type,
            index_name,
            context,
            expression,
        ]
        self._changed()
        return self

    def apply(self, module: str, function: str, arguments: list[Any] = UNSET) -> Query:
        """Set a stream function that aggregates the records, or a record function.

        With a stream function, :meth:`results`, :meth:`foreach` and iteration return its values
        instead of records. Its last part runs in the client, which loads the module from
        ``config["lua"]["user_path"]``. :meth:`execute_background` runs a record function on each
        record.

        Args:
            module: the name of the module, without ``.lua``.
            function: the name of the function.
            arguments: its arguments after the stream or the record.

        Returns:
            The query.

        Raises:
            ClientError: an argument has the wrong type, or the server has no type for a value.
        """
        return super().apply(module, function, arguments)

    def _set_options(self, options: Any) -> None:
        if options is None:
            return
        if not isinstance(options, dict):
            raise param_error("query options must be a dictionary", f"not {options!r}")
        if "nobins" in options:
            if not isinstance(options["nobins"], bool):
                raise param_error("nobins value must be a bool", f"not {options['nobins']!r}")
            self._no_bins = options["nobins"]

    def _order_of(self, policy: Policy | None, options: Any) -> Order:
        order = self._order(policy)
        self._set_options(options)
        return order

    def results(
        self, policy: AnyQueryPolicy | None = None, options: Mapping[str, bool] | None = None
    ) -> list[Any]:
        """Run the query and return all records.

        Args:
            policy: a query policy.
            options: ``{"nobins": True}`` returns no bins.

        Returns:
            A list of ``(key, meta, bins)``, in no particular order; with a stream function, a list
            of its values.

        Raises:
            ParamError: *policy* or *options* is invalid.
            IndexNotFound: the predicate has no index.
        """
        return self._collect(self._order_of(policy, options))

    def foreach(
        self,
        callback: Callable[..., Any],
        policy: AnyQueryPolicy | None = None,
        options: Mapping[str, bool] | None = None,
    ) -> None:
        """Run the query and call a function for each record.

        The function is called in the thread that called this method.

        Args:
            callback: called with ``(key, meta, bins)`` as one argument; with a partition filter,
                with the partition id and ``(key, meta, bins)``. Returning ``False`` ends the
                query.
            policy: a query policy.
            options: ``{"nobins": True}`` returns no bins.

        Raises:
            ClientError: *callback* has raised an exception, which is the cause of this one.
            ParamError: *policy* or *options* is invalid.
            IndexNotFound: the predicate has no index.
        """
        order = self._order_of(policy, options)
        self._call_back(order, callback, bool(policy) and "partition_filter" in (policy or ()))

    def records(
        self, policy: AnyQueryPolicy | None = None, options: Mapping[str, bool] | None = None
    ) -> Iterator[Record]:
        """Run the query and iterate over its records as they arrive.

        Args:
            policy: a query policy.
            options: as for :meth:`results`.

        Returns:
            An iterator of ``(key, meta, bins)``. Closing or dropping it ends the query. It raises
            the errors of the server, as :meth:`results` does.
        """
        return self._iterate(self._order_of(policy, options))

    def __iter__(self) -> Iterator[Record]:
        return self.records()


def _not_added(error: ClientError) -> ParamError:
    return param_error(_NOT_ADDED, ": ".join(filter(None, (error.msg, error.detail))))


def _bin_name(bin: Any) -> str:
    bin = bin_name(bin)
    if not isinstance(bin, str):
        raise param_error(_NOT_ADDED, f"the bin should be a string, not {bin!r}")
    if len(utf8(bin)) > BIN_NAME_LIMIT:
        raise param_error(_NOT_ADDED, f"a bin name has at most 15 bytes: {bin!r}")
    return bin


def _operands(kind: int, data_type: int, value: Any, second: Any) -> tuple[Any, int]:
    """The value or values to compare with, checked."""
    if data_type in (INDEX_STRING, INDEX_GEO2DSPHERE):
        if not isinstance(value, str):
            raise param_error(_NOT_ADDED, f"{value!r} is not a string")
        return value, 0
    if data_type == INDEX_BLOB and kind == EQUAL:
        if not isinstance(value, (bytes, bytearray)):
            raise param_error(_NOT_ADDED, f"{value!r} is not bytes")
        return bytes(value), 0
    if data_type != INDEX_NUMERIC or kind not in (EQUAL, RANGE):
        raise param_error(_NOT_ADDED, f"unknown predicate type {kind} of data type {data_type}")
    numbers = []
    for number in (value, second if kind == RANGE else 0):
        if not isinstance(number, int):
            raise param_error(_NOT_ADDED, f"{number!r} is not an integer")
        if not -INT64 <= number < INT64:
            raise param_error(_NOT_ADDED, f"{number} needs more than 64 bits")
        numbers.append(int(number))
    return numbers[0], numbers[1]
