"""Transactions before a command uses them, and how their native part is bound."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import aerospike
from aerospike import Transaction
from aerospike.transaction import native_transaction

UINT32_ERRORS = [
    ("a", TypeError, "a must be an integer"),
    (None, TypeError, "None must be an integer"),
    (1.5, TypeError, "1.5 must be an integer"),
    (-1, OverflowError, "can't convert negative int to unsigned"),
    (2**32, ValueError, "4294967296 exceeds 4294967295"),
    (2**64, OverflowError, "int too big to convert"),
]


class Native:
    def __init__(self, transaction: Transaction) -> None:
        self.timeout = transaction.timeout
        self.in_doubt = True
        self.state = aerospike.TXN_STATE_COMMITTED

    def set_timeout(self, timeout: int) -> None:
        self.timeout = timeout


def test_new_transaction_is_open_and_has_the_servers_timeout() -> None:
    transaction = Transaction()
    assert transaction.state == aerospike.TXN_STATE_OPEN
    assert transaction.in_doubt is False
    assert transaction.timeout == 0


def test_ids_are_positive_differ_and_need_64_bits() -> None:
    ids = {Transaction().id for _ in range(100)}
    assert len(ids) == 100
    assert 0 < min(ids) <= max(ids) < 2**64
    assert max(ids) > 2**56


@pytest.mark.parametrize("args", [(), (1,), (1, 2), (0, 0), (True, 2**32 - 1)])
def test_capacities_are_optional(args: Any) -> None:
    assert Transaction(*args).state == aerospike.TXN_STATE_OPEN


@pytest.mark.parametrize("name", ["reads_capacity", "writes_capacity"])
@pytest.mark.parametrize(("value", "error", "message"), UINT32_ERRORS)
def test_capacity_is_an_unsigned_number_of_32_bits(
    name: str, value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as raised:
        Transaction(**{name: value})
    assert str(raised.value) == message


@pytest.mark.parametrize("value", [0, 5, True, 2**32 - 1])
def test_timeout_can_be_set(value: int) -> None:
    transaction = Transaction()
    transaction.timeout = value
    assert transaction.timeout == value


@pytest.mark.parametrize(("value", "error", "message"), UINT32_ERRORS)
def test_timeout_is_an_unsigned_number_of_32_bits(
    value: Any, error: type[Exception], message: str
) -> None:
    transaction = Transaction()
    with pytest.raises(error) as raised:
        transaction.timeout = value
    assert str(raised.value) == message
    assert transaction.timeout == 0


@pytest.mark.parametrize("name", ["id", "state", "in_doubt", "other"])
def test_other_attributes_cannot_be_set(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Transaction(), name, 1)


def test_transactions_are_equal_only_to_themselves() -> None:
    transaction = Transaction()
    assert len({transaction, transaction, Transaction()}) == 2


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_transaction_cannot_be_copied_or_pickled(duplicate: Any) -> None:
    with pytest.raises(TypeError, match=r"cannot pickle 'aerospike.Transaction' object"):
        duplicate(Transaction())


def test_transaction_cannot_be_subclassed() -> None:
    with pytest.raises(TypeError, match=r"'aerospike.Transaction' is not an acceptable base type"):
        type("Other", (Transaction,), {})


def test_native_part_is_made_once_and_then_tells_the_state() -> None:
    transaction = Transaction()
    transaction.timeout = 7
    native = native_transaction(transaction, Native)
    assert native.timeout == 7
    assert native_transaction(transaction, Native) is native
    assert transaction.in_doubt is True
    assert transaction.state == aerospike.TXN_STATE_COMMITTED
    transaction.timeout = 9
    assert native.timeout == 9


def test_repr_tells_the_id_and_the_state() -> None:
    transaction = Transaction()
    assert repr(transaction) == f"<aerospike.Transaction {transaction.id}: open>"
    native_transaction(transaction, Native)
    assert repr(transaction) == f"<aerospike.Transaction {transaction.id}: committed, in doubt>"
