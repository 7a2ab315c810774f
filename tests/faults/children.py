"""Forked children: what they do, how they end, and that none of them hangs."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

PATIENCE = 60.0
"""Seconds that a child may take. One that hangs takes for ever; a busy machine is only slow."""

#: The long form of the tests: AEROSPIKE_FAULTS=long.
LONG = os.environ.get("AEROSPIKE_FAULTS") == "long"


class Child:
    """A forked child that does some work and reports what went wrong, if anything did."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._report, report = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self._report)
                try:
                    work()
                except BaseException:
                    os.write(report, traceback.format_exc()[-4000:].encode())
                    os._exit(1)
            finally:
                os._exit(0)
        os.close(report)
        self._deadline = time.monotonic() + PATIENCE

    def outcome(self) -> str:
        """Nothing if all is well; else a traceback, the status, or that the child hangs."""
        # The pipe closes with the child.
        left = max(0.0, self._deadline - time.monotonic())
        readable = select.select([self._report], [], [], left)[0]
        if not readable:
            os.kill(self.pid, signal.SIGKILL)
        text = os.read(self._report, 4096).decode()
        os.close(self._report)
        _, status = os.waitpid(self.pid, 0)
        if not readable:
            return "the child hangs"
        return text or (f"the child ended with {status}" if status else "")


def in_child(work: Callable[[], Any]) -> str:
    """Runs *work* in a child and waits for it: the :meth:`Child.outcome`."""
    return Child(work).outcome()
