"""The faults that a test can order, each in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import Result
from ..model.digest import key_digest
from ..state.faults import KINDS, Fault, FaultTable
from .node import Node

__all__ = ["Faults"]

Key = tuple[str, str | None, str | int | bytes | bytearray]


class Faults:
    """The faults of a server. Each method orders one and returns it.

    A fault lasts until it has met as many commands as it was ordered for, until its ``end()``,
    until :meth:`clear` or until :meth:`Server.reset() <aerospike.devserver.Server.reset>`. It is a
    context manager too, and ends with the block. Its ``hits`` says how many commands it has met.

    ``kill``, ``freeze``, ``slow`` and ``cut`` are faults of a node. The others are faults of
    commands. These arguments say which commands they meet:

    - ``nth``: the first one, counted from 1 and from the order on.
    - ``times``: how many; None: all.
    - ``only``: ``"read"``, ``"write"``, ``"delete"``, ``"udf"``, ``"query"`` (queries and scans)
      or ``"transaction"`` (what a commit or an abort sends); None: all kinds. An ``operate`` that
      changes a bin is a write.
    - ``key``: the key of the record.
    - ``namespace`` and ``set_name``.
    - ``node``: the number of the node.

    Each record of a batch is a command. Info commands and logins are not commands here.
    """

    def __init__(self, table: FaultTable, nodes: Sequence[Node]) -> None:
        self._table = table
        self._nodes = nodes

    # Of a node

    def kill(self, node: int = 0) -> Fault:
        """Stops a node, and starts it again on the same port when the fault ends."""
        return self._of_node(self._nodes[node].stop, self._nodes[node].start)

    def freeze(self, node: int = 0) -> Fault:
        """Lets a node answer nothing, while its connections stay open.

        When the fault ends, it answers the requests that have arrived meanwhile.
        """
        return self._of_node(self._nodes[node].freeze, self._nodes[node].thaw)

    def slow(self, seconds: float, node: int = 0) -> Fault:
        """Delays all that a node answers."""
        chosen = self._nodes[node]

        def delay(seconds: float) -> Callable[[], None]:
            return lambda: setattr(chosen, "delay", seconds)

        return self._of_node(delay(seconds), delay(chosen.delay))

    def cut(self, node: int = 0) -> Fault:
        """Cuts a node off from clients: its connections close, and new ones too.

        Unlike a killed node, it stays in the cluster and keeps its partitions.
        """
        return self._of_node(self._nodes[node].cut, self._nodes[node].restore)

    # Of commands

    def refuse(self, nth: int = 1, *, times: int | None = 1, **which: object) -> Fault:
        """Refuses the n-th command, which does not run: FORBIDDEN, code 22."""
        return self.answer(Result.FORBIDDEN, nth=nth, times=times, **which)

    def answer(self, code: int, **which: object) -> Fault:
        """Answers commands with a result code; they do not run."""
        return self._of_commands(Fault(code=int(code)), which)

    def delay(self, seconds: float, **which: object) -> Fault:
        """Delays commands before they run."""
        return self._of_commands(Fault(delay=seconds), which)

    def drop_request(self, *, times: int | None = 1, **which: object) -> Fault:
        """Closes the connection before the command runs.

        The client cannot know that, so the error of a write is in doubt, as with
        :meth:`drop_reply`.
        """
        return self._of_commands(Fault(drops_request=True), {"times": times, **which})

    def drop_reply(self, *, times: int | None = 1, **which: object) -> Fault:
        """Runs the command, and closes the connection without a reply.

        The client cannot know whether a write has happened, so its error is in doubt.
        """
        return self._of_commands(Fault(drops_reply=True), {"times": times, **which})

    def device_overload(self, **which: object) -> Fault:
        """Refuses writes, as if the storage could not keep up: DEVICE_OVERLOAD, code 18."""
        return self.answer(Result.DEVICE_OVERLOAD, **{"only": "write", **which})

    def hot_key(self, key: Key | None = None, **which: object) -> Fault:
        """Refuses commands on a record that too many clients want: KEY_BUSY, code 14."""
        return self.answer(Result.KEY_BUSY, key=key, **which)

    def partition_unavailable(self, **which: object) -> Fault:
        """Refuses commands, as if no node had the partition: UNAVAILABLE, code 11."""
        return self.answer(Result.UNAVAILABLE, **which)

    def quota_exceeded(self, **which: object) -> Fault:
        """Refuses commands, as if the user had reached a quota: QUOTA_EXCEEDED, code 83."""
        return self.answer(Result.QUOTA_EXCEEDED, **which)

    # All

    @property
    def active(self) -> list[Fault]:
        """The faults that have not ended."""
        return list(self._table.ordered)

    def clear(self) -> None:
        """Ends all faults, also those that were ordered at a node."""
        self._table.clear()
        for node in self._nodes:
            node.delay = 0.0
            node.thaw()
            node.restore()
            node.start()

    def _of_node(self, breaks: Callable[[], None], restores: Callable[[], None]) -> Fault:
        breaks()
        # No command meets it.
        return self._table.add(Fault(wanted={"node": None}, at_end=restores))

    def _of_commands(self, fault: Fault, which: dict[str, object]) -> Fault:
        wanted = {name: value for name, value in which.items() if value is not None}
        fault.nth = _count(wanted.pop("nth", 1), "nth")
        if "times" in wanted:
            fault.times = _count(wanted.pop("times"), "times")
        unknown = wanted.keys() - _TARGETS.keys()
        if unknown:
            known = ", ".join(("nth", "times", *_TARGETS))
            raise TypeError(f"a fault has no argument {min(unknown)!r}: it has {known}")
        for name, value in wanted.items():
            fault.wanted.update(_TARGETS[name](self, value))
        return self._table.add(fault)

    def _only(self, kind: object) -> dict[str, object]:
        if kind not in KINDS:
            raise ValueError(f"only={kind!r}: it is one of {', '.join(KINDS)}")
        return {"kind": kind}

    def _key(self, key: object) -> dict[str, object]:
        if not isinstance(key, tuple) or len(key) not in (3, 4):
            raise TypeError(f"a key is a tuple (namespace, set, key), not {key!r}")
        digest = key[3] if len(key) == 4 else key_digest(key[1], key[2])
        return {"namespace": key[0].encode(), "digest": bytes(digest)}

    def _node(self, number: object) -> dict[str, object]:
        if not isinstance(number, int):
            raise TypeError(f"a node is its number, not {number!r}")
        return {"node": self._nodes[number]}


def _count(value: object, name: str) -> int:
    if not isinstance(value, int) or value < 1:
        raise ValueError(f"{name}={value!r}: it is counted from 1")
    return value


_TARGETS: dict[str, Callable[[Faults, object], dict[str, object]]] = {
    "only": Faults._only,
    "key": Faults._key,
    "namespace": lambda _, name: {"namespace": str(name).encode()},
    "set_name": lambda _, name: {"set_name": str(name).encode()},
    "node": Faults._node,
}
"""By the names of arguments: what they demand of a command."""
