"""The kinds of work that are compared. What is imported here runs under both packages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

NAMESPACE, SET = "test", "benchmark"
RECORDS = 10_000
BATCH = 1_000
BATCHES = (10, 100, 1_000, 5_000)


def bins(number: int) -> dict[str, Any]:
    """A record of eight bins of all common types."""
    return {
        "id": number,
        "count": number * 7,
        "name": f"name of record {number}",
        "city": "Zürich",
        "ratio": number / 3,
        "blob": b"0123456789abcdef",
        "tags": ["red", "green", number],
        "more": {"a": 1, "b": "two", "c": number},
    }


def nested(number: int) -> dict[str, Any]:
    """A record of nested lists and maps."""
    return {
        "list": [[number, index, {"k": [index, "x"]}] for index in range(10)],
        "map": {f"key{index}": {"v": index, "l": [1, 2, 3]} for index in range(10)},
    }


def key(number: int) -> tuple[str, str, int]:
    return NAMESPACE, SET, number


def nested_key(number: int) -> tuple[str, str, int]:
    return NAMESPACE, f"{SET}_nested", number


Work = tuple[Callable[[int], Any], int]
"""What to do, given how often it has been done, and how many operations that is."""


def fill(client: Any) -> None:
    """Writes the records, and makes the index."""
    import aerospike

    for number in range(RECORDS):
        client.put(key(number), bins(number))
    for number in range(2 * BATCH):
        client.put(nested_key(number), nested(number))
    try:
        client.index_single_value_create(NAMESPACE, SET, "id", aerospike.INDEX_NUMERIC, f"{SET}_id")
    except aerospike.exception.IndexFoundError:
        pass


def single_commands(client: Any) -> dict[str, Work]:
    from aerospike_helpers import cdt_ctx
    from aerospike_helpers.expressions import base
    from aerospike_helpers.operations import list_operations, map_operations, operations

    keys = [key(number) for number in range(RECORDS)]
    nested_keys = [nested_key(number) for number in range(2 * BATCH)]
    records = [bins(number) for number in range(100)]
    nested_records = [nested(number) for number in range(100)]
    ops = [operations.increment("count", 1), operations.read("count")]
    three = [
        list_operations.list_size("tags"),
        list_operations.list_get("tags", 0),
        list_operations.list_get_range("tags", 0, 2),
    ]
    inside = [cdt_ctx.cdt_ctx_map_key("key3"), cdt_ctx.cdt_ctx_map_key("l")]
    deep = [
        list_operations.list_get("map", 1, ctx=inside),
        map_operations.map_get_by_key("map", "key5", 7),
    ]
    # Compiled once, as an application would.
    filtered = {"expressions": base.GE(base.IntBin("id"), 0).compile()}
    return {
        "put": (lambda n: client.put(keys[n % RECORDS], records[n % 100]), 1),
        "get": (lambda n: client.get(keys[n % RECORDS]), 1),
        "select": (lambda n: client.select(keys[n % RECORDS], ["id", "name"]), 1),
        "get with a filter": (lambda n: client.get(keys[n % RECORDS], filtered), 1),
        "exists": (lambda n: client.exists(keys[n % RECORDS]), 1),
        "get nested": (lambda n: client.get(nested_keys[n % len(nested_keys)]), 1),
        "put nested": (
            lambda n: client.put(nested_keys[n % len(nested_keys)], nested_records[n % 100]),
            1,
        ),
        "operate": (lambda n: client.operate(keys[n % RECORDS], ops), 1),
        "operate, 3 on a list": (lambda n: client.operate(keys[n % RECORDS], three), 1),
        "operate in a nested map": (
            lambda n: client.operate(nested_keys[n % len(nested_keys)], deep),
            1,
        ),
        "get from 4 threads": (lambda n: client.get(keys[n % RECORDS]), 1),
        "get from 8 threads": (lambda n: client.get(keys[n % RECORDS]), 1),
        "get from 16 threads": (lambda n: client.get(keys[n % RECORDS]), 1),
    }


def batches(client: Any) -> dict[str, Work]:
    from aerospike_helpers.batch import records as batch
    from aerospike_helpers.operations import operations

    keys = [key(number) for number in range(RECORDS)]
    chunks = [keys[start : start + BATCH] for start in range(0, RECORDS, BATCH)]
    nested_chunks = [
        [nested_key(number) for number in range(start, start + BATCH)]
        for start in range(0, 2 * BATCH, BATCH)
    ]
    write = [operations.write("count", 1), operations.write("name", "a name")]

    def batch_write(n: int) -> Any:
        chunk = chunks[n % len(chunks)]
        return client.batch_write(batch.BatchRecords([batch.Write(one, write) for one in chunk]))

    def read(size: int) -> Work:
        parts = [keys[start : start + size] for start in range(0, RECORDS, size)]
        return lambda n: client.batch_read(parts[n % len(parts)]), size

    return {
        **{f"batch_read({size})": read(size) for size in BATCHES},
        "batch_read(1000) nested": (
            lambda n: client.batch_read(nested_chunks[n % len(nested_chunks)]),
            BATCH,
        ),
        "batch_operate(1000)": (
            lambda n: client.batch_operate(chunks[n % len(chunks)], write),
            BATCH,
        ),
        "batch_write(1000)": (batch_write, BATCH),
    }


def walks(client: Any) -> dict[str, Work]:
    import aerospike
    from aerospike import predicates
    from aerospike_helpers.operations import operations

    def nothing(record: Any) -> None:
        pass

    def background(n: int) -> None:
        query = client.query(NAMESPACE, f"{SET}_nested")
        query.add_ops([operations.write("n", n)])
        job = query.execute_background()
        while client.job_info(job, aerospike.JOB_QUERY)["status"] != aerospike.JOB_STATUS_COMPLETED:
            pass

    everything = predicates.between("id", 0, RECORDS)
    return {
        "query results": (lambda n: client.query(NAMESPACE, SET).results(), RECORDS),
        "query foreach": (lambda n: client.query(NAMESPACE, SET).foreach(nothing), RECORDS),
        "scan results": (lambda n: client.scan(NAMESPACE, SET).results(), RECORDS),
        "scan foreach": (lambda n: client.scan(NAMESPACE, SET).foreach(nothing), RECORDS),
        "index query results": (
            lambda n: client.query(NAMESPACE, SET).where(everything).results(),
            RECORDS,
        ),
        "background operation": (background, 2 * BATCH),
    }


def make_work(client: Any) -> dict[str, Work]:
    """All kinds of work by name."""
    return {**single_commands(client), **batches(client), **walks(client)}


def in_lines(figures: dict[str, Any]) -> str:
    """JSON with a line for each kind of work, and no more digits than count."""
    rounded = json.loads(json.dumps(figures), parse_float=lambda text: float(f"{float(text):.3g}"))
    lines = (f"{json.dumps(name)}: {json.dumps(each)}" for name, each in rounded.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"
