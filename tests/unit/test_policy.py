"""Policies: keys, conversion, defaults, and what reaches the C client's structures."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike._native.connection import Connection
from aerospike._native.library import load
from aerospike.config.configuration import apply
from aerospike.config.keys import AIO, CLIENT, LUA, NO_UNIT, POLICIES, SHM, TLS, Key
from aerospike.config.policy import (
    CACHE_LIMIT,
    FIELDS,
    Field,
    PolicySet,
    record_metadata,
    valid_keys,
)

API = json.loads((Path(__file__).parents[1] / "data" / "aerospike-19.3.json").read_text())
OFFICIAL = API["valid_keys"]


@pytest.fixture
def policies() -> PolicySet:
    return make_policies({})


def make_policies(config: dict[str, Any]) -> PolicySet:
    connection = Connection(load())
    options = apply(
        {"hosts": [("127.0.0.1", 3000)], **config}, connection.config_address, connection.library
    )
    return PolicySet(connection.policy, options)


@pytest.mark.parametrize(
    ("kind", "official"),
    [("info_and_scan",) * 2, ("info_and_write",) * 2]
    + [("scan_and_info", "info_and_scan"), ("write_and_info", "info_and_write")]
    + [
        (kind, kind)
        for kind in FIELDS
        if kind not in ("batch_parent_write", "txn_verify", "txn_roll")
    ],
)
def test_the_valid_keys_are_the_official_ones(kind: str, official: str) -> None:
    assert valid_keys(kind) == set(OFFICIAL[f"{official}_policy"])


NOT_NUMBERS = {"expressions", "txn", "partition_filter", "deserialize"}


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (kind, field.key)
        for kind in FIELDS
        for field in FIELDS[kind]
        if field.key not in NOT_NUMBERS
    ],
)
def test_every_number_reaches_its_field(policies: PolicySet, kind: str, key: str) -> None:
    structure = policies.get(kind, {key: 1}).structure
    holder = structure if hasattr(structure, key) else structure.base
    assert getattr(holder, key) == 1
    with pytest.raises(e.ParamError, match=key):
        policies.get(kind, {key: "1"})
    with pytest.raises(e.ParamError, match=key):
        policies.get(kind, {key: 1.0})


UNITS = {"ms", "s", "bytes", "records", "records/s", "tries", "%"}


@pytest.mark.parametrize(
    "field",
    sorted({field for fields in FIELDS.values() for field in fields}),
    ids=lambda field: field.key,
)
def test_every_number_has_a_unit(field: Field) -> None:
    if not field.kind.name.startswith(("int", "uint")):
        assert field.unit == ""
    elif field.key == "generation" or re.search("``(POLICY|ERROR|QUERY)_", field.doc):
        assert field.unit == NO_UNIT
    else:
        assert field.unit in UNITS


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("total_timeout", "ms"),
        ("ttl", "s"),
        ("max_retries", "tries"),
        ("compression_threshold", "bytes"),
        ("records_per_second", "records/s"),
    ],
)
def test_unit_is_that_of_the_c_client(key: str, unit: str) -> None:
    found = {field.unit for fields in FIELDS.values() for field in fields if field.key == key}
    assert found == {unit}


@pytest.mark.parametrize(
    "key",
    [*CLIENT, *POLICIES, *LUA, *TLS, *SHM, *AIO],
    ids=lambda key: key.name,
)
def test_every_number_of_the_configuration_has_a_unit(key: Key) -> None:
    assert bool(key.unit) == (key.type in ("int", "list of int"))
    if key.unit not in ("", NO_UNIT):
        assert key.name not in NO_UNITS
    elif key.unit:
        assert key.name in NO_UNITS


NO_UNITS = {"auth_mode", "rack_id", "rack_ids", "send_bool_as", "shm_key"} | {
    field.key for fields in FIELDS.values() for field in fields if field.unit == NO_UNIT
}


def test_key_of_all_policies_has_the_unit_that_it_has_in_each() -> None:
    shared = {key.name: key.unit for key in POLICIES}
    for fields in FIELDS.values():
        for field in fields:
            assert shared.get(field.key, field.unit) == field.unit


@pytest.mark.parametrize("kind", ["read", "write", "operate", "remove", "apply", "batch"])
def test_an_expression_reaches_its_field(policies: PolicySet, kind: str) -> None:
    from aerospike_helpers.expressions import Eq, IntBin

    expression = Eq(IntBin("a"), 1).compile()
    assert policies.get(kind, {"expressions": expression}).structure.base.filter_exp
    with pytest.raises(e.ParamError):
        policies.get(kind, {"expressions": "a == 1"})


def test_numbers_that_do_not_fit_are_refused(policies: PolicySet) -> None:
    for kind, key, value in [
        ("read", "total_timeout", 2**32),
        ("read", "error_detail_verbosity", 256),
        ("remove", "generation", 65536),
        ("read", "key", 2**32),
        ("read", "read_touch_ttl_percent", 2**31),
    ]:
        with pytest.raises(e.ParamError, match=str(value)):
            policies.get(kind, {key: value})


def test_numbers_of_more_than_64_bits_are_a_client_error(policies: PolicySet) -> None:
    for kind, key in [("read", "total_timeout"), ("read", "compress"), ("scan", "max_records")]:
        with pytest.raises(e.ClientError, match=str(2**63)) as caught:
            policies.get(kind, {key: 2**63})
        assert caught.value.msg == "Unable to fetch long value from policy field"


@pytest.mark.parametrize(
    ("kind", "key", "field"),
    [
        ("read", "total_timeout", 2**32 - 1),
        ("write", "ttl", 2**32 - 1),
        ("scan", "max_records", -1),
    ],
)
def test_minus_one_is_the_largest_number(
    policies: PolicySet, kind: str, key: str, field: int
) -> None:
    structure = policies.get(kind, {key: -1}).structure
    value = getattr(structure if hasattr(structure, key) else structure.base, key)
    assert value == field % 2**64


def test_a_number_other_than_0_is_true(policies: PolicySet) -> None:
    assert policies.get("write", {"durable_delete": -3}).structure.durable_delete is True
    assert policies.get("write", {"durable_delete": 0}).structure.durable_delete is False


@pytest.mark.parametrize("policy", [[], (), "", "fast", 0, 1, False, MappingProxyType({})])
def test_only_a_dictionary_is_a_policy(policies: PolicySet, policy: Any) -> None:
    policies.get("read", {})
    with pytest.raises(e.ParamError, match="policy must be a dict"):
        policies.get("read", policy)
    with pytest.raises(e.ParamError, match="policy must be a dict"):
        policies.remove(policy, {"gen": 1})


def test_a_transaction_must_be_one(policies: PolicySet) -> None:
    for wrong in (None, 1, object()):
        with pytest.raises(e.ParamError, match=r"txn is not of type aerospike\.Transaction"):
            policies.get("read", {"txn": wrong})


def test_the_generation_of_remove_comes_with_the_metadata(policies: PolicySet) -> None:
    assert policies.remove({"generation": 3}, {"gen": 7}).structure.generation == 7
    assert policies.remove({"generation": 3}, {}).structure.generation == 3
    assert policies.remove(None, {"gen": 7}).structure.generation == 7
    assert policies.remove(None, None).address is None
    with pytest.raises(e.ParamError, match="Generation should be an int"):
        policies.remove(None, {"gen": "7"})


def test_a_job_that_is_waited_for_takes_the_keys_of_two_policies() -> None:
    policies = make_policies({"validate_keys": True})
    both = {"total_timeout": 5, "ttl": 6, "timeout": 7}
    write = policies.get("write_and_info", both).structure
    assert (write.base.total_timeout, write.ttl) == (5, 6)
    assert policies.get("info_and_write", both).structure.timeout == 7
    assert policies.get("scan_and_info", both).structure.ttl == 6
    assert policies.get("info_and_scan", both).structure.timeout == 7
    with pytest.raises(e.ParamError, match="is an invalid policy"):
        policies.get("info", both)


def test_negative_times_to_live_are_the_special_ones(policies: PolicySet) -> None:
    structure = policies.get("write", {"ttl": -1}).structure
    assert structure.ttl == aerospike.TTL_NEVER_EXPIRE


def test_no_policy_is_the_client_s_own(policies: PolicySet) -> None:
    assert policies.get("read", None).address is None


def test_a_dictionary_is_laid_over_the_client_s_own() -> None:
    policies = make_policies({"policies": {"read": {"total_timeout": 777, "max_retries": 5}}})
    structure = policies.get("read", {"max_retries": 1}).structure
    assert structure.base.total_timeout == 777
    assert structure.base.max_retries == 1


def test_equal_dictionaries_are_converted_once(policies: PolicySet) -> None:
    first = policies.get("read", {"total_timeout": 5})
    assert policies.get("read", {"total_timeout": 5}) is first
    with pytest.raises(e.ParamError):
        policies.get("read", {"total_timeout": 5.0})
    assert policies.get("batch", {"total_timeout": 5}) is not first


def test_an_expression_is_converted_once(policies: PolicySet) -> None:
    from aerospike_helpers.expressions import Eq, IntBin

    one, two = Eq(IntBin("a"), 1).compile(), Eq(IntBin("a"), 2).compile()
    first = policies.get("read", {"expressions": one, "key": 1})
    assert policies.get("read", {"expressions": one, "key": 1}) is first
    assert policies.get("read", {"expressions": two, "key": 1}) is not first
    assert policies.get("read", {"expressions": list(one)}) is not policies.get(
        "read", {"expressions": list(one)}
    )
    # Its identity is good for the cache only as long as nothing else can get it.
    assert any(kept is one for kept in first.keep)


def test_the_cache_is_bounded(policies: PolicySet) -> None:
    for timeout in range(3 * CACHE_LIMIT):
        policies.get("read", {"total_timeout": timeout})
    assert len(policies._cache) <= CACHE_LIMIT


def test_threads_share_converted_policies(policies: PolicySet) -> None:
    def convert(start: int) -> None:
        for number in range(start, start + 3000):
            timeout = number % (CACHE_LIMIT + 7)
            structure = policies.get("read", {"total_timeout": timeout}).structure
            assert structure.base.total_timeout == timeout

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(convert, range(0, 4000, 1000)))


def test_unknown_keys_matter_only_where_they_are_validated() -> None:
    make_policies({}).get("read", {"speed": 1})
    with pytest.raises(e.ParamError, match='"speed" is an invalid policy dictionary key'):
        make_policies({"validate_keys": True}).get("read", {"speed": 1})


def test_lists_and_maps_are_never_unpacked_by_the_c_client() -> None:
    policies = make_policies({"policies": {"read": {"deserialize": True}}})
    assert not policies.get("read", {"deserialize": True}).structure.deserialize
    raw = policies.get("read", {"deserialize": False}).flags
    assert raw != policies.get("read", {"deserialize": True}).flags


class TestMetadata:
    def test_nothing(self) -> None:
        assert record_metadata(None, False) == (aerospike.TTL_CLIENT_DEFAULT, 0)
        assert record_metadata({}, False) == (aerospike.TTL_CLIENT_DEFAULT, 0)

    def test_generation(self) -> None:
        assert record_metadata({"gen": 7}, False) == (aerospike.TTL_CLIENT_DEFAULT, 7)
        for wrong in (-1, 65536):
            with pytest.raises(e.ParamError, match=str(wrong)):
                record_metadata({"gen": wrong}, False)

    def test_time_to_live(self) -> None:
        with pytest.warns(DeprecationWarning):
            assert record_metadata({"ttl": 9}, False) == (9, 0)
        with pytest.warns(DeprecationWarning):
            assert record_metadata({"ttl": -1}, False) == (aerospike.TTL_NEVER_EXPIRE, 0)

    @pytest.mark.filterwarnings("error::DeprecationWarning")
    def test_a_warning_that_is_an_error(self) -> None:
        with pytest.raises(e.ClientError, match="deprecated"):
            record_metadata({"ttl": 9}, False)

    def test_unknown_keys(self) -> None:
        record_metadata({"speed": 1}, False)
        with pytest.raises(e.ParamError, match='"speed" is an invalid record metadata'):
            record_metadata({"speed": 1}, True)
