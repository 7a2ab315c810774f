"""The end of multi-record transactions."""

from __future__ import annotations

from typing import Any

from aerospike._command.session import Session
from aerospike._msgpack import packb
from aerospike._native.transactions import handle_of
from aerospike._wire.requests import Command
from aerospike._wire.values import unpack
from aerospike.transaction import Transaction

__all__ = ["abort", "commit"]


def commit(session: Session, transaction: Transaction) -> Command:
    return _end("bridge_commit", "commit", transaction)


def abort(session: Session, transaction: Transaction) -> Command:
    return _end("bridge_abort", "abort", transaction)


def _end(function: str, method: str, transaction: Any) -> Command:
    if type(transaction) is not Transaction:
        given = "None" if transaction is None else type(transaction).__name__
        raise TypeError(f"{method}() argument 1 must be aerospike.Transaction, not {given}")
    handle = handle_of(transaction)
    return function, packb((handle.address,)), handle, unpack, None, None, {}
