"""The owner of an asynchronous engine of the bridge.

The engine runs commands on an event loop of the C client, in a thread of its own. Nothing of Python
runs there.
"""

from __future__ import annotations

import contextlib
import os
import struct
from functools import partial
from typing import Any

from aerospike._errors import client_error
from aerospike._native.call import Call
from aerospike._native.carrier import carrier
from aerospike._native.collector import MIN_REPLY_SIZE, without_passes
from aerospike._native.connection import Connection
from aerospike._native.errors import failure
from aerospike._native.library import Library
from aerospike._native.prototypes import ENGINE_FUNCTIONS
from aerospike._native.threads import allocate_lock
from aerospike._wire.requests import EMPTY, Carry, Command
from aerospike._wire.values import unpack
from aerospike.exception import AerospikeError

__all__ = [
    "COALESCE_READS",
    "COALESCE_WRITES",
    "NUMBERS",
    "UINT64",
    "Engine",
    "pack_head",
    "start_loops",
    "token_of",
]

COALESCE_READS = 1
COALESCE_WRITES = 2

NUMBERS = {name: number for number, name in enumerate(ENGINE_FUNCTIONS)}
"""The commands that an engine runs, with their numbers in a submission."""

UINT64 = 0xCF
pack_head = struct.Struct(">BQB").pack
"""What comes before a request: ``UINT64``, the command's token, and its number, which msgpack has
in one byte."""

_ARRAY32 = 0xDD
_pack_array = struct.Struct(">BI").pack


def token_of(head: bytes) -> int:
    """The token in a head."""
    return int.from_bytes(head[1:9], "big")


def start_loops(library: Library, count: int) -> None:
    """Make the event loops of the C client, once for the process.

    Raises:
        ClientError: the loops could not be made.
    """
    if library.bridge_loops_start(count) != 0:
        raise client_error("The event loops of the C client could not be started")


class Target:
    """A ``bridge_engine``, which is freed when its last user lets go of it.

    A thread that waits for completions has this, and not the engine, whose commands would keep the
    client that has begun them.
    """

    __slots__ = ("_connection", "_free", "_others", "_wait", "address")

    def __init__(self, connection: Connection, max_in_flight: int, many: int, flags: int) -> None:
        library = connection.library
        # The connection must not close before the engine is freed.
        self._connection = connection
        self._free = library.bridge_engine_free
        self._wait = library.bridge_engine_wait
        # An entry for each user but one.
        self._others: list[None] = []
        self.address: int = library.bridge_engine_new(connection.handle, max_in_flight, many, flags)
        if not self.address:
            raise MemoryError("no memory for an engine")

    def share(self) -> None:
        """Have one user more. Each user lets go once."""
        self._others.append(None)

    def let_go(self) -> None:
        """Have one user less. The last one must know that no command runs."""
        try:
            # This needs no lock: the garbage collector may end an engine in a thread that has it.
            self._others.pop()
        except IndexError:
            self._free(self.address)

    def wait(self, milliseconds: int) -> bool:
        """Wait for completions; for a thread, if the system lacks the descriptor."""
        return bool(self._wait(self.address, milliseconds))


class Share:
    """A thread's use of a target, from now until this object's end."""

    __slots__ = ("_target",)

    def __init__(self, target: Target) -> None:
        target.share()
        self._target = target

    def wait(self, milliseconds: int) -> bool:
        """Wait for completions."""
        return self._target.wait(milliseconds)

    def __del__(self) -> None:
        target = getattr(self, "_target", None)
        if target is not None:
            target.let_go()


class _Left:
    """Engines that no client uses any more, but whose commands still run.

    The bridge reads the policies of a command until it has completed, so they stay here until then.
    """

    __slots__ = ("_engines", "_looking", "forks")

    def __init__(self) -> None:
        self.forks = 0
        self._engines: list[tuple[Carry, Target, dict[int, Command]]] = []
        self._looking = allocate_lock()

    def keep(self, carry: Carry, target: Target, commands: dict[int, Command]) -> None:
        """Keep an engine, and what it uses, until its last command has completed."""
        self._engines.append((carry, target, commands))

    def look(self) -> None:
        """Free the engines whose commands have completed.

        A signal may end the look. Nothing is freed then that the bridge may read.
        """
        if not self._looking.acquire(blocking=False):
            # Another thread looks, too.
            return
        try:
            for engine in list(self._engines):
                carry, target, commands = engine
                # If the bridge has no memory, the next look finds them.
                with contextlib.suppress(AerospikeError):
                    values, errors = carry(_TAKE)
                    for token in (*values[::2], *errors[::2]):
                        commands.pop(token, None)
                if not commands:
                    self._engines.remove(engine)
                    target.let_go()
        finally:
            self._looking.release()

    def after_fork(self) -> None:
        """The commands have stayed in the parent: nothing reads what they use."""
        self.forks += 1
        self._looking = allocate_lock()
        engines, self._engines = self._engines, []
        for _, target, _ in engines:
            target.let_go()


