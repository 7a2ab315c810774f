"""The permissions that commands need."""

from __future__ import annotations

from ..commands.messages import Field, Info1, Info2, Message
from ..errors import ResultError
from ..state.security import Permission, Security, Session
from ..state.transactions import MONITOR_SET
from .parameters import InfoError, Parameters

__all__ = ["check_command", "check_info", "check_query"]

# Info commands that need more than a login.
_INFO: dict[str, Permission] = {
    "config-set": Permission.SET_CONFIG,
    "eviction-reset": Permission.SERVICE_CTRL,
    "query-abort": Permission.QUERY_ADMIN,
    "query-abort-all": Permission.QUERY_ADMIN,
    "quiesce": Permission.SERVICE_CTRL,
    "quiesce-undo": Permission.SERVICE_CTRL,
    "recluster": Permission.SERVICE_CTRL,
    "revive": Permission.SERVICE_CTRL,
    "roster-set": Permission.SERVICE_CTRL,
    "set-config": Permission.SET_CONFIG,
    "sindex-create": Permission.SINDEX_ADMIN,
    "sindex-delete": Permission.SINDEX_ADMIN,
    "sindex-exists": Permission.SINDEX_ADMIN,
    "truncate": Permission.TRUNCATE,
    "truncate-namespace": Permission.TRUNCATE,
    "udf-clear-cache": Permission.UDF_ADMIN,
    "udf-put": Permission.UDF_ADMIN,
    "udf-remove": Permission.UDF_ADMIN,
    "xdr-set-filter": Permission.XDR_SET_FILTER,
}


def _of_command(message: Message) -> Permission:
    reads = Permission.READ if message.info1 & Info1.READ else Permission.NONE
    if not message.info2 & Info2.WRITE:
        return reads
    if Field.UDF_MODULE in message.fields:
        return Permission.UDF_APPLY
    return Permission.WRITE | reads


def _of_query(message: Message) -> Permission:
    if Field.UDF_MODULE in message.fields:
        return Permission.UDF_QUERY
    return Permission.OPS_QUERY if message.info2 & Info2.WRITE else Permission.QUERY


def _scope(message: Message) -> tuple[bytes, bytes]:
    return message.fields.get(Field.NAMESPACE, b""), message.fields.get(Field.SET, b"")


def check_command(security: Security | None, session: Session, message: Message) -> None:
    """Refuses a command on a record without permission, and counts permitted ones.

    Raises:
        ResultError: with NOT_AUTHENTICATED or ROLE_VIOLATION.
    """
    if security is None:
        return
    namespace, set_name = _scope(message)
    if set_name == MONITOR_SET:
        # A transaction needs no permission beyond those of its writes.
        security.check_login(session)
        return
    security.check(session, _of_command(message), namespace, set_name)
    security.count(session, "write" if message.info2 & Info2.WRITE else "read")


def check_query(security: Security | None, session: Session, message: Message) -> None:
    """Refuses a query without permission.

    Raises:
        ResultError: with NOT_AUTHENTICATED or ROLE_VIOLATION.
    """
    if security is not None:
        security.check(session, _of_query(message), *_scope(message))


def check_info(
    security: Security | None, session: Session, name: str, parameters: Parameters
) -> None:
    """Refuses an info command without permission.

    Raises:
        InfoError: with ROLE_VIOLATION.
    """
    if security is None or name not in _INFO:
        return
    namespace = (parameters.optional("namespace") or "").encode()
    set_name = (parameters.optional("set") or "").encode()
    try:
        security.check(session, _INFO[name], namespace, set_name)
    except ResultError as error:
        raise InfoError(error.code, error.message) from None
