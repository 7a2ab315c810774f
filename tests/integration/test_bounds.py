"""Values at the bounds and beyond: nothing crashes, and nothing is sent that was not meant."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import cdt_ctx
from aerospike_helpers.batch import records as br
from aerospike_helpers.metrics import MetricsListeners, MetricsPolicy
from aerospike_helpers.operations import list_operations as lists
from aerospike_helpers.operations import map_operations as maps
from aerospike_helpers.operations import operations as op

Key = tuple[str, str, str]

#: Numbers at their bounds that the C client acts on as soon as it is connected.
SETTINGS: list[dict[str, Any]] = [
    {"max_conns_per_node": 2**31 - 1},
    {"max_conns_per_node": 1},
    {"max_threads": 2**31 - 1},
    {"thread_pool_size": 0},
    {"max_error_rate": 2**32 - 1},
    {"error_rate_window": 1},
    {"error_rate_window": 2**32 - 1},
    {"connect_timeout": 2**32 - 1},
    {"connect_timeout": -1},
    {"tend_interval": 2**32 - 1},
    {"max_socket_idle": 86400},
    {"rack_id": 2**31 - 1},
    {"rack_aware": True, "rack_ids": [0, 2**31 - 1]},
    {"policies": {"read": {"total_timeout": 2**32 - 1, "max_retries": 2**32 - 1}}},
    {"policies": {"login_timeout_ms": 2**32 - 1}},
]

CHILD = """
import sys, time, aerospike
client = aerospike.client(eval(sys.argv[1]))
client.put(("test", "bounds", 1), {"n": 1})
assert client.get(("test", "bounds", 1))[2] == {"n": 1}
assert len(client.batch_read([("test", "bounds", n) for n in range(9)]).batch_records) == 9
# Some of what was configured is looked at between two looks at the cluster alone.
if sys.argv[2] == "wait":
    time.sleep(1.3)
