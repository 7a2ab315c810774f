"""Multi-record transactions."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, final

from aerospike._errors import Closed, NotCopied, uint32
from aerospike.constants import (
    TXN_STATE_ABORTED,
    TXN_STATE_COMMIT_FAILED,
    TXN_STATE_COMMITTED,
    TXN_STATE_OPEN,
    TXN_STATE_VERIFIED,
)

__all__ = ["Transaction"]

DEFAULT_CAPACITY = 128

_STATES = {
    TXN_STATE_OPEN: "open",
    TXN_STATE_VERIFIED: "verified",
    TXN_STATE_COMMITTED: "committed",
    TXN_STATE_ABORTED: "aborted",
    TXN_STATE_COMMIT_FAILED: "commit failed",
}

Native = TypeVar("Native", bound="NativeTransaction")


class NativeTransaction(Protocol):
    """The part of a transaction that lives in the shared library, once a command has used it."""

    @property
    def in_doubt(self) -> bool: ...

    @property
    def state(self) -> int: ...

    def set_timeout(self, timeout: int) -> None: ...


class _Guard:
    """The lock for making the native part of a transaction; a forked child has its own."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.lock = threading.Lock()


_guard = _Guard()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_guard.renew)


@final
class Transaction(Closed, NotCopied):
    """A multi-record transaction: the commands that name it take effect together or not at all.

    A command takes part if its policy has the transaction as ``txn``. All its records must be in
    one namespace: the namespace of the first command. The server must be Enterprise Edition 8.0 or
    newer, and the namespace strongly consistent.

    Args:
        reads_capacity: how many records the transaction is expected to read.
        writes_capacity: how many records the transaction is expected to write.

    Raises:
        TypeError: a capacity is not an integer.
        ValueError: a capacity needs more than 32 bits.
        OverflowError: a capacity is negative or needs more than 64 bits.
    """

    __slots__ = ("_id", "_native", "_timeout", "reads_capacity", "writes_capacity")
    __module__ = "aerospike"

    def __init__(
        self,
        reads_capacity: int = DEFAULT_CAPACITY,
        writes_capacity: int = DEFAULT_CAPACITY,
    ) -> None:
        self.reads_capacity = uint32(reads_capacity)
        self.writes_capacity = uint32(writes_capacity)
        # Zero is not a valid id.
        self._id = int.from_bytes(os.urandom(8), "little") or 1
        self._timeout = 0
        self._native: Any = None

    @property
    def id(self) -> int:
        """The transaction's id, a random number of 64 bits."""
        return self._id

    @property
    def in_doubt(self) -> bool:
        """Whether the transaction may be committed although ``commit`` failed."""
        return False if self._native is None else bool(self._native.in_doubt)

    @property
    def state(self) -> int:
        """One of the constants ``aerospike.TXN_STATE_*``."""
        return TXN_STATE_OPEN if self._native is None else int(self._native.state)

    @property
    def timeout(self) -> int:
        """How long the transaction may take, in seconds; 0 leaves it to the server.

        The server counts from the transaction's first write; change it before that.
        """
        return self._timeout

    @timeout.setter
    def timeout(self, value: int) -> None:
        seconds = uint32(value)
        with _guard.lock:
            self._timeout = seconds
            if self._native is not None:
                self._native.set_timeout(seconds)

    def __repr__(self) -> str:
        state = _STATES.get(self.state, self.state)
        doubt = ", in doubt" if self.in_doubt else ""
        return f"<aerospike.Transaction {self._id}: {state}{doubt}>"


def native_transaction(transaction: Transaction, make: Callable[[Transaction], Native]) -> Native:
    """The native part of *transaction*; *make* makes it from the attributes on the first call."""
    native: Native | None = transaction._native
    if native is None:
        with _guard.lock:
            native = transaction._native
            if native is None:
                native = transaction._native = make(transaction)
    return native
