"""The types of dictionaries have the keys that the code takes."""

from __future__ import annotations

import pytest

from aerospike import config, policy, types

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
}


@pytest.mark.parametrize("kind", KINDS)
def test_policies(kind: str) -> None:
    assert set(KINDS[kind].__annotations__) == policy.valid_keys(kind)


def test_configuration() -> None:
    assert set(types.ClientConfig.__annotations__) == config.VALID_KEYS
    assert set(types.PoliciesConfig.__annotations__) == config.VALID_POLICIES_KEYS
    assert set(types.LuaConfig.__annotations__) == config.VALID_LUA_KEYS
    assert set(types.TlsConfig.__annotations__) == config.VALID_TLS_KEYS
    assert set(types.ShmConfig.__annotations__) == config.VALID_SHM_KEYS
