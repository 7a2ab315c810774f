"""The queries of a node: the active ones, and the last ones that have ended."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from ..errors import Result, ResultError
from ..model.record import PARTITIONS

__all__ = ["Job", "Jobs", "Kind"]

# How many ended jobs are remembered.
_MOST_FINISHED = 100

# The longest sleep of a throttled job, so that an abort takes effect soon.
_LONGEST_SLEEP = 0.1


class Kind:
    """The server's names for the kinds of queries."""

    BASIC = "basic"
    AGGREGATION = "aggregation"
    BACKGROUND_UDF = "background-udf"
    BACKGROUND_OPS = "background-ops"


_ENDS: dict[int, str] = {
    Result.OK: "ok",
    Result.SERVER: "abandoned-unknown",
    Result.QUERY_ABORTED: "user-aborted",
}


@dataclass
class Job:
    """A query on a node. Times are seconds of the monotonic clock."""

    id: int
    kind: str
    namespace: str
    set_name: str = ""
    index_name: str = ""
    partitions: int = 0
    """How many partitions were requested; 0: all of the node."""
    digests: int = 0
    """How many of them resume after a digest."""
    records_per_second: int = 0
    is_short: bool = False
    details: dict[str, object] = field(default_factory=dict)
    """More columns for ``query-show``, by the kind of query."""
    started: float = field(default_factory=time.monotonic)
    finished: float | None = None
    partition: int = 0
    """The partition that it is reading."""
    abandoned: int = Result.OK
    """Why it ended early."""
    throttled: int = 0
    filtered: int = 0
    succeeded: int = 0
    failed: int = 0

    def throttle(self) -> None:
        """Counts a record, and waits if the limit of records per second is exceeded."""
        if not self.records_per_second:
            return
        self.throttled += 1
        due = self.started + self.throttled / self.records_per_second
        while not self.abandoned and (left := due - time.monotonic()) > 0:
            time.sleep(min(left, _LONGEST_SLEEP))

    def row(self) -> dict[str, object]:
        """The columns of ``query-show``."""
        now = time.monotonic()
        end = now if self.finished is None else self.finished
        row: dict[str, object] = {"trid": self.id, "ns": self.namespace}
        if self.set_name:
            row["set"] = self.set_name
        if self.index_name:
            row["sindex-name"] = self.index_name
        if self.partitions:
            row["n-pids-requested"] = self.partitions
            row["n-keyds-requested"] = self.digests
        state = "active" if self.finished is None else "done"
        return {
            **row,
            "rps": self.records_per_second,
            "active-threads": int(self.finished is None),
            "status": f"{state}({_ENDS.get(self.abandoned, 'abandoned-?')})",
            "job-progress": f"{self._progress():.2f}",
            "run-time": int((end - self.started) * 1000),
            "time-since-done": int((now - end) * 1000),
            "recs-throttled": self.throttled,
            "recs-filtered-meta": 0,
            "recs-filtered-bins": self.filtered,
            "recs-succeeded": self.succeeded,
            "recs-failed": self.failed,
            "job-type": self.kind,
            **self.details,
        }

    def _progress(self) -> float:
        return min(self.partition + 1, PARTITIONS) * 100 / PARTITIONS


class Jobs:
    """The jobs of a node."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active: dict[int, Job] = {}
        self._finished: OrderedDict[int, Job] = OrderedDict()
        self._numbers = count(1)

    def next_id(self) -> int:
        """An id for a query without one."""
        return next(self._numbers)

    def start(self, job: Job) -> None:
        """Adds a job; a short query is not a job.

        Raises:
            ResultError: with PARAMETER, a job has the same id.
        """
        if job.is_short:
            return
        with self._lock:
            if job.id in self._active or job.id in self._finished:
                raise ResultError(Result.PARAMETER, f"there is a job {job.id}")
            self._active[job.id] = job

    def finish(self, job: Job) -> None:
        """Marks a job as ended."""
        with self._lock:
            job.finished = time.monotonic()
            job.partition = PARTITIONS
            if self._active.pop(job.id, None) is not None:
                self._finished[job.id] = job
                while len(self._finished) > _MOST_FINISHED:
                    self._finished.popitem(last=False)

    def find(self, id: int) -> Job | None:
        """The job with an id, active or not."""
        return self._active.get(id) or self._finished.get(id)

    def abort(self, id: int) -> bool:
        """Aborts a job; returns whether it was active."""
        job = self._active.get(id)
        if job is None:
            return False
        job.abandoned = Result.QUERY_ABORTED
        return True

    def abort_all(self) -> int:
        """Aborts all jobs; returns their number."""
        with self._lock:
            return sum(map(self.abort, list(self._active)))

    def clear(self) -> None:
        """Aborts all jobs, and forgets those that have ended."""
        self.abort_all()
        with self._lock:
            self._finished.clear()

    def __iter__(self) -> Iterator[Job]:
        with self._lock:
            jobs = [*reversed(self._active.values()), *reversed(self._finished.values())]
        return iter(jobs)
