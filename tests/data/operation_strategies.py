"""Random cases (see `server_cases`) of operations on one record.

``Cases(random.Random(seed))`` makes the same cases for the same seed; with Hypothesis,
``st.randoms(use_true_random=False)`` makes ones that it can shrink.
"""

from __future__ import annotations

import importlib
import inspect
import random
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from expression_strategies import Expressions, bins_of, expression_classes
from value_strategies import Paths, Values, kind_of

import aerospike
from aerospike_helpers.string_helpers import NumericType, RegexFlags

_MODULES = {
    "list": "list_operations",
    "map": "map_operations",
    "bits": "bitwise_operations",
    "hll": "hll_operations",
    "scalar": "operations",
    "expression": "expression_operations",
    "string": "string_operations",
}
_PATHS = ("operations.select_by_path", "operations.modify_by_path")
NEWER_HELPERS = ("list_operations.list_join", "bitwise_operations.bit_b64_encode")
"""Helpers of other families that need server 8.2, as all string operations do."""

#: The bin that a family is about.
_BINS = {"list": "l", "map": "m", "bits": "b", "hll": "h", "string": "s"}
_INVERTED_RETURN = 0x10000


@cache
def _of_module(module: str) -> tuple[str, ...]:
    loaded = importlib.import_module(f"aerospike_helpers.operations.{module}")
    return tuple(
        f"{module}.{name}"
        for name, function in sorted(vars(loaded).items())
        if inspect.isfunction(function)
        and function.__module__ == loaded.__name__
        and not name.startswith("_")
        and f"{module}.{name}" not in NEWER_HELPERS
    )


@cache
def _parameters(name: str) -> tuple[inspect.Parameter, ...]:
    module, function = name.split(".")
    loaded = importlib.import_module(f"aerospike_helpers.operations.{module}")
    return tuple(inspect.signature(getattr(loaded, function)).parameters.values())


@cache
def helpers(family: str) -> tuple[str, ...]:
    """The helpers that a family's cases call, with the names of their modules."""
    if family == "nested":
        return _of_module("list_operations") + _of_module("map_operations")
    if family == "path":
        return _PATHS
    found = _of_module(_MODULES[family])
    if family == "string":
        found += NEWER_HELPERS
    return tuple(name for name in found if name not in _PATHS)


def focuses(family: str) -> tuple[str, ...]:
    """What cases of a family can be about: a helper, or a class of expressions."""
    if family == "expression":
        return tuple(expression_classes())
    return helpers(family)


