"""The carriers for gevent: a command yields to the hub, so that other greenlets run meanwhile.

A client has an engine for each hub that it is used with. The commands of one turn of the hub's loop
are submitted together. The loop watches the engine's descriptor and wakes the greenlets whose
commands have completed. What an engine does not carry runs in the hub's pool of threads, by the
blocking carrier.

Replies are decoded in the greenlet that waits, never in the hub, because the deserializer of an
application may switch.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakSet

import gevent
from gevent._hub_local import get_hub_if_exists
from gevent.hub import Waiter
from gevent.select import POLLIN, poll

from aerospike._errors import client_error
from aerospike._native.carrier import carrier
from aerospike._native.collector import MIN_REPLY_SIZE, without_passes
from aerospike._native.concurrency import Threads, read_empty
from aerospike._native.engine import NUMBERS, UINT64, Engine, pack_head, start_loops, token_of
from aerospike._native.errors import failure
from aerospike._native.policies import config_at
from aerospike._native.threads import get_ident, local, main_ident
from aerospike.exception import AerospikeError

if TYPE_CHECKING:
    from aerospike._native.connection import Connection
    from aerospike._native.library import Library
    from aerospike._wire.requests import Carry, Command, Finish, Unpack

__all__ = ["GREENLETS", "Greenlets"]

Result = TypeVar("Result")

# Commands that are answered from memory; a thread for them would cost more than they do.
_QUICK = frozenset(
    """
    bridge_client_diagnosis
    bridge_client_nodes
    bridge_client_shm_key
    bridge_key_digest
    bridge_key_node
    bridge_statement_is_done
    bridge_statement_new
    bridge_statement_status
    """.split()
)

_READABLE = 1


class _Process:
    """What a fork changes: the event loops of the C client stay in the parent."""

    __slots__ = ("forks", "has_loops", "is_new")

    def __init__(self) -> None:
        self.forks = 0
        #: Whether gevent may not know of the fork that has made this process.
        self.is_new = False
        self.has_loops = False

    def after_fork(self) -> None:
        self.forks += 1
        self.is_new = True
        self.has_loops = False
        hub = get_hub_if_exists()
        for lane in list(_lanes):
            if lane.hub is hub:
                hub.loop.run_callback(_take, weakref.ref(lane))

    def prepare(self, library: Library) -> None:
        """Make the event loops; they must be there before a client connects."""
        if self.has_loops:
            return
        if self.is_new and _hub() is not None:
            self.is_new = False
            # The threads of the pool have stayed in the parent, too.
            gevent.reinit()
        start_loops(library, 1)
        self.has_loops = True


_process = _Process()

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_process.after_fork)

# Lanes with commands in flight. The requests of these have addresses, so they must stay.
_busy: set[_Lane] = set()
_lanes: WeakSet[_Lane] = WeakSet()


class _Thread:
    """Lives as long as the thread that makes it."""

    __slots__ = ("__weakref__",)


_local = local()


def _this_thread() -> weakref.ref[_Thread]:
    try:
        thread: _Thread = _local.thread
    except AttributeError:
        thread = _local.thread = _Thread()
    return weakref.ref(thread)


def _forget_lanes_without_hub() -> None:
    """Drop the lanes whose hub was destroyed, or whose thread has ended: no greenlet goes on."""
    for lane in list(_busy):
        if lane.hub.loop is None or lane.thread() is None:
            try:
                _busy.remove(lane)
            except KeyError:
                # Another thread has found it, too.
                continue
            lane.leave()


def _hub() -> Any:
    """The hub to yield to; None if no greenlet could run meanwhile.

    The main thread gets a hub if it has none yet: greenlets may come later, and a signal ends a
    wait there at once.
    """
    hub = get_hub_if_exists()
    if hub is None and get_ident() == main_ident():
        hub = gevent.get_hub()
    return None if hub is None or gevent.getcurrent() is hub else hub


def _wait_for_descriptor(descriptor: int, seconds: float) -> None:
    """Wait until a descriptor is readable, or for so many seconds, and read it empty."""
    waiting = poll()
    waiting.register(descriptor, POLLIN)
    waiting.poll(seconds * 1000)
    read_empty(descriptor)


def _outcome(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    # The hub prints what is raised in its pool.
    try:
        return function(*arguments), None
    except BaseException as error:
        return None, error


def _in_pool(hub: Any, function: Callable[..., Any], *arguments: Any) -> Any:
    """The result of *function*, which a thread of the hub's pool calls."""
    result, error = hub.threadpool.apply(_outcome, (function, arguments))
    if error is not None:
        raise error
    return result


