"""Each number of the configuration, the policies and the operations has a range.

The cases are made from the tables: a number below the range, the bounds, one above, and values that
are not numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike._native.connection import Connection
from aerospike._native.library import load
from aerospike._native.metrics import NUMBERS as METRICS
from aerospike._native.metrics import set_metrics_policy
from aerospike._native.policies import config_at
from aerospike._native.structures import as_metrics_policy
from aerospike._ranges import BOOL, RACK, TTL, WRITE_FLAGS, Kind
from aerospike._wire.operations import compile_operations
from aerospike.config.configuration import (
    NUMBERS,
    POLICIES_NUMBERS,
    SHARED_KINDS,
    SHM_NUMBERS,
    apply,
)
from aerospike.config.policy import (
    EXPRESSION,
    FIELDS,
    NOT_IN_STRUCT,
    PER_COMMAND,
    TRANSACTION,
    PolicySet,
    record_metadata,
)
from aerospike_helpers.metrics import MetricsPolicy
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

HOSTS = [("127.0.0.1", 3000)]
NOT_NUMBERS: tuple[Any, ...] = ("1", 1.5, [], b"1")


class Configured:
    """A client's configuration that no client has connected with."""

    def __init__(self, **config: Any) -> None:
        self.connection = Connection(load())
        self.options = apply(
            {"hosts": HOSTS, **config}, self.connection.config_address, self.connection.library
        )
        self.structure = config_at(self.connection.config_address)


Configure = Callable[[Any], Configured]

#: What sets a number of the configuration, its kind, and the field that it ends in.
CONFIGURATIONS: dict[str, tuple[Configure, Kind, str]] = {}


def configuration(key: str, kind: Kind, field: str, configure: Configure) -> None:
    CONFIGURATIONS[key] = (configure, kind, field)


for key, number in NUMBERS.items():
    configuration(key, number.kind, number.field, lambda value, key=key: Configured(**{key: value}))
for key, number in SHM_NUMBERS.items():
    configuration(
        f"shm {key}",
        number.kind,
        number.field,
        lambda value, key=key: Configured(shm={key: value}),
    )
for key, number in POLICIES_NUMBERS.items():
    configuration(
        f"policies {key}",
        number.kind,
        number.field,
        lambda value, key=key: Configured(policies={key: value}),
    )
configuration("rack_id", RACK, "rack_id", lambda value: Configured(rack_id=value))


def name_of(case: str) -> str:
    """The key that an error has to name."""
    return case.split()[-1]


def outside(kind: Kind) -> tuple[int, ...]:
    # The last has more digits than Python turns into text.
    return kind.low - 1, kind.high + 1, -(2**70), 2**70, 10**5000


