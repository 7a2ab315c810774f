"""Types of the dictionaries that the client takes, for editors and type checkers.

Every key is optional except ``hosts``. ``tests/unit/test_types.py`` compares them with the tables
of the code, and ``tests/typing`` runs type checkers on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn, Protocol, TypedDict, final

if TYPE_CHECKING:
    from aerospike.config.provider import ConfigProvider
    from aerospike.transaction import Transaction
    from aerospike_helpers.metrics import MetricsPolicy

__all__ = [
    "AdminPolicy",
    "AioConfig",
    "ApplyPolicy",
    "BatchApplyPolicy",
    "BatchPolicy",
    "BatchReadPolicy",
    "BatchRemovePolicy",
    "BatchWritePolicy",
    "ClientConfig",
    "InfoPolicy",
    "KnownOption",
    "LuaConfig",
    "OperatePolicy",
    "PoliciesConfig",
    "QueryPolicy",
    "ReadPolicy",
    "Record",
    "RecordMetadata",
    "RemovePolicy",
    "ScanJobPolicy",
    "ScanPolicy",
    "ShmConfig",
    "TlsConfig",
    "WriteJobPolicy",
    "WritePolicy",
]

Host = tuple[str, int] | tuple[str, int, str] | str


class HostList(Protocol):
    """A list of hosts of any kind. To a type checker, ``list[Host]`` is a list of all kinds."""

    def __getitem__(self, index: int, /) -> Host: ...
    def __iter__(self) -> Iterator[Host]: ...
    def __len__(self) -> int: ...
    # Tuples and text, which the client refuses, lack this method.
    def reverse(self) -> None: ...


@final
class KnownOption:
    """The type of no value: type checkers name it where a policy has a wrong key or value.

    In addition to a ``TypedDict``, methods accept ``Mapping[str, KnownOption]``. A variable of the
    type ``dict[str, Any]`` passes, because its values have no type to check. A dictionary whose
    values have a type must match the ``TypedDict``.
    """

    def __init__(self) -> NoReturn:
        raise TypeError("KnownOption is for type checkers alone")


_Unchecked = Mapping[str, KnownOption]


class Record(NamedTuple):
    """A record with names for its parts.

    Methods return plain tuples, which cost less. ``Record(*client.get(key))`` and
    ``map(Record._make, query)`` give them names.
    """

    key: tuple[Any, ...]
    meta: dict[str, int]
    bins: dict[str, Any]


class RecordMetadata(TypedDict, total=False):
    """The ``meta`` argument of a command."""

    gen: int
    ttl: int


class _BasePolicy(TypedDict, total=False):
    total_timeout: int
    socket_timeout: int
    connect_timeout: int
    timeout_delay: int
    max_retries: int
    sleep_between_retries: int
    compress: bool
    error_detail_verbosity: int
    txn: Transaction
    expressions: Any


class ReadPolicy(_BasePolicy, total=False):
    """The policy of ``get``, ``select`` and ``exists``."""

    key: int
    replica: int
    deserialize: bool
    read_touch_ttl_percent: int
    read_mode_ap: int
    read_mode_sc: int


class WritePolicy(_BasePolicy, total=False):
    """The policy of ``put`` and ``remove_bin``."""

    key: int
    gen: int
    exists: int
    commit_level: int
    durable_delete: bool
    replica: int
    compression_threshold: int
    on_locking_only: bool
    ttl: int


class OperatePolicy(_BasePolicy, total=False):
    """The policy of ``operate``, ``append``, ``prepend``, ``increment`` and ``touch``."""

    key: int
    gen: int
    exists: int
    commit_level: int
    replica: int
    durable_delete: bool
    deserialize: bool
    read_touch_ttl_percent: int
    on_locking_only: bool
    read_mode_ap: int
    read_mode_sc: int
    ttl: int


class RemovePolicy(_BasePolicy, total=False):
    """The policy of ``remove``."""

    generation: int
    key: int
    gen: int
    commit_level: int
    replica: int
    durable_delete: bool


class ApplyPolicy(_BasePolicy, total=False):
    """The policy of ``apply``."""

    key: int
    replica: int
    commit_level: int
    durable_delete: bool
    ttl: int
    on_locking_only: bool


class BatchPolicy(_BasePolicy, total=False):
    """The policy of a batch command as a whole."""

    concurrent: bool
    allow_inline: bool
    allow_inline_ssd: bool
    respond_all_keys: bool
    deserialize: bool
    replica: int
    read_touch_ttl_percent: int
    read_mode_ap: int
    read_mode_sc: int


class BatchReadPolicy(TypedDict, total=False):
    """The policy of a ``Read`` record of a batch."""

    read_touch_ttl_percent: int
    read_mode_ap: int
    read_mode_sc: int
    expressions: Any


class BatchWritePolicy(TypedDict, total=False):
    """The policy of a ``Write`` record of a batch."""

    key: int
    gen: int
    exists: int
    commit_level: int
    durable_delete: bool
    on_locking_only: bool
    expressions: Any
    ttl: int


class BatchApplyPolicy(TypedDict, total=False):
    """The policy of an ``Apply`` record of a batch."""

    key: int
    commit_level: int
    ttl: int
    durable_delete: bool
    on_locking_only: bool
    expressions: Any


class BatchRemovePolicy(TypedDict, total=False):
    """The policy of a ``Remove`` record of a batch."""

    key: int
    gen: int
    generation: int
    commit_level: int
    durable_delete: bool
    expressions: Any


class QueryPolicy(_BasePolicy, total=False):
    """The policy of queries."""

    deserialize: bool
    replica: int
    short_query: bool
    expected_duration: int
    partition_filter: dict[str, Any]


class ScanPolicy(_BasePolicy, total=False):
    """The policy of scans."""

    durable_delete: bool
    records_per_second: int
    max_records: int
    replica: int
    ttl: int
    partition_filter: dict[str, Any]


class InfoPolicy(TypedDict, total=False):
    """The policy of info commands."""

    timeout: int
    send_as_is: bool
    check_bounds: bool


class WriteJobPolicy(WritePolicy, InfoPolicy, total=False):
    """The policy of ``query_apply``: a write policy, with the keys of an info policy."""


class ScanJobPolicy(ScanPolicy, InfoPolicy, total=False):
    """The policy of ``scan_apply``: a scan policy, with the keys of an info policy."""


class AdminPolicy(TypedDict, total=False):
    """The policy of commands on users and roles."""

    timeout: int


class PoliciesConfig(TypedDict, total=False):
    """``config["policies"]``: the policies of the client, and keys of many of them at once."""

    read: ReadPolicy
    write: WritePolicy
    apply: ApplyPolicy
    operate: OperatePolicy
    remove: RemovePolicy
    query: QueryPolicy
    scan: ScanPolicy
    batch: BatchPolicy
    batch_parent_write: BatchPolicy
    batch_remove: BatchRemovePolicy
    batch_apply: BatchApplyPolicy
    batch_write: BatchWritePolicy
    info: InfoPolicy
    admin: AdminPolicy
    txn_verify: BatchPolicy
    txn_roll: BatchPolicy
    metrics: MetricsPolicy
    total_timeout: int
    socket_timeout: int
    max_retries: int
    key: int
    exists: int
    replica: int
    commit_level: int
    read_mode_ap: int
    auth_mode: int
    login_timeout_ms: int
    max_threads: int
    thread_pool_size: int


class LuaConfig(TypedDict, total=False):
    """``config["lua"]``: where the client's own Lua finds modules."""

    system_path: str
    user_path: str