_TAKE: Command = ("bridge_engine_take", EMPTY, None, unpack, None, None, {})
_left = _Left()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_left.after_fork)


class Engine:
    """A ``bridge_engine``: the asynchronous commands of one client.

    ``descriptor`` is readable when completions wait; -1 if the system has no such descriptor. Then
    a thread waits for them, on the ``target``.

    With *many* commands in flight, one wake-up is for several of them, and the carrier also looks
    by itself; 0: each completion wakes.

    ``pending`` has the tokens of commands in flight, each with what waits for it and the command.
    The carrier fills it. If it is not empty at the end, the engine goes on until it is.

    ``taken`` has what :meth:`take` has returned, until the carrier sets it to None. An exception of
    a signal may come between any two lines, and no completion comes twice from the bridge.
    """

    __slots__ = (
        "_call",
        "_carry",
        "_forks",
        "_last_head",
        "_left",
        "_take",
        "descriptor",
        "pending",
        "taken",
        "target",
    )

    def __init__(
        self, connection: Connection, max_in_flight: int, *, many: int = 0, flags: int = 0
    ) -> None:
        _left.look()
        library = connection.library
        self.pending: dict[int, tuple[Any, Command]] = {}
        self.taken: Any = None
        self._call = Call(library.bridge_call_free)
        self._last_head = b""
        self._left = _left
        self._forks = _left.forks
        self.target = Target(connection, max_in_flight, many, flags)
        address = self.target.address
        self._take = partial(library.commands["bridge_engine_take"], address, EMPTY, len(EMPTY))
        self._carry = carrier(library, address)
        self.descriptor: int = library.bridge_engine_descriptor(address)

    def submit(self, requests: list[bytes]) -> None:
        """Hand over commands: of each a head and the request, in the order of their tokens.

        After an exception of a signal, the same commands may be handed over again: those that the
        bridge has taken do not run twice.

        Raises:
            AerospikeError: the bridge has no memory, and has taken none of them.
        """
        packed = _pack_array(_ARRAY32, len(requests) // 2 * 3) + b"".join(requests)
        # Before the call, after which an exception of a signal may come.
        self._last_head = requests[-2]
        self._carry(("bridge_engine_submit", packed, None, unpack, None, None, {}))

    def take(self) -> Any:
        """All completions that wait: ``[[token, value, …], [token, error, …]]``.

        If ``taken`` is not None, it is that again.

        Raises:
            AerospikeError: the bridge has no memory; the completions come later.
        """
        if self.taken is None:
            call = self._call
            # The call keeps its reply until the next one.
            size = call.unread() or self._take(call.address)
            if size < 0:
                error = call.error
                raise failure(
                    error.code, error.message, error.file, error.line, False, 0, _TAKE, None
                )
            if size < MIN_REPLY_SIZE:
                self.taken = unpack(call.look(size))
            else:
                self.taken = without_passes(unpack, call.look(size))
            call.forget()
        return self.taken

    def _undelivered(self) -> Any:
        """What the bridge has delivered and the carrier has not."""
        return self.take() if self._call.unread() else self.taken or ((), ())

    def __del__(self) -> None:
        # A garbage cycle may hold all of this, and what the carrier's end does may come after it.
        target = getattr(self, "target", None)
        if target is None:
            return
        left = self._left
        last = token_of(self._last_head)
        commands = {token: command for token, (_, command) in self.pending.items() if token <= last}
        if commands:
            # A signal has kept the carrier from giving these out. Others come to the last look.
            for tokens in self._undelivered():
                for token in tokens[::2]:
                    commands.pop(token, None)
        if commands and self._forks == left.forks:
            left.keep(self._carry, target, commands)
            left.look()
        else:
            target.let_go()
