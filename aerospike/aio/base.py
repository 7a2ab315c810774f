"""What the methods of an asynchronous client have in common.

A method is declared by its signature and one of three decorators. `awaits` has it submit a command
to the engine, `in_thread` runs the method of the synchronous client in a thread, and `plain` calls
that method, which does not wait for a server. Its docstring is that of the synchronous method.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, TypeVar

from aerospike._command.session import Session
from aerospike._signatures import is_complaint, raise_complaint
from aerospike.aio.reply import Reply
from aerospike.client import Client

if TYPE_CHECKING:
    from aerospike._wire.requests import Command

__all__ = ["AsyncBase", "awaits", "in_thread", "plain"]

Method = TypeVar("Method", bound=Callable[..., Any])
Meta = Mapping[str, Any]


class AsyncBase:
    """The state of an asynchronous client."""

    #: A synchronous client of the same connection.
    _blocking: Client
    _session: Session
    #: Begins a command.
    _carry: Callable[[Command], Reply]
    _threads: ThreadPoolExecutor

    def _enter(self) -> None:
        """Raise unless the running loop is the client's; in a child of a fork, make it that."""
        raise NotImplementedError

    async def _in_thread(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The result of *function*, which runs in a thread of the client's own.

        If the caller is cancelled, the function goes on to its end.

        Raises:
            ClientError: the client belongs to another event loop.
        """
        self._enter()
        return await self._in_any_thread(function, *args, **kwargs)

    async def _in_any_thread(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The same, in any loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(function, *args, **kwargs))


def awaits(describe: Callable[..., Command]) -> Callable[[Method], Method]:
    """Declare a method that runs one command; *describe* makes the command of its arguments."""

    def declare(method: Method) -> Method:
        @wraps(method)
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                command = describe(self._session, *args, **kwargs)
            except Exception as error:
                if isinstance(error, TypeError) and is_complaint(error):
                    raise_complaint(error, method, 1, len(args) + 1, kwargs)
                return _failed(error)
            return self._carry(command)

        call._describe = describe  # type: ignore[attr-defined]
        call.__doc__ = _documentation(method)
        return call  # type: ignore[return-value]

    return declare


def _documentation(method: Callable[..., Any]) -> str | None:
    """The docstring of the synchronous method; its example has no ``await``, and is left out."""
    documentation: str | None = getattr(Client, method.__name__).__doc__
    return (
        re.sub(r"\n *Example:\n.*", "", documentation, flags=re.DOTALL) if documentation else None
    )


def _failed(error: Exception) -> Reply:
    """The result of a command that could not be described."""
    reply = Reply(loop=asyncio.get_running_loop())
    reply.set_exception(error)
    return reply


def in_thread(method: Method) -> Method:
    """Declare a method that runs the synchronous client's method of its name in a thread."""
    name = method.__name__

    @wraps(method)
    async def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return await self._in_thread(getattr(self._blocking, name), *args, **kwargs)

    call.__doc__ = _documentation(method)
    return call  # type: ignore[return-value]


def plain(method: Method) -> Method:
    """Declare a method that calls the synchronous client's method of its name."""
    name = method.__name__

    @wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(self._blocking, name)(*args, **kwargs)

    call.__doc__ = _documentation(method)
    return call  # type: ignore[return-value]
