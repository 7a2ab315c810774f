"""Random descriptions (see `corpus`) of expressions, most of them well-typed."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from random_descriptions import classes
from value_strategies import Paths, Values, items_of, kind_of

BIN_CLASSES = {
    "i": "base.IntBin",
    "f": "base.FloatBin",
    "s": "base.StrBin",
    "t": "base.BoolBin",
    "b": "base.BlobBin",
    "g": "base.GeoBin",
    "h": "base.HLLBin",
    "l": "base.ListBin",
    "m": "base.MapBin",
}
"""The class that reads each of the bins."""

#: The types that an expression may have, with their bins.
_BINS = {
    "int": "i",
    "float": "f",
    "str": "s",
    "bool": "t",
    "blob": "b",
    "geo": "g",
    "hll": "h",
    "list": "l",
    "map": "m",
}
_RESULT_TYPES = {
    "nil": 0,
    "bool": 1,
    "int": 2,
    "str": 3,
    "list": 4,
    "map": 5,
    "blob": 6,
    "float": 7,
    "geo": 8,
    "hll": 9,
}
_LOOP_VARIABLES = {
    "int": "Int",
    "float": "Float",
    "str": "Str",
    "bool": "Bool",
    "blob": "Blob",
    "geo": "GeoJson",
    "hll": "HLL",
    "list": "List",
    "map": "Map",
    "nil": "Nil",
}
_ANY = tuple(_BINS)
_NUMBER = ("int", "float")

#: What expressions yield that the names of their modules do not tell.
_YIELDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(["Abs", "Add", "Div", "Max", "Min", "Mul", "Sub"], _NUMBER),
    **dict.fromkeys(["Ceil", "Floor", "Log", "Pow", "ToFloat", "HLLGetSimilarity"], ("float",)),
    **dict.fromkeys(["Mod", "ToInt", "BinType", "DigestMod", "DeviceSize"], ("int",)),
    **dict.fromkeys(["MemorySize", "RecordSize", "KeyInt", "ListSize", "MapSize"], ("int",)),
    **dict.fromkeys(["BitCount", "BitGetInt", "BitLeftScan", "BitRightScan"], ("int",)),
    **dict.fromkeys(["HLLGetCount", "HLLGetIntersectCount", "HLLGetUnionCount"], ("int",)),
    **dict.fromkeys(["HLLMayContain"], ("int", "bool")),
    **dict.fromkeys(
        ["And", "Or", "Not", "Exclusive", "CmpGeo", "CmpRegex", "KeyExists"], ("bool",)
    ),
    **dict.fromkeys(["Eq", "NE", "GT", "GE", "LT", "LE", "BinExists", "InList"], ("bool",)),
    **dict.fromkeys(["IsTombstone"], ("bool",)),
    **dict.fromkeys(["KeyStr", "SetName"], ("str",)),
    **dict.fromkeys(["KeyBlob"], ("blob",)),
    **dict.fromkeys(["HLLDescribe", "MapGetKeys", "MapGetValues"], ("list",)),
    **dict.fromkeys(["Cond", "Let", "Unknown"], _ANY),
    **dict.fromkeys(["SelectByPath", "ModifyByPath"], ("list", "map")),
}
_MODULE_YIELDS = {
    "bitwise": ("blob",),
    "bitwise_operators": ("int",),
    "hll": ("hll",),
    "list": ("list",),
    "map": ("map",),
}
#: Classes that stand alone in nothing, that time changes, or that servers before 8.2 lack.
_SPECIAL = frozenset("Def Var Val LastUpdateTime SinceUpdateTime TTL VoidTime RemoveResult".split())
_NEWER = frozenset(("list.ListJoin", "bitwise.BitB64Encode"))
_ONE_ITEM = frozenset(
    f"{kind}GetBy{what}" for kind in ("List", "Map") for what in ("Index", "Rank", "Key")
)

#: Return types by what they yield.
_LIST_RETURNS = {"list": [7, 7, 7, 1, 2, 3, 4], "int": [5], "bool": [13]}
_MAP_RETURNS = {"list": [6, 6, 7, 7, 1, 2, 3, 4], "int": [5], "bool": [13], "map": [8, 16, 17]}


def _is_read(name: str) -> bool:
    return name.startswith(("ListGetBy", "MapGetBy"))


def _yields(full_name: str) -> tuple[str, ...]:
    module, name = full_name.split(".")
    if name in _ONE_ITEM:
        return _ANY
    if _is_read(name):
        return tuple(_LIST_RETURNS if module == "list" else _MAP_RETURNS)
    return _YIELDS.get(name) or _MODULE_YIELDS[module]


@cache
def expression_classes() -> dict[str, tuple[str, ...]]:
    """What each class may yield that does not merely read a bin or a variable."""
    return {
        name: _yields(name)
        for name in classes()
        if not name.startswith("string.")
        and name not in _NEWER
        and name not in BIN_CLASSES.values()
        and name.split(".")[1] not in _SPECIAL
        and not name.startswith("base.LoopVar")
    }


@cache
def _classes_for(kind: str) -> list[str]:
    return [name for name, kinds in expression_classes().items() if kind in kinds]


@cache
def _parameters(full_name: str) -> list[inspect.Parameter]:
    module, name = full_name.split(".")
    loaded = importlib.import_module(f"aerospike_helpers.expressions.{module}")
    signature = inspect.signature(getattr(loaded, name).__init__)
    return list(signature.parameters.values())[1:]


def bins_of(description: Any) -> set[str]:
    """The bins that a description reads."""
    if isinstance(description, dict):
        return {name for item in description.values() for name in bins_of(item)}
    if not isinstance(description, list):
        return set()
    names = {name for item in description for name in bins_of(item)}
    if len(description) == 2 and description[0] in (*BIN_CLASSES.values(), "base.BinType"):
        names.add(description[1])
    return names


class Expressions:
    """A source of random descriptions of expressions."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.paths = Paths(values)
        self.random = values.random
        self.in_path = False
        self.variables: list[tuple[str, str]] = []

    def plain(self, kind: str) -> Any:
        """A value of a type."""
        return self.values.bin(_BINS[kind])

    def leaf(self, kind: str) -> Any:
        """A bin, a variable or a value."""
        known = [name for name, its_kind in self.variables if its_kind == kind]
        if known and self.values.chance(0.5):
            return {"expression": ["base.Var", self.random.choice(known)]}
        if self.in_path and kind != "hll" and not self.values.chance(0.02):
            is_variable = self.values.chance(0.6)
            return self.loop_variable(kind) if is_variable else self.plain(kind)
        if kind == "hll" or self.values.chance(0.6):
            return {"expression": [BIN_CLASSES[_BINS[kind]], _BINS[kind]]}
        return self.plain(kind)

    def loop_variable(self, kind: str) -> Any:
        """What a path has come by."""
        which = self.random.choice([0, 1, 1, 1, 2] if kind == "int" else [0, 1, 1, 1, 1])
        return {"expression": [f"base.LoopVar{_LOOP_VARIABLES[kind]}", which]}

    def of(self, kind: str, depth: int = 1) -> Any:
        """An expression that yields a type, seldom another one."""
        if self.values.chance(0.02):
            kind = self.random.choice(_ANY)
        if depth <= 0 or self.values.chance(0.25):
            return self.leaf(kind)
        candidates = _classes_for(kind)
        return self.build(self.random.choice(candidates), kind, depth - 1) if candidates else None

    def whole(self, kind: str, depth: int = 1) -> dict[str, Any]:
        """The same as an expression, never a plain value."""
        made = self.of(kind, depth)
        if isinstance(made, dict) and "expression" in made:
            return made
        return {"expression": ["base.Val", made]}

    def any_kind(self) -> str:
        """The name of a type."""
        return self.random.choice(_ANY)

    def compiled(self, kind: str, depth: int = 1) -> dict[str, Any]:
        """A compiled expression, as operations take them."""
        return {"compiled": self.whole(kind, depth)}

    def in_paths(self, make: Callable[[], Any]) -> Any:
        """What is made while loop variables are known."""
        before, self.in_path = self.in_path, True
        try:
            return make()
        finally:
            self.in_path = before

    def filter(self) -> dict[str, Any]:
        """A compiled condition on what a path comes by."""
        return {"compiled": self.in_paths(self._condition)}

    def _condition(self) -> Any:
        if self.values.chance(0.2):
            return self.whole("bool", 1)
        kind = self.random.choice(["int"] * 4 + ["str", "str", "float", "list", "map", "nil"])
        comparison = self.random.choice(["Eq", "NE", "GT", "GE", "LT", "LE"])
        other = None if kind == "nil" else self.leaf(kind)
        return {"expression": [f"base.{comparison}", self.loop_variable(kind), other]}

    def modification(self) -> dict[str, Any]:
        """A compiled expression that makes a new value of what a path comes by."""
        if self.values.chance(0.2):
            return {"compiled": {"expression": ["base.RemoveResult"]}}
        kind = self.random.choice(["int", "int", "int", "str", "list", "map", self.any_kind()])
        return {"compiled": self.in_paths(lambda: self.whole(kind, 1))}

    def path(self, description: Any) -> list[Any]:
        """Levels some of which select many."""
        steps: list[Any] = []
        if self.values.chance(0.3):
            steps, description = self.paths.into(description)
            if steps and self.values.chance(0.15):
                steps.append(["and_filter", self.filter()])
        for _ in range(self.random.choice([1, 1, 2, 2, 3])):
            steps += self._many_children(description)
            inner = [item for item in items_of(description) if kind_of(item) != "scalar"]
            if not inner and not self.values.chance(0.1):
                break
            description = self.random.choice([*inner, []][: len(inner) or 1])
        if self.values.chance(0.1):
            steps += self.paths.to("list", description)[:1]
        return steps

    def _many_children(self, description: Any) -> list[Any]:
        choices: list[Any] = [["all_children"]] * 2
        choices += [["all_children_with_filter", self.filter()]] * 2
        if kind_of(description) == "map" or self.values.chance(0.05):
            choices.append(["map_keys_in", self._some_keys(description)])
        chosen = [self.random.choice(choices)]
        if self.values.chance(0.4 if chosen[0][0] == "map_keys_in" else 0.02):
            chosen.append(["and_filter", self.filter()])
        return chosen

    def _some_keys(self, description: Any) -> list[Any]:
        keys = [self.values.key() for _ in range(self.random.randint(0, 2))]
        if kind_of(description) == "map":
            ((_, pairs),) = description.items()
            keys += [key for key, _ in pairs if self.values.chance(0.6)]
            self.random.shuffle(keys)
        return keys

    def build(self, full_name: str, kind: str | None = None, depth: int = 1) -> dict[str, Any]:
        """An expression of a class that yields a type, if it can."""
        yields = expression_classes()[full_name]
        if kind not in yields:
            kind = self.random.choice(yields)
        module, name = full_name.split(".")
        if name in ("Let", "Cond"):
            return {"expression": [full_name, *getattr(self, f"_{name.lower()}")(kind, depth)]}
        arguments: list[Any] = []
        for parameter in _parameters(full_name):
            if parameter.kind is parameter.VAR_POSITIONAL:
                arguments += self._many(name, kind, depth)
            elif parameter.default is parameter.empty or self.values.chance(0.4):
                arguments.append(
                    self._argument(parameter.name, module, name, kind, depth, arguments)
                )
        return {"expression": [full_name, *arguments]}

    def _let(self, kind: str, depth: int) -> list[Any]:
        name, its_kind = self.random.choice(["x", "y"]), self.any_kind()
        definition = {"expression": ["base.Def", name, self.of(its_kind, depth)]}
        before = self.variables
        self.variables = [*before, (name, its_kind)]
        try:
            return [definition, self.of(kind, depth + 1)]
        finally:
            self.variables = before

    def _cond(self, kind: str, depth: int) -> list[Any]:
        arguments = []
        for _ in range(self.random.choice([1, 1, 2])):
            arguments += [self.of("bool", depth), self.of(kind, depth)]
        unknown = {"expression": ["base.Unknown"]}
        return [*arguments, unknown if self.values.chance(0.15) else self.of(kind, depth)]

    def _many(self, name: str, kind: str, depth: int) -> list[Any]:
        count = self.random.choice([1, 2, 2, 2, 3, 3, 4])
        if name == "Not":
            return [self.of("bool", depth)]
        return [self.of(kind, depth) for _ in range(count)]

    def _argument(
        self, name: str, module: str, class_name: str, kind: str, depth: int, earlier: list[Any]
    ) -> Any:
        if name == "return_type":
            return self._return_type(module, class_name, kind)
        if name == "value_type":
            return self._value_type(class_name, kind, earlier)
        if name in ("expr0", "expr1"):
            return self._compared(class_name, depth, earlier)
        if name in ("bin", "map_value"):
            return self._container(module, class_name, kind, depth)
        if module == "bitwise" and name == "value":
            return self._bit_value(class_name, depth)
        choices = _BY_MODULE.get(module, {}).get(name) or _BY_NAME.get(name)
        if choices is not None:
            return choices(self, depth)
        if module == "arithmetic":
            number = {"ToFloat": "int", "Mod": "int"}.get(class_name, "float")
            return self.of(kind if class_name == "Abs" else number, depth)
        raise TypeError(f"no argument for {name} of {class_name}")

    def _return_type(self, module: str, class_name: str, kind: str) -> int:
        if self.values.chance(0.03):
            return self.random.choice([0, 1, 5, 6, 7, 8, 13, 16, 17])
        if class_name not in _ONE_ITEM:
            return self.random.choice((_LIST_RETURNS if module == "list" else _MAP_RETURNS)[kind])
        returns = {"int": [7, 7, 1, 2, 3, 4, 5], "bool": [7, 13]}.get(kind, [7])
        if module == "map" and self.values.chance(0.2):
            returns = {"map": [8, 16, 17]}.get(kind, [6])
        return self.random.choice(returns)

    def _value_type(self, class_name: str, kind: str, earlier: list[Any]) -> int:
        if self.values.chance(0.03):
            return self.random.choice(list(_RESULT_TYPES.values()))
        return _RESULT_TYPES[kind]

    def _compared(self, class_name: str, depth: int, earlier: list[Any]) -> Any:
        if class_name == "CmpGeo":
            return self.of("geo", 0)
        if not earlier:
            self._kind = self.any_kind()
            if self.values.chance(0.3):
                self._kind = "int"
        return self.of(self._kind, depth)

    def _container(self, module: str, class_name: str, kind: str, depth: int) -> Any:
        if class_name in ("BinExists", "BinType"):
            return self.random.choice([*_BINS.values(), "z"])
        its_kind = {"list": "list", "map": "map", "bitwise": "blob", "hll": "hll"}.get(module, kind)
        if class_name in ("InList",):
            its_kind = "list"
        # A bin of another type, or none, is a case of its own.
        if self.values.chance(0.005 if self.in_path else 0.04):
            return self.random.choice([*_BINS.values(), "z"])
        by_name = module in ("list", "map", "bitwise", "hll") and not self.in_path
        if by_name and self.values.chance(0.4):
            return _BINS[its_kind]
        made = self.of(its_kind, depth)
        if not _is_expression(made):
            return {"expression": ["base.Val", made]}
        return made

    def _policy(self, entries: list[tuple[str, list[Any]]]) -> Any:
        if self.values.chance(0.5):
            return None
        chosen = [[n, self.random.choice(c)] for n, c in entries if self.values.chance(0.7)]
        return {"dict": chosen}

    def _level(self) -> Any:
        if self.values.chance(0.75):
            return None
        return {"context": self.paths.to("list", self.values.nested())[:2]}

    def _often(self, plain: Callable[[], Any], kind: str, depth: int) -> Any:
        return self.of(kind, depth) if self.values.chance(0.15) else plain()

    def _hlls(self) -> Any:
        if self.values.chance(0.1):
            return self.of("list", 0)
        return [self.values.hll() for _ in range(self.random.choice([0, 1, 1, 2, 3]))]

    def _bit_value(self, class_name: str, depth: int) -> Any:
        if self.values.chance(0.04):
            return self.values.scalar()
        if class_name in ("BitAdd", "BitSubtract") and self.values.chance(0.8):
            return abs(self.values.integer())
        if class_name in ("BitAdd", "BitSubtract", "BitSetInt"):
            return self._often(self.values.integer, "int", depth)
        if class_name.endswith("Scan"):
            return self.values.boolean()
        return self._often(self.values.bits, "blob", depth)

    def _shift(self, depth: int) -> Any:
        return self._often(
            lambda: self.random.choice([0, 1, 2, 5, 8, 63, 64, 65, -1]), "int", depth
        )


