"""Scans: all records of a set or a namespace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aerospike._errors import UNSET, param_error
from aerospike._signatures import official_calls
from aerospike.statement.statement import Record, Statement, Unsigned
from aerospike.types import AnyScanPolicy

__all__ = ["Scan"]


@official_calls
class Scan(Statement):
    """A scan of a set or namespace.

    Made by :meth:`Client.scan`. It can be iterated over, as a :class:`Query` can: records stream,
    and memory stays bounded.
    """

    __slots__ = ()

    _is_query = False
    _policy_kind = "scan"
    _background_kind = "scan"
    _callback_error = "Callback function raised an exception"

    ttl = Unsigned(
        32, "The time to live that a background scan sets, in seconds, or one of ``TTL_*``."
    )

    def select(self, *bins: str | bytearray) -> Scan:
        """Return only the named bins; only the first call counts.

        Args:
            *bins: names. A bin that a record lacks is left out; without names, all bins are
                returned.

        Returns:
            The scan.

        Raises:
            ParamError: a name is not a string.
        """
        already = self._select
        self._add_select(bins)
        if already:
            self._select = already
        return self

    def apply(self, module: str, function: str, arguments: list[Any] = UNSET) -> Scan:
        """Set a record function for :meth:`execute_background` to run on each record.

        Args:
            module: the name of the module, without ``.lua``.
            function: the name of the function.
            arguments: its arguments after the record.

        Returns:
            The scan.

        Raises:
            ClientError: an argument has the wrong type, or the server has no type for a value.
        """
        self._client._require_connection(".")
        return super().apply(module, function, arguments)

    def _set_options(self, options: Any) -> None:
        if not isinstance(options, dict):
            return
        for name, value in options.items():
            if not isinstance(name, str):
                raise param_error("Policy key must be string", f"not {name!r}")
            if name not in ("concurrent", "nobins"):
                raise param_error("Invalid value for scan options", repr(name))
            if not isinstance(value, bool):
                raise param_error(f"Invalid value(type) for {name}", repr(value))
        self._concurrent = options.get("concurrent", self._concurrent)
        self._no_bins = options.get("nobins", self._no_bins)

    def results(
        self, policy: AnyScanPolicy | None = None, nodename: str | None = None
    ) -> list[Any]:
        """Run the scan and return its records.

        Args:
            policy: a scan policy.
            nodename: scan only the node of this name, from :meth:`Client.get_node_names`.

        Returns:
            A list of ``(key, meta, bins)``, in no particular order.

        Raises:
            ParamError: *policy* is invalid, or no node has the name.
        """
        return self._collect(self._order(policy, nodename))

    def foreach(
        self,
        callback: Callable[..., Any],
        policy: AnyScanPolicy | None = None,
        options: Mapping[str, bool] | None = None,
        nodename: str | None = None,
    ) -> None:
        """Run the scan and call a function for each record.

        The function is called in the thread that called this method.

        Args:
            callback: called with ``(key, meta, bins)`` as one argument; with a partition filter,
                with the partition id and ``(key, meta, bins)``. Returning ``False`` ends the
                scan.
            policy: a scan policy.
            options: ``{"nobins": True}`` returns no bins; ``{"concurrent": True}`` scans all
                nodes at once rather than one after the other.
            nodename: scan only the node of this name.

        Raises:
            ClientError: *callback* has raised an exception, which is the cause of this one.
            ParamError: *policy* or *options* is invalid, or no node has the name.
        """
        order = self._order(policy, nodename)
        self._set_options(options)
        self._call_back(order, callback, bool(policy) and "partition_filter" in (policy or ()))

    def records(
        self,
        policy: AnyScanPolicy | None = None,
        options: Mapping[str, bool] | None = None,
        nodename: str | None = None,
    ) -> Iterator[Record]:
        """Run the scan and iterate over its records, as they arrive.

        Args:
            policy: a scan policy.
            options: as for :meth:`foreach`.
            nodename: the name of the one node to scan; all nodes by default.

        Returns:
            An iterator of ``(key, meta, bins)``. Closing or dropping it ends the scan. It raises
            the errors of the server, as :meth:`foreach` does.
        """
        order = self._order(policy, nodename)
        self._set_options(options)
        return self._iterate(order)

    def __iter__(self) -> Iterator[Record]:
        return self.records()
