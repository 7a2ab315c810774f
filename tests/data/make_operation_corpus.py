"""Record what the official client sends for each operation.

Run it with the official package installed, version 19.3.0; it starts a server of its own::

    python tests/data/make_operation_corpus.py

It writes ``operations.json.gz`` next to itself: for each call of a helper its arguments, the
operation that the helper returns, and the operator, particle type, bin name and bytes that came
over the wire, once with bools sent as bools and once as integers.
"""

from __future__ import annotations

import importlib
import inspect
import warnings
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Any

import corpus
from capture_server import CaptureServer, Command
from random_descriptions import Descriptions

import aerospike

MODULES = (
    "operations",
    "list_operations",
    "map_operations",
    "bitwise_operations",
    "hll_operations",
    "expression_operations",
    "string_operations",
)
#: How many calls of each helper are recorded.
EACH_HELPER = 9
_KEY = ("test", "demo", 1)


class Arguments:
    """Random arguments for the helpers, chosen by the names of their parameters."""

    def __init__(self, source: Descriptions) -> None:
        self.source = source

    def choose(self, module: str, function: str, name: str) -> Any:
        source = self.source
        pick = source.random
        family = module.removesuffix("_operations")
        if name == "ctx" and function.endswith("_create"):
            # The official client sends an address of its memory in place of an expression here.
            return pick.choice([None, source.context(0)])
        if name == "ctx":
            return source.optional_context() if module != "operations" else source.context()
        if name in ("policy", "map_policy"):
            return source.policy(family) if name == "policy" else source.policy("map")
        by_name: dict[str, Callable[[], Any]] = {
            "bin_name": source.name,
            "return_type": lambda: pick.choice([0, 1, 2, 3, 4, 5, 7, 13]),
            "inverted": lambda: pick.random() < 0.5,
            "list_order": lambda: pick.randint(0, 1),
            "map_order": lambda: pick.choice([0, 1, 3]),
            "pad": lambda: pick.random() < 0.5,
            "persist_index": lambda: pick.random() < 0.5,
            "sort_flags": lambda: pick.randint(0, 2),
            "regex_flags": lambda: pick.randint(0, 31),
            "numeric_type": lambda: pick.randint(0, 2),
            "resize_flags": lambda: pick.randint(0, 7),
            "sign": lambda: pick.random() < 0.5,
            "action": lambda: pick.choice([0, 2, 4]),
            "invert_size": lambda: pick.random() < 0.5,
            "flags": lambda: pick.randint(0, 31),
            "ttl": lambda: pick.choice([None, 0, 1, 3600]),
            "expression": lambda: {"compiled": source.expression("arithmetic.Add", 1)},
            "expr": lambda: {"compiled": source.expression("arithmetic.Add", 1)},
            "expression_read_flags": lambda: pick.choice([0, 16]),
            "expression_write_flags": lambda: pick.choice([0, 1, 2, 4, 8, 16]),
            "item_dict": source.dictionary,
            "values": source.values,
            "value_list": source.values,
            "hll_list": lambda: [{"hll": source.blob()} for _ in range(pick.randint(0, 3))],
            "key_list": source.values,
            "key": lambda: source.value(0),
            "amount": lambda: pick.choice([source.integer(), {"float": (2.5).hex()}]),
            "append_item": lambda: pick.choice([source.text(), {"bytes": source.blob()}]),
            "prepend_item": lambda: pick.choice([source.text(), {"bytes": source.blob()}]),
            "index_bit_count": lambda: pick.choice([None, 4, 16]),
            "mh_bit_count": lambda: pick.choice([None, 4, 51]),
            "separator": lambda: pick.choice([None, "", ","]),
            "target_length": lambda: pick.choice([0, 5, 300, 2**64 - 1]),
            "write_item": source.value,
            "occurrence": lambda: pick.randint(-3, 300),
            "byte_size": lambda: pick.choice([0, 5, 70000]),
            "bit_size": lambda: pick.choice([0, 5, 64, 2**32 - 1]),
            "bit_offset": lambda: pick.randint(-300, 300),
            "byte_offset": lambda: pick.randint(-300, 300),
            "value_byte_size": lambda: pick.randint(0, 9),
            "shift": lambda: pick.choice([0, 5, 70000]),
        }
        if name == "index_bit_count" and function == "hll_fold":
            return 6
        if name == "separator" and family == "string":
            return source.text()
        if name == "value_list" and family == "string":
            return [source.text() for _ in range(pick.randint(0, 3))]
        if name == "value" and family == "string":
            return source.text()
        if name == "value" and family == "bitwise":
            if function in ("bit_lscan", "bit_rscan"):
                return pick.random() < 0.5
            if function == "bit_set_int":
                return source.integer()
            if function in ("bit_add", "bit_subtract"):
                return pick.choice([0, 1, 255, 2**64 - 1])
            return {pick.choice(["bytes", "bytearray"]): source.blob()}
        if name == "amount" and family != "map":
            return pick.choice([pick.choice([0, -1, 2**63 - 1]), {"float": (2.5).hex()}])
        if name in by_name:
            return by_name[name]()
        if name in ("index", "rank", "offset", "start", "end", "count") or name.endswith(
            ("_amt", "_start", "rank_start", "index_start")
        ):
            numbers = not name.startswith(("key_range", "value_"))
            return pick.randint(0 if "amt" in name else -300, 300) if numbers else source.value()
        if family == "string":
            return source.text()
        return source.value()

    def call(self, module: str, function: Any) -> list[Any]:
        arguments = []
        for parameter in inspect.signature(function).parameters.values():
            optional = parameter.default is not parameter.empty
            if optional and self.source.random.random() < 0.25:
                break
            arguments.append(self.choose(module, function.__name__, parameter.name))
        return arguments


