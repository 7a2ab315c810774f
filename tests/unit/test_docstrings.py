"""Docstrings and comments tell a reader what a signature does not.

Every public function, method and class of `aerospike` and `aerospike_helpers` has a summary of one
sentence and describes each of its parameters, and no others. Every public constant has a line.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import aerospike
import aerospike_helpers
from aerospike_helpers.expressions.resources import _BaseExpr

PACKAGES = ("aerospike", "aerospike_helpers", "aerospike_testing")


def _helper_modules() -> Iterator[ModuleType]:
    yield aerospike_helpers
    for found in pkgutil.walk_packages(aerospike_helpers.__path__, "aerospike_helpers."):
        if not found.name.rpartition(".")[2].startswith("_"):
            yield importlib.import_module(found.name)


MODULES = (aerospike, aerospike.predicates, *_helper_modules())


def _is_ours(member: Any) -> bool:
    return getattr(member, "__module__", "").partition(".")[0] in PACKAGES


def _methods(cls: type) -> Iterator[tuple[str, Any]]:
    """The public methods of a class, those that it inherits from private ones included."""
    for name in dir(cls):
        member = inspect.getattr_static(cls, name)
        # What is public by a second name, such as a method that refuses changes, is named private.
        private = name.startswith("_") or getattr(member, "__name__", "").startswith("_")
        if inspect.isfunction(member) and _is_ours(member) and not private:
            yield name, member


def _documented() -> dict[str, Any]:
    """All public functions, classes and methods, each by its first name."""
    found: dict[str, Any] = {}
    known: set[int] = set()

    def add(name: str, member: Any) -> None:
        if id(member) not in known:
            known.add(id(member))
            found[name] = member

    for module in MODULES:
        for name in getattr(module, "__all__", ()):
            member = getattr(module, name)
            if inspect.isfunction(member) and _is_ours(member):
                add(f"{module.__name__}.{name}", member)
            # An alias of a type, such as list[int], is an instance of type in Python 3.10.
            elif inspect.isclass(member) and not hasattr(member, "__origin__") and _is_ours(member):
                add(f"{module.__name__}.{name}", member)
                for method, function in _methods(member):
                    add(f"{module.__name__}.{name}.{method}", function)
    return found


DOCUMENTED = _documented()
OPERATIONS = {
    name: member
    for name, member in DOCUMENTED.items()
    if name.startswith("aerospike_helpers.operations.")
}
EXPRESSIONS = {
    name: member
    for name, member in DOCUMENTED.items()
    if inspect.isclass(member) and issubclass(member, _BaseExpr)
}


def _constructor(cls: type) -> Callable[..., Any] | None:
    """What takes the arguments of a class, if the class does not inherit it from elsewhere."""
    for base in cls.__mro__:
        for name in ("__init__", "__new__"):
            if name in vars(base):
                function = inspect.getattr_static(base, name)
                function = getattr(function, "__func__", function)
                return function if _is_ours(function) else None
    return None


def _parameters(member: Any) -> list[str]:
    function = _constructor(member) if inspect.isclass(member) else member
    if function is None:
        return []
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    parameters = [
        stars.get(parameter.kind, "") + parameter.name
        for parameter in inspect.signature(function).parameters.values()
    ]
    # A name with an underscore is private: nobody is to give such an argument.
    return [
        name
        for name in parameters
        if name not in ("self", "cls") and not name.lstrip("*").startswith("_")
    ]


def _described(docstring: str) -> dict[str, str]:
    """The parameters that the section ``Args`` describes, and what it says of them."""
    section = re.search(r"^Args:\n((?:    .*\n?|\n)*)", docstring, re.MULTILINE)
    described: dict[str, str] = {}
    name = ""
    for line in section[1].splitlines() if section else ():
        entry = re.fullmatch(r"    (\*{0,2}\w+): (.+)", line)
        if entry:
            name = entry[1]
            assert name not in described, f"{name} is described twice"
            described[name] = entry[2]
        elif line.strip():
            described[name] += " " + line.strip()
    return described


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.lower()))


def _of(members: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("member", members.values(), ids=list(members))


@_of(DOCUMENTED)
def test_summary_is_one_sentence(member: Any) -> None:
    # Not inspect.getdoc, which falls back to the docstring of a base class.
    docstring = inspect.cleandoc(member.__doc__ or "")
    summary = docstring.partition("\n\n")[0]
    assert re.fullmatch(r"[^.\n](?:[^.\n]|\.(?! |$))*\.", summary), summary


@_of(DOCUMENTED)
def test_every_parameter_is_described_and_no_other(member: Any) -> None:
    described = _described(inspect.cleandoc(member.__doc__ or ""))
    assert list(described) == _parameters(member)


@_of(DOCUMENTED)
def test_description_says_more_than_the_name(member: Any) -> None:
    for name, text in _described(inspect.cleandoc(member.__doc__ or "")).items():
        more = _words(text) - _words(name.replace("_", " ")) - {"a", "an", "the", "of"}
        assert more, f"{name}: {text}"


@_of({**OPERATIONS, **EXPRESSIONS})
def test_helper_names_the_module_that_applications_import(member: Any) -> None:
    assert not member.__module__.rpartition(".")[2].startswith("_")
    assert getattr(importlib.import_module(member.__module__), member.__name__) is member


@_of(OPERATIONS)
def test_operation_says_what_its_result_is(member: Any) -> None:
    returns = inspect.cleandoc(member.__doc__ or "").partition("\nReturns:\n")[2]
    assert re.match(r"    An operation(; its\s+result is| without a result\.)", returns)


@_of(EXPRESSIONS)
def test_expression_says_what_it_evaluates_to_or_has_no_value_of_its_own(member: Any) -> None:
    valueless = {"Unknown", "Def", "LoopVar", "RemoveResult"}
    says = "Evaluates to " in (member.__doc__ or "")
    assert says != (member.__name__ in valueless)


def _sources() -> Iterator[Path]:
    for module in (aerospike.constants, *_helper_modules()):
        if module.__file__ is not None:
            yield Path(module.__file__)


def _assignments(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt, ast.stmt | None]]:
    """Names of constants in upper case, in a module and its classes, and what follows each."""
    for statement, following in zip(body, [*body[1:], None], strict=True):
        if isinstance(statement, ast.ClassDef) and not statement.name.startswith("_"):
            yield from _assignments(statement.body)
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and re.fullmatch(r"[A-Z][A-Z0-9_]*", target.id):
                yield target.id, statement, following


def _is_text(statement: ast.stmt | None) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


@pytest.mark.parametrize("source", list(_sources()), ids=lambda source: source.stem)
def test_every_constant_has_a_line(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    lines = text.splitlines()
    bare = [
        name
        for name, statement, following in _assignments(ast.parse(text).body)
        if "#: " not in lines[(statement.end_lineno or 0) - 1]
        and not lines[statement.lineno - 2].strip().startswith("#: ")
        and not _is_text(following)
    ]
    assert bare == []


def test_checks_look_at_the_whole_of_both_packages() -> None:
    assert len(OPERATIONS) > 140
    assert len(EXPRESSIONS) > 200
    assert {"aerospike.Client.put", "aerospike.Query.where", "aerospike.GeoJSON.wrap"} <= set(
        DOCUMENTED
    )


@pytest.mark.parametrize(
    ("docstring", "described"),
    [
        (
            "Add.\n\nArgs:\n    a: one.\n    *b: two\n        and three.\n",
            {"a": "one.", "*b": "two and three."},
        ),
        ("Add.\n\nArgs:\n    a: one.\n\nReturns:\n    b: no.", {"a": "one."}),
        ("Add.", {}),
    ],
)
def test_descriptions_are_found(docstring: str, described: dict[str, str]) -> None:
    assert _described(docstring) == described
