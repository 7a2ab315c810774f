"""User-defined functions: on a record, and on a stream of records."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..errors import Result, ResultError
from ..expression import check_filter
from ..lua.record import UdfRecord, answer_bin
from ..model.particle import encode
from ..model.record import Record
from ..model.values import ListValue, Str, Value
from ..model.wire import unpack
from ..state.storage import Namespace
from .command import Command, Reply
from .messages import Answer, Field, Info2, Info3, Message
from .write import advance, check_stored_key, void_time

__all__ = ["aggregate", "execute_udf"]

log = logging.getLogger("aerospike.devserver.udf")

MODULE_LIMIT = FUNCTION_LIMIT = 127

# The bins of the answers.
_SUCCESS, _FAILURE = b"SUCCESS", b"FAILURE"

# The server's errors for a module that cannot be loaded and for a function on a stream.
_NO_MODULE = b"UDF: Execution Error 1"
_FAILED_STREAM = "UDF: Execution Error 2 : "

# Policies that a function cannot have.
_NOT_INFO2 = Info2.GENERATION | Info2.GENERATION_GT | Info2.CREATE_ONLY
_NOT_INFO3 = Info3.UPDATE_ONLY | Info3.CREATE_OR_REPLACE | Info3.REPLACE_ONLY


class Call(NamedTuple):
    """A function, and its arguments after the record or the stream."""

    module: str
    function: bytes
    arguments: Iterable[Value]


def parse_call(message: Message) -> Call:
    """The call in a message.

    Raises:
        ResultError: with PARAMETER, a part is missing or too long.
    """
    fields = message.fields
    try:
        module, function = fields[Field.UDF_MODULE], fields[Field.UDF_FUNCTION]
        packed = fields[Field.UDF_ARGUMENTS]
    except KeyError as missing:
        raise ResultError(Result.PARAMETER, f"a call without the field {missing}") from None
    if len(module) > MODULE_LIMIT or len(function) > FUNCTION_LIMIT:
        raise ResultError(Result.PARAMETER, "the name of a module or a function is too long")
    return Call(module.decode("utf-8", "surrogateescape"), function, _arguments(packed))


def _arguments(packed: bytes) -> Iterable[Value]:
    # The server ignores arguments that are not a list.
    try:
        arguments = unpack(packed) if packed else None
    except ResultError:
        return ()
    return arguments if isinstance(arguments, ListValue) else ()


def execute_udf(
    namespace: Namespace,
    message: Message,
    digest: bytes,
    *,
    origin: str = "client",
    must_exist: bool = False,
) -> Reply:
    """Calls the function that a message names on the record with a digest.

    Args:
        namespace: where the record is.
        message: the command.
        digest: the record's digest.
        origin: the prefix of the statistics that count the command.
        must_exist: whether the command does nothing if the record does not exist.

    Raises:
        ResultError: with UNSUPPORTED_FEATURE, Lua is not installed.
    """
    return Udf(namespace, message, digest, origin, must_exist).answer()


class Udf(Command):
    """Calls a function on a copy of a record, which replaces the record if the call succeeds."""

    def __init__(
        self, namespace: Namespace, message: Message, digest: bytes, origin: str, must_exist: bool
    ) -> None:
        super().__init__(namespace, message, digest)
        self.origin = origin
        self.must_exist = must_exist

    def run(self) -> Reply:
        """Carries the command out."""
        message = self.message
        if message.info2 & _NOT_INFO2 or message.info3 & _NOT_INFO3:
            raise ResultError(Result.PARAMETER, "a policy that functions do not have")
        call = parse_call(message)
        found = self.found = self.namespace.find(self.digest)
        if found is None and self.must_exist:
            raise ResultError(Result.NOT_FOUND)
        if found is not None:
            self._check(found)
        record = UdfRecord(
            self.digest,
            found,
            set_name=message.fields.get(Field.SET, b""),
            key=message.fields.get(Field.KEY),
        )
        went_well, result = self._call(call, record)
        if not went_well:
            return self._failed(result)
        if record.code != Result.OK:
            raise ResultError(record.code)
        if not record.has_updates:
            self._count("read_success")
            return self._reply(found, result)
        written = self._write(record, found)
        return self._reply(written, result)

    def _check(self, found: Record) -> None:
        """Refuses a record that does not match the message."""
        if self.message.fields.get(Field.SET, b"") != found.set_name:
            raise ResultError(Result.PARAMETER, "the record is in another set")
        check_filter(self.filter, found)
        self.check_key(found)
        if found.key is None:
            check_stored_key(self.message.fields.get(Field.KEY))

    def _call(self, call: Call, record: UdfRecord) -> tuple[bool, Value]:
        """Whether the function succeeded, and its result or its error."""
        with self.namespace.modules.state(call.module) as state:
            if state is None:
                return False, Str(_NO_MODULE)
            return state.apply(call.function, record, call.arguments)

    def _failed(self, error: bytes) -> Reply:
        log.warning("lua-error: result %s", error.decode("utf-8", "replace"))
        self._count("error")
        answer = Answer(_FAILURE, encode(Str(error)))
        found = self.found
        if found is None:
            return Reply(Result.UDF_EXECUTION, bins=[answer])
        return Reply(Result.UDF_EXECUTION, found.generation, found.void_time, [answer])

    @staticmethod
    def _reply(record: Record | None, result: Value) -> Reply:
        answer = Answer(_SUCCESS, answer_bin(result))
        if record is None:
            return Reply(bins=[answer])
        return Reply(Result.OK, record.generation, record.void_time, [answer])

    def _write(self, changed: UdfRecord, found: Record | None) -> Record:
        """Replaces the record by the one of the function, or deletes it."""
        record = changed.open()
        ttl = self.message.record_ttl if changed.ttl is None else changed.ttl
        expires = void_time(self.namespace, ttl, found)
        if not record.bins:
            if found is None:
                raise ResultError(Result.NOT_FOUND, "nothing to write")
            self.check_durability()
        tombstone = None if found is not None else self.namespace.tombstone(self.digest)
        if tombstone is not None:
            record.generation = tombstone.generation
        advance(self.namespace, record, expires)
        if found is not None and not record.bins:
            self.delete(found)
            self._count("delete_success")
            return record
        if record.size() > self.namespace.max_record_size:
            raise ResultError(Result.RECORD_TOO_BIG, f"{record.size()} bytes")
        self.namespace.store(record)
        self._count("write_success")
        return record

    def _count(self, end: str) -> None:
        self.namespace.counters[f"{self.origin}_lang_{end}"] += 1


def aggregate(namespace: Namespace, message: Message, records: Iterable[Record]) -> Iterator[Value]:
    """Yields what the stream function of a message makes of records.

    Raises:
        ResultError: with UDF_EXECUTION, the function fails, or the module does not exist; with
            UNSUPPORTED_FEATURE, Lua is not installed.
    """
    call = parse_call(message)
    with namespace.modules.state(call.module) as state:
        if state is None:
            raise ResultError(Result.UDF_EXECUTION, _NO_MODULE.decode())
        try:
            yield from state.stream(call.function, call.arguments, records)
        except ResultError as error:
            if error.code != Result.UDF_EXECUTION:
                raise
            raise ResultError(error.code, _FAILED_STREAM + error.message) from None