def _decode(parts: tuple[Any, Unpack, Finish | None]) -> Any:
    reply, unpack, finish = parts
    value = unpack(reply)
    return value if finish is None else finish(value)


def _result(reply: Any, command: Command) -> Any:
    """The result of a command, of its reply or of what has been unpacked of it already."""
    unpack, finish = command[3:5]
    if type(reply) is not bytes:
        return reply if finish is None else finish(reply)
    if len(reply) >= MIN_REPLY_SIZE:
        return without_passes(_decode, (reply, unpack, finish))
    return _decode((reply, unpack, finish))


def _pool_carrier(library: Library, blocking: Carry) -> Carry:
    """A carrier that runs commands in the hub's pool of threads."""

    def carry(command: Command) -> Any:
        _process.prepare(library)
        hub = _hub()
        function, request, policies, _unpack, _finish, check, context = command
        if hub is None or function in _QUICK:
            return blocking(command)
        plain = function, request, policies, bytes, None, check, context
        return _result(_in_pool(hub, blocking, plain), command)

    return carry


class _ClientCarrier:
    """Runs the commands of one client, each on the hub of its caller's thread."""

    __slots__ = ("_connection", "_local", "_others")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._others = GREENLETS.carrier(connection, connection.handle)
        self._local = local()

    def carry(self, command: Command) -> Any:
        number = NUMBERS.get(command[0])
        hub = _hub()
        if number is None or hub is None:
            return self._others(command)
        lane = getattr(self._local, "lane", None)
        if lane is None or lane.hub is not hub or lane.forks != _process.forks:
            lane = self._enter(hub)
        if not lane.works:
            return self._others(command)
        return lane.run(number, command)

    def _enter(self, hub: Any) -> _Lane:
        """The way of commands of this thread, from now on."""
        _forget_lanes_without_hub()
        old = getattr(self._local, "lane", None)
        if old is not None and old.forks != _process.forks:
            old.end()
        _process.prepare(self._connection.library)
        lane: _Lane = _Lane(self._connection, hub)
        self._local.lane = lane
        return lane