class TlsConfig(TypedDict, total=False):
    """``config["tls"]``: secure connections (Enterprise)."""

    enable: bool
    cafile: str
    capath: str
    protocols: str
    cipher_suite: str
    keyfile: str
    keyfile_pw: str
    cert_blacklist: str
    certfile: str
    crl_check: bool
    crl_check_all: bool
    log_session_info: bool
    for_login_only: bool


class ShmConfig(TypedDict, total=False):
    """``config["shm"]``: one process of a machine tends the cluster for all."""

    shm_max_nodes: int
    max_nodes: int
    shm_max_namespaces: int
    max_namespaces: int
    shm_takeover_threshold_sec: int
    takeover_threshold_sec: int
    shm_key: int


class AioConfig(TypedDict, total=False):
    """The options of asynchronous clients."""

    loops: int
    max_in_flight: int
    coalesce: bool
    coalesce_writes: bool
    threads: int


class _Hosts(TypedDict):
    hosts: HostList


class ClientConfig(_Hosts, total=False):
    """The configuration of a client."""

    aio: AioConfig
    concurrency: Literal["threads", "gevent"]
    lua: LuaConfig
    config_provider: ConfigProvider
    tls: TlsConfig
    shm: ShmConfig
    serialization: tuple[Callable[[Any], Any] | None, Callable[[str], Any] | None]
    policies: PoliciesConfig
    thread_pool_size: int
    max_threads: int
    min_conns_per_node: int
    max_conns_per_node: int
    max_error_rate: int
    error_rate_window: int
    connect_timeout: int
    use_shared_connection: bool
    send_bool_as: int
    compression_threshold: int
    tend_interval: int
    cluster_name: str
    strict_types: bool
    rack_aware: bool
    rack_id: int
    rack_ids: list[int]
    use_services_alternate: bool
    max_socket_idle: int
    fail_if_not_connected: bool
    user: str
    password: str
    validate_keys: bool
    app_id: str
    force_single_node: bool


# What methods take.
AnyAdminPolicy = AdminPolicy | _Unchecked
AnyApplyPolicy = ApplyPolicy | _Unchecked
AnyBatchPolicy = BatchPolicy | _Unchecked
AnyBatchApplyPolicy = BatchApplyPolicy | _Unchecked
AnyBatchReadPolicy = BatchReadPolicy | _Unchecked
AnyBatchRemovePolicy = BatchRemovePolicy | _Unchecked
AnyBatchWritePolicy = BatchWritePolicy | _Unchecked
AnyInfoPolicy = InfoPolicy | _Unchecked
AnyOperatePolicy = OperatePolicy | _Unchecked
AnyQueryPolicy = QueryPolicy | _Unchecked
AnyReadPolicy = ReadPolicy | _Unchecked
AnyRemovePolicy = RemovePolicy | _Unchecked
AnyScanPolicy = ScanPolicy | _Unchecked
AnyScanJobPolicy = ScanJobPolicy | _Unchecked
AnyWritePolicy = WritePolicy | _Unchecked
AnyWriteJobPolicy = WriteJobPolicy | _Unchecked
# To a type checker, a variable that holds only hosts has this type.
AnyConfig = ClientConfig | Mapping[str, HostList]