def _describe(operation: dict[str, Any], built: list[Any], described: list[Any]) -> dict[str, Any]:
    """The operation with descriptions in place of values."""
    known = {id(value): text for value, text in zip(built, described, strict=True)}
    result: dict[str, Any] = {}
    for key, value in operation.items():
        if isinstance(value, IntEnum):
            result[key] = int(value)
        elif id(value) in known:
            result[key] = known[id(value)]
        elif value is None or isinstance(value, (bool, int, str)):
            result[key] = value
        elif type(value) is dict and value in built:
            # map_put_items hands out a plain copy.
            ((_, pairs),) = described[built.index(value)].items()
            result[key] = {"dict": pairs}
        else:
            raise TypeError(f"{key} of {operation} is none of the arguments")
    return result


class Recorder:
    """Sends operations by two clients and hands out what came over the wire."""

    def __init__(self, server: CaptureServer) -> None:
        self.server = server
        config = {"hosts": [("127.0.0.1", server.port)]}
        self.clients = [
            aerospike.client({**config, "send_bool_as": kind})
            for kind in (aerospike.AS_BOOL, aerospike.INTEGER)
        ]

    def send(self, client: Any, operation: Any) -> Command:
        self.server.commands.clear()
        client.operate(_KEY, [operation])
        (command,) = self.server.commands
        return command

    def record(self, operation: Any) -> dict[str, Any]:
        try:
            commands = [self.send(client, operation) for client in self.clients]
        except aerospike.exception.AerospikeError as error:
            return {"error": type(error).__name__}
        first, second = (command.operations[0] for command in commands)
        entry = {
            "operator": first.operator,
            "particle": first.particle,
            "bin": first.bin,
            "bytes": first.value.hex(),
            "integers": second.value.hex(),
        }
        if commands[0].ttl:
            entry["ttl"] = commands[0].ttl
        return entry