class _Lane:
    """The commands of one client on one hub."""

    __slots__ = (
        "__weakref__",
        "_engine",
        "_explain",
        "_is_scheduled",
        "_pending",
        "_requests",
        "_tokens",
        "_watcher",
        "forks",
        "hub",
        "thread",
        "works",
    )

    def __init__(self, connection: Connection, hub: Any) -> None:
        self.hub = hub
        self.thread = _this_thread()
        self.forks = _process.forks
        self._explain = connection.explain
        self._tokens = count(1)
        self._requests: list[bytes] = []
        self._is_scheduled = False
        limit = config_at(connection.config_address).max_conns_per_node
        self._engine = engine = Engine(connection, limit)
        #: The waiter of a command is None if nobody waits any more.
        self._pending = engine.pending
        #: False if the system has no descriptor that the hub could watch.
        self.works = engine.descriptor >= 0
        self._watcher: Any = None
        if self.works:
            # Without a reference, so that it does not keep the hub from coming to its end.
            self._watcher = hub.loop.io(engine.descriptor, _READABLE, ref=False)
            self._watcher.start(_take, weakref.ref(self))
        _lanes.add(self)

    def run(self, number: int, command: Command) -> Any:
        """The result of a command; other greenlets run until it is there."""
        waiter = Waiter(self.hub)
        token = next(self._tokens)
        pending = self._pending
        try:
            if not pending:
                self._begin()
            request = (pack_head(UINT64, token, number), command[1])
            requests = self._requests
            # No signal comes between these two, because nothing is called.
            pending[token] = (waiter, command)
            requests += request
            if not self._is_scheduled:
                if len(pending) == 1:
                    # No other command is in flight: submit this one at once.
                    self._submit()
                else:
                    # Twice, because an exception of a signal may come before the first line.
                    self.hub.loop.run_callback(self._submit)
                    self.hub.loop.run_callback(self._submit)
                    self._is_scheduled = True
            reply, said = waiter.get()
        except BaseException:
            # The command goes on, and what it uses stays until its end.
            if token in pending:
                pending[token] = (None, command)
            if self._requests:
                # After a signal, nothing else may submit it.
                self.hub.loop.run_callback(self._submit)
            self._rest()
            raise
        if said is None:
            return _result(reply, command)
        code, message, file, line, in_doubt, subcode = said
        raise failure(code, message, file, line, in_doubt, subcode, command, self._explain)

    def _submit(self) -> None:
        self._is_scheduled = False
        if self.forks != _process.forks:
            self.end()
            return
        requests = self._requests
        if not requests:
            return
        try:
            self._requests = []
            self._engine.submit(requests)
        except AerospikeError as error:
            for head in requests[::2]:
                waiter, _ = self._pending.pop(token_of(head))
                if waiter is not None:
                    waiter.throw(error)
            self._rest()
        except BaseException:
            # Of a signal. The bridge takes no command twice.
            if self._requests is not requests:
                self._requests = requests + self._requests
            self.hub.loop.run_callback(self._submit)
            raise

    def take(self) -> None:
        """Wake the greenlets whose commands have completed."""
        try:
            values, errors = self._engine.take()
            each = iter(values)
            for token, value in zip(each, each):
                self._wake(token, (value, None))
            each = iter(errors)
            for token, said in zip(each, each):
                self._wake(token, (None, said))
            self._engine.taken = None
        except AerospikeError:
            # Memory ran out, and the engine wakes the hub again.
            raise
        except BaseException:
            # Of a signal: the rest has its turn later.
            self.hub.loop.run_callback(self.take)
            raise
        self._rest()

    def _wake(self, token: int, outcome: tuple[Any, Any]) -> None:
        waiter, _ = self._pending.get(token, (None, None))
        if waiter is not None:
            # Not at once: a greenlet may go on for long, or fork, before the rest have their turn.
            self.hub.loop.run_callback(waiter.switch, outcome)
        # After a signal, it may come a second time.
        self._pending.pop(token, None)

    def _begin(self) -> None:
        """The first command is in flight: the hub has something to wait for."""
        _busy.add(self)
        self._watcher.ref = True

    def _rest(self) -> None:
        if not self._pending:
            if self._watcher is not None:
                self._watcher.ref = False
            _busy.discard(self)

    def leave(self) -> None:
        """Free the engine after its last command. The frames of its greenlets stay for ever."""
        self.stop()
        self._pending = {}
        del self._engine

    def end(self) -> None:
        """End all waits, in a child of a fork: the commands have stayed in the parent."""
        pending, self._pending = self._pending, {}
        self._requests = []
        self._rest()
        self.stop()
        for waiter, _ in pending.values():
            if waiter is not None:
                self.hub.loop.run_callback(
                    waiter.throw, client_error("The command has stayed in the parent of a fork")
                )

    def stop(self) -> None:
        """Watch the engine no more."""
        watcher, self._watcher = self._watcher, None
        if watcher is None:
            return
        try:
            if get_hub_if_exists() is self.hub:
                watcher.close()
            else:
                self.hub.loop.run_callback_threadsafe(watcher.close)
        except (AttributeError, ValueError):
            # The loop is gone, and the watcher with it.
            pass

    def __del__(self) -> None:
        if hasattr(self, "_watcher"):
            self.stop()


def _take(alive: weakref.ref[_Lane]) -> None:
    lane = alive()
    if lane is None:
        return
    if lane.forks != _process.forks:
        # The descriptor is the parent's.
        lane.end()
    else:
        lane.take()


class Greenlets(Threads):
    """A caller yields to the hub of its thread."""

    __slots__ = ()

    def prepare(self, connection: Connection) -> None:
        _process.prepare(connection.library)
        connection.limit_asynchronous_connections()

    def client_carrier(self, connection: Connection) -> Carry:
        return _ClientCarrier(connection).carry

    def carrier(self, connection: Connection, target: Any) -> Carry:
        library = connection.library
        return _pool_carrier(library, carrier(library, target, connection.explain))

    def waiter(self, descriptor: Callable[[], int]) -> Callable[[float], None] | None:
        if _hub() is None:
            return None
        number = descriptor()
        return None if number < 0 else partial(_wait_for_descriptor, number)

    def wait_for(self, connection: Connection, function: Callable[[], Result]) -> Result:
        _process.prepare(connection.library)
        hub = _hub()
        result: Result = function() if hub is None else _in_pool(hub, function)
        return result

    def sleep(self, seconds: float) -> None:
        gevent.sleep(seconds)


GREENLETS = Greenlets()
