"""The keys of a client's configuration: what ``validate_keys`` lets pass, and what they mean."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["AIO", "CLIENT", "LUA", "NO_UNIT", "POLICIES", "SHM", "TLS", "Key", "names"]

#: In place of a unit: the number is a constant, or counts nothing.
NO_UNIT = "—"


class Key(NamedTuple):
    """A key of a dictionary in the configuration."""

    name: str
    type: str
    doc: str
    #: The unit of a number; ``NO_UNIT`` for a constant, and for a number that counts nothing.
    unit: str = ""


CLIENT = (
    Key(
        "hosts",
        "list",
        "Required. A few nodes to find the others by: ``(address, port)``, "
        "``(address, port, TLS name)``, or an address alone, with port 3000.",
    ),
    Key("cluster_name", "str", "The name that the cluster must have."),
    Key("user", "str", "The user, with ``password`` (Enterprise)."),
    Key("password", "str", "The password, with ``user`` (Enterprise)."),
    Key("app_id", "str", "The name of the application, for metrics."),
    Key(
        "connect_timeout", "int", "How long it may take to make a connection to the cluster.", "ms"
    ),
    Key("tend_interval", "int", "The time between two tends of the cluster; at least 250.", "ms"),
    Key("fail_if_not_connected", "bool", "False: make the client even if no node answers."),
    Key(
        "max_conns_per_node",
        "int",
        "Connections to each node, and so commands at the same time.",
        "connections",
    ),
    Key("max_threads", "int", "Another name of ``max_conns_per_node``.", "connections"),
    Key(
        "min_conns_per_node",
        "int",
        "Connections to each node that the client opens in advance.",
        "connections",
    ),
    Key(
        "max_socket_idle",
        "int",
        "How long a connection may be idle; 0: the server's limit.",
        "s",
    ),
    Key(
        "max_error_rate",
        "int",
        "Errors of a node in one window after which the client leaves the node alone; 0: no limit.",
        "errors",
    ),
    Key("error_rate_window", "int", "The length of a window, in tends of the cluster.", "tends"),
    Key(
        "thread_pool_size",
        "int",
        "Threads for batches over several nodes; on macOS for scans and queries, too.",
        "threads",
    ),
    Key(
        "use_shared_connection",
        "bool",
        "True: clients with the same hosts and user in this process share their connections.",
    ),
    Key("use_services_alternate", "bool", "True: use the nodes' alternate addresses."),
    Key("force_single_node", "bool", "True: use only the first host, and do not look for others."),
    Key(
        "rack_aware", "bool", "True: learn the racks of nodes, for ``POLICY_REPLICA_PREFER_RACK``."
    ),
    Key("rack_id", "int", "The rack of the client.", NO_UNIT),
    Key(
        "rack_ids",
        "list of int",
        "Racks in the order of preference, in place of ``rack_id``.",
        NO_UNIT,
    ),
    Key("send_bool_as", "int", "``AS_BOOL`` (the default) or ``INTEGER``.", NO_UNIT),
    Key("serialization", "tuple", "A serializer and a deserializer; :doc:`data_mapping`."),
    Key(
        "compression_threshold",
        "int",
        "The size from which writes are compressed (Enterprise); 0: never.",
        "bytes",
    ),
    Key(
        "strict_types",
        "bool",
        "False: ignore operations whose arguments have the wrong type, or whose bin name is too "
        "long. True by default.",
    ),
    Key(
        "validate_keys",
        "bool",
        "True: an unknown key here, in a policy or in ``meta`` is an error. False by default.",
    ),
    Key("config_provider", "ConfigProvider", "A file with settings that may change."),
    Key("policies", "dict", "Policies of commands; see below."),
    Key("lua", "dict", "Where the client finds Lua modules; see below."),
    Key("tls", "dict", "Secure connections (Enterprise); see below."),
    Key("shm", "dict", "Processes of one machine share the map of the cluster; see below."),
    Key(
        "concurrency",
        "str",
        '``"gevent"``: a command lets other greenlets run; :doc:`gevent`. ``"threads"``, the '
        "default: it blocks its thread.",
    ),
    Key("aio", "dict", "Options of asynchronous clients; see below."),
)

AIO = (
    Key("loops", "int", "Event loops of the C client, each with a thread; 1 by default.", "loops"),
    Key(
        "max_in_flight",
        "int",
        "Commands that the C client runs at one time; more of them wait. 0, the default: the sum "
        "of the connections that all nodes may have.",
        "commands",
    ),
    Key(
        "coalesce",
        "bool",
        "True: the single reads of one loop iteration go to each node as one batch.",
    ),
    Key("coalesce_writes", "bool", "True: the single writes, too."),
    Key(
        "threads",
        "int",
        "Threads for calls that have no asynchronous form; 8 by default.",
        "threads",
    ),
)

LUA = (
    Key("user_path", "str", "The directory with the modules that aggregate in the client."),
    Key("system_path", "str", "Has no effect: the client carries its own system modules."),
)

TLS = (
    Key("enable", "bool", "True: connections are secure."),
    Key("cafile", "str", "A file with the trusted certificates; the machine's by default."),
    Key("capath", "str", "A directory with the trusted certificates."),
    Key("certfile", "str", "A file with the client's own certificate."),
    Key("keyfile", "str", "A file with that certificate's key."),
    Key(
        "keyfile_pw",
        "str",
        "The key's password, or ``env:NAME`` or ``file:PATH`` to read it from there.",
    ),
    Key("protocols", "str", "Protocols, such as ``-all +TLSv1.2``; TLS 1.2 by default."),
    Key("cipher_suite", "str", "Ciphers, as OpenSSL names them."),
    Key("cert_blacklist", "str", "A file with the refused certificates."),
    Key("crl_check", "bool", "True: check whether the server's certificate has been revoked."),
    Key("crl_check_all", "bool", "True: check all certificates above it, too."),
    Key("log_session_info", "bool", "True: log each connection."),
    Key("for_login_only", "bool", "True: encrypt only the login."),
)

SHM = (
    Key("shm_key", "int", "The key of the shared memory segment.", NO_UNIT),
    Key("shm_max_nodes", "int", "The number of nodes that fit.", "nodes"),
    Key("max_nodes", "int", "Another name of ``shm_max_nodes``.", "nodes"),
    Key("shm_max_namespaces", "int", "The number of namespaces that fit.", "namespaces"),
    Key("max_namespaces", "int", "Another name of ``shm_max_namespaces``.", "namespaces"),
    Key(
        "shm_takeover_threshold_sec",
        "int",
        "The time after which another process tends the cluster, if the process that did so has "
        "ended.",
        "s",
    ),
    Key("takeover_threshold_sec", "int", "Another name of ``shm_takeover_threshold_sec``.", "s"),
)

_SECTION = "A policy; :doc:`policies`."
_SHARED = "The same key of all policies for "

POLICIES = (
    Key("read", "dict", _SECTION),
    Key("write", "dict", _SECTION),
    Key("operate", "dict", _SECTION),
    Key("remove", "dict", _SECTION),
    Key("apply", "dict", _SECTION),
    Key("batch", "dict", _SECTION),
    Key("batch_parent_write", "dict", "The policy of batches that write; :doc:`policies`."),
    Key("batch_write", "dict", _SECTION),
    Key("batch_apply", "dict", _SECTION),
    Key("batch_remove", "dict", _SECTION),
    Key("scan", "dict", _SECTION),
    Key("query", "dict", _SECTION),
    Key("info", "dict", _SECTION),
    Key("admin", "dict", _SECTION),
    Key("txn_verify", "dict", "The policy of the reads that verify a commit; :doc:`policies`."),
    Key("txn_roll", "dict", "The policy of the writes that commit or abort; :doc:`policies`."),
    Key(
        "metrics",
        "MetricsPolicy",
        "How the client collects metrics; :class:`~aerospike_helpers.metrics.MetricsPolicy`.",
    ),
    Key("total_timeout", "int", _SHARED + "records, batches, scans and queries.", "ms"),
    Key("socket_timeout", "int", _SHARED + "records, batches, scans and queries.", "ms"),
    Key("max_retries", "int", _SHARED + "records, batches, scans and queries.", "tries"),
    Key("replica", "int", _SHARED + "records, batches, scans and queries.", NO_UNIT),
    Key("key", "int", _SHARED + "single records.", NO_UNIT),
    Key("exists", "int", "The same key of the write policy.", NO_UNIT),
    Key("commit_level", "int", _SHARED + "writing single records.", NO_UNIT),
    Key("read_mode_ap", "int", _SHARED + "reading records and batches.", NO_UNIT),
    Key("auth_mode", "int", "How users log in: one of ``AUTH_*`` (Enterprise).", NO_UNIT),
    Key(
        "login_timeout_ms", "int", "How long a login may take; 5000 by default (Enterprise).", "ms"
    ),
    Key("max_threads", "int", "As ``max_conns_per_node`` of the client.", "connections"),
    Key("thread_pool_size", "int", "As ``thread_pool_size`` of the client.", "threads"),
)


def names(keys: tuple[Key, ...]) -> frozenset[str]:
    """The names of keys."""
    return frozenset(key.name for key in keys)
