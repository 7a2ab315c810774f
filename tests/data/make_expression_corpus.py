"""Record what the official client makes of expressions and contexts.

Run it with the official package installed, version 19.3.0; no server is needed::

    python tests/data/make_expression_corpus.py

It writes ``expressions.json.gz`` next to itself: descriptions (see `corpus`) with the base64 form
that the official client gives them, once with bools sent as bools and once as integers.
"""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path
from typing import Any

import corpus
from random_descriptions import Descriptions, classes

import aerospike

#: How many expressions of each class, and how many others, are recorded.
EACH_CLASS = 11
OPERATORS = 120
CONTEXTS = 360
VALUES = 200


def _unconnected(send_bool_as: int) -> Any:
    """A client that has its configuration but no server, which is enough for base64."""
    client: Any = aerospike.Client.__new__(aerospike.Client)
    with contextlib.suppress(aerospike.exception.ConnectionError):
        client.__init__({"hosts": [("127.0.0.1", 1)], "send_bool_as": send_bool_as})
    return client


def _record(description: Any, encode: Any) -> dict[str, Any]:
    """The description with the base64 of both clients, or the name of the exception."""
    entry: dict[str, Any] = {"description": description}
    try:
        entry["base64"] = encode(_BOOLS, description)
        entry["integers"] = encode(_INTEGERS, description)
    except aerospike.exception.AerospikeError as error:
        entry["error"] = type(error).__name__
    return entry


_BOOLS = _unconnected(aerospike.AS_BOOL)
_INTEGERS = _unconnected(aerospike.INTEGER)


def _expression(client: Any, description: Any) -> str:
    return str(client.get_expression_base64(corpus.build(description).compile()))


def _context(client: Any, description: Any) -> str:
    return str(client.get_cdtctx_base64(corpus.build(description)))


def _bad_expressions() -> list[Any]:
    """Expressions that the official client refuses."""
    bin_ = {"expression": ["base.IntBin", "a"]}
    return [
        {"expression": ["base.Eq", bin_, 2**63]},
        {"expression": ["base.Eq", bin_, -(2**63) - 1]},
        {"expression": ["base.Eq", bin_, [2**64]]},
        {"expression": ["base.Val", {"dict": [[{"hll": "00"}, 1]]}]},
        {"expression": ["base.Val", {"tuple": [1]}]},
        {"expression": ["base.Val", [{"tuple": [1]}]]},
        {"expression": ["base.Eq", {"tuple": [1]}, 1]},
        {"expression": ["base.IntBin", 5]},
        {"expression": ["base.Def", 5, bin_]},
        {"expression": ["base.Var", None]},
        {"expression": ["base.DigestMod", "3"]},
        {"expression": ["base.LoopVarInt", None]},
        {"expression": ["list.ListGetByIndex", None, 0, 2, 0, "a"]},
        {"expression": ["list.ListGetByIndex", None, 1, 3, 0, "a"]},
        {"expression": ["list.ListGetByIndex", None, "1", 3, 0, "a"]},
        {"expression": ["list.ListGetByValue", None, 0, 5, "a"]},
        {"expression": ["list.ListSize", {"context": []}, "a"]},
        {"expression": ["list.ListSize", "ctx", "a"]},
        {"expression": ["list.ListSize", {"context": [["list_index", "x"]]}, "a"]},
        {"expression": ["list.ListSort", None, None, "a"]},
        {"expression": ["map.MapGetByKey", None, 8, 2, "k", "a"]},
        {"expression": ["map.MapGetByKeyRange", None, 9, "k", "l", "a"]},
        {"expression": ["map.MapPut", None, {"dict": [["persist_index", 1]]}, "k", 1, "a"]},
        {"expression": ["map.MapPut", None, {"dict": [["map_order", "x"]]}, "k", 1, "a"]},
        {"expression": ["list.ListAppend", None, {"dict": [["write_flags", "x"]]}, 1, "a"]},
        {"expression": ["string.Append", 7, "x", "a"]},
        {"expression": ["string.Append", None, 7, "a"]},
        {"expression": ["string.Concat", None, "x", "a"]},
        {"expression": ["string.SubStr", "x", "a"]},
        {"expression": ["string.Contains", 5, "a"]},
    ]


def _bad_contexts() -> list[Any]:
    return [
        {"context": []},
        {"context": [["list_index", "x"]]},
        {"context": [["list_index", None]]},
        {"context": [["list_index", {"float": (1.0).hex()}]]},
        {"context": [["map_index", 2**63]]},
        {"context": [["map_key", 2**63]]},
        {"context": [["map_keys_in", "x"]]},
        {"context": [["map_key", {"tuple": [1]}]]},
        {"context": [["list_value", [{"tuple": [1]}]]]},
        {"context": [["map_key_create", "x", "y"]]},
        {"context": [["list_index_create", 1, "y", True]]},
        {"context": [["list_index_create", 1, 0, None]]},
        {"context": [["all_children_with_filter", "x"]]},
        {"context": [["and_filter", []]]},
        {"context": [["and_filter", [5]]]},
        "abc",
        None,
        [5],
    ]


def main() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    source = Descriptions(20260101)
    expressions = [
        source.expression(name, depth=number % 3)
        for name in classes()
        for number in range(EACH_CLASS)
    ]
    expressions += [source.operator() for _ in range(OPERATORS)]
    expressions += [{"expression": ["base.Val", source.value(3)]} for _ in range(VALUES)]
    contexts = [source.context() for _ in range(CONTEXTS)]
    recorded = {
        "expressions": [_record(item, _expression) for item in expressions + _bad_expressions()],
        "contexts": [_record(item, _context) for item in contexts + _bad_contexts()],
    }
    corpus.write(Path(__file__).with_name("expressions.json.gz"), recorded)
    for kind, entries in recorded.items():
        refused = sum("error" in entry for entry in entries)
        print(f"{len(entries)} {kind}, {refused} of them refused")


if __name__ == "__main__":
    main()
