"""Record what a server makes of random sequences of operations.

It needs a server of version 8.1 or later that is there for nothing else::

    AEROSPIKE_HOSTS=127.0.0.1:3000 python tests/data/make_server_cases.py [FAMILY ...]

and writes ``server_cases_FAMILY.json.gz`` next to itself (see `server_cases`). Each case runs
twice, and is left out if the client refuses it, or if the outcomes differ. A few cases end a
server of version 8.1; the script then waits for the server to come back, and leaves them out.
String operations need a server of version 8.2: without one, that family is not written.
"""

from __future__ import annotations

import os
import random
import sys
import time
import warnings
from collections import Counter
from typing import Any

import corpus
import server_cases
from operation_strategies import Cases, focuses, helpers

import aerospike

SEED = 20260301
#: How many cases a family has.
COUNTS = {
    "list": 4300,
    "map": 4300,
    "nested": 3600,
    "path": 1600,
    "bits": 2600,
    "hll": 1600,
    "scalar": 1400,
    "expression": 5600,
    "string": 2400,
}
#: How often each helper occurs at least.
EACH_HELPER = 50
_PATIENCE = 120.0
#: Codes of commands that had no answer.
_GONE = {-10, -8, 9}


class ServerGoneError(Exception):
    """The server did not come back."""


class Recorder:
    """Runs cases and waits for a server that has gone."""

    def __init__(self, hosts: list[tuple[str, int]]) -> None:
        self.hosts = hosts
        self.client = self._connect()
        self.gone = 0

    def _connect(self) -> Any:
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until:
            try:
                return aerospike.client({"hosts": self.hosts}).connect()
            except aerospike.exception.AerospikeError:
                time.sleep(0.5)
        raise ServerGoneError(f"no server answers at {self.hosts}")

    def outcome(self, family: str, number: int, case: dict[str, Any]) -> dict[str, Any] | None:
        """The outcome of a case, None if it has none that can be relied on."""
        first = self._once(family, number, case)
        return first if first is not None and first == self._once(family, number, case) else None

    def _once(self, family: str, number: int, case: dict[str, Any]) -> dict[str, Any] | None:
        try:
            server_cases.remove(self.client, family, number)
            outcome = server_cases.run(self.client, family, number, case)
            server_cases.remove(self.client, family, number)
        except aerospike.exception.AerospikeError as error:
            if error.code in _GONE:
                self._wait(case)
            return None
        codes = {answer["error"][1] for answer in outcome["answers"] if isinstance(answer, dict)}
        if codes & _GONE:
            self._wait(case)
        return None if any(code < 0 for code in codes) else outcome

    def _wait(self, case: dict[str, Any]) -> None:
        self.gone += 1
        print(f"the server is gone after {case}", file=sys.stderr)
        self.client.close()
        time.sleep(2)
        self.client = self._connect()

    def has_strings(self) -> bool:
        """Whether the server knows string operations."""
        case = {"bins": {"s": "a"}, "calls": [{"ops": [["string_operations.strlen", "s"]]}]}
        outcome = self.outcome("string", 0, case)
        return outcome is not None and not isinstance(outcome["answers"][0], dict)


def record(recorder: Recorder, family: str) -> list[dict[str, Any]]:
    """The cases of a family with their outcomes."""
    source = Cases(random.Random(f"{SEED} {family}"))
    recorded: list[dict[str, Any]] = []
    drawn = 0
    while len(recorded) < COUNTS[family]:
        focus = focuses(family)[drawn % len(focuses(family))]
        drawn += 1
        case = source.case(family, focus)
        outcome = recorder.outcome(family, len(recorded), case)
        if outcome is not None:
            recorded.append({**case, **outcome})
    _check(family, recorded)
    print(f"{family}: {len(recorded)} of {drawn} cases, {_summary(recorded)}")
    return recorded


def _check(family: str, recorded: list[dict[str, Any]]) -> None:
    calls = [call for case in recorded for call in case["calls"]]
    occurrences = Counter(operation[0] for call in calls for operation in call["ops"])
    rare = [name for name in helpers(family) if occurrences[name] < EACH_HELPER]
    assert not rare, f"too few cases of {rare}"


def _summary(recorded: list[dict[str, Any]]) -> str:
    answers = [answer for case in recorded for answer in case["answers"]]
    failed = sum(isinstance(answer, dict) for answer in answers)
    return f"{len(answers)} calls, {failed} of them failed"


def main() -> None:
    """Record the families that the command line names, or all."""
    warnings.simplefilter("ignore")
    entries = [entry.rpartition(":") for entry in os.environ["AEROSPIKE_HOSTS"].split(",")]
    recorder = Recorder([(host, int(port)) for host, _, port in entries])
    for family in sys.argv[1:] or server_cases.FAMILIES:
        if family == "string" and not recorder.has_strings():
            print("string: the server has no string operations")
            continue
        # The order of bins is a part of the outcome.
        corpus.write(server_cases.path_of(family), record(recorder, family), sort_keys=False)
    print(f"the server was gone {recorder.gone} times")


if __name__ == "__main__":
    main()
