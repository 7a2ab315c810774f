"""Reading in parallel: a scan or a query split into parts that other processes read.

:func:`split` makes the parts. Each part has its own partitions and holds only plain data. It can be
pickled and sent to a process, a machine or an engine for parallel work, and opens its own client
there. Together, the parts return each record of the scan or query once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from aerospike._errors import param_error
from aerospike._wire.partitions import pack_partition_filter
from aerospike.key import PARTITIONS
from aerospike.statement.query import Query
from aerospike.statement.scan import Scan
from aerospike.statement.statement import Record, Statement

if TYPE_CHECKING:
    from aerospike.client import Client
from aerospike.types import AnyQueryPolicy, AnyScanPolicy

__all__ = ["Part", "split"]

# The settings of a scan or query that a part takes over: only plain data.
_DESCRIPTION = (
    "_namespace",
    "_set",
    "_numbers",
    "_select",
    "_operations",
    "_predicate",
    "_no_bins",
    "_concurrent",
)


class Part:
    """A part of a scan or query: some of its partitions, to read anywhere. Made by :func:`split`.

    Iterating over a part reads it, again each time. Its records are those of the scan or query:
    ``(key, meta, bins)``, as they arrive, in bounded memory.

    A pickled part contains the configuration of the client, also its password.
    """

    __slots__ = ("_config", "_description", "_kind", "_policy")

    def __init__(
        self,
        kind: type[Query] | type[Scan],
        description: dict[str, Any],
        policy: dict[str, Any],
        config: dict[str, Any],
    ) -> None:
        self._kind = kind
        self._description = description
        self._policy = policy
        self._config = config

    @property
    def namespace(self) -> str:
        """The namespace."""
        name: str = self._description["_namespace"]
        return name

    @property
    def set(self) -> str | None:
        """The set, or None for all records of the namespace."""
        name: str | None = self._description["_set"]
        return name

    @property
    def partitions(self) -> range:
        """The ids of the partitions that the part reads."""
        chosen = self._policy["partition_filter"]
        return range(chosen["begin"], chosen["begin"] + chosen["count"])

    def records(self, client: Client | None = None) -> Iterator[Record]:
        """Read the part.

        Args:
            client: read with this client, which stays open. Without it, the iteration opens a
                client with the configuration of the original one, and closes it at the end.

        Returns:
            An iterator of ``(key, meta, bins)``. Closing or dropping it ends the reading.

        Raises:
            AerospikeError: by the iterator, if the cluster cannot be reached or the server reports
                an error.
        """
        if client is not None:
            yield from self._statement(client).records(self._policy)
            return
        from aerospike.client import Client

        own = Client(self._config)
        try:
            yield from self._statement(own).records(self._policy)
        finally:
            own.close()

    def results(self, client: Client | None = None) -> list[Record]:
        """Read the part into a list.

        Args and raises as :meth:`records`.

        Returns:
            A list of ``(key, meta, bins)``, in no particular order.
        """
        return list(self.records(client))

    def __iter__(self) -> Iterator[Record]:
        return self.records()

    def _statement(self, client: Client) -> Query | Scan:
        statement = self._kind._of(client, self.namespace, self.set)
        for name, value in self._description.items():
            setattr(statement, name, value)
        return statement

    def __repr__(self) -> str:
        kind, ids = self._kind.__name__.lower(), self.partitions
        where = self.namespace if self.set is None else f"{self.namespace}.{self.set}"
        return f"<Part of a {kind} of {where}: partitions {ids.start} to {ids.stop - 1}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Part):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Part.__slots__)

    def __hash__(self) -> int:
        return hash((self._kind, self.namespace, self.set, self.partitions))


def split(
    statement: Query | Scan, parts: int, policy: AnyQueryPolicy | AnyScanPolicy | None = None
) -> list[Part]:
    """Split a scan or query into parts that can be read in parallel.

    The parts take over the settings of *statement*: bins, predicate, operations that read, options
    and ``records_per_second``, which limits each part. Later changes of *statement* do not change
    the parts.

    Args:
        statement: a scan or query.
        parts: the number of parts, from 1 to the number of partitions, which is 4096 unless the
            policy has a ``partition_filter``. With a few times as many parts as workers, workers
            that finish early take over more parts.
        policy: a scan or query policy, for reading the parts. A ``partition_filter`` in it is
            split: with a ``partition_status``, the parts resume at the place at which an earlier
            run ended.

    Returns:
        The parts, in order, each with about the same number of partitions.

    Raises:
        ParamError: *statement* is not a scan or query, or has a function, ``max_records`` or pages,
            which concern a run as a whole; *parts* is out of range; or *policy* is invalid.
    """
    _check(statement)
    given: dict[str, Any] = dict(policy or {})
    chosen = given.get("partition_filter", {})
    pack_partition_filter(chosen)
    ids = range(PARTITIONS)[chosen.get("begin", 0) :][: chosen.get("count", PARTITIONS)]
    if not isinstance(parts, int) or not 1 <= parts <= len(ids):
        raise param_error(
            f"parts must be an int from 1 to {len(ids)}, the partitions, not {parts!r}"
        )
    client: Any = statement._client
    client._session.policies.get(statement._policy_kind, given)
    description = {name: getattr(statement, name) for name in _DESCRIPTION}
    description["_numbers"] = dict(statement._numbers)
    return [
        Part(
            type(statement),
            description,
            {**given, "partition_filter": _part_of(chosen, part_ids, ids)},
            client._config,
        )
        for part_ids in _ranges(ids, parts)
    ]


def _check(statement: Any) -> None:
    if not isinstance(statement, Statement):
        raise param_error("only a scan or a query can be split", f"not {statement!r}")
    for found, what in (
        (statement._function[0] is not None, "a function"),
        (statement._numbers.get("max_records"), "max_records"),
        (statement._paginate, "paginate"),
    ):
        if found:
            kind = type(statement).__name__
            raise param_error(f"a {kind} with {what} cannot be split: that is of a run as a whole")


def _ranges(ids: range, parts: int) -> Iterator[range]:
    """Consecutive ranges that make up *ids*; none is longer than another by more than one."""
    for part in range(parts):
        yield ids[len(ids) * part // parts : len(ids) * (part + 1) // parts]


def _part_of(chosen: Mapping[str, Any], part_ids: range, ids: range) -> dict[str, Any]:
    """A partition filter for some partitions of another one."""
    part: dict[str, Any] = {"begin": part_ids.start, "count": len(part_ids)}
    if "digest" in chosen and part_ids.start == ids.start:
        # It applies only to the first partition.
        part["digest"] = chosen["digest"]
    status = chosen.get("partition_status")
    if status is not None:
        part["partition_status"] = {
            name: entry
            for name, entry in status.items()
            if not isinstance(name, int) or name in part_ids
        }
    return part
