"""The native part of a transaction: the records that it has read and written, for the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aerospike._native.library import load
from aerospike.transaction import native_transaction

if TYPE_CHECKING:
    from aerospike.transaction import Transaction

__all__ = ["Handle", "handle_of"]


class Handle:
    """The owner of an ``as_txn``; ``address`` is what policies and the bridge take."""

    __slots__ = ("_free", "_library", "address")

    def __init__(self, transaction: Transaction) -> None:
        library = load()
        self._library = library
        # Bound here, so that the finalizer still has it while the interpreter goes down.
        self._free = library.bridge_transaction_free
        self.address: int = library.bridge_transaction_new(
            transaction.id,
            transaction.reads_capacity,
            transaction.writes_capacity,
            transaction.timeout,
        )
        if not self.address:
            raise MemoryError("no memory for a transaction")

    @property
    def in_doubt(self) -> bool:
        in_doubt: bool = self._library.bridge_transaction_in_doubt(self.address)
        return in_doubt

    @property
    def state(self) -> int:
        state: int = self._library.bridge_transaction_state(self.address)
        return state

    def set_timeout(self, timeout: int) -> None:
        self._library.bridge_transaction_set_timeout(self.address, timeout)

    def __del__(self) -> None:
        address = getattr(self, "address", 0)
        if address:
            self._free(address)


def handle_of(transaction: Transaction) -> Handle:
    """The native part of *transaction*, made on the first call."""
    return native_transaction(transaction, Handle)