def _bad_operations() -> list[dict[str, Any]]:
    """Operations that the official client refuses, or that it sends although they look odd."""
    a = aerospike
    append = {"op": a.OP_LIST_APPEND, "bin": "a", "val": 1}
    put = {"op": a.OP_MAP_PUT, "bin": "a", "key": 1, "val": 2}
    size = {"op": a.OP_LIST_SIZE, "bin": "a"}
    resize = {"op": a.OP_BIT_RESIZE, "bin": "a", "byte_size": 1, "resize_flags": 0}
    add = {"op": a.OP_HLL_ADD, "bin": "a", "value_list": [1]}
    bits = {"index_bit_count": 4, "mh_bit_count": -1}
    one = {"compiled": {"expression": ["base.Val", 1]}}
    return [
        {},
        {"op": "x"},
        {"op": 2**70},
        {"op": 7777, "bin": "a", "val": 1},
        {"op": 7777, "bin": "a"},
        {"op": 7777, "val": 1},
        {"op": a.OPERATOR_READ},
        {"op": a.OPERATOR_READ, "bin": 5},
        {"op": a.OPERATOR_READ, "bin": None},
        {"op": a.OPERATOR_READ, "bin": "x" * 16},
        {"op": a.OPERATOR_READ, "bin": "a", "unknown": 1},
        {"op": a.OPERATOR_READ, "bin": "a", "index": 1},
        {"op": a.OPERATOR_READ, "bin": "a", "val": 1},
        {"op": a.OPERATOR_READ, "bin": "a", "return_type": "x"},
        {"op": a.OPERATOR_WRITE, "bin": "a"},
        {"op": a.OPERATOR_INCR, "bin": "a", "val": "x"},
        {"op": a.OPERATOR_INCR, "bin": "a", "val": 2**63},
        {"op": a.OPERATOR_INCR, "bin": "a"},
        {"op": a.OPERATOR_APPEND, "bin": "a", "val": 5},
        {"op": a.OPERATOR_PREPEND, "bin": "a", "val": [5]},
        {"op": a.OPERATOR_TOUCH, "val": "x"},
        {"op": a.OPERATOR_TOUCH, "val": None},
        {"op": a.OPERATOR_TOUCH, "bin": "a"},
        {"op": a.OPERATOR_DELETE, "bin": "a"},
        {"op": a.OP_LIST_APPEND, "bin": "a"},
        {"op": a.OP_LIST_APPEND, "val": 1},
        append | {"bin": 5},
        append | {"bin": None},
        append | {"bin": "x" * 16},
        append | {"val": 2**63},
        append | {"val": {"tuple": [1]}},
        append | {"val": [{"tuple": [1]}]},
        append | {"val": {"dict": [[{"tuple": [1]}, 1]]}},
        append | {"val": {"dict": [[{"hll": "00"}, 1]]}},
        append | {"val": {"dict": [[{"float": (1.5).hex()}, 1], [True, 2], ["a", None]]}},
        append | {"val": "\ud800"},
        append | {"ctx": {"context": [["list_value", {"tuple": [1]}]]}},
        append | {"ctx": {"context": [["map_key", {"tuple": [1]}]]}},
        append | {"ctx": {"context": [["list_index", True]]}},
        append | {"list_policy": None},
        append | {"list_policy": {"dict": []}},
        append | {"list_policy": 5},
        append | {"list_policy": {"dict": [["list_order", "x"]]}},
        append | {"list_policy": {"dict": [["list_order", 5]]}},
        append | {"list_policy": {"dict": [["write_flags", 99]]}},
        append | {"list_policy": {"dict": [["unknown", 99]]}},
        append | {"ctx": 5},
        append | {"ctx": []},
        append | {"ctx": [5]},
        append | {"ctx": None},
        append | {"unknown": 5},
        append | {"op": a.OP_LIST_APPEND_ITEMS},
        append | {"op": a.OP_LIST_INSERT},
        append | {"op": a.OP_LIST_INSERT, "index": "x"},
        append | {"op": a.OP_LIST_INSERT, "index": 2**63},
        append | {"op": a.OP_LIST_INSERT, "index": None},
        append | {"op": a.OP_LIST_INSERT, "index": True},
        size | {"op": a.OP_LIST_POP_RANGE, "index": 1},
        size | {"op": a.OP_LIST_POP_RANGE, "index": 1, "val": -1},
        size | {"op": a.OP_LIST_GET_BY_INDEX, "index": 1},
        size | {"op": a.OP_LIST_GET_BY_INDEX, "index": 1, "return_type": "x"},
        size | {"op": a.OP_LIST_GET_BY_VALUE_LIST, "value_list": "x", "return_type": 7},
        size | {"op": a.OP_LIST_SET_ORDER},
        size | {"op": a.OP_LIST_SET_ORDER, "list_order": 9},
        size | {"op": a.OP_LIST_SORT, "sort_flags": "x"},
        size | {"op": a.OP_LIST_CREATE, "list_order": 0, "pad": 1, "persist_index": False},
        {"op": a.OP_MAP_PUT, "bin": "a", "val": 1},
        {"op": a.OP_MAP_PUT, "bin": "a", "key": 1},
        put | {"bin": "x" * 16},
        put | {"map_policy": 5},
        put | {"map_policy": None},
        put | {"map_policy": {"dict": [["map_order", 7]]}},
        put | {"map_policy": {"dict": [["map_write_flags", "x"]]}},
        put | {"map_policy": {"dict": [["persist_index", 1]]}},
        put | {"index": 1},
        put | {"return_type": None},
        put | {"key": {"tuple": [1]}},
        put | {"key": [1]},
        put | {"key": None},
        put | {"key": {"value": "wildcard"}},
        {"op": a.OP_MAP_PUT_ITEMS, "bin": "a", "val": 5},
        {"op": a.OP_MAP_REMOVE_BY_KEY_LIST, "bin": "a", "val": 5},
        {"op": a.OP_MAP_SET_POLICY, "bin": "a"},
        {"op": a.OP_MAP_SET_POLICY, "bin": "a", "map_policy": None},
        {"op": a.OP_MAP_GET_BY_INDEX, "bin": "a"},
        {"op": a.OP_MAP_GET_BY_INDEX, "bin": "a", "index": "x"},
        {"op": a.OP_MAP_GET_BY_INDEX, "bin": "a", "index": 1},
        {"op": a.OP_MAP_GET_BY_INDEX_RANGE, "bin": "a", "index": 1},
        {"op": a.OP_MAP_GET_BY_INDEX_RANGE, "bin": "a", "index": 1, "val": "x"},
        {"op": a.OP_MAP_GET_BY_KEY, "bin": "a"},
        {"op": a.OP_MAP_GET_BY_VALUE_RANGE, "bin": "a", "val": 1},
        {"op": a.OP_MAP_CREATE, "bin": "a", "map_order": "x", "persist_index": True},
        {"op": a.OP_MAP_GET_BY_KEY_INDEX_RANGE_REL, "bin": "a", "key": 1, "index": 1},
        {"op": a.OP_BIT_GET, "bit_offset": 0, "bit_size": 8},
        {"op": a.OP_HLL_DESCRIBE},
        {"op": a.OP_HLL_DESCRIBE, "bin": 5},
        {"op": a._OP_STRING_STRLEN},
        {"op": a.OP_MAP_GET_BY_KEY_INDEX_RANGE_REL, "key": 1, "index": 1, "return_type": 0},
        resize | {"byte_size": "x"},
        resize | {"byte_size": -1},
        resize | {"byte_size": 2**32},
        resize | {"policy": 5},
        resize | {"policy": {"dict": [["bit_write_flags", "x"]]}},
        resize | {"resize_flags": 99},
        resize | {"bin": "x" * 16},
        {"op": a.OP_BIT_SET, "bin": "a", "bit_offset": 0, "bit_size": 8, "value": "x"},
        {"op": a.OP_BIT_LSCAN, "bin": "a", "bit_offset": 0, "bit_size": 8, "value": 1},
        add,
        add | bits,
        add | bits | {"value_list": "x"},
        add | bits | {"index_bit_count": "x"},
        add | bits | {"value_list": [{"tuple": [1]}]},
        add | bits | {"index_bit_count": 2**31},
        add | bits | {"hll_policy": 5},
        add | bits | {"hll_policy": None},
        add | bits | {"hll_policy": {"dict": [["flags", "x"]]}},
        {"op": a.OP_HLL_MAY_CONTAIN, "bin": "a", "value_list": [1]},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr_flags": 0},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr": [], "expr_flags": 0},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr": "x", "expr_flags": 0},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr": [5]},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr": [{"tuple": [1, 2]}], "expr_flags": 0},
        {"op": a.OP_EXPR_READ, "expr": one, "expr_flags": 0},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr": one},
        {"op": a.OP_EXPR_READ, "bin": "a", "expr": one, "expr_flags": "x"},
        {"op": a.OP_EXPR_WRITE, "bin": "x" * 16, "expr": one, "expr_flags": 0},
        {"op": a._AS_OPERATOR_CDT_READ, "bin": "a", "cdt_flags": 0},
        {"op": a._AS_OPERATOR_CDT_READ, "bin": "a", "cdt_flags": 0, "ctx": []},
        {"op": a._AS_OPERATOR_CDT_READ, "bin": "a", "ctx": {"context": [["all_children"]]}},
        {
            "op": a._AS_OPERATOR_CDT_READ,
            "bin": "a",
            "cdt_flags": -1,
            "ctx": {"context": [["all_children"]]},
        },
        {"op": a._OP_STRING_SUBSTR, "bin": "a"},
        {"op": a._OP_STRING_SUBSTR, "bin": "a", "start": 1, "ctx": []},
        {"op": a._OP_STRING_CONTAINS, "bin": "a", "needle": 5},
        {"op": a._OP_STRING_CONTAINS, "bin": "a", "needle": None},
        {"op": a._OP_STRING_UPPER, "bin": "a", "policy": 5},
        {"op": a._OP_STRING_IS_NUMERIC, "bin": "a", "numeric_type": 9},
        {"op": a._OP_STRING_PAD_END, "bin": "a", "target_length": -1, "pad_string": "x"},
        {"op": a._OP_STRING_TO_STRING, "bin": "x" * 16},
    ]