def _is_expression(description: Any) -> bool:
    return isinstance(description, dict) and "expression" in description


Choice = Callable[[Expressions, int], Any]


def _index(self: Expressions, depth: int) -> Any:
    return self._often(self.values.index, "int", depth)


def _value(self: Expressions, depth: int) -> Any:
    if self.values.chance(0.2):
        return self.of(self.any_kind(), depth)
    return self.values.argument()


def _values(self: Expressions, depth: int) -> Any:
    # Without one, servers of version 8.1.1 end over those that are inverted.
    return self._often(
        lambda: [self.values.argument() for _ in range(self.random.choice([1, 1, 2, 2, 3]))],
        "list",
        depth,
    )


def _bit_policy(self: Expressions, _: int) -> Any:
    return self._policy([("bit_write_flags", [0, 0, 1, 2, 4, 4, 8, 12, 12, 6])])


_BY_NAME: dict[str, Choice] = {
    "ctx": lambda self, _: self._level(),
    "index": _index,
    "rank": _index,
    "count": lambda self, depth: self._often(self.values.count, "int", depth),
    "value": _value,
    "value_begin": _value,
    "value_end": _value,
    "begin": _value,
    "end": _value,
    "values": _values,
    "key": lambda self, depth: self._often(self.values.key, "int", depth),
    "inverted": lambda self, _: self.values.boolean(),
    "bit_offset": lambda self, depth: self._often(
        lambda: self.random.choice([0, 0, 1, 3, 7, 8, 9, 16, -1, -8, -9, 40, 100, -100]),
        "int",
        depth,
    ),
    "bit_size": lambda self, depth: self._often(
        lambda: self.random.choice([1, 1, 3, 7, 8, 8, 9, 16, 32, 63, 64, 65, 0]), "int", depth
    ),
    "byte_offset": lambda self, depth: self._often(
        lambda: self.random.choice([0, 0, 1, 2, 5, -1, -2, -9]), "int", depth
    ),
    "byte_size": lambda self, depth: self._often(
        lambda: self.random.choice([0, 1, 1, 2, 4, 9]), "int", depth
    ),
    "exprs": lambda self, depth: self.of("int", depth),
}
_BY_MODULE: dict[str, dict[str, Choice]] = {
    "base": {
        "ctx": lambda self, _: {"context": self.path(self.values.nested())},
        "mod": lambda self, _: self.random.choice([1, 2, 3, 7, 256, 0, -1]),
        "options": lambda self, _: self.random.choice([0, 1, 2, 3, 8, 9]),
        "regex_str": lambda self, _: self.random.choice(
            ["a", "b", "^a", "a$", "^$", ".", "a.*", "[ab]+", "A", "(a|b)", "a\\+", "x*", "(", "["]
        ),
        "cmp_str": lambda self, depth: self.of("str", depth),
        "flags": lambda self, _: self.random.choice([0, 1, 2, 3, 16, 17]),
        "mod_exp": lambda self, _: self.modification(),
    },
    "list": {
        "policy": lambda self, _: self._policy(
            [("list_order", [0, 1]), ("write_flags", [0, 0, 1, 2, 4, 5, 7, 12, 13, 15])]
        ),
        "order": lambda self, _: self.random.choice([0, 1, 2, 3]),
    },
    "map": {
        "policy": lambda self, _: self._policy(
            [("map_order", [0, 1, 3]), ("map_write_flags", [0, 0, 1, 2, 4, 5, 6, 12, 13, 14])]
        ),
        "value": _value,
        "keys": _values,
        "map": lambda self, depth: self._often(self.values.dictionary, "map", depth),
    },
    "bitwise": {
        "policy": _bit_policy,
        "shift": lambda self, depth: self._shift(depth),
        "action": lambda self, _: self.random.choice([0, 0, 2, 4, 2, 4, 1]),
        "sign": lambda self, _: self.values.boolean(),
        "flags": lambda self, _: self.random.choice([0, 0, 1, 2, 3, 4, 5, 6]),
    },
    "bitwise_operators": {
        "value": lambda self, depth: self.of("int", depth),
        "expr": lambda self, depth: self.of("int", depth),
        "shift": lambda self, depth: self._shift(depth),
        "search": lambda self, depth: self._often(self.values.boolean, "bool", depth),
    },
    "hll": {
        "policy": lambda self, _: self._policy([("flags", [0, 0, 1, 2, 4, 8, 12])]),
        "list": lambda self, depth: self._often(self.values.items, "list", depth),
        "values": lambda self, _: self._hlls(),
        "index_bit_count": lambda self, _: self.random.choice([4, 4, 5, 6, None, 3, 17]),
        "mh_bit_count": lambda self, _: self.random.choice([None, None, 4, 5, 3, 52]),
    },
}
