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

__all__ = [
    "ABI_VERSION",
    "COMMANDS",
    "COMMAND_ARGUMENTS",
    "COMMAND_RESULT",
    "ENGINE_FUNCTIONS",
    "LONG_COMMANDS",
    "PROTOTYPES",
    "UNFINISHED",
]

ABI_VERSION = 3


class AbiRow(Structure):
    """Mirrors ``bridge_abi_row`` of native/bridge/abi.h."""

    _fields_ = [("name", c_char_p), ("value", c_size_t)]


# The target, the request and its size, and the call.
COMMAND_ARGUMENTS = (c_void_p, c_char_p, c_size_t, c_void_p)
# The size of the reply, or one of the numbers below.
COMMAND_RESULT = c_int64

UNFINISHED = -2
"""The result of a batch that goes on; native/bridge/bridge.h has the same."""

COMMANDS = tuple(
    """
    bridge_abort
    bridge_admin
    bridge_admin_roles
    bridge_admin_users
    bridge_apply
    bridge_batch_apply
    bridge_batch_operate
    bridge_batch_read
    bridge_batch_remove
    bridge_batch_wait
    bridge_batch_write
    bridge_client_close
    bridge_client_connect
    bridge_client_diagnosis
    bridge_client_is_connected
    bridge_client_nodes
    bridge_client_shm_key
    bridge_commit
    bridge_engine_submit
    bridge_engine_take
    bridge_exists
    bridge_get
    bridge_info_all
    bridge_info_node
    bridge_info_random
    bridge_job_in_progress
    bridge_job_info
    bridge_key_digest
    bridge_key_node
    bridge_metrics_disable
    bridge_metrics_enable
    bridge_metrics_take
    bridge_operate
    bridge_put
    bridge_remove
    bridge_select
    bridge_server_version
    bridge_statement_background
    bridge_statement_is_done
    bridge_statement_new
    bridge_statement_start
    bridge_statement_status
    bridge_stats
    bridge_stream_next
    bridge_take_log
    bridge_transcode
    bridge_truncate
    bridge_udf_get
    bridge_udf_list
    bridge_udf_put
    bridge_udf_remove
    """.split()
)
"""The functions that a carrier runs. They have one signature."""

LONG_COMMANDS = frozenset(
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
    bridge_statement_background
    bridge_truncate
    bridge_udf_get
    bridge_udf_list
    bridge_udf_put
    bridge_udf_remove
    """.split()
)
"""The commands that may last longer than one round trip; a signal interrupts the wait for them."""

ENGINE_FUNCTIONS = tuple(
    """
    bridge_get
    bridge_select
    bridge_exists
    bridge_put
    bridge_remove
    bridge_operate
    bridge_apply
    bridge_batch_read
    bridge_batch_write
    bridge_batch_operate
    bridge_batch_apply
    bridge_batch_remove
    bridge_commit
    bridge_abort
    """.split()
)
"""The commands that an engine carries; it knows them by their place here."""

_CLIENT = c_void_p
_CALL = c_void_p
_STATEMENT = c_void_p
_STREAM = c_void_p
_TRANSACTION = c_void_p
_METRICS = c_void_p
_ENGINE = c_void_p

Prototype = tuple[Any, tuple[Any, ...]]

PROTOTYPES: dict[str, Prototype] = {
    # library.c
    "bridge_abi_version": (c_int, ()),
    "bridge_abi_table": (POINTER(AbiRow), (POINTER(c_size_t),)),
    "bridge_c_client_version": (c_char_p, ()),
    "bridge_identify": (None, (c_char_p,)),
    "bridge_library_versions": (None, (POINTER(c_char_p),)),
    "bridge_call_free": (None, (_CALL,)),
    "bridge_call_abandon": (None, (_CALL,)),
    "bridge_set_log": (None, (c_int, c_int)),
    # client.c
    "bridge_client_new": (c_void_p, ()),
    "bridge_client_config": (c_void_p, (_CLIENT,)),
    "bridge_client_close_soon": (None, (_CLIENT,)),
    "bridge_client_free": (None, (_CLIENT,)),
    "bridge_client_listen": (None, (_CLIENT, _METRICS)),
    # config.c
    "bridge_config_add_host": (c_bool, (c_void_p, c_char_p, c_char_p, c_uint16)),
    "bridge_config_add_hosts": (c_bool, (c_void_p, c_char_p, c_uint16)),
    "bridge_config_set_string": (c_bool, (c_void_p, c_char_p, c_char_p)),
    "bridge_config_set_user": (None, (c_void_p, c_char_p, c_char_p)),
    "bridge_config_add_metrics_label": (None, (c_void_p, c_char_p, c_char_p)),
    "bridge_config_add_rack_id": (None, (c_void_p, c_int)),
    # loops.c
    "bridge_loops_start": (c_int, (c_uint,)),
    # engine.c
    "bridge_engine_new": (c_void_p, (_CLIENT, c_uint32, c_uint32, c_uint32)),
    "bridge_engine_free": (None, (_ENGINE,)),
    "bridge_engine_descriptor": (c_int, (_ENGINE,)),
    "bridge_engine_wait": (c_int, (_ENGINE, c_uint32)),
    # batch.c
    "bridge_set_main_thread": (None, (c_uint64,)),
    # statement.c
    "bridge_statement_free": (None, (_STATEMENT,)),
    # stream.c
    "bridge_stream_descriptor": (c_int, (_STREAM,)),
    "bridge_stream_stop": (None, (_STREAM, c_uint32, c_uint32, c_bool)),
    "bridge_stream_free": (None, (_STREAM, c_uint32, c_uint32)),
    # transactions.c
    "bridge_transaction_new": (c_void_p, (c_uint64, c_uint32, c_uint32, c_uint32)),
    "bridge_transaction_free": (None, (_TRANSACTION,)),
    "bridge_transaction_set_timeout": (None, (_TRANSACTION, c_uint32)),
    "bridge_transaction_state": (c_int, (_TRANSACTION,)),
    "bridge_transaction_in_doubt": (c_bool, (_TRANSACTION,)),
    # metrics.c
    "bridge_metrics_new": (c_void_p, ()),
    "bridge_metrics_free": (None, (_METRICS,)),
    "bridge_metrics_count": (c_uint64, (_METRICS,)),
    "bridge_metrics_warn": (None, (c_char_p,)),
}
"""The other functions: their result and their arguments."""
