"""The exceptions of the package.

The client library and the server answer with a code. Each class has its code as ``code``; a class
that stands for a family has ``None``. The arguments of an error that the package raises are (code,
message, file, line, in doubt), and the error has these attributes:

``code``
    the numeric code
``msg``
    the message
``file``, ``line``
    where the error was found, or ``None``
``in_doubt``
    whether a write may have happened in spite of the error
``subcode``
    the server's finer code, or 0 (server 8.1.1, ``error_detail_verbosity``)
``detail``
    what the message leaves out: which value is wrong and why, or which host could not be reached,
    why and what to change; or ``None``. The text of the error shows it after the arguments

The errors of records carry ``key`` and ``bin`` besides, those of user-defined functions
``module`` and ``func``, those of secondary indexes ``name``; each is ``None`` if it is unknown.

Each error has its own attributes: an error that one thread caught never changes. An error can be
pickled with its attributes.
"""

from __future__ import annotations

from typing import Any

# fmt: off
__all__ = [
    "AdminError", "AerospikeError", "AlwaysForbidden", "AsyncConnectionError",
    "BatchDisabledError", "BatchFailed", "BatchMaxRequestError", "BatchQueueFullError",
    "BinExistsError", "BinIncompatibleType", "BinNameError", "BinNotFound", "ClientAbortError",
    "ClientError", "ClusterChangeError", "ClusterError", "ConnectionError", "DeviceOverload",
    "ElementExistsError", "ElementNotFoundError", "ExpiredPassword", "FilteredOut",
    "ForbiddenError", "ForbiddenPassword", "IllegalState", "IndexError", "IndexFoundError",
    "IndexNameMaxCount", "IndexNameMaxLen", "IndexNotFound", "IndexNotReadable", "IndexOOM",
    "InvalidCommand", "InvalidCredential", "InvalidField", "InvalidGeoJSON", "InvalidHostError",
    "InvalidNodeError", "InvalidPassword", "InvalidPrivilege", "InvalidQuota", "InvalidRequest",
    "InvalidRole", "InvalidUser", "InvalidWhitelist", "LostConflict", "LuaFileNotFound",
    "MaxErrorRateExceeded", "MaxRetriesExceeded", "NamespaceNotFound", "NoMoreConnectionsError",
    "NoResponse", "NotAuthenticated", "NotWhitelisted", "OpNotApplicable", "ParamError",
    "QueryAbortedError", "QueryError", "QueryQueueFull", "QueryTimeout", "QuotaExceeded",
    "QuotasNotEnabled", "RecordBusy", "RecordError", "RecordExistsError",
    "RecordGenerationError", "RecordKeyMismatch", "RecordNotFound", "RecordTooBig",
    "RoleExistsError", "RoleViolation", "ScanAbortedError", "SecurityNotEnabled",
    "SecurityNotSupported", "SecuritySchemeNotSupported", "ServerError", "ServerFull",
    "TLSError", "TimeoutError", "TransactionAlreadyAborted", "TransactionAlreadyCommitted",
    "TransactionFailed", "UDFError", "UDFNotFound", "UnsupportedFeature", "UserExistsError",
    "exception_for_code",
]
# fmt: on

# The package's errors have this number of arguments; an application's may have any other.
_ARGUMENTS = 5


class AerospikeError(Exception):
    """The base of all exceptions of the package, and the class for codes that have none.

    If the server says more than the code, ``subcode`` is one of ``SUB_*``.
    """

    code: int | None = None
    msg: str | None = None
    file: str | None = None
    line: int | None = None
    in_doubt: bool | None = None
    subcode: int | None = None
    detail: str | None = None

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        if len(args) == _ARGUMENTS:
            self.code, self.msg, self.file, self.line, self.in_doubt = args
            self.subcode = 0

    def __str__(self) -> str:
        text = super().__str__()
        return text if self.detail is None else f"{text}: {self.detail}"


class ClientError(AerospikeError):
    """The client has failed, not the server."""

    code = -1


class ParamError(ClientError):
    """An argument, a policy or the configuration is invalid; nothing has been sent."""

    code = -2


