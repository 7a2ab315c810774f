"""The functions that the shared library exports: result type and argument types, one table.

Imported by :mod:`aerospike._native.library` only. ``native/bridge/bridge.h`` declares the same
functions and ``native/bridge/exports.txt`` makes them visible.
"""

from __future__ import annotations

from ctypes import (
    POINTER,
    Structure,
    c_bool,
    c_char_p,
    c_int,
    c_int64,
    c_size_t,
    c_uint,
    c_uint16,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

__all__ = ["ABI_VERSION", "LONG_CALLS", "PROTOTYPES", "SLICED_CALLS"]

ABI_VERSION = 1


class AbiRow(Structure):
    """Mirrors ``bridge_abi_row`` of native/bridge/abi.h."""

    _fields_ = [("name", c_char_p), ("value", c_size_t)]


_CLIENT = c_void_p
_CALL = c_void_p
_WALK = c_void_p
_RUN = c_void_p
# Where the bridge puts a new object.
_OWNER = POINTER(c_void_p)
_POLICY = c_void_p
_TRANSACTION = c_void_p
_METRICS = c_void_p
_BYTES = (c_char_p, c_size_t)
_FLAGS = c_uint
# The size of a reply, or -1.
_SIZE = c_int64

Prototype = tuple[Any, tuple[Any, ...]]

PROTOTYPES: dict[str, Prototype] = {
    # library.c
    "bridge_abi_version": (c_int, ()),
    "bridge_abi_table": (POINTER(AbiRow), (POINTER(c_size_t),)),
    "bridge_c_client_version": (c_char_p, ()),
    "bridge_identify": (None, (c_char_p,)),
    "bridge_call_free": (None, (_CALL,)),
    "bridge_call_abandon": (None, (_CALL,)),
    "bridge_set_log": (None, (c_int, c_int)),
    "bridge_take_log": (_SIZE, (_CALL,)),
    # client.c
    "bridge_client_new": (c_void_p, ()),
    "bridge_client_config": (c_void_p, (_CLIENT,)),
    "bridge_client_connect": (_SIZE, (_CLIENT, _CALL)),
    "bridge_client_close": (_SIZE, (_CLIENT, _CALL)),
    "bridge_client_close_soon": (None, (_CLIENT,)),
    "bridge_client_free": (None, (_CLIENT,)),
    "bridge_client_is_connected": (c_bool, (_CLIENT, _CALL)),
    "bridge_client_nodes": (_SIZE, (_CLIENT, _CALL)),
    "bridge_client_diagnosis": (_SIZE, (_CLIENT, _CALL)),
    "bridge_client_shm_key": (_SIZE, (_CLIENT, _CALL)),
    "bridge_client_listen": (None, (_CLIENT, _METRICS)),
    # config.c
    "bridge_config_add_host": (c_bool, (c_void_p, c_char_p, c_char_p, c_uint16)),
    "bridge_config_add_hosts": (c_bool, (c_void_p, c_char_p, c_uint16)),
    "bridge_config_set_string": (c_bool, (c_void_p, c_char_p, c_char_p)),
    "bridge_config_set_user": (None, (c_void_p, c_char_p, c_char_p)),
    "bridge_config_add_metrics_label": (None, (c_void_p, c_char_p, c_char_p)),
    "bridge_config_add_rack_id": (None, (c_void_p, c_int)),
    # key.c
    "bridge_key_digest": (_SIZE, (*_BYTES, _CALL)),
    # transcode.c
    "bridge_transcode": (_SIZE, (c_void_p, *_BYTES, _CALL)),
    # records.c
    "bridge_get": (_SIZE, (_CLIENT, *_BYTES, _POLICY, _FLAGS, _CALL)),
    "bridge_select": (_SIZE, (_CLIENT, *_BYTES, *_BYTES, _POLICY, _FLAGS, _CALL)),
    "bridge_exists": (_SIZE, (_CLIENT, *_BYTES, _POLICY, _CALL)),
    "bridge_put": (
        _SIZE,
        (_CLIENT, *_BYTES, *_BYTES, c_uint32, c_uint16, _POLICY, _FLAGS, _CALL),
    ),
    "bridge_remove": (_SIZE, (_CLIENT, *_BYTES, _POLICY, _CALL)),
    # operate.c
    "bridge_operate": (
        _SIZE,
        (_CLIENT, *_BYTES, *_BYTES, c_uint32, c_uint16, _POLICY, c_bool, _FLAGS, _CALL),
    ),
    # udf.c
    "bridge_apply": (
        _SIZE,
        (_CLIENT, *_BYTES, c_char_p, c_char_p, *_BYTES, _POLICY, _FLAGS, _CALL),
    ),
    "bridge_udf_put": (_SIZE, (_CLIENT, c_char_p, *_BYTES, _POLICY, _CALL)),
    "bridge_udf_remove": (_SIZE, (_CLIENT, c_char_p, _POLICY, _CALL)),
    "bridge_udf_list": (_SIZE, (_CLIENT, _POLICY, _CALL)),
    "bridge_udf_get": (_SIZE, (_CLIENT, c_char_p, _POLICY, _CALL)),
    "bridge_job_info": (_SIZE, (_CLIENT, c_char_p, c_uint64, _POLICY, _CALL)),
    # batch.c
    "bridge_batch_read": (_SIZE, (_CLIENT, *_BYTES, *_BYTES, _POLICY, _FLAGS, _CALL)),
    "bridge_set_main_thread": (None, (c_uint64,)),
    "bridge_batch_wait": (_SIZE, (_CALL,)),
    "bridge_batch_write": (_SIZE, (_CLIENT, *_BYTES, _POLICY, _FLAGS, _CALL)),
    "bridge_batch_operate": (
        _SIZE,
        (_CLIENT, *_BYTES, *_BYTES, c_uint32, _POLICY, _POLICY, _FLAGS, _CALL),
    ),
    "bridge_batch_apply": (
        _SIZE,
        (_CLIENT, *_BYTES, c_char_p, c_char_p, *_BYTES, _POLICY, _POLICY, _FLAGS, _CALL),
    ),
    "bridge_batch_remove": (_SIZE, (_CLIENT, *_BYTES, _POLICY, _POLICY, _FLAGS, _CALL)),
    # walk.c
    "bridge_walk_new": (_SIZE, (_CLIENT, *_BYTES, _FLAGS, _OWNER, _CALL)),
    "bridge_walk_start": (_SIZE, (_WALK, *_BYTES, _POLICY, _FLAGS, _OWNER, _CALL)),
    "bridge_walk_status": (_SIZE, (_WALK, c_uint32, c_uint32, c_uint32, _CALL)),
    "bridge_walk_is_done": (c_bool, (_WALK, c_uint32, c_uint32, c_uint32)),
    "bridge_walk_background": (_SIZE, (_WALK, *_BYTES, _POLICY, _CALL)),
    "bridge_walk_free": (None, (_WALK,)),
    "bridge_run_next": (_SIZE, (_RUN, c_uint32, c_bool, _CALL)),
    "bridge_run_stop": (None, (_RUN, c_uint32, c_uint32, c_bool)),
    "bridge_run_free": (None, (_RUN, c_uint32, c_uint32)),
    "bridge_job_in_progress": (_SIZE, (_CLIENT, c_char_p, c_uint64, _POLICY, _CALL)),
    # admin.c
    "bridge_admin": (_SIZE, (_CLIENT, c_char_p, *_BYTES, _POLICY, _CALL)),
    "bridge_admin_users": (_SIZE, (_CLIENT, c_char_p, _POLICY, _CALL)),
    "bridge_admin_roles": (_SIZE, (_CLIENT, c_char_p, _POLICY, _CALL)),
    # transactions.c
    "bridge_transaction_new": (c_void_p, (c_uint64, c_uint32, c_uint32, c_uint32)),
    "bridge_transaction_free": (None, (_TRANSACTION,)),
    "bridge_transaction_set_timeout": (None, (_TRANSACTION, c_uint32)),
    "bridge_transaction_state": (c_int, (_TRANSACTION,)),
    "bridge_transaction_in_doubt": (c_bool, (_TRANSACTION,)),
    "bridge_commit": (_SIZE, (_CLIENT, _TRANSACTION, _CALL)),
    "bridge_abort": (_SIZE, (_CLIENT, _TRANSACTION, _CALL)),
    # metrics.c
    "bridge_stats": (_SIZE, (_CLIENT, _CALL)),
    "bridge_metrics_new": (c_void_p, ()),
    "bridge_metrics_free": (None, (_METRICS,)),
    "bridge_metrics_take": (_SIZE, (_METRICS, _CALL)),
    "bridge_metrics_count": (c_uint64, (_METRICS,)),
    "bridge_metrics_enable": (_SIZE, (_CLIENT, _POLICY, *_BYTES, _METRICS, _CALL)),
    "bridge_metrics_disable": (_SIZE, (_CLIENT, _CALL)),
    "bridge_metrics_warn": (None, (c_char_p,)),
    # info.c
    "bridge_info_all": (_SIZE, (_CLIENT, c_char_p, _POLICY, _CALL)),
    "bridge_info_random": (_SIZE, (_CLIENT, c_char_p, _POLICY, _CALL)),
    "bridge_info_node": (_SIZE, (_CLIENT, c_char_p, c_char_p, _POLICY, _CALL)),
    "bridge_server_version": (_SIZE, (_CLIENT, _CALL)),
    "bridge_truncate": (_SIZE, (_CLIENT, c_char_p, c_char_p, c_uint64, _POLICY, _CALL)),
}

LONG_CALLS = frozenset(
    """
    bridge_abort
    bridge_admin
    bridge_admin_roles
    bridge_admin_users
    bridge_client_close
    bridge_client_connect
    bridge_client_is_connected
    bridge_commit
    bridge_info_all
    bridge_info_node
    bridge_info_random
    bridge_job_info
    bridge_job_in_progress
    bridge_metrics_disable
    bridge_metrics_enable
    bridge_truncate
    bridge_udf_get
    bridge_udf_list
    bridge_udf_put
    bridge_udf_remove
    bridge_walk_background
    """.split()
)
"""The functions that may last longer than one command; a signal interrupts the wait for them.

Their last argument is the call."""

SLICED_CALLS = frozenset(
    """
    bridge_batch_apply
    bridge_batch_operate
    bridge_batch_read
    bridge_batch_remove
    bridge_batch_write
    """.split()
)
"""The same, but the library itself lets the main thread look at its signals now and then."""
