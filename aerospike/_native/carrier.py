"""The blocking carrier: a command goes through one call of the bridge, and its caller waits.

Every command of a synchronous client, and every call of the bridge that has a reply, takes this
way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aerospike._native.call import Call, pool
from aerospike._native.collector import MIN_REPLY_SIZE, without_passes
from aerospike._native.errors import failure
from aerospike._native.library import Library
from aerospike._native.patience import is_main_thread, run_in_worker
from aerospike._native.prototypes import LONG_COMMANDS, UNFINISHED
from aerospike._wire.requests import EMPTY
from aerospike.exception import AerospikeError

if TYPE_CHECKING:
    from aerospike._wire.requests import Carry, Command, Finish, Unpack

__all__ = ["carrier"]


def carrier(
    library: Library,
    target: Any = None,
    explain: Callable[[AerospikeError], None] | None = None,
) -> Carry:
    """The function that runs commands on *target*, the pointer to a client, statement or stream.

    *explain* gives an error its detail.
    """
    commands = library.commands
    free = library.bridge_call_free
    borrow, give_back = pool.pop, pool.append

    def carry(command: Command) -> Any:
        function, request, _policies, unpack, finish, _check, _context = command
        try:
            call = borrow()
        except IndexError:
            call = Call(free)
        # A signal causes an exception in these lines. The command may then go on by itself, and
        # keeps the call.
        if function in LONG_COMMANDS and is_main_thread():
            size = run_in_worker(
                commands[function],
                (target, request, len(request), call.address),
                (command, call),
                lambda: library.bridge_call_abandon(call.address),
            )
        else:
            size = commands[function](target, request, len(request), call.address)
            if size == UNFINISHED:
                size = _wait(library, call)
        try:
            if size > 0:
                if size >= MIN_REPLY_SIZE:
                    return without_passes(_decode, (call.reply(size), unpack, finish))
                # So small a reply lies in the call's own memory.
                value = unpack(call.view[:size])
            elif size < 0:
                error = call.error
                raise failure(
                    error.code,
                    error.message,
                    error.file,
                    error.line,
                    error.in_doubt,
                    error.subcode,
                    command,
                    explain,
                )
            else:
                value = None
            return value if finish is None else finish(value)
        finally:
            give_back(call)

    return carry


def _decode(parts: tuple[Any, Unpack, Finish | None]) -> Any:
    reply, unpack, finish = parts
    value = unpack(reply)
    return value if finish is None else finish(value)


def _wait(library: Library, call: Call) -> int:
    """Wait for a batch, a moment at a time, so that signal handlers run in between."""
    wait = library.commands["bridge_batch_wait"]
    size = UNFINISHED
    try:
        while size == UNFINISHED:
            size = wait(None, EMPTY, len(EMPTY), call.address)
    except BaseException:
        # Free it at once: an exception that is kept would keep the call.
        library.bridge_call_free(call.address)
        raise
    return size