class InvalidHostError(ClientError):
    """The configuration names a host that cannot be resolved or used."""

    code = -4


class ClientAbortError(ClientError):
    """The application has stopped the command."""

    code = -5


class AsyncConnectionError(ClientError):
    """An asynchronous connection failed."""

    code = -6


class NoMoreConnectionsError(ClientError):
    """All connections that a node may have are in use."""

    code = -7


class InvalidNodeError(ClientError):
    """The client knows no node for the partition or the name."""

    code = -8


class TLSError(ClientError):
    """A secure connection could not be made."""

    code = -9


class ConnectionError(ClientError):
    """A connection to a node could not be made, or broke."""

    code = -10


class MaxRetriesExceeded(ClientError):
    """The command has failed as often as its policy allows."""

    code = -12


class MaxErrorRateExceeded(ClientError):
    """A node failed too often, and the client leaves it alone for a while."""

    code = -14


class NoResponse(ClientError):
    """The server sent no response for this record."""

    code = -15


class BatchFailed(ClientError):
    """At least one record of a batch has failed."""

    code = -16


class TransactionFailed(ClientError):
    """A multi-record transaction has failed."""

    code = -17


class TransactionAlreadyCommitted(ClientError):
    """The transaction has been committed already."""

    code = -18


class TransactionAlreadyAborted(ClientError):
    """The transaction has been aborted already."""

    code = -19


class ServerError(AerospikeError):
    """The server has refused the command, or failed in it."""

    code: int | None = 1


class InvalidRequest(ServerError):
    """The server does not understand the request."""

    code = 4


class ServerFull(ServerError):
    """A node has no room for more records."""

    code = 8


class AlwaysForbidden(ServerError):
    """The server never allows this command here."""

    code = 10


class ClusterError(ServerError):
    """The client is not connected, or a node that it needs is missing."""

    code = 11


class ClusterChangeError(ClusterError):
    """The cluster changed while the command ran."""

    code = 7


class ScanAbortedError(ServerError):
    """The scan was stopped."""

    code = 15


class UnsupportedFeature(ServerError):
    """The server lacks the feature, or has it turned off."""

    code = 16


class DeviceOverload(ServerError):
    """The storage device cannot keep up with the writes."""

    code = 18


class NamespaceNotFound(ServerError):
    """The server has no such namespace."""

    code = 20


class ForbiddenError(ServerError):
    """The server does not allow this command now."""

    code = 22


class ElementNotFoundError(ServerError):
    """The element of a list or map does not exist."""

    code = 23


class ElementExistsError(ServerError):
    """The element of a list or map exists already."""

    code = 24


class OpNotApplicable(ServerError):
    """An operation does not fit the value of its bin."""

    code = 26


class FilteredOut(ServerError):
    """The filter expression is false for the record."""

    code = 27


class LostConflict(ServerError):
    """The write has lost against one from another data center."""

    code = 28


class UDFError(ServerError):
    """A user-defined function has failed."""

    code = 100
    module: str | None = None
    func: str | None = None


class UDFNotFound(UDFError):
    """The module has no function of that name."""

    code = 1301


class LuaFileNotFound(UDFError):
    """The module does not exist."""

    code = 1302


class BatchDisabledError(ServerError):
    """The server has batches turned off."""

    code = 150


class BatchMaxRequestError(ServerError):
    """The batch has more records than the server takes."""

    code = 151


class BatchQueueFullError(ServerError):
    """The queues for batches are full."""

    code = 152


class InvalidGeoJSON(ServerError):
    """The server does not accept the text as GeoJSON."""

    code = 160


class IndexError(ServerError):
    """A secondary index has failed."""

    code = 204
    name: str | None = None


class IndexFoundError(IndexError):
    """The index exists already."""

    code = 200


class IndexNotFound(IndexError):
    """The index does not exist."""

    code = 201


class IndexOOM(IndexError):
    """The server lacks the memory for the index."""

    code = 202


class IndexNotReadable(IndexError):
    """The index is still being built."""

    code = 203


class IndexNameMaxLen(IndexError):
    """The name of the index is too long."""

    code = 205