@pytest.mark.parametrize("case", CONFIGURATIONS)
def test_a_number_of_the_configuration_reaches_its_field(case: str) -> None:
    configure, kind, field = CONFIGURATIONS[case]
    for value in (kind.low, kind.high, (kind.low + kind.high) // 2):
        assert getattr(configure(value).structure, field) == kind.convert(value)


@pytest.mark.parametrize("case", CONFIGURATIONS)
def test_a_number_of_the_configuration_outside_its_range_is_refused(case: str) -> None:
    configure, kind, _ = CONFIGURATIONS[case]
    for value in (*outside(kind), *NOT_NUMBERS):
        with pytest.raises(e.ParamError, match=name_of(case)) as caught:
            configure(value)
        assert caught.value.code == -2


@pytest.mark.parametrize("key", SHARED_KINDS)
def test_a_number_for_many_policies_outside_its_range_is_refused(key: str) -> None:
    kind = SHARED_KINDS[key]
    for value in (kind.low, kind.high):
        policies = Configured(policies={key: value}).structure.policies
        held = policies.write if hasattr(policies.write, key) else policies.write.base
        if hasattr(held, key):
            assert getattr(held, key) == kind.convert(value)
    for value in (*outside(kind), *NOT_NUMBERS):
        with pytest.raises(e.ParamError, match=key):
            Configured(policies={key: value})


@pytest.mark.parametrize("racks", [[-1], [0, 2**31], ["1"], [1.0], [None]], ids=str)
def test_a_rack_outside_its_range_is_refused(racks: list[Any]) -> None:
    with pytest.raises(e.ParamError, match="rack_ids"):
        Configured(rack_ids=racks)


@pytest.mark.parametrize("pair", [(), (len,), (None,)], ids=str)
def test_a_serialization_of_less_than_two_is_refused(pair: tuple[Any, ...]) -> None:
    with pytest.raises(e.ParamError, match="serialization"):
        Configured(serialization=pair)


@pytest.mark.parametrize("value", [-1, 2, "1", 1.0], ids=repr)
def test_bools_are_sent_in_one_of_two_ways(value: Any) -> None:
    with pytest.raises(e.ParamError, match="send_bool_as"):
        Configured(send_bool_as=value)


@pytest.mark.parametrize("value", [-1, 4, 2**63, "1", 1.0], ids=repr)
def test_a_mode_of_logging_in_is_one_of_four(value: Any) -> None:
    with pytest.raises(e.ParamError, match="auth_mode"):
        Configured(policies={"auth_mode": value})


@pytest.mark.parametrize("port", [-1, 65536, 2**64])
def test_a_port_has_16_bits(port: int) -> None:
    with pytest.raises(e.ParamError, match="port"):
        Configured(hosts=[("127.0.0.1", port)])


@pytest.mark.parametrize("port", ["65536", "070000", "9" * 5000])
def test_a_port_in_a_text_has_16_bits(port: str) -> None:
    with pytest.raises(e.ParamError, match="port"):
        Configured(hosts=[f"127.0.0.1:3000,127.0.0.1:{port}"])


@pytest.mark.parametrize("host", ["127.0.0.1:65535", "[::1]:3000", "[fe80::1:99]", "db:tls:4333"])
def test_a_host_may_be_text(host: str) -> None:
    Configured(hosts=[host])


def fields(kinds: tuple[str, ...] | None = None) -> Iterator[tuple[str, str]]:
    for kind, table in FIELDS.items():
        for field in table:
            if field.kind not in (EXPRESSION, TRANSACTION, NOT_IN_STRUCT) and (
                field.key != "deserialize"
            ):
                yield kind, field.key


POLICY_FIELDS = list(fields())
KINDS = {(kind, field.key): field.kind for kind in FIELDS for field in FIELDS[kind]}


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    configured = Configured()
    return PolicySet(configured.connection.policy, configured.options)


@pytest.mark.parametrize(("policy", "key"), POLICY_FIELDS)
def test_a_number_of_a_policy_has_a_range(policies: PolicySet, policy: str, key: str) -> None:
    kind = KINDS[policy, key]
    for value in (kind.low, kind.high):
        structure = policies.get(policy, {key: value}).structure
        held = getattr(structure if hasattr(structure, key) else structure.base, key)
        assert held == (bool(value) if kind is BOOL else kind.convert(value))
    for value in outside(kind):
        # The official package reads it as a number of 64 bits first.
        error = e.ParamError if -(2**63) <= value < 2**63 else e.ClientError
        with pytest.raises(error, match=key) as caught:
            policies.get(policy, {key: value})
        assert type(caught.value) is error
    for value in (*NOT_NUMBERS, None):
        with pytest.raises(e.ParamError, match=key):
            policies.get(policy, {key: value})


@pytest.mark.parametrize(
    ("policy", "key"),
    [
        (policy, key)
        for policy, key in POLICY_FIELDS
        if policy != "batch_read" and key not in PER_COMMAND.get(policy, ())
    ],
)
def test_a_number_of_a_configured_policy_has_a_range(policy: str, key: str) -> None:
    kind = KINDS[policy, key]

    def configure(value: Any) -> Configured:
        return Configured(policies={policy: {key: value}})

    wrong: tuple[Any, ...] = (kind.low - 1, kind.high + 1, *NOT_NUMBERS)
    if kind is BOOL:
        wrong = (1, *NOT_NUMBERS)
        configure(True)
    else:
        for value in (max(kind.low, 0) if kind.mask else kind.low, kind.high):
            structure = getattr(configure(value).structure.policies, policy)
            held = getattr(structure if hasattr(structure, key) else structure.base, key)
            assert held == kind.convert(value)
    for value in wrong:
        with pytest.raises(e.ParamError, match=key):
            configure(value)


@pytest.mark.parametrize("key", METRICS)
def test_a_number_of_the_metrics_has_a_range(key: str) -> None:
    kind = METRICS[key]
    structure = as_metrics_policy()
    for value in (kind.low, kind.high):
        set_metrics_policy(structure, MetricsPolicy(**{key: value}))
        assert getattr(structure, key) == value
    for value in (*outside(kind), *NOT_NUMBERS, None):
        with pytest.raises(e.ParamError, match=key):
            set_metrics_policy(structure, MetricsPolicy(**{key: value}))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_time_to_live_has_a_range() -> None:
    for value in (TTL.low, TTL.high):
        assert compile_operations([op.touch(value)]).ttl == TTL.convert(value)
        assert record_metadata({"ttl": value}, False)[0] == TTL.convert(value)
    for value in outside(TTL):
        with pytest.raises(e.ParamError):
            compile_operations([op.touch(value)])
        with pytest.raises(e.ParamError, match="ttl"):
            record_metadata({"ttl": value}, False)


def test_write_flags_of_a_map_have_a_range() -> None:
    compile_operations([maps.map_put("m", 1, 2, {"map_write_flags": WRITE_FLAGS.high})])
    for value in (*outside(WRITE_FLAGS), *NOT_NUMBERS):
        with pytest.raises(e.ParamError, match="map_write_flags"):
            compile_operations([maps.map_put("m", 1, 2, {"map_write_flags": value})])


#: Texts of the configuration, with what sets them.
TEXTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "host": lambda text: {"hosts": [(text, 3000)]},
    "TLS name": lambda text: {"hosts": [("127.0.0.1", 3000, text)]},
    "Username": lambda text: {"user": text, "password": "p"},
    "Password": lambda text: {"user": "u", "password": text},
    "user_path": lambda text: {"lua": {"user_path": text}},
    "cluster_name": lambda text: {"cluster_name": text},
    "app_id": lambda text: {"app_id": text},
    **{
        f"tls.{name}": lambda text, name=name: {"tls": {name: text}}  # type: ignore[misc]
        for name in ("cafile", "keyfile_pw", "protocols")
    },
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_with_a_nul_character_is_refused(name: str) -> None:
    with pytest.raises(e.ParamError, match=name):
        Configured(**TEXTS[name]("a\0b"))


def test_a_directory_of_reports_with_a_nul_character_is_refused() -> None:
    with pytest.raises(e.ParamError, match="NUL"):
        set_metrics_policy(as_metrics_policy(), MetricsPolicy(report_dir="a\0b"))


def test_the_bounds_of_connections_are_safe() -> None:
    """Beyond them the C client crashes, or never comes back."""
    assert NUMBERS["max_conns_per_node"].kind.high < 2**31
    assert NUMBERS["thread_pool_size"].kind.high < 2**16
    assert TTL.convert(-1) == aerospike.TTL_NEVER_EXPIRE
