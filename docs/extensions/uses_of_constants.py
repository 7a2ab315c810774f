"""Where each constant of the package is used.

The uses come from what the package itself says: the docstrings of public functions, methods and
classes, the tables of policies and of the configuration, and the codes that operations, expressions
and contexts carry. A docstring names a constant, or all constants of a family: ``LIST_RETURN_*``.
"""

from __future__ import annotations

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from aerospike import constants
from aerospike.config import keys, policy
from aerospike_helpers.expressions.resources import _BaseExpr

#: The modules whose members the reference describes.
MODULES = (
    "aerospike",
    "aerospike.exception",
    "aerospike.predicates",
    "aerospike_helpers.batch.records",
    "aerospike_helpers.cdt_ctx",
    "aerospike_helpers.expressions.arithmetic",
    "aerospike_helpers.expressions.base",
    "aerospike_helpers.expressions.bitwise",
    "aerospike_helpers.expressions.bitwise_operators",
    "aerospike_helpers.expressions.hll",
    "aerospike_helpers.expressions.list",
    "aerospike_helpers.expressions.map",
    "aerospike_helpers.expressions.string",
    "aerospike_helpers.metrics",
    "aerospike_helpers.operations.bitwise_operations",
    "aerospike_helpers.operations.expression_operations",
    "aerospike_helpers.operations.hll_operations",
    "aerospike_helpers.operations.list_operations",
    "aerospike_helpers.operations.map_operations",
    "aerospike_helpers.operations.operations",
    "aerospike_helpers.operations.string_operations",
    "aerospike_helpers.string_helpers",
)

#: Sections of the configuration: the label of each on its page, the name, the keys.
CONFIGURATION = (
    ("config-client", "config", keys.CLIENT),
    ("config-policies", 'config["policies"]', keys.POLICIES),
)

_NAME = re.compile(r"(?<![\w.])(?:aerospike\.)?((?:[A-Z][A-Z0-9]*_)+\*|[A-Z][A-Z0-9_]+)")
_PUBLIC = frozenset(name for name in constants.__all__ if not name.startswith("_"))


class Use(NamedTuple):
    """A place where a constant is used."""

    #: The words around the name of the place, such as "``ctx`` of {}".
    how: str
    #: The name of the place.
    what: str
    #: The same as a link.
    link: str


class Member(NamedTuple):
    """A function, a class, a method or a property of the reference."""

    name: str
    role: str
    value: Any

    @property
    def link(self) -> str:
        return f":py:{self.role}:`~{self.name}`"


@lru_cache
def members() -> tuple[Member, ...]:
    """All that the reference describes."""
    found: list[Member] = []
    seen: set[int] = set()
    for module_name in MODULES:
        module = import_module(module_name)
        for name in module.__all__:
            value = getattr(module, name)
            if id(value) in seen or not (inspect.isclass(value) or inspect.isfunction(value)):
                continue
            seen.add(id(value))
            full = f"{module_name}.{name}"
            if inspect.isfunction(value):
                found.append(Member(full, "func", value))
                continue
            found.append(Member(full, "exc" if issubclass(value, Exception) else "class", value))
            for key, attribute in inspect.getmembers(value):
                if key.startswith("_") or attribute.__doc__ is None:
                    continue
                if inspect.isfunction(attribute):
                    found.append(Member(f"{full}.{key}", "meth", attribute))
                elif isinstance(attribute, property):
                    found.append(Member(f"{full}.{key}", "attr", attribute))
    return tuple(found)


def named(text: str) -> Iterator[str]:
    """The constants and families that a text names."""
    for name in _NAME.findall(text):
        if name.endswith("_*") or name in _PUBLIC:
            yield name


def docstring_uses(member: Member) -> Iterator[tuple[str, Use]]:
    """The constants that a docstring names, outside of its example."""
    how = section = ""
    for line in (inspect.getdoc(member.value) or "").splitlines():
        heading = re.fullmatch(r"(\w+):", line)
        if heading:
            section = heading[1]
            how = "what {} returns" if section == "Returns" else "{}"
        argument = re.match(r"    (\w+): ", line) if section == "Args" else None
        if argument:
            how = f"``{argument[1]}`` of {{}}"
        if section != "Example":
            for name in named(line):
                yield name, Use(how or "{}", member.name, member.link)


def key_uses() -> Iterator[tuple[str, Use]]:
    """The constants that are values of keys of policies and of the configuration."""
    for kind, fields in policy.FIELDS.items():
        for field in fields:
            for name in named(field.doc):
                link = f":ref:`{kind} <policy-{kind}>`"
                yield name, Use(f"``{field.key}`` of the policies {{}}", kind, link)
    for label, title, section in CONFIGURATION:
        for key in section:
            for name in named(key.doc):
                link = f":ref:`{title} <{label}>`"
                yield name, Use(f"``{key.name}`` of {{}}", title, link)


def code_uses() -> Iterator[tuple[str, Use]]:
    """The constants that operations, expressions and steps of contexts carry as their code."""
    # It imports this module by way of the tables.
    from devserver_tables import sample

    def names(*prefixes: str) -> dict[int, str]:
        return {getattr(constants, name): name for name in _PUBLIC if name.startswith(prefixes)}

    operations, expressions, steps = names("OP_", "OPERATOR_"), names("OP_"), names("CDT_CTX_")
    for member in members():
        module, _, name = member.name.rpartition(".")
        constant = None
        if module.startswith("aerospike_helpers.operations."):
            constant = operations.get(sample(member.value)["op"])
        elif inspect.isclass(member.value) and issubclass(member.value, _BaseExpr):
            constant = expressions.get(sample(member.value)._op)
        elif name.startswith("cdt_ctx_"):
            constant = steps.get(sample(member.value).id)
        if constant is not None:
            yield constant, Use("{}", member.name, member.link)


@lru_cache
def _uses() -> dict[str, dict[Use, None]]:
    found: dict[str, dict[Use, None]] = defaultdict(dict)
    for member in members():
        for name, use in docstring_uses(member):
            found[name][use] = None
    for name, use in (*key_uses(), *code_uses()):
        found[name][use] = None
    return found


def uses_of_families(name: str) -> tuple[Use, ...]:
    """The uses of the families of a constant, such as ``LIST_RETURN_*``."""
    found = [
        uses
        for family, uses in _uses().items()
        if family.endswith("*") and name.startswith(family[:-1])
    ]
    return tuple({use: None for uses in found for use in uses})


def all_uses(name: str, meaning: str) -> tuple[Use, ...]:
    """All uses of a constant: its own, those of its families, and of the one that it equals."""
    same = re.search(r"[Tt]he same as ``(\w+)``", meaning)
    found: dict[Use, None] = {}
    for each in (name, same[1]) if same else (name,):
        found |= _uses().get(each, {}) | dict.fromkeys(uses_of_families(each))
    return tuple(found)


def shown(uses: tuple[Use, ...]) -> list[str]:
    """Uses as lines of reStructuredText, one for each way to use a constant."""
    together: dict[str, list[str]] = defaultdict(list)
    for use in uses:
        together[use.how].append(use.link)
    return [how.format(", ".join(links)) for how, links in together.items()]