class IndexNameMaxCount(IndexError):
    """The namespace has its maximum number of indexes."""

    code = 206


class QueryAbortedError(ServerError):
    """The query was stopped."""

    code = 210


class QueryError(ServerError):
    """A query has failed."""

    code = 213


class QueryQueueFull(QueryError):
    """The server runs its maximum number of queries."""

    code = 211


class QueryTimeout(QueryError):
    """The query took longer than its time limit."""

    code = 212


class AdminError(ServerError):
    """A command on users and roles, or the security of the cluster, has failed."""

    code: int | None = None


class SecurityNotSupported(AdminError):
    """The server has no security."""

    code = 51


class SecurityNotEnabled(AdminError):
    """The server has its security turned off."""

    code = 52


class SecuritySchemeNotSupported(AdminError):
    """The server does not know the scheme of security."""

    code = 53


class InvalidCommand(AdminError):
    """The server does not know the command."""

    code = 54


class InvalidField(AdminError):
    """A field of the command is not valid."""

    code = 55


class IllegalState(AdminError):
    """The command does not fit the state of the session."""

    code = 56


class InvalidUser(AdminError):
    """The user does not exist."""

    code = 60


class UserExistsError(AdminError):
    """The user exists already."""

    code = 61


class InvalidPassword(AdminError):
    """The password is not valid."""

    code = 62


class ExpiredPassword(AdminError):
    """The password has expired."""

    code = 63


class ForbiddenPassword(AdminError):
    """The password was used before."""

    code = 64


class InvalidCredential(AdminError):
    """The credential is not valid."""

    code = 65


class InvalidRole(AdminError):
    """The role does not exist."""

    code = 70


class RoleExistsError(AdminError):
    """The role exists already."""

    code = 71


class InvalidPrivilege(AdminError):
    """The privilege does not exist."""

    code = 72


class InvalidWhitelist(AdminError):
    """The list of addresses is not valid."""

    code = 73


class QuotasNotEnabled(AdminError):
    """The server has quotas turned off."""

    code = 74


class InvalidQuota(AdminError):
    """The quota is not valid."""

    code = 75


class NotAuthenticated(AdminError):
    """The session has no user."""

    code = 80


class RoleViolation(AdminError):
    """The user lacks the privilege that the command needs."""

    code = 81


class NotWhitelisted(AdminError):
    """The address of the client is not on the list of the role."""

    code = 82


class QuotaExceeded(AdminError):
    """The user has used up the quota."""

    code = 83


class RecordError(ServerError):
    """A command on a record has failed."""

    code: int | None = None
    key: Any = None
    bin: Any = None


class RecordNotFound(RecordError):
    """The record does not exist."""

    code = 2


class RecordGenerationError(RecordError):
    """The generation of the record is not the expected one."""

    code = 3


class RecordExistsError(RecordError):
    """The record exists already."""

    code = 5


class BinExistsError(RecordError):
    """The bin exists already."""

    code = 6


class BinIncompatibleType(RecordError):
    """An operation does not fit the type of its bin."""

    code = 12


class RecordTooBig(RecordError):
    """The record is larger than the namespace allows."""

    code = 13


class RecordBusy(RecordError):
    """Too many commands wait for the record."""

    code = 14


class BinNotFound(RecordError):
    """The bin does not exist."""

    code = 17


class RecordKeyMismatch(RecordError):
    """The record was stored with another user key."""

    code = 19


class BinNameError(RecordError):
    """The name of a bin is too long."""

    code = 21


class TimeoutError(AerospikeError):
    """The command took longer than its policy allows."""

    code = 9


def _classes_by_code(base: type[AerospikeError]) -> dict[int, type[AerospikeError]]:
    classes: dict[int, type[AerospikeError]] = {}
    if base.code is not None:
        classes[base.code] = base
    for cls in base.__subclasses__():
        classes.update(_classes_by_code(cls))
    return classes


_BY_CODE = _classes_by_code(AerospikeError)


def exception_for_code(code: int) -> type[AerospikeError]:
    """The class for a code; :class:`AerospikeError` for a code without a class."""
    return _BY_CODE.get(code, AerospikeError)
