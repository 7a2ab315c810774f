"""Random descriptions (see `corpus`) of values, contexts and expressions of every class."""

from __future__ import annotations

import importlib
import inspect
import json
import random
from collections.abc import Callable
from typing import Any

MODULES = ("arithmetic", "base", "bitwise", "bitwise_operators", "hll", "list", "map", "string")

#: Where integers begin to take another number of bytes.
_EDGES = (0, 32, 128, 255, 32768, 65535, 2**31, 2**32, 2**63 - 2)
_INTEGERS = [sign * edge + step for edge in _EDGES for sign in (1, -1) for step in (-2, -1, 0, 1)]
_FLOATS = [0.0, -0.0, 1.5, -2.25, 1e300, 5e-324, float("inf"), float("-inf")]
_LIST_POSITIONS = [1, 2, 3, 4]
_BIN_CLASSES = {
    "bool": "BoolBin",
    "int": "IntBin",
    "str": "StrBin",
    "float": "FloatBin",
    "blob": "BlobBin",
    "geo": "GeoBin",
    "list": "ListBin",
    "map": "MapBin",
    "hll": "HLLBin",
}
#: Classes that yield the bin argument's type, to nest one in the other.
_FAMILY = {"list": "list", "map": "map", "bitwise": "blob", "hll": "hll", "string": "str"}


