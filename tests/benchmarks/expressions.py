"""How often a filter expression is packed that is used by many commands.

    python tests/benchmarks/expressions.py [--hosts HOST:PORT] [--commands 100000]

An expression is packed for the first command that uses it and kept; the counter shows it.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import aerospike
from aerospike._wire import expressions
from aerospike_helpers.expressions import base

KEY = ("test", "benchmark_expressions", 1)


class Counter:
    """Counts the expressions that are packed."""

    def __init__(self) -> None:
        self.packed = 0
        self._compile = expressions._Compiler.compile

    def install(self) -> None:
        """Counts from now on."""

        def compile_counted(compiler: Any, expression: Any) -> Any:
            self.packed += 1
            return self._compile(compiler, expression)

        expressions._Compiler.compile = compile_counted  # type: ignore[method-assign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hosts", default="127.0.0.1:3000")
    parser.add_argument("--commands", type=int, default=100_000)
    arguments = parser.parse_args()
    host, _, port = arguments.hosts.rpartition(":")
    counter = Counter()
    counter.install()
    client = aerospike.client({"hosts": [(host, int(port))]})
    client.put(KEY, {"n": 1, "tags": ["a"]})
    wanted = base.And(base.GT(base.IntBin("n"), 0), base.NE(base.IntBin("n"), 7)).compile()
    started = time.perf_counter()
    for _ in range(arguments.commands):
        client.get(KEY, {"expressions": wanted})
    seconds = time.perf_counter() - started
    print(
        f"{arguments.commands:,} commands, {counter.packed} expression packed, "
        f"{arguments.commands / seconds:,.0f} commands a second"
    )


if __name__ == "__main__":
    main()