def main() -> None:
    warnings.simplefilter("ignore", DeprecationWarning)
    arguments = Arguments(Descriptions(20260102))
    calls: list[dict[str, Any]] = []
    odd: list[dict[str, Any]] = []
    with CaptureServer() as server:
        recorder = Recorder(server)
        for module in MODULES:
            loaded = importlib.import_module(f"aerospike_helpers.operations.{module}")
            for name, function in sorted(vars(loaded).items()):
                if not inspect.isfunction(function) or function.__module__ != loaded.__name__:
                    continue
                for _ in range(EACH_HELPER):
                    described = arguments.call(module, function)
                    built = [corpus.build(argument) for argument in described]
                    operation = function(*built)
                    entry = {
                        "helper": f"{module}.{name}",
                        "arguments": described,
                        "operation": _describe(operation, built, described),
                    }
                    calls.append(entry | recorder.record(operation))
        for description in _bad_operations():
            wire = recorder.record(corpus.build_operation(description))
            odd.append({"operation": description} | wire)
    corpus.write(Path(__file__).with_name("operations.json.gz"), {"helpers": calls, "odd": odd})
    refused = sum("error" in entry for entry in calls)
    print(f"{len(calls)} calls of helpers, {refused} of them refused; {len(odd)} odd operations")


if __name__ == "__main__":
    main()
