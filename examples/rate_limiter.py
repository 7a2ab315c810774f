"""A rate limiter.

    python examples/rate_limiter.py

Each caller may make so many requests in any period of so many seconds. The times of a caller's
requests are an ordered list in one record. One command forgets the times that are too old, looks
whether there is room, and adds the new time if there is. The server runs a command on a record
alone, so that requests that come at the same moment, from any number of web servers, never pass
the limit together. A record expires when its caller has been quiet for one period.

The times are those of the web servers, so keep their clocks together, by NTP.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from cluster import NAMESPACE, connect

import aerospike
from aerospike.types import OperatePolicy
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import expression_operations, list_operations, operations

TIMES = "times"
MICROSECONDS = 1_000_000
ORDERED = {"list_order": aerospike.LIST_ORDERED}


class Decision(NamedTuple):
    """Whether a request is allowed; how many more are; after how many seconds another one is."""

    allowed: bool
    remaining: int
    retry_after: float


class RateLimiter:
    """At most *limit* requests of each caller in any *seconds*."""

    def __init__(self, client: aerospike.Client, limit: int, seconds: float) -> None:
        self._client = client
        self._limit = limit
        self._period = int(seconds * MICROSECONDS)

    def ask(self, caller: str, now: float | None = None) -> Decision:
        """Count a request if it is allowed."""
        moment = int((time.time() if now is None else now) * MICROSECONDS)
        times = exp.ListBin(TIMES)
        has_room = exp.LT(exp.ListSize(None, times), self._limit)
        added = exp.ListAppend(None, ORDERED, moment, times)
        steps = [
            list_operations.list_create(TIMES, aerospike.LIST_ORDERED, False, False),
            list_operations.list_remove_by_value_range(
                TIMES, aerospike.LIST_RETURN_NONE, 0, moment - self._period + 1
            ),
            expression_operations.expression_read("allowed", has_room.compile()),
            expression_operations.expression_write(
                TIMES, exp.Cond(has_room, added, times).compile()
            ),
            operations.read(TIMES),
        ]
        key = (NAMESPACE, "limits", caller)
        policy: OperatePolicy = {"ttl": self._period // MICROSECONDS + 1}
        # The order of the results is that of the steps.
        _, _, results = self._client.operate_ordered(key, steps, policy=policy)
        found = dict(results)
        counted = found[TIMES]
        remaining = self._limit - len(counted)
        wait = 0 if remaining else max(0, counted[0] + self._period - moment)
        return Decision(bool(found["allowed"]), remaining, wait / MICROSECONDS)


def main() -> None:
    with connect() as client:
        client.truncate(NAMESPACE, "limits", 0)
        limiter = RateLimiter(client, limit=5, seconds=10)

        print("five requests in ten seconds; the caller asks each second:")
        begin = time.time()
        for second in range(14):
            decision = limiter.ask("ada", begin + second)
            if decision.allowed:
                print(f"  second {second:2}: allowed, {decision.remaining} left")
            else:
                print(f"  second {second:2}: refused, wait {decision.retry_after:.0f} s")

        print("100 requests of one caller at the same moment, from 20 threads:")
        with ThreadPoolExecutor(20) as pool:
            decisions = list(pool.map(lambda _: limiter.ask("bob", begin), range(100)))
        allowed = sum(decision.allowed for decision in decisions)
        print(f"  {allowed} allowed, {len(decisions) - allowed} refused")
        print("another caller at that moment:")
        print(f"  {limiter.ask('eve', begin)}")


if __name__ == "__main__":
    main()
