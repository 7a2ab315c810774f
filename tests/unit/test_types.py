"""The types of dictionaries have the keys that the code takes."""

from __future__ import annotations

import pickle
import typing

import pytest

import aerospike
from aerospike import types
from aerospike.config import configuration as config
from aerospike.config import policy
from aerospike_helpers.batch.records import Write

KINDS = {
    "read": types.ReadPolicy,
    "write": types.WritePolicy,
    "operate": types.OperatePolicy,
    "remove": types.RemovePolicy,
    "apply": types.ApplyPolicy,
    "batch": types.BatchPolicy,
    "batch_read": types.BatchReadPolicy,
    "batch_write": types.BatchWritePolicy,
    "batch_apply": types.BatchApplyPolicy,
    "batch_remove": types.BatchRemovePolicy,
    "query": types.QueryPolicy,
    "scan": types.ScanPolicy,
    "info": types.InfoPolicy,
    "admin": types.AdminPolicy,
    "write_and_info": types.WriteJobPolicy,
    "scan_and_info": types.ScanJobPolicy,
}


@pytest.mark.parametrize("kind", KINDS)
def test_policies(kind: str) -> None:
    assert set(KINDS[kind].__annotations__) == policy.valid_keys(kind)


def test_configuration() -> None:
    assert set(types.ClientConfig.__annotations__) == config.VALID_KEYS
    assert set(types.PoliciesConfig.__annotations__) == config.VALID_POLICIES_KEYS
    assert set(types.AioConfig.__annotations__) == config.VALID_AIO_KEYS
    assert set(types.LuaConfig.__annotations__) == config.VALID_LUA_KEYS
    assert set(types.TlsConfig.__annotations__) == config.VALID_TLS_KEYS
    assert set(types.ShmConfig.__annotations__) == config.VALID_SHM_KEYS


PLAIN = (("test", "demo", None, bytearray(20)), {"gen": 1, "ttl": 2}, {"a": 1})


def test_record_is_the_tuple_that_it_is_made_of() -> None:
    record = types.Record(*PLAIN)
    assert record == PLAIN
    assert isinstance(record, tuple)
    assert (record.key, record.meta, record.bins) == PLAIN
    assert pickle.loads(pickle.dumps(record)) == PLAIN


def test_type_of_no_value_has_no_values() -> None:
    with pytest.raises(TypeError, match="for type checkers alone"):
        types.KnownOption()


@pytest.mark.parametrize("function", [aerospike.client, aerospike.Client.get, Write.__init__])
def test_types_of_arguments_can_be_looked_up_at_run_time(function: typing.Any) -> None:
    assert typing.get_type_hints(function)
