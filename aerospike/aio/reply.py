"""What a caller awaits: the result of a command in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any

__all__ = ["ERROR", "RESULT", "Outcome", "Reply"]

#: What sets an outcome of a future.
Outcome = Callable[[Any, Any], None]
RESULT: Outcome = asyncio.Future.set_result
ERROR: Outcome = asyncio.Future.set_exception


class Reply(asyncio.Future[Any]):
    """The result of a command in flight.

    It is a future, and has the methods of a coroutine, so that a task can be made of it.

    A future schedules its callbacks with ``call_soon``. For a small command, that costs as much as
    the command. Most replies have one callback, that of the task that awaits them. The carrier
    calls it with :meth:`complete`, from the loop's callback that gives out all results.

    No Python code runs between a task's ``await`` and its wait for the reply. An exception of a
    signal there would leave the task waiting for ever.
    """

    __slots__ = ("_steps",)

    _steps: Generator[Any, None, Any]

    def complete(self, how: Outcome, outcome: Any) -> None:
        """Set the outcome, and call the callback as the loop would."""
        callbacks = self._callbacks
        if not callbacks or len(callbacks) > 1:
            self.complete_later(how, outcome)
            return
        [(callback, context)] = callbacks
        try:
            # Otherwise, the next line schedules it.
            self.remove_done_callback(callback)
            how(self, outcome)
        except BaseException:
            # Of a signal: the callback is called later.
            self.add_done_callback(callback, context=context)
            raise
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

    def complete_later(self, how: Outcome, outcome: Any) -> None:
        """Set the outcome, and schedule the callbacks. A loop in debug mode sees each of them."""
        # A deserializer may have cancelled it.
        if not self.done():
            how(self, outcome)

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
