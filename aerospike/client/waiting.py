"""Waits until all nodes have carried out a command that was sent to one of them."""

from __future__ import annotations

import time
from collections.abc import Callable

from aerospike._native.errors import build_error
from aerospike.exception import ClientError

__all__ = ["wait_for_nodes"]

# Seconds between two requests to the nodes, and seconds in all.
POLL_SECONDS = 0.05
WAIT_SECONDS = 30.0

_TIMEOUT = 9


def wait_for_nodes(
    ask: Callable[[], dict[str, str]],
    is_done: Callable[[str], bool],
    what: str,
    sleep: Callable[[float], None],
) -> None:
    """Returns when each node's answer says that it is done.

    *ask* asks all nodes within the time of the user's policy; a signal handler runs between two
    requests at the latest. A node that cannot be reached is asked again, because it may be leaving
    the cluster.

    Raises:
        TimeoutError: a node has not answered in time, or is not done after half a minute; *what*
            is the beginning of the message.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    problem: ClientError | None = None
    while True:
        try:
            answers = ask()
            problem = None
            if all(map(is_done, answers.values())):
                return
        except ClientError as error:
            problem = error
        if time.monotonic() > deadline:
            raise problem or build_error(_TIMEOUT, f"{what} after {WAIT_SECONDS:.0f} seconds")
        sleep(POLL_SECONDS)
