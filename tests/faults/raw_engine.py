"""The bridge's engine as it is, without a client on top."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from aerospike._msgpack import OPT_NON_STR_KEYS, packb, unpackb
from aerospike._native.call import Call
from aerospike._native.connection import Connection
from aerospike._native.prototypes import ENGINE_FUNCTIONS
from aerospike._wire.requests import EMPTY, Command
from aerospike._wire.values import HAS_ITEMS

COALESCE_READS, COALESCE_WRITES = 1, 2
NUMBERS = {name: packb(number) for number, name in enumerate(ENGINE_FUNCTIONS)}

#: What a reply begins with that Python has to read by itself.
PACKED = frozenset((HAS_ITEMS, 0xC4, 0xC5, 0xC6))

Outcome = Any
"""The value of a reply, the reply itself where it has items or is bytes, or a :class:`Failed`."""


class Failed(Exception):
    """The error of a command: code, message, file, line, in doubt, subcode."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Failed) and self.args == other.args

    __hash__ = Exception.__hash__

    @property
    def code(self) -> int:
        code: int = self.args[0]
        return code


def pack_submission(commands: Iterable[tuple[int, Command]]) -> bytes:
    """Commands, each with its token, as the bridge takes them."""
    packed = [packb(token) + NUMBERS[command[0]] + command[1] for token, command in commands]
    return b"\xdd" + (3 * len(packed)).to_bytes(4, "big") + b"".join(packed)


class RawEngine:
    """A ``bridge_engine`` whose user waits for each submission."""

    def __init__(self, connection: Connection, in_flight: int = 100, flags: int = 0) -> None:
        self.connection = connection
        self.library = connection.library
        self.engine = self.library.bridge_engine_new(connection.handle, in_flight, 0, flags)
        assert self.engine
        self.call = Call(self.library.bridge_call_free)
        self.token = 0
        #: What has completed and was not asked for yet.
        self.done: dict[int, Outcome] = {}
        #: By token: the bridge reads the policies of commands until they have completed.
        self.commands: dict[int, Command] = {}

    def submit_bytes(self, data: bytes) -> int:
        submit = self.library.commands["bridge_engine_submit"]
        size: int = submit(self.engine, data, len(data), self.call.address)
        return size

    def submit(self, *commands: Command) -> list[int]:
        """Begins commands; their tokens."""
        tokens = list(range(self.token + 1, self.token + 1 + len(commands)))
        self.token += len(commands)
        self.commands.update(zip(tokens, commands, strict=True))
        if self.submit_bytes(pack_submission(zip(tokens, commands, strict=True))) < 0:
            raise Failed(self.call.error.code, self.call.error.message.decode())
        return tokens

    def take(self) -> int:
        """Gets what has completed; how much that was. Without memory, it waits."""
        take = self.library.commands["bridge_engine_take"]
        size = take(self.engine, EMPTY, len(EMPTY), self.call.address)
        if size < 0:
            assert self.call.error.message == b"out of memory"
            return 0
        done, failed = unpackb(self.call.reply(size), option=OPT_NON_STR_KEYS)
        replies, errors = iter(done), iter(failed)
        for token in replies:
            assert token not in self.done
            del self.commands[token]
            self.done[token] = next(replies)
        for token in errors:
            assert token not in self.done
            del self.commands[token]
            self.done[token] = Failed(*next(errors))
        return (len(done) + len(failed)) // 2

    def wait(self, tokens: list[int], timeout: float = 30) -> list[Outcome]:
        """The outcomes of commands."""
        deadline = time.monotonic() + timeout
        while not all(token in self.done for token in tokens):
            assert time.monotonic() < deadline, "commands do not complete"
            if self.library.bridge_engine_wait(self.engine, 100):
                self.take()
        return [self.done.pop(token) for token in tokens]

    def run(self, *commands: Command) -> list[Outcome]:
        """Submits commands together, and waits for all."""
        return self.wait(self.submit(*commands))

    def close(self) -> None:
        if self.engine:
            self.library.bridge_engine_free(self.engine)
            self.engine = None


def run_blocking(connection: Connection, command: Command) -> Outcome:
    """The outcome of a command that the synchronous function of the bridge runs."""
    call = Call(connection.library.bridge_call_free)
    function = connection.library.commands[command[0]]
    size = function(connection.handle, command[1], len(command[1]), call.address)
    while size == -2:
        wait = connection.library.commands["bridge_batch_wait"]
        size = wait(None, EMPTY, len(EMPTY), call.address)
    if size < 0:
        error = call.error
        return Failed(
            error.code,
            error.message.decode("utf-8", "replace"),
            error.file.decode() if error.file else None,
            error.line,
            error.in_doubt,
            error.subcode,
        )
    if not size:
        return None
    reply = bytes(call.reply(size))
    return reply if reply[0] in PACKED else unpackb(reply, option=OPT_NON_STR_KEYS)