class Descriptions:
    """A source of random descriptions; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    # Values

    def integer(self) -> int:
        pick = self.random
        return pick.choice([pick.choice(_INTEGERS), pick.randint(-(2**63), 2**63 - 1)])

    def text(self) -> str:
        pick = self.random
        size = pick.choice([0, 1, 3, 5, 8] * 6 + [30, 31, 32] * 2 + [254, 255, 300])
        alphabet = pick.choice(["abcXYZ 019", "äöü€ß中文🚀x", '\\"\n\t{}[]'])
        return "".join(pick.choice(alphabet) for _ in range(size))

    def name(self) -> str:
        return self.random.choice(["a", "bin", "name_of_15_char", "zähler", "b2"])

    def blob(self) -> str:
        size = self.random.choice([0, 1, 4, 8] * 5 + [30, 31, 40, 260])
        return self.random.randbytes(size).hex()

    def value(self, depth: int = 2) -> Any:
        """Any value that may be an argument."""
        pick = self.random
        kinds: list[Callable[[], Any]] = [
            lambda: pick.choice([True, False]),
            self.integer,
            self.integer,
            lambda: {"float": pick.choice([*_FLOATS, pick.random()]).hex()},
            self.text,
            self.text,
            lambda: {"bytes": self.blob()},
            lambda: {"bytearray": self.blob()},
            lambda: {"hll": self.blob()},
            lambda: {"geojson": json.dumps({"type": "Point", "coordinates": [1, pick.random()]})},
            lambda: None,
            lambda: {"value": pick.choice(["null", "infinite", "wildcard"])},
        ]
        if depth > 0:
            kinds += [lambda: self.values(depth - 1), lambda: self.dictionary(depth - 1)] * 2
        return pick.choice(kinds)()

    def values(self, depth: int = 1) -> list[Any]:
        return [self.value(depth) for _ in range(self.random.choice([0, 1, 2, 3, 16]))]

    def dictionary(self, depth: int = 1) -> Any:
        keys: list[Callable[[], Any]] = [
            self.integer,
            self.text,
            lambda: {"bytes": self.blob()},
        ] * 4
        # These are left out with a warning; booleans only where they are sent as such.
        keys += [lambda: {"float": (0.5).hex()}, lambda: True, lambda: None]
        pairs = []
        seen = set()
        for _ in range(self.random.choice([0, 1, 2, 5, 15, 16])):
            key = self.random.choice(keys)()
            if str(key) not in seen:
                seen.add(str(key))
                pairs.append([key, self.value(depth)])
        return {self.random.choice(["dict", "ordered"]): pairs}

    # Contexts

    def level(self, depth: int = 1) -> list[Any]:
        pick = self.random
        levels: list[Callable[[], list[Any]]] = [
            lambda: ["list_index", pick.randint(-300, 300)],
            lambda: ["list_rank", pick.randint(-300, 300)],
            lambda: ["list_value", self.value(1)],
            lambda: ["list_index_create", pick.randint(-9, 9), pick.randint(0, 1), True],
            lambda: ["list_index_create", pick.randint(-9, 9), pick.randint(0, 1), False],
            lambda: ["map_index", pick.randint(-300, 300)],
            lambda: ["map_rank", pick.randint(-300, 300)],
            lambda: ["map_key", self.value(0)],
            lambda: ["map_value", self.value(1)],
            lambda: ["map_key_create", self.value(0), pick.choice([0, 1, 3])],
            lambda: ["map_keys_in", [pick.choice([self.text, self.integer])() for _ in range(3)]],
        ]
        if depth > 0:
            levels += [
                lambda: ["all_children"],
                lambda: ["all_children_with_filter", self.filter()],
                lambda: ["and_filter", self.filter()],
            ]
        return pick.choice(levels)()

    def filter(self) -> Any:
        """A compiled expression on what a path expression comes by."""
        variable = self.random.choice(["LoopVarInt", "LoopVarStr", "LoopVarFloat", "LoopVarMap"])
        left = {"expression": [f"base.{variable}", self.random.randint(0, 2)]}
        comparison = self.random.choice(["Eq", "NE", "GT", "LE"])
        return {"compiled": {"expression": [f"base.{comparison}", left, self.integer()]}}

    def context(self, depth: int = 1) -> Any:
        return {"context": [self.level(depth) for _ in range(self.random.randint(1, 3))]}

    def optional_context(self) -> Any:
        return self.context() if self.random.random() < 0.4 else None

    # Policies

    def policy(self, module: str) -> Any:
        pick = self.random
        if pick.random() < 0.3:
            return None
        if module == "string":
            return {"string_policy": pick.choice([0, 1, 2, 4, 5])}
        entries = {
            "list": [["list_order", pick.randint(0, 1)], ["write_flags", pick.randint(0, 15)]],
            "map": [
                ["map_order", pick.choice([0, 1, 3])],
                ["map_write_flags", pick.randint(0, 15)],
                ["persist_index", pick.random() < 0.5],
            ],
            "bitwise": [["bit_write_flags", pick.randint(0, 15)]],
            "hll": [["flags", pick.randint(0, 15)]],
        }[module]
        return {"dict": [entry for entry in entries if pick.random() < 0.8]}

    # Expressions

    def bin(self, kind: str) -> Any:
        return {"expression": [f"base.{_BIN_CLASSES[kind]}", self.name()]}

    def of(self, kind: str, depth: int) -> Any:
        """An expression of a type, or a plain value of it."""
        pick = self.random
        plain: dict[str, Any] = {
            "int": self.integer,
            "float": lambda: {"float": pick.random().hex()},
            "str": self.text,
            "bool": lambda: pick.random() < 0.5,
        }
        if kind in plain and pick.random() < 0.3:
            return plain[kind]()
        if depth <= 0 or pick.random() < 0.3:
            return self.bin(kind)
        nested = {
            "int": ["arithmetic.Add", "bitwise_operators.IntAnd", "list.ListSize", "map.MapSize"],
            "float": ["arithmetic.Add", "arithmetic.Mul", "arithmetic.Pow"],
            "str": ["string.Upper", "string.Concat", "string.SubStr"],
            "bool": ["base.And", "base.Eq", "base.Not", "string.Contains"],
            "blob": ["bitwise.BitNot", "bitwise.BitGet", "bitwise.BitSet"],
            "list": ["list.ListAppend", "list.ListGetByIndexRange", "map.MapGetKeys"],
            "map": ["map.MapPut", "map.MapIncrement", "map.MapRemoveByKey"],
            "hll": ["hll.HLLAdd", "hll.HLLGetUnion"],
        }
        if kind not in nested:
            return self.bin(kind)
        return self.expression(pick.choice(nested[kind]), depth - 1, kind)

    def any_expression(self, depth: int) -> Any:
        return self.of(self.random.choice(["int", "float", "str", "bool", "list", "map"]), depth)

    def operator(self, depth: int = 2) -> Any:
        pick = self.random
        name = pick.choice(["+", "-", "*", "/", "//", "%", "**", "abs", "floor", "ceil"])
        operands = []
        for _ in range(1 if name in ("abs", "floor", "ceil") else 2):
            nested = depth > 0 and pick.random() < 0.5
            operands.append(self.operator(depth - 1) if nested else self.bin("float"))
        if len(operands) == 2 and pick.random() < 0.3:
            operands[1] = pick.choice([self.integer(), {"float": pick.random().hex()}])
        return {"operator": [name, *operands]}

    def expression(self, name: str, depth: int, kind: str = "int") -> Any:
        """An expression of a class, with random arguments."""
        module, class_name = name.split(".")
        loaded = importlib.import_module(f"aerospike_helpers.expressions.{module}")
        signature = inspect.signature(getattr(loaded, class_name).__init__)
        arguments: list[Any] = []
        for parameter in list(signature.parameters.values())[1:]:
            if parameter.kind is parameter.VAR_KEYWORD:
                continue
            if parameter.kind is parameter.VAR_POSITIONAL:
                arguments += self.many(class_name, depth, kind)
                continue
            if parameter.default is not parameter.empty and self.random.random() < 0.4:
                break
            arguments.append(self.argument(parameter.name, module, class_name, depth, arguments))
        return {"expression": [name, *arguments]}

    def many(self, class_name: str, depth: int, kind: str) -> list[Any]:
        pick = self.random
        count = pick.choice([1, 2, 3, 16])
        if class_name == "Not":
            return [self.of("bool", depth)]
        if class_name in ("And", "Or", "Exclusive"):
            return [self.of("bool", depth) for _ in range(count)]
        if class_name == "Cond":
            pairs = [x for _ in range(2) for x in (self.of("bool", depth), self.of("int", depth))]
            return [*pairs, pick.choice([self.integer(), {"expression": ["base.Unknown"]}])]
        if class_name == "Let":
            definition = {"expression": ["base.Def", "x", self.of("int", depth)]}
            variable = {"expression": ["base.Var", "x"]}
            return [definition, {"expression": ["base.Eq", variable, self.integer()]}]
        return [self.of(kind if kind in ("int", "float") else "int", depth) for _ in range(count)]

    def argument(
        self, name: str, module: str, class_name: str, depth: int, earlier: list[Any]
    ) -> Any:
        pick = self.random
        family = _FAMILY.get(module, "int")
        if name in ("bin", "map_value"):
            if class_name in ("SelectByPath", "ModifyByPath"):
                return self.of(pick.choice(["list", "map"]), depth)
            if module == "base":
                return self.name()
            return self.name() if pick.random() < 0.4 else self.of(family, depth)
        if name == "ctx":
            return self.context() if "ByPath" in class_name else self.optional_context()
        if name == "policy":
            return self.policy(module)
        if name == "return_type":
            return self.return_type(module, class_name)
        if name == "value_type":
            if "ByPath" in class_name:
                return pick.randint(0, 9)
            return _VALUE_TYPES.get(earlier[-1], pick.randint(0, 9))
        if name == "mod_exp":
            item = self.any_expression(1)
            whole = isinstance(item, dict) and "expression" in item
            return {"compiled": item if whole else {"expression": ["base.Val", item]}}
        if name == "regex_str":
            return self.text()
        if name == "cmp_str":
            return self.of("str", depth)
        if name == "var_id":
            return pick.randint(0, 2)
        if name == "var_name":
            return self.name()
        if name in ("expr", "expr0", "expr1"):
            if class_name == "CmpGeo":
                return pick.choice([self.bin("geo"), {"geojson": '{"type": "Point"}'}])
            if class_name.startswith("Int"):
                return self.of("int", depth)
            return pick.choice([self.any_expression(depth), self.value()])
        if module in ("arithmetic", "bitwise_operators"):
            return self.of("int" if module == "bitwise_operators" else "float", depth)
        if class_name == "Val":
            return self.value()
        if module == "bitwise":
            if class_name == "BitB64Encode" and name == "byte_size" and pick.random() < 0.5:
                return None
            return self.bit_argument(name, depth)
        if module == "string":
            if class_name == "Snip" and name == "end" and pick.random() < 0.5:
                return None
            return self.string_argument(name)
        if module == "hll":
            if name.endswith("bit_count"):
                return pick.choice([None, 4, 10, 16])
            return pick.choice([self.values(0), self.bin("list")])
        if name in ("values", "keys", "list"):
            return pick.choice([self.values(), self.bin("list")])
        if name == "map":
            return pick.choice([self.dictionary(), self.bin("map")])
        if name in ("index", "rank", "count"):
            return pick.choice([pick.randint(-200, 200), self.of("int", depth)])
        if name in ("begin", "end", "value_begin", "value_end", "value", "key"):
            return pick.choice([self.value(), self.of("int", depth), None])
        if name == "order":
            return pick.randint(0, 1)
        if name == "separator":
            return pick.choice([None, "", ",", self.text()])
        if name == "inverted":
            return pick.random() < 0.5
        return pick.randint(0, 7)

    def return_type(self, module: str, class_name: str) -> int:
        one = class_name in _ONE_ITEM
        common = [*_LIST_POSITIONS, 5, 7, 13]
        return self.random.choice(common if module == "list" or one else [*common, 6, 8, 16, 17])

    def bit_argument(self, name: str, depth: int) -> Any:
        pick = self.random
        if name == "value":
            return pick.choice([{"bytes": self.blob()}, self.integer(), True, self.bin("blob")])
        if name in ("flags", "action"):
            return pick.choice([None, 0, 1, 2, 4])
        if name in ("sign", "invert_size"):
            return pick.random() < 0.5
        return pick.choice([pick.randint(-99, 99), self.of("int", depth)])

    def string_argument(self, name: str) -> Any:
        pick = self.random
        if name == "values":
            return [self.text() for _ in range(pick.choice([0, 1, 3]))]
        if name == "numeric_type":
            return pick.randint(0, 2)
        if name == "regex_flags":
            return pick.randint(0, 31)
        if name in ("start", "index", "occurrence", "target_length", "count"):
            return pick.randint(-200, 400)
        if name == "end":
            return pick.randint(-200, 400)
        return self.text()


_VALUE_TYPES = {1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 13: 1}
_ONE_ITEM = {f"{kind}GetBy{what}" for kind in ("List", "Map") for what in ("Index", "Rank", "Key")}


def classes() -> list[str]:
    """The names of all public expression classes, with their modules."""
    found = []
    for module in MODULES:
        loaded = importlib.import_module(f"aerospike_helpers.expressions.{module}")
        for name, member in vars(loaded).items():
            if (
                inspect.isclass(member)
                and member.__module__ == loaded.__name__
                and not name.startswith("_")
                and name not in ("LoopVar", "ResultRemove")
            ):
                found.append(f"{module}.{name}")
    return sorted(found)
