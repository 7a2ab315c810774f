"""What a caller awaits: the result of a command in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextvars import Context, copy_context
from typing import Any

__all__ = ["Reply", "new_reply"]

Callback = Callable[[Any], object]


class Reply(asyncio.Future[Any]):
    """The result of a command in flight.

    It is a future, and has the methods of a coroutine, so that a task can be made of it.

    A future schedules each of its callbacks with ``call_soon``. For a small command, that costs as
    much as the command. So the first callback, which is that of the task that awaits, stays here.
    The carrier calls it with :meth:`wake`, from the loop's callback that gives out all results.
    """

    __slots__ = ("_first", "_steps")

    #: The first callback and its context, as long as it waits here.
    _first: tuple[Callback, Context] | None
    _steps: Generator[Any, None, Any]

    def fail(self, error: BaseException) -> None:
        """Set the error; :meth:`wake` comes next."""
        if isinstance(error, StopIteration):
            # Futures have no such exception, and coroutines do the same.
            said = RuntimeError("the deserializer raised StopIteration")
            said.__cause__ = error
            error = said
        super().set_exception(error)

    def wake(self) -> None:
        """Call the first callback, as the loop would."""
        first = self._first
        if first is None:
            return
        callback, context = first
        self._first = None
        try:
            context.run(callback, self)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.get_loop().call_exception_handler(
                {
                    "message": f"Exception in callback {callback!r}",
                    "exception": error,
                    "future": self,
                }
            )

    def wake_later(self) -> None:
        """Schedule the first callback, so that a loop in debug mode sees how long it takes."""
        first, self._first = self._first, None
        if first is not None:
            self.get_loop().call_soon(first[0], self, context=first[1])

    def _line_up(self) -> None:
        """Give the first callback to the future, before its other callbacks."""
        first, self._first = self._first, None
        if first is None:
            return
        others = self._callbacks or ()
        for callback, _ in others:
            super().remove_done_callback(callback)
        for callback, context in (first, *others):
            super().add_done_callback(callback, context=context)

    def add_done_callback(self, callback: Callback, *, context: Context | None = None) -> None:
        if context is None:
            context = copy_context()
        if self._first is None and not self.done():
            self._first = callback, context
        else:
            super().add_done_callback(callback, context=context)

    def remove_done_callback(self, callback: Callback) -> int:
        self._line_up()
        return super().remove_done_callback(callback)

    def set_result(self, value: Any) -> None:
        self._line_up()
        super().set_result(value)

    def set_exception(self, error: type | BaseException) -> None:
        self._line_up()
        super().set_exception(error)

    def cancel(self, msg: Any | None = None) -> bool:
        self._line_up()
        return super().cancel(msg=msg)

    def send(self, value: Any) -> Any:
        try:
            steps = self._steps
        except AttributeError:
            steps = self._steps = self.__await__()
        return steps.send(value)

    def throw(self, *error: Any) -> Any:
        try:
            steps = self._steps
        except AttributeError:
            steps = self._steps = self.__await__()
        return steps.throw(*error)

    def close(self) -> None:
        """Forget the result; the command goes on."""
        self.cancel()


def new_reply(loop: asyncio.AbstractEventLoop) -> Reply:
    """A reply that is still to come."""
    reply = Reply(loop=loop)
    reply._first = None
    return reply
