"""Mirrors of the C client's structures that Python fills or reads.

``native/bridge/abi.c`` lists the same fields with their sizes and offsets as the compiler sees
them; ``tests/unit/test_abi.py`` compares every row. Names are those of the C client's headers.
"""

from __future__ import annotations

from ctypes import (
    Structure,
    c_bool,
    c_char,
    c_char_p,
    c_int,
    c_uint8,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

__all__ = [
    "MIRRORED",
    "as_config",
    "as_config_lua",
    "as_config_provider",
    "as_config_tls",
    "as_error",
    "as_metrics_policy",
    "as_policies",
    "as_policy_admin",
    "as_policy_apply",
    "as_policy_base",
    "as_policy_batch",
    "as_policy_batch_apply",
    "as_policy_batch_read",
    "as_policy_batch_remove",
    "as_policy_batch_write",
    "as_policy_info",
    "as_policy_operate",
    "as_policy_query",
    "as_policy_read",
    "as_policy_remove",
    "as_policy_scan",
    "as_policy_write",
]

# Without negative constants, an enumeration has no sign.
_enum = c_uint32

Fields = list[tuple[str, Any]]

_KEY: Fields = [("key", _enum)]
_REPLICA: Fields = [("replica", _enum)]
_COMMIT: Fields = [("commit_level", _enum)]
_READ_MODES: Fields = [("read_mode_ap", _enum), ("read_mode_sc", _enum)]
_FILTER: Fields = [("filter_exp", c_void_p)]


class as_error(Structure):
    _fields_ = [
        ("code", c_int),
        ("subcode", c_uint32),
        ("message", c_char * 1024),
        ("func", c_char_p),
        ("file", c_char_p),
        ("line", c_uint32),
        ("in_doubt", c_bool),
    ]


class as_policy_base(Structure):
    _fields_ = [
        ("connect_timeout", c_uint32),
        ("socket_timeout", c_uint32),
        ("total_timeout", c_uint32),
        ("timeout_delay", c_uint32),
        ("max_retries", c_uint32),
        ("sleep_between_retries", c_uint32),
        *_FILTER,
        ("txn", c_void_p),
        ("compress", c_bool),
        ("error_detail_verbosity", c_uint8),
    ]


_BASE: Fields = [("base", as_policy_base)]


class as_policy_read(Structure):
    _fields_ = [
        *_BASE,
        *_KEY,
        *_REPLICA,
        *_READ_MODES,
        ("read_touch_ttl_percent", c_int),
        ("deserialize", c_bool),
        ("async_heap_rec", c_bool),
    ]


class as_policy_write(Structure):
    _fields_ = [
        *_BASE,
        *_KEY,
        *_REPLICA,
        *_COMMIT,
        ("gen", _enum),
        ("exists", _enum),
        ("ttl", c_uint32),
        ("compression_threshold", c_uint32),
        ("durable_delete", c_bool),
        ("on_locking_only", c_bool),
    ]


class as_policy_apply(Structure):
    _fields_ = [
        *_BASE,
        *_KEY,
        *_REPLICA,
        *_COMMIT,
        ("ttl", c_uint32),
        ("durable_delete", c_bool),
        ("on_locking_only", c_bool),
    ]


class as_policy_operate(Structure):
    _fields_ = [
        *_BASE,
        *_KEY,
        *_REPLICA,
        *_READ_MODES,
        *_COMMIT,
        ("gen", _enum),
        ("exists", _enum),
        ("ttl", c_uint32),
        ("read_touch_ttl_percent", c_int),
        ("deserialize", c_bool),
        ("durable_delete", c_bool),
        ("on_locking_only", c_bool),
        ("async_heap_rec", c_bool),
        ("respond_all_ops", c_bool),
    ]


class as_policy_remove(Structure):
    _fields_ = [
        *_BASE,
        *_KEY,
        *_REPLICA,
        *_COMMIT,
        ("gen", _enum),
        ("generation", c_uint16),
        ("durable_delete", c_bool),
    ]


class as_policy_batch(Structure):
    _fields_ = [
        *_BASE,
        *_REPLICA,
        *_READ_MODES,
        ("read_touch_ttl_percent", c_int),
        ("concurrent", c_bool),
        ("allow_inline", c_bool),
        ("allow_inline_ssd", c_bool),
        ("respond_all_keys", c_bool),
        ("send_set_name", c_bool),
        ("deserialize", c_bool),
    ]


class as_policy_batch_read(Structure):
    _fields_ = [*_FILTER, *_READ_MODES, ("read_touch_ttl_percent", c_int)]


class as_policy_batch_write(Structure):
    _fields_ = [
        *_FILTER,
        *_KEY,
        *_COMMIT,
        ("gen", _enum),
        ("exists", _enum),
        ("ttl", c_uint32),
        ("durable_delete", c_bool),
        ("on_locking_only", c_bool),
    ]


class as_policy_batch_apply(Structure):
    _fields_ = [
        *_FILTER,
        *_KEY,
        *_COMMIT,
        ("ttl", c_uint32),
        ("durable_delete", c_bool),
        ("on_locking_only", c_bool),
    ]


class as_policy_batch_remove(Structure):
    _fields_ = [
        *_FILTER,
        *_KEY,
        *_COMMIT,
        ("gen", _enum),
        ("generation", c_uint16),
        ("durable_delete", c_bool),
    ]


class as_policy_scan(Structure):
    _fields_ = [
        *_BASE,
        ("max_records", c_uint64),
        ("records_per_second", c_uint32),
        *_REPLICA,
        ("ttl", c_uint32),
        ("durable_delete", c_bool),
    ]


class as_policy_query(Structure):
    _fields_ = [
        *_BASE,
        ("info_timeout", c_uint32),
        *_REPLICA,
        ("expected_duration", _enum),
        ("fail_on_cluster_change", c_bool),
        ("deserialize", c_bool),
        ("short_query", c_bool),
    ]


class as_policy_info(Structure):
    _fields_ = [
        ("timeout", c_uint32),
        ("timeout_delay", c_uint32),
        ("send_as_is", c_bool),
        ("check_bounds", c_bool),
    ]


class as_policy_admin(Structure):
    _fields_ = [("timeout", c_uint32)]


class as_metrics_listeners(Structure):
    _fields_ = [
        ("enable_listener", c_void_p),
        ("snapshot_listener", c_void_p),
        ("node_close_listener", c_void_p),
        ("disable_listener", c_void_p),
        ("udata", c_void_p),
    ]


class as_metrics_policy(Structure):
    _fields_ = [
        ("metrics_listeners", as_metrics_listeners),
        ("labels", c_void_p),
        ("report_dir", c_char * 256),
        ("report_size_limit", c_uint64),
        ("interval", c_uint32),
        ("latency_columns", c_uint8),
        ("latency_shift", c_uint8),
        ("enable", c_bool),
    ]


class as_policies(Structure):
    _fields_ = [
        ("read", as_policy_read),
        ("write", as_policy_write),
        ("operate", as_policy_operate),
        ("remove", as_policy_remove),
        ("apply", as_policy_apply),
        ("batch", as_policy_batch),
        ("batch_parent_write", as_policy_batch),
        ("batch_write", as_policy_batch_write),
        ("batch_apply", as_policy_batch_apply),
        ("batch_remove", as_policy_batch_remove),
        ("scan", as_policy_scan),
        ("query", as_policy_query),
        ("info", as_policy_info),
        ("admin", as_policy_admin),
        ("txn_verify", as_policy_batch),
        ("txn_roll", as_policy_batch),
        ("metrics", as_metrics_policy),
    ]


class as_config_provider(Structure):
    _fields_ = [("path", c_char_p), ("interval", c_uint32)]


class as_config_lua(Structure):
    _fields_ = [("cache_enabled", c_bool), ("user_path", c_char * 256)]


class as_config_tls(Structure):
    _fields_ = [
        ("enable", c_bool),
        ("cafile", c_char_p),
        ("castring", c_char_p),
        ("capath", c_char_p),
        ("protocols", c_char_p),
        ("cipher_suite", c_char_p),
        ("cert_blacklist", c_char_p),
        ("keyfile", c_char_p),
        ("keyfile_pw", c_char_p),
        ("keystring", c_char_p),
        ("certfile", c_char_p),
        ("certstring", c_char_p),
        ("crl_check", c_bool),
        ("crl_check_all", c_bool),
        ("log_session_info", c_bool),
        ("for_login_only", c_bool),
    ]


class as_config(Structure):
    _fields_ = [
        ("hosts", c_void_p),
        ("user", c_char * 64),
        ("password", c_char * 64),
        ("cluster_name", c_char_p),
        ("app_id", c_char_p),
        ("event_callback", c_void_p),
        ("event_callback_udata", c_void_p),
        ("ip_map", c_void_p),
        ("ip_map_size", c_uint32),
        ("min_conns_per_node", c_uint32),
        ("max_conns_per_node", c_uint32),
        ("async_min_conns_per_node", c_uint32),
        ("async_max_conns_per_node", c_uint32),
        ("pipe_max_conns_per_node", c_uint32),
        ("conn_pools_per_node", c_uint32),
        ("conn_timeout_ms", c_uint32),
        ("login_timeout_ms", c_uint32),
        ("max_socket_idle", c_uint32),
        ("max_error_rate", c_uint32),
        ("error_rate_window", c_uint32),
        ("tender_interval", c_uint32),
        ("thread_pool_size", c_uint32),
        ("tend_thread_cpu", c_int),
        ("policies", as_policies),
        ("config_provider", as_config_provider),
        ("lua", as_config_lua),
        ("tls", as_config_tls),
        ("auth_mode", _enum),
        ("fail_if_not_connected", c_bool),
        ("use_services_alternate", c_bool),
        ("force_single_node", c_bool),
        ("rack_aware", c_bool),
        ("rack_id", c_int),
        ("rack_ids", c_void_p),
        ("use_shm", c_bool),
        ("shm_key", c_int),
        ("shm_max_nodes", c_uint32),
        ("shm_max_namespaces", c_uint32),
        ("shm_takeover_threshold_sec", c_uint32),
    ]


MIRRORED: tuple[type[Structure], ...] = (
    as_error,
    as_policy_base,
    as_policy_read,
    as_policy_write,
    as_policy_apply,
    as_policy_operate,
    as_policy_remove,
    as_policy_batch,
    as_policy_batch_read,
    as_policy_batch_write,
    as_policy_batch_apply,
    as_policy_batch_remove,
    as_policy_scan,
    as_policy_query,
    as_policy_info,
    as_policy_admin,
    as_metrics_policy,
    as_policies,
    as_config_provider,
    as_config_lua,
    as_config_tls,
    as_config,
)