class Cases:
    """A source of random cases."""

    def __init__(self, numbers: random.Random) -> None:
        self.random = numbers
        self.values = Values(numbers)
        self.paths = Paths(self.values)
        self.expressions = Expressions(self.values)
        self.bins: dict[str, Any] = {}
        self.is_nested = False
        self.focus = ""

    def case(self, family: str, focus: str | None = None) -> dict[str, Any]:
        """A case of a family, the first call of which has the focus."""
        if focus is None:
            focus = self.random.choice(focuses(family))
        self.is_nested = family in ("nested", "path")
        self.bins = {}
        if self.is_nested:
            self.bins = {"n": self._nested_for(focus)}
        calls: list[dict[str, Any]] = []
        make = self._expression_call if family == "expression" else self._call
        self.focus = focus
        for number in range(self.random.choice([1, 1, 1, 2, 2, 3])):
            calls.append(make(family, focus if number == 0 else None))
        self._set_up(family, calls)
        names = {name for call in calls for name in _bins_of_call(call)}
        return {"bins": self._record(family, names), "calls": calls}

    def _nested_for(self, focus: str) -> Any:
        """A nested value, mostly one that has what the focus is about."""
        kind = "" if focus in _PATHS else focus.partition("_")[0]
        value = self.values.nested(self.random.choice([2, 2, 3]))
        for _ in range(8):
            if kind_of(value) != "scalar" and (not kind or self.paths.below(kind, value)):
                break
            value = self.values.nested(self.random.choice([2, 2, 3]))
        return value

    def _set_up(self, family: str, calls: list[dict[str, Any]]) -> None:
        """Sometimes begins with a call that gives the bin an order or a form."""
        if family == "list" and self.values.chance(0.35):
            first = ["list_operations.list_set_order", "l", 1]
        elif family == "map" and self.values.chance(0.35):
            order = self.random.choice([0, 1, 1, 3, 3])
            policy = {"dict": [["map_order", order], ["persist_index", self.values.boolean()]]}
            first = ["map_operations.map_set_policy", "m", policy]
        elif family == "hll" and self.values.chance(0.3):
            first = self.operation(self.random.choice(helpers("hll")[:1] + helpers("hll")[-3:-2]))
        else:
            return
        calls.insert(0, {"ops": [first]})
        del calls[4:]

    def _record(self, family: str, names: set[str]) -> dict[str, Any]:
        bins = {}
        for name in sorted(names):
            kind = self.random.choice("ifstbglmh") if self.values.chance(0.03) else name
            if name == "n":
                bins[name] = self.bins["n"]
            elif name in "ifstbglmh" and not self.values.chance(0.06):
                bins[name] = self.values.bin(kind)
        if "h" in bins and family == "hll" and self.values.chance(0.4):
            del bins["h"]
        return bins

    # Calls

    def _call(self, family: str, focus: str | None) -> dict[str, Any]:
        names = [focus] if focus else []
        while len(names) < self.random.choice([1, 1, 1, 2, 3]):
            names.append(self._another(family))
        return {"ops": [self.operation(name) for name in names]}

    def _another(self, family: str) -> str:
        if self.values.chance(0.08):
            return self.random.choice(["operations.read", "operations.write"])
        if family == "nested" and self.values.chance(0.8):
            family = self.focus.partition("_")[0]
        elif family == "path" and self.values.chance(0.3):
            family = "nested"
        return self.random.choice(helpers(family))

    def _expression_call(self, _: str, focus: str | None) -> dict[str, Any]:
        made = self.expressions
        use = self.random.choice(["read", "read", "write", "write", "filter"])
        if focus is None:
            expression = made.whole("bool" if use == "filter" else made.any_kind(), 2)
        else:
            expression = self._about(focus, use == "filter")
        if use == "filter":
            name = self.random.choice("ifsl")
            return {"ops": [["operations.read", name]], "filter": expression}
        compiled = {"compiled": expression}
        if use == "read":
            flags = self.random.choice([0, 0, 0, 16])
            arguments = [self.random.choice(["r", "r", "i", "l"]), compiled, flags]
        else:
            flags = self.random.choice([0, 0, 0, 0, 1, 2, 4, 8, 9, 10, 16, 16, 20, 28, 3, 31, 32])
            name = self.random.choice(["r", "r", "i", "s", "l", "m", "b"])
            arguments = [name, compiled, flags]
        if flags == 0 and self.values.chance(0.5):
            arguments.pop()
        ops = [[f"expression_operations.expression_{use}", *arguments]]
        if self.values.chance(0.1):
            family = self.random.choice(["scalar", "scalar", "list", "map", "bits", "hll"])
            ops.append(self.operation(self.random.choice(helpers(family))))
        return {"ops": ops}

    def _about(self, focus: str, is_condition: bool) -> dict[str, Any]:
        """An expression of a class, made a condition where one is asked for."""
        depth = self.random.choice([0, 1, 1, 2])
        kinds = expression_classes()[focus]
        if not is_condition or self.values.chance(0.03):
            return self.expressions.build(focus, None, depth)
        if "bool" in kinds:
            return self.expressions.build(focus, "bool", depth)
        kind = self.random.choice(kinds)
        comparison = self.random.choice(["Eq", "NE", "GT", "GE", "LT", "LE"])
        expression = self.expressions.build(focus, kind, depth)
        return {"expression": [f"base.{comparison}", expression, self.expressions.leaf(kind)]}

    # Operations

    def operation(self, name: str) -> list[Any]:
        """A call of a helper with random arguments."""
        parameters = _parameters(name)
        arguments: list[Any] = []
        for parameter in parameters:
            if parameter.default is parameter.empty or self._is_given(parameter.name):
                arguments.append(self._argument(name, parameter.name))
            else:
                default = parameter.default
                arguments.append(int(default) if type(default) is not bool and default else default)
        while arguments and _is_default(arguments[-1], parameters[len(arguments) - 1]):
            arguments.pop()
        self._spare_the_server(name, [parameter.name for parameter in parameters], arguments)
        if name.startswith("bitwise"):
            self._fit_bits(name, [parameter.name for parameter in parameters], arguments)
        return [name, *arguments]

    def _spare_the_server(self, helper: str, names: list[str], arguments: list[Any]) -> None:
        """Leaves out what ends a server of version 8.1.1.

        That is all elements of a map but those of an empty list, and a shift by more bits than
        there are where only a part of a range is shifted.
        """
        given = dict(zip(names, arguments))
        inverts = given.get("inverted") or given.get("return_type", 0) & _INVERTED_RETURN
        if helper.startswith("map_operations") and inverts and [] in arguments:
            arguments[arguments.index([])] = [self.values.key()]
        if "shift" in given and "policy" in given and given["policy"]:
            flags = dict(given["policy"]["dict"]).get("bit_write_flags", 0)
            if flags & aerospike.BIT_WRITE_PARTIAL:
                arguments[names.index("shift")] = self.random.randint(0, 1)

    def _fit_bits(self, helper: str, names: list[str], arguments: list[Any]) -> None:
        """Makes the sizes of most bit operations go with their values."""
        given = dict(zip(names, arguments))
        if self.values.chance(0.07) or "bit_size" not in given:
            return
        limit = 96
        if "value_byte_size" in given:
            size = len(given["value"]["bytes"]) // 2
            arguments[names.index("value_byte_size")] = size
            limit = size * 8
        elif "value" in given or helper.endswith("get_int"):
            limit = 64
        if given["bit_size"] > limit or given["bit_size"] == 0:
            arguments[names.index("bit_size")] = self.random.randint(1, limit) if limit else 1

    def _is_given(self, parameter: str) -> bool:
        if parameter == "ctx":
            return self.is_nested and self.values.chance(0.93)
        often = {"inverted": 0.25, "mh_bit_count": 0.45, "policy": 0.45, "map_policy": 0.45}
        return self.values.chance(often.get(parameter, 0.6))

    def _argument(self, helper: str, name: str) -> Any:
        module, function = helper.split(".")
        if name == "bin_name":
            return self._bin(module)
        family = next(family for family, its in _MODULES.items() if its == module)
        special = _SPECIAL.get((family, name))
        choice = _BY_FUNCTION.get((function, name)) or special or _BY_NAME.get(name)
        if choice is None:
            raise TypeError(f"no argument for {name} of {helper}")
        return choice(self)

    def _bin(self, module: str) -> str:
        family = next(family for family, its in _MODULES.items() if its == module)
        if self.is_nested and (family in ("list", "map") or self.values.chance(0.95)):
            return "n"
        if family not in _BINS:
            return self.random.choice("iifsbtglmhz")
        if self.values.chance(0.05):
            return self.random.choice("ifstbglmhz")
        return _BINS[family]

    def context(self, kind: str) -> Any:
        """Levels that lead to a list or a map."""
        return {"context": self.paths.to(kind, self.bins.get("n", []))}

    def policy(self, entries: Mapping[str, list[Any]]) -> Any:
        """A policy with some of its entries, or none."""
        chosen = [[n, self.random.choice(c)] for n, c in entries.items() if self.values.chance(0.8)]
        return {"dict": chosen}

    def arguments(self) -> list[Any]:
        """Values to look for."""
        return [self.values.argument() for _ in range(self.random.choice([0, 1, 1, 2, 2, 3, 4]))]

    def return_type(self, module: str) -> int:
        """A return type, seldom one that the operation does not know."""
        common = [7, 7, 7, 0, 1, 2, 3, 4, 5, 13]
        if module == "map":
            common = [7, 7, 8, 8, 6, 6, 0, 1, 2, 3, 4, 5, 13, 16, 17]
        chosen = self.random.choice(common)
        if self.values.chance(0.03):
            chosen = self.random.choice([6, 8, 9, 14, 15, 16, 17, 18, 31])
        return chosen | (_INVERTED_RETURN if self.values.chance(0.03) else 0)

    def text(self) -> str:
        """A string for string operations."""
        return self.random.choice(
            ["", "a", "b", "A", " ", "ab", ",", "ä", "ß", "12", "1.5", "aXb", "🚀"]
        )


