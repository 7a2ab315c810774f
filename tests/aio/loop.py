"""An event loop in a thread of its own, for callers that block."""

from __future__ import annotations

import asyncio
import inspect
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any

__all__ = ["Loop"]

#: A result, or an error: some errors would end the loop itself, so none is raised there.
Outcome = tuple[Any, BaseException | None]


async def outcome(coroutine: Coroutine[Any, Any, Any]) -> Outcome:
    try:
        return await coroutine, None
    except BaseException as error:
        return None, error


def unwrap(outcome: Outcome) -> Any:
    result, error = outcome
    if error is not None:
        raise error
    return result


class Loop:
    """An event loop that runs until the process ends. A child of a fork gets one of its own."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="aio-tests", daemon=True
        )
        self._thread.start()

    def _is_here(self) -> bool:
        return threading.current_thread() is self._thread

    def _start(self, coroutine: Coroutine[Any, Any, Any]) -> Future[Outcome]:
        if os.getpid() != self._process:
            # The thread has stayed in the parent.
            self._begin()
        return asyncio.run_coroutine_threadsafe(outcome(coroutine), self._loop)

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """The result of a coroutine."""
        if self._is_here():
            coroutine.close()
            raise RuntimeError("the loop cannot wait for itself")
        running = self._start(coroutine)
        try:
            return unwrap(running.result())
        except BaseException:
            # A signal may have ended the wait.
            running.cancel()
            raise

    def finish(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        """Run a coroutine to its end, without a wait if the caller is the loop itself."""
        if self._is_here():
            # The garbage collector has come to a generator while the loop ran.
            self._start(coroutine)
        else:
            self.run(coroutine)

    def call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        """The result of a call in the loop, awaited if it can be."""

        async def run() -> Any:
            result = function(*args, **kwargs)
            return await result if inspect.isawaitable(result) else result

        return self.run(run())

    def call_back(self, function: Any, callback: Any, *args: Any, **kwargs: Any) -> Any:
        """The same for a function with a callback, which runs in the thread of the caller.

        So it may call what waits for the loop.
        """
        if not callable(callback):
            return self.call(function, callback, *args, **kwargs)
        asked: SimpleQueue[tuple[tuple[Any, ...], Future[Outcome]] | None] = SimpleQueue()

        async def ask(*given: Any) -> Any:
            answer: Future[Outcome] = Future()
            asked.put((given, answer))
            return unwrap(await asyncio.wrap_future(answer))

        async def run() -> Any:
            try:
                return await function(ask, *args, **kwargs)
            finally:
                asked.put(None)

        running = self._start(run())
        try:
            while (question := asked.get()) is not None:
                given, answer = question
                try:
                    said: Outcome = callback(*given), None
                except BaseException as error:
                    said = None, error
                answer.set_result(said)
            return unwrap(running.result())
        except BaseException:
            running.cancel()
            raise
