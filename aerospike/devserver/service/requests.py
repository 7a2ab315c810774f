"""Requests of all types, and the responses to them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator

from ..commands.batch import execute_batch
from ..commands.command import Reply
from ..commands.messages import Field, Info1, Info3, Message, pack_message, parse_message
from ..commands.query import execute_query
from ..commands.single import execute, kind_of
from ..errors import Result, ResultError
from ..info import commands as info
from ..info import permissions
from ..state.cluster import NodeState
from ..state.faults import Disconnect, Target
from ..state.security import Session
from ..state.storage import Namespace
from .protocol import TYPE_INFO, TYPE_MESSAGE, TYPE_SECURITY
from .security_messages import answer_security, pack_answer

__all__ = ["RESPONDERS"]

log = logging.getLogger(__name__)

# Responses of a batch are sent in chunks of at least this many bytes.
BATCH_CHUNK = 128 * 1024


def _respond_info(node: NodeState, session: Session, body: bytes) -> Iterator[bytes]:
    yield info.answer(node, body.decode("utf-8", "replace"), session).encode()


def _respond_security(node: NodeState, session: Session, body: bytes) -> Iterator[bytes]:
    if node.cluster.security is not None:
        yield from answer_security(node.cluster.security, session, body)
        return
    enterprise = node.cluster.enterprise
    code = Result.SECURITY_NOT_ENABLED if enterprise else Result.SECURITY_NOT_SUPPORTED
    yield pack_answer(code)


def _respond(node: NodeState, session: Session, body: bytes) -> Iterable[bytes]:
    try:
        message = parse_message(body)
    except ResultError as error:
        return (pack_message(error.code),)
    if message.info1 & Info1.BATCH:
        names = frozenset(name.encode() for name in node.cluster.namespaces)
        return _batch(node, session, message, names)
    if Field.DIGEST in message.fields or Field.NAMESPACE not in message.fields:
        return (_run(node, session, message, message.fields.get(Field.DIGEST, b"")).pack(),)
    return _query(node, session, message)


def _batch(
    node: NodeState, session: Session, message: Message, names: frozenset[bytes]
) -> Iterator[bytes]:
    def run(message: Message, digest: bytes) -> Reply:
        return _run(node, session, message, digest, in_batch=True)

    try:
        if node.cluster.security is not None:
            node.cluster.security.check_login(session)
    except ResultError as error:
        yield pack_message(error.code, info3=Info3.LAST)
        return
    yield from execute_batch(message, names, run, BATCH_CHUNK)


def _query(node: NodeState, session: Session, message: Message) -> Iterator[bytes]:
    drops_reply = False
    started, end = time.perf_counter(), int(Result.OK)
    try:
        if node.cluster.faults.ordered:
            code, drops_reply = node.cluster.faults.before(_target(node, message, b""))
            if code is not None:
                raise ResultError(code, "a fault that was ordered")
        permissions.check_query(node.cluster.security, session, message)
        answers = execute_query(node, _namespace(node, message), message)
        if drops_reply:
            for _ in answers:
                pass
            raise Disconnect
        yield from answers
    except ResultError as error:
        end = error.code
        yield pack_message(error.code, info3=Info3.LAST)
    if node.cluster.watch is not None:
        node.cluster.watch(_line(node, message, b"", end, time.perf_counter() - started))


def _run(
    node: NodeState, session: Session, message: Message, digest: bytes, *, in_batch: bool = False
) -> Reply:
    """Runs a command on one record, unless a fault meets it; a failure is in the reply.

    Raises:
        Disconnect: a fault closes the connection.
    """
    if node.cluster.watch is None:
        return _run_faulty(node, session, message, digest, in_batch)
    started = time.perf_counter()
    reply = _run_faulty(node, session, message, digest, in_batch)
    took = time.perf_counter() - started
    node.cluster.watch(_line(node, message, digest, reply.code, took))
    return reply


def _line(node: NodeState, message: Message, digest: bytes, code: int, took: float) -> str:
    """A command in one line: when, where, what, on which record, how it ended, how long it took."""
    fields = message.fields
    names = [fields.get(number, b"") for number in (Field.NAMESPACE, Field.SET)]
    where = ".".join(name.decode("utf-8", "backslashreplace") for name in names if name)
    try:
        end = Result(code).name
    except ValueError:
        end = str(code)
    now = time.strftime("%H:%M:%S")
    record = f" {digest.hex()}" if digest else ""
    return f"{now} {node.id} {kind_of(message)} {where}{record} {end} {took * 1000:.2f} ms"


def _run_faulty(
    node: NodeState, session: Session, message: Message, digest: bytes, in_batch: bool
) -> Reply:
    if not node.cluster.faults.ordered:
        return _run_healthy(node, session, message, digest, in_batch)
    code, drops_reply = node.cluster.faults.before(_target(node, message, digest))
    if code is not None:
        return Reply(code)
    reply = _run_healthy(node, session, message, digest, in_batch)
    if drops_reply:
        raise Disconnect
    return reply


def _target(node: NodeState, message: Message, digest: bytes) -> Target:
    fields = message.fields
    return Target(
        node, kind_of(message), fields.get(Field.NAMESPACE, b""), fields.get(Field.SET, b""), digest
    )


def _run_healthy(
    node: NodeState, session: Session, message: Message, digest: bytes, in_batch: bool
) -> Reply:
    try:
        permissions.check_command(node.cluster.security, session, message)
        return execute(_namespace(node, message), message, digest, in_batch=in_batch)
    except ResultError as error:
        return Reply(error.code)
    except Exception:
        log.exception("a command has failed in the development server")
        return Reply(Result.SERVER)


def _namespace(node: NodeState, message: Message) -> Namespace:
    name = message.fields.get(Field.NAMESPACE, b"").decode("utf-8", "replace")
    namespace = node.cluster.namespaces.get(name)
    if namespace is None:
        raise ResultError(Result.NAMESPACE, f"unknown namespace {name!r}")
    return namespace


RESPONDERS: dict[int, Callable[[NodeState, Session, bytes], Iterable[bytes]]] = {
    TYPE_INFO: _respond_info,
    TYPE_SECURITY: _respond_security,
    TYPE_MESSAGE: _respond,
}
"""Functions by the type of a request: they return the responses."""
