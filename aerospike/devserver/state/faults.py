"""Faults that a test has ordered: which commands they meet, and what happens to those."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..errors import Result

__all__ = ["KINDS", "Disconnect", "Fault", "FaultTable", "Target"]

KINDS = ("read", "write", "delete", "udf", "query", "transaction")
"""The kinds of commands. ``operate`` that changes a bin is a write."""


class Disconnect(Exception):
    """A fault closes the connection."""


class Target(NamedTuple):
    """A command as faults see it."""

    node: object
    kind: str
    namespace: bytes = b""
    set_name: bytes = b""
    digest: bytes = b""


@dataclass(eq=False)
class Fault:
    """A fault that a test has ordered. It lasts until it has met its commands, or until it ends.

    A context manager: the fault ends with the block.
    """

    code: int | None = None
    """The result code that commands are answered with; None: they run."""
    delay: float = 0.0
    """Seconds that commands wait before they run."""
    drops_request: bool = False
    """Whether the connection closes before the command runs."""
    drops_reply: bool = False
    """Whether the connection closes after the command has run."""
    nth: int = 1
    """The first command that is met, counted from 1."""
    times: int | None = None
    """How many commands are met; None: all."""
    wanted: dict[str, object] = field(default_factory=dict)
    """What the commands have in common, by the fields of :class:`Target`."""
    at_end: Callable[[], None] = lambda: None
    """Ends what the fault has broken."""
    hits: int = 0
    """How many commands it has met."""

    def __post_init__(self) -> None:
        self._seen = 0
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @property
    def has_ended(self) -> bool:
        """Whether it meets no more commands."""
        return self._ended.is_set()

    def end(self) -> None:
        """Ends the fault; commands that it delays continue at once."""
        with self._lock:
            if self._ended.is_set():
                return
            self._ended.set()
        self.at_end()

    def meet(self, target: Target) -> bool:
        """Whether it meets a command; if so, the command is counted."""
        if any(getattr(target, name) != value for name, value in self.wanted.items()):
            return False
        with self._lock:
            if self._ended.is_set():
                return False
            self._seen += 1
            if self._seen < self.nth:
                return False
            self.hits += 1
            is_last = self.hits == self.times
        if is_last and not self.delay:
            self.end()
        return True

    def wait(self) -> None:
        """Waits for the delay, or until the fault ends."""
        if self.delay:
            self._ended.wait(self.delay)
            if self.hits == self.times:
                self.end()

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()


class FaultTable:
    """The faults of a cluster that have not ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.ordered: tuple[Fault, ...] = ()
        """Empty most of the time, so that commands need one look."""

    def add(self, fault: Fault) -> Fault:
        """Adds a fault. It leaves the table when it ends."""
        restore = fault.at_end

        def leave() -> None:
            with self._lock:
                self.ordered = tuple(other for other in self.ordered if other is not fault)
            restore()

        fault.at_end = leave
        with self._lock:
            self.ordered = (*self.ordered, fault)
        return fault

    def clear(self) -> None:
        """Ends all faults."""
        for fault in self.ordered:
            fault.end()

    def before(self, target: Target) -> tuple[int | None, bool]:
        """What faults do to a command: the result code if it must not run, and whether its
        reply is dropped.

        Raises:
            Disconnect: the connection closes before the command runs.
        """
        code: int | None = None
        drops_reply = False
        for fault in self.ordered:
            if not fault.meet(target):
                continue
            fault.wait()
            if fault.drops_request:
                raise Disconnect
            drops_reply = drops_reply or fault.drops_reply
            if code is None and fault.code is not None and fault.code != Result.OK:
                code = fault.code
        return code, drops_reply