client.close()
"""


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_a_client_works_at_the_bounds(config: dict[str, Any], settings: dict[str, Any]) -> None:
    """In a process of its own: what it guards against is a crash."""
    wait = "wait" if "error_rate_window" in settings else "go on"
    child = subprocess.run(
        [sys.executable, "-c", CHILD, repr({**config, **settings}), wait],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr


BEYOND: list[dict[str, Any]] = [
    {"max_conns_per_node": 2**31},
    {"max_conns_per_node": -1},
    {"thread_pool_size": 2**31},
    {"error_rate_window": 0},
    {"rack_ids": [-1]},
    {"shm": {"shm_max_nodes": 2**32 - 1}},
    {"shm": {"shm_max_namespaces": 2**32 - 1}},
    {"serialization": (len,)},
]


@pytest.mark.parametrize("settings", BEYOND, ids=str)
def test_a_client_beyond_them_is_not_made(config: dict[str, Any], settings: dict[str, Any]) -> None:
    (name,) = settings
    if isinstance(settings[name], dict):
        (name,) = settings[name]
    with pytest.raises(e.ParamError, match=name) as caught:
        aerospike.client({**config, **settings})
    assert caught.value.code == -2


def generation(client: aerospike.Client, key: Key) -> int:
    found: int = client.exists(key)[1]["gen"]
    return found


@pytest.fixture
def record(client: aerospike.Client, key: Key) -> Key:
    client.put(key, {"n": 1, "l": [1], "m": {1: 1}})
    return key


Call = Callable[[aerospike.Client, Key], object]

WRITES: dict[str, Call] = {
    "touch": lambda client, key: client.touch(key, 2**32),
    "touch of the past": lambda client, key: client.touch(key, -4),
    "touch, an operation": lambda client, key: client.operate(key, [op.touch(2**32)]),
    "touch in a batch": lambda client, key: client.batch_operate([key], [op.touch(2**32)]),
    "touch of a record of a batch": lambda client, key: client.batch_write(
        br.BatchRecords([br.Write(key, [op.touch(2**32)])])
    ),
    "ttl of a batch": lambda client, key: client.batch_operate(
        [key], [op.increment("n", 1)], None, None, 2**32
    ),
    "ttl of a policy": lambda client, key: client.put(key, {"n": 2}, None, {"ttl": 2**32}),
    "generation": lambda client, key: client.put(key, {"n": 2}, {"gen": 2**16 + 1}),
    "exists": lambda client, key: client.put(key, {"n": 2}, None, {"exists": 5}),
    "gen": lambda client, key: client.put(key, {"n": 2}, None, {"gen": -1}),
    "map flags": lambda client, key: client.operate(
        key, [maps.map_put("m", 7, 7, {"map_write_flags": -1})]
    ),
    "argument of a function": lambda client, key: client.apply(key, "m", "f", [2**63]),
    "argument of a query": lambda client, key: (
        client.query("test", key[1]).apply("m", "f", [2**63]).results()
    ),
    "argument of a scan": lambda client, key: client.scan_apply(
        "test", key[1], "m", "f", [-(2**64)]
    ),
    "argument of a batch": lambda client, key: client.batch_apply([key], "m", "f", [2**63]),
    "module": lambda client, key: client.apply(key, "m\0n", "f", []),
    "function": lambda client, key: client.apply(key, "m", "f\0g", []),
    "module of a batch": lambda client, key: client.batch_apply([key], "m\0n", "f", []),
    "file of a module": lambda client, key: client.udf_put("a\0b.lua"),
    "file of a module that goes": lambda client, key: client.udf_remove("a\0b.lua"),
    "file of a module that is read": lambda client, key: client.udf_get("a\0b.lua"),
    "type of an index": lambda client, key: client.index_single_value_create(
        "test", key[1], "n", 2**31, "i"
    ),
    "job": lambda client, key: client.job_info(2**64, aerospike.JOB_SCAN),
    "moment": lambda client, key: client.truncate("test", key[1], 2**64),
}


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_command_beyond_a_bound_is_not_sent(
    client: aerospike.Client, record: Key, name: str
) -> None:
    with pytest.raises(e.ParamError) as caught:
        WRITES[name](client, record)
    assert type(caught.value) is e.ParamError
    assert generation(client, record) == 1


RECORDS: dict[str, tuple[Callable[[Key], br.BatchRecord], str]] = {
    "Write": (lambda key: br.Write(key, [op.increment("n", 1)]), "key ops policy meta"),
    "Read": (lambda key: br.Read(key, [op.read("n")]), "key ops policy meta read_all_bins"),
    "Apply": (lambda key: br.Apply(key, "m", "f", []), "key module function args policy"),
    "Remove": (lambda key: br.Remove(key), "key policy"),
}


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [(kind, name) for kind, (_, names) in RECORDS.items() for name in names.split()],
)
def test_a_record_of_a_batch_without_an_attribute_is_refused(
    client: aerospike.Client, record: Key, kind: str, attribute: str
) -> None:
    incomplete = RECORDS[kind][0](record)
    delattr(incomplete, attribute)
    with pytest.raises(e.ParamError) as caught:
        client.batch_write(br.BatchRecords([br.Remove(record), incomplete]))
    assert attribute in str(caught.value)
    assert generation(client, record) == 1


def test_a_batch_without_its_records_is_refused(client: aerospike.Client) -> None:
    batch = br.BatchRecords([])
    del batch.batch_records
    with pytest.raises(e.ParamError, match="batch_records must be a list"):
        client.batch_write(batch)


def test_an_error_of_a_hook_is_not_taken_for_a_deleted_attribute(
    config: dict[str, Any], record: Key
) -> None:
    def serialize(value: object) -> bytes:
        return value.nothing  # type: ignore[attr-defined, no-any-return]

    hooked = aerospike.client({**config, "serialization": (serialize, None)})
    with pytest.raises((AttributeError, e.ClientError)) as caught:
        hooked.batch_write(br.BatchRecords([br.Apply(record, "m", "f", [object()])]))
    assert "batch record is incomplete" not in str(caught.value)
    hooked.close()


@pytest.mark.parametrize("attribute", ["id", "value", "extra_args"])
def test_a_context_without_an_attribute_is_refused(
    client: aerospike.Client, record: Key, attribute: str
) -> None:
    level = cdt_ctx.cdt_ctx_list_index(0)
    delattr(level, attribute)
    for call in (
        lambda: client.operate(record, [lists.list_size("l", ctx=[level])]),
        lambda: client.operate(record, [lists.list_append("l", 1, ctx=[level])]),
        lambda: client.get_cdtctx_base64([level]),
    ):
        with pytest.raises(e.ParamError, match="Failed to convert ctx"):
            call()
    assert generation(client, record) == 1


@pytest.mark.parametrize(
    "attribute",
    "metrics_listeners report_dir report_size_limit interval latency_columns latency_shift "
    "labels".split(),
)
def test_metrics_without_an_attribute_are_refused(client: aerospike.Client, attribute: str) -> None:
    policy = MetricsPolicy()
    delattr(policy, attribute)
    with pytest.raises(e.ParamError, match=f"Unable to fetch {attribute} attribute"):
        client.enable_metrics(policy)


@pytest.mark.parametrize(
    "attribute", ["enable_listener", "disable_listener", "node_close_listener", "snapshot_listener"]
)
def test_listeners_without_an_attribute_are_refused(
    client: aerospike.Client, attribute: str
) -> None:
    listeners = MetricsListeners(*[lambda *_: None] * 4)
    delattr(listeners, attribute)
    with pytest.raises(e.ParamError, match=f"Unable to fetch {attribute} attribute"):
        client.enable_metrics(MetricsPolicy(metrics_listeners=listeners))
