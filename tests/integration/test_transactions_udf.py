"""User-defined functions in transactions and as durable deletes (Enterprise edition)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import Transaction
from aerospike import exception as e

pytest.importorskip("lupa")

Key = tuple[str, str, Any]

BLOCKED, FORBIDDEN, ENTERPRISE_ONLY = 120, 22, 25
DURABLE = {"durable_delete": True}

MODULE = "in_transactions"
SOURCE = """
function read(record) return record.a end
function write(record, value)
    record.a = value
    if aerospike:exists(record) then
        return aerospike:update(record)
    end
    return aerospike:create(record)
end
function remove(record) return aerospike:remove(record) end
"""


def register(client: aerospike.Client, directory: Path) -> None:
    path = directory / f"{MODULE}.lua"
    path.write_text(SOURCE)
    client.udf_put(str(path))


@pytest.fixture(scope="module")
def calling(
    config: dict[str, Any], needs_enterprise: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[aerospike.Client]:
    """A client whose server has the module."""
    directory = tmp_path_factory.mktemp("lua")
    client = aerospike.client({**config, "lua": {"user_path": str(directory)}})
    register(client, directory)
    yield client
    client.udf_remove(f"{MODULE}.lua")
    client.close()


def apply(client: aerospike.Client, key: Key, function: str, *args: Any, **policy: Any) -> Any:
    """What a function returns, or the code of the exception."""
    try:
        return client.apply(key, MODULE, function, list(args), policy)
    except e.AerospikeError as error:
        return error.code


@pytest.fixture
def written(calling: aerospike.Client, key: Key) -> Key:
    """The key of a record ``{"a": 1}``."""
    calling.put(key, {"a": 1})
    return key


@pytest.mark.parametrize(("end", "left"), [("commit", 2), ("abort", 1)])
def test_what_a_function_writes_is_part_of_the_transaction(
    calling: aerospike.Client, written: Key, end: str, left: int
) -> None:
    transaction = Transaction()
    assert apply(calling, written, "write", 2, txn=transaction) == 0
    assert apply(calling, written, "read", txn=transaction) == 2
    assert apply(calling, written, "read") == 1
    getattr(calling, end)(transaction)
    assert apply(calling, written, "read") == left


def test_a_function_creates_a_record(calling: aerospike.Client, key: Key) -> None:
    transaction = Transaction()
    apply(calling, key, "write", 2, txn=transaction)
    assert calling.exists(key)[1] is None
    calling.commit(transaction)
    assert calling.get(key)[2] == {"a": 2}


def test_a_function_cannot_write_what_a_transaction_has_written(
    calling: aerospike.Client, written: Key
) -> None:
    transaction = Transaction()
    calling.put(written, {"a": 2}, policy={"txn": transaction})
    assert apply(calling, written, "write", 3) == BLOCKED
    assert apply(calling, written, "remove") == BLOCKED
    assert apply(calling, written, "read", txn=Transaction()) == BLOCKED
    calling.abort(transaction)


def test_what_a_function_reads_is_verified(calling: aerospike.Client, written: Key) -> None:
    transaction = Transaction()
    assert apply(calling, written, "read", txn=transaction) == 1
    calling.put(written, {"a": 5})
    with pytest.raises(e.TransactionFailed):
        calling.commit(transaction)


def test_a_function_deletes_durably(calling: aerospike.Client, written: Key) -> None:
    transaction = Transaction()
    assert apply(calling, written, "remove", txn=transaction) == FORBIDDEN
    assert apply(calling, written, "remove", txn=transaction, **DURABLE) == 0
    assert calling.get(written)[2] == {"a": 1}
    calling.commit(transaction)
    assert calling.exists(written)[1] is None
    apply(calling, written, "write", 2)
    assert calling.exists(written)[1]["gen"] == 3


def test_a_function_deletes_durably_on_its_own(calling: aerospike.Client, written: Key) -> None:
    assert apply(calling, written, "remove", **DURABLE) == 0
    calling.put(written, {"a": 1})
    assert calling.exists(written)[1]["gen"] == 3


def test_a_community_server_calls_no_functions_in_transactions(
    community_config: dict[str, Any], key: Key, tmp_path: Path
) -> None:
    client = aerospike.client({**community_config, "lua": {"user_path": str(tmp_path)}})
    register(client, tmp_path)
    client.put(key, {"a": 1})
    assert apply(client, key, "read", txn=Transaction()) == ENTERPRISE_ONLY
    assert apply(client, key, "remove", **DURABLE) == ENTERPRISE_ONLY
    assert client.get(key)[2] == {"a": 1}
    client.udf_remove(f"{MODULE}.lua")
    client.close()
