"""Policies: keys, conversion, defaults, and what reaches the C client's structures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike._native.connection import Connection
from aerospike._native.library import load
from aerospike.config import (
    VALID_KEYS,
    VALID_LUA_KEYS,
    VALID_POLICIES_KEYS,
    VALID_SHM_KEYS,
    VALID_TLS_KEYS,
    apply,
)
from aerospike.policy import FIELDS, PolicySet, record_metadata, valid_keys

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
    [(kind, kind) for kind in ("info_and_scan", "info_and_write")]
    + [
        (kind, kind)
        for kind in FIELDS
        if kind not in ("batch_parent_write", "txn_verify", "txn_roll")
    ],
)
def test_the_valid_keys_are_the_official_ones(kind: str, official: str) -> None:
    assert valid_keys(kind) == set(OFFICIAL[f"{official}_policy"])


def test_the_valid_keys_of_the_configuration_are_the_official_ones() -> None:
    assert set(OFFICIAL["client_config"]) == VALID_KEYS
    assert set(OFFICIAL["client_config_lua"]) == VALID_LUA_KEYS
    assert set(OFFICIAL["client_config_policies"]) == VALID_POLICIES_KEYS
    assert set(OFFICIAL["client_config_shm"]) == VALID_SHM_KEYS
    assert set(OFFICIAL["client_config_tls"]) == VALID_TLS_KEYS


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
        ("read", "key", 2**31),
    ]:
        with pytest.raises(e.ParamError, match=str(value)):
            policies.get(kind, {key: value})


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


class TestConfiguration:
    """What the configuration's keys do to the C client's structure."""

    def config(self, **keys: Any) -> Any:
        from aerospike._native.policies import config_at

        self.connection = Connection(load())
        config = {"hosts": [("127.0.0.1", 3000)], **keys}
        self.options = apply(config, self.connection.config_address, self.connection.library)
        return config_at(self.connection.config_address)

    @pytest.mark.parametrize(
        ("key", "field"),
        [
            ("thread_pool_size", "thread_pool_size"),
            ("max_threads", "max_conns_per_node"),
            ("min_conns_per_node", "min_conns_per_node"),
            ("max_conns_per_node", "max_conns_per_node"),
            ("max_error_rate", "max_error_rate"),
            ("error_rate_window", "error_rate_window"),
            ("connect_timeout", "conn_timeout_ms"),
            ("tend_interval", "tender_interval"),
            ("max_socket_idle", "max_socket_idle"),
        ],
    )
    def test_numbers(self, key: str, field: str) -> None:
        assert getattr(self.config(**{key: 321}), field) == 321

    @pytest.mark.parametrize(
        "key",
        ["rack_aware", "use_services_alternate", "force_single_node", "fail_if_not_connected"],
    )
    def test_switches(self, key: str) -> None:
        assert getattr(self.config(**{key: True}), key) is True
        assert getattr(self.config(**{key: False}), key) is False

    def test_texts(self) -> None:
        config = self.config(
            cluster_name="c1", app_id="app", user="ada", password="secret", lua={"user_path": "/"}
        )
        assert config.cluster_name == b"c1"
        assert config.app_id == b"app"
        assert config.user == b"ada"
        assert config.lua.user_path == b"/"

    def test_tls(self) -> None:
        texts = {
            name: f"/{name}"
            for name in ("cafile", "capath", "certfile", "keyfile", "keyfile_pw", "cipher_suite")
        }
        config = self.config(tls={"enable": True, "crl_check": True, "protocols": "all", **texts})
        assert config.tls.enable and config.tls.crl_check
        assert config.tls.protocols == b"all"
        for name, text in texts.items():
            assert getattr(config.tls, name) == text.encode()

    def test_shared_memory(self) -> None:
        config = self.config(
            shm={"max_nodes": 3, "max_namespaces": 2, "takeover_threshold_sec": 9, "shm_key": 17}
        )
        assert config.use_shm
        assert config.shm_max_nodes == 3
        assert config.shm_max_namespaces == 2
        assert config.shm_takeover_threshold_sec == 9
        assert config.shm_key == 17

    def test_keys_of_all_policies(self) -> None:
        policies = self.config(
            policies={
                "key": 1,
                "total_timeout": 111,
                "socket_timeout": 222,
                "max_retries": 3,
                "replica": 2,
                "commit_level": 1,
                "exists": 1,
                "read_mode_ap": 1,
                "login_timeout_ms": 44,
                "auth_mode": aerospike.AUTH_PKI,
            }
        )
        structure = policies.policies
        for kind in ("read", "write", "apply", "operate", "remove"):
            assert getattr(structure, kind).key == 1
            assert getattr(structure, kind).base.total_timeout == 111
        for kind in ("query", "scan", "batch"):
            assert getattr(structure, kind).base.socket_timeout == 222
            assert getattr(structure, kind).base.max_retries == 3
            assert getattr(structure, kind).replica == 2
        assert structure.write.exists == 1
        assert structure.remove.commit_level == 1
        assert structure.batch.read_mode_ap == 1
        assert policies.login_timeout_ms == 44
        assert policies.auth_mode == aerospike.AUTH_PKI

    def test_what_concerns_python(self) -> None:
        def callback(value: Any) -> Any:
            return value

        self.config(
            validate_keys=True,
            strict_types=False,
            send_bool_as=aerospike.INTEGER,
            serialization=(callback, None),
        )
        assert self.options.validate_keys
        assert not self.options.strict_types
        assert self.options.bool_as_integer
        assert self.options.serializer is callback
        assert self.options.deserializer is None

    def test_metrics(self) -> None:
        from aerospike_helpers.metrics import MetricsPolicy

        policy = MetricsPolicy(report_dir="/tmp", interval=7, latency_columns=3, labels={"a": "b"})
        metrics = self.config(policies={"metrics": policy}).policies.metrics
        assert metrics.report_dir == b"/tmp"
        assert metrics.interval == 7
        assert metrics.latency_columns == 3
        assert metrics.labels