def _is_default(argument: Any, parameter: inspect.Parameter) -> bool:
    return parameter.default is not parameter.empty and argument == parameter.default


def _bins_of_call(call: dict[str, Any]) -> set[str]:
    names = {op[1] for op in call["ops"] if len(op) > 1 and isinstance(op[1], str)}
    return names | bins_of(call["ops"]) | bins_of(call.get("filter"))


def _string_policy(self: Cases) -> Any:
    return {"string_policy": self.random.choice([0, 0, 1, 2, 4, 5, 6])}


def _bit_value(self: Cases) -> Any:
    return self.values.integer()


Choice = Callable[[Cases], Any]

_LIST_POLICY = {"list_order": [0, 1], "write_flags": [0, 0, 1, 1, 2, 4, 5, 7, 9, 12, 13, 15]}
_MAP_POLICY: dict[str, list[Any]] = {
    "map_order": [0, 1, 3],
    "map_write_flags": [0, 0, 1, 2, 4, 5, 6, 9, 12, 13, 14],
    "persist_index": [False, False, True],
}

_BY_NAME: dict[str, Choice] = {
    "index": lambda self: self.values.index(),
    "index_start": lambda self: self.values.index(),
    "rank": lambda self: self.values.index(),
    "rank_start": lambda self: self.values.index(),
    "offset": lambda self: self.values.index(),
    "count": lambda self: self.values.count(),
    "get_amt": lambda self: self.values.count(),
    "remove_amt": lambda self: self.values.count(),
    "inverted": lambda self: self.values.boolean(),
    "value": lambda self: self.values.argument(),
    "value_begin": lambda self: self.values.argument(),
    "value_end": lambda self: self.values.argument(),
    "value_start": lambda self: self.values.argument(),
    "key_range_start": lambda self: self.values.argument(0),
    "key_range_end": lambda self: self.values.argument(0),
    "values": lambda self: self.arguments(),
    "value_list": lambda self: self.arguments(),
    "key_list": lambda self: self.arguments(),
    "key": lambda self: self.values.argument(0) if self.values.chance(0.08) else self.values.key(),
    "list_order": lambda self: self.random.choice([0, 1]),
    "map_order": lambda self: self.random.choice([0, 1, 3]),
    "pad": lambda self: self.values.boolean(),
    "persist_index": lambda self: self.values.boolean(),
    "sort_flags": lambda self: self.random.choice([0, 1, 2, 3]),
    "map_policy": lambda self: self.policy(_MAP_POLICY),
    "amount": lambda self: self.random.choice([self.values.integer, self.values.real])(),
    "append_item": lambda self: self.random.choice([self.values.text, self.values.blob])(),
    "prepend_item": lambda self: self.random.choice([self.values.text, self.values.blob])(),
    "write_item": lambda self: (
        self.values.hll() if self.values.chance(0.06) else self.values.value()
    ),
    "item_dict": lambda self: self.values.dictionary(),
    "expression": lambda self: self.expressions.compiled(self.expressions.any_kind()),
    "expression_read_flags": lambda self: self.random.choice([0, 16]),
    "expression_write_flags": lambda self: self.random.choice([0, 1, 2, 4, 8, 16]),
    "expr": lambda self: self.expressions.modification(),
    "ttl": lambda self: None,
    "bit_offset": lambda self: self.random.choice(
        [0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 7, 8, 8, 9, 13, 16, -1, -4, -8, -9, -16, 24, 39, -100]
    ),
    "byte_offset": lambda self: self.random.choice([0, 0, 1, 1, 2, 3, 5, 12, -1, -2, -3, -13]),
    "bit_size": lambda self: self.random.choice(
        [1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 9, 12, 15, 16, 24, 32, 33, 63, 64, 65, 96, 0]
    ),
    "byte_size": lambda self: self.random.choice([0, 1, 1, 2, 3, 4, 5, 8, 13]),
    "value_byte_size": lambda self: self.random.choice([0, 1, 1, 2, 2, 3, 4, 8]),
    "shift": lambda self: self.random.choice([0, 1, 1, 2, 3, 7, 8, 9, 16, 31, 63, 64, 65, 200]),
    "sign": lambda self: self.values.boolean(),
    "action": lambda self: self.random.choice([0, 0, 2, 2, 4, 4, 1]),
    "resize_flags": lambda self: self.random.choice([0, 0, 0, 0, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8]),
    "invert_size": lambda self: self.values.boolean(),
    "index_bit_count": lambda self: self.random.choice(
        [4] * 8 + [5, 5, 5, 6, 6, 7, 8, 10, 16, 3, 17]
    ),
    "mh_bit_count": lambda self: self.random.choice([4] * 6 + [5, 5, 6, 8, 51, 3, 52]),
    "hll_list": lambda self: [
        self.values.hll() for _ in range(self.random.choice([0] + [1] * 9 + [2] * 5 + [3]))
    ],
    "needle": lambda self: self.text(),
    "suffix": lambda self: self.text(),
    "prefix": lambda self: self.text(),
    "replacement": lambda self: self.text(),
    "separator": lambda self: self.text(),
    "pad_string": lambda self: self.text(),
    "pattern": lambda self: self.random.choice(["a", "^a", "a$", ".", "[ab]+", "(a)(b)?", "("]),
    "regex_flags": lambda self: self.random.choice([int(flag) for flag in RegexFlags]),
    "numeric_type": lambda self: self.random.choice([int(kind) for kind in NumericType]),
    "start": lambda self: self.values.index(),
    "end": lambda self: self.values.index(),
    "occurrence": lambda self: self.random.choice([1, 1, 2, -1, -2, 0]),
    "target_length": lambda self: self.random.choice([0, 1, 3, 8]),
}
_SPECIAL: dict[tuple[str, str], Choice] = {
    ("list", "return_type"): lambda self: self.return_type("list"),
    ("map", "return_type"): lambda self: self.return_type("map"),
    ("list", "ctx"): lambda self: self.context("list"),
    ("map", "ctx"): lambda self: self.context("map"),
    ("string", "ctx"): lambda self: self.context("scalar"),
    ("bits", "ctx"): lambda self: self.context("scalar"),
    ("scalar", "ctx"): lambda self: {"context": self.expressions.path(self.bins.get("n", []))},
    ("scalar", "flags"): lambda self: self.random.choice(
        [0, 1, 2, 3, 0, 1, 2, 3, 16, 17, 18, 19, 16, 17, 4]
    ),
    ("list", "policy"): lambda self: self.policy(_LIST_POLICY),
    ("map", "policy"): lambda self: self.policy(_MAP_POLICY),
    ("bits", "policy"): lambda self: self.policy(
        {"bit_write_flags": [0, 0, 0, 1, 2, 4, 4, 4, 8, 8, 12, 12]}
    ),
    ("hll", "policy"): lambda self: self.policy({"flags": [0, 0, 0, 1, 2, 4, 8, 8, 12, 16]}),
    ("string", "policy"): _string_policy,
    ("bits", "value"): lambda self: self.values.bits(),
    ("string", "value"): lambda self: self.text(),
    ("string", "value_list"): lambda self: [self.text() for _ in range(self.random.randint(0, 3))],
    ("string", "count"): lambda self: self.random.choice([0, 1, 2, 3, -1]),
    ("hll", "values"): lambda self: self.values.items(1 if self.values.chance(0.1) else 0),
}
_BY_FUNCTION: dict[tuple[str, str], Choice] = {
    ("bit_lscan", "value"): lambda self: self.values.boolean(),
    ("bit_rscan", "value"): lambda self: self.values.boolean(),
    ("bit_set_int", "value"): lambda self: self.values.integer(),
    ("bit_add", "value"): lambda self: self.values.integer() % 2**64,
    ("bit_subtract", "value"): lambda self: self.values.integer() % 2**64,
    ("list_increment", "value"): lambda self: self.random.choice(
        [self.values.integer, self.values.integer, self.values.real, self.values.scalar]
    )(),
    ("map_get_by_value_list", "key_list"): lambda self: self.arguments(),
    ("map_set_policy", "policy"): lambda self: self.policy(_MAP_POLICY),
    ("modify_by_path", "flags"): lambda self: self.random.choice([0, 0, 0, 0, 16, 16, 16, 16, 4]),
}
