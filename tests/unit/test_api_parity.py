"""The names, constants, exceptions and signatures are those of the official package.

``tests/data/aerospike-19.3.json`` says what the official package has. What this package does not
have yet is listed in ``tests/data/missing_api.txt``, and nothing else may be missing: a change that
adds a name removes its line. ``python tests/unit/test_api_parity.py`` prints the list as it should
be.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import exception

DATA = Path(__file__).parents[1] / "data"
API: dict[str, Any] = json.loads((DATA / "aerospike-19.3.json").read_text(encoding="utf-8"))

MISSING = DATA / "missing_api.txt"

# Where the stubs of the official package give the type of an argument in the place of its default.
STUB_ERRORS = {"aerospike.predicates.contains"}

# Arguments that the official package takes by another name than its stubs say: the names that
# work at run time are the ones to keep.
_USER = {"username": "user"}
RUN_TIME_NAMES = {
    "aerospike.Client.admin_change_password": _USER,
    "aerospike.Client.admin_create_pki_user": _USER,
    "aerospike.Client.admin_create_user": _USER,
    "aerospike.Client.admin_drop_user": _USER,
    "aerospike.Client.admin_grant_roles": _USER,
    "aerospike.Client.admin_revoke_roles": _USER,
    "aerospike.Client.admin_set_password": _USER,
    "aerospike.Client.udf_remove": {"module": "filename"},
    "aerospike.GeoJSON.loads": {"raw_geo": "geodata"},
    "aerospike.GeoJSON.wrap": {"geo_data": "geodata"},
    "aerospike.set_deserializer": {"callback": "function"},
    "aerospike.set_log_handler": {"callback": "log_handler"},
    "aerospike.set_log_level": {"log_level": "loglevel"},
    "aerospike.set_serializer": {"callback": "function"},
}

# Arguments that the stubs demand, and the official package does not.
RUN_TIME_OPTIONAL = {("aerospike.Client.admin_create_role", "privileges")}

Parameter = tuple[str, inspect._ParameterKind, Any]
REQUIRED = inspect.Parameter.empty
# A default that the official package does not tell.
OPTIONAL = ...


def _look_up(path: str) -> Any:
    """What *path* names: the longest part of it that is a module, and attributes of that.

    Raises:
        AttributeError: it names nothing.
    """
    names = path.split(".")
    # A name of the package wins over the module of the same name.
    found: Any = importlib.import_module(names[0])
    for index, name in enumerate(names[1:], start=2):
        if not hasattr(found, name):
            try:
                importlib.import_module(".".join(names[:index]))
            except ModuleNotFoundError:
                pass
        found = getattr(found, name)
    return found


def _exists(path: str) -> bool:
    try:
        _look_up(path)
    except AttributeError:
        return False
    return True


def _official_parameters(signature: str) -> list[Parameter]:
    """The parameters that a signature such as ``(key: tuple, policy: dict=...)`` has."""
    signature = re.sub(r"<\w+\.\w+: (\d+)>", r"\1", signature)
    definition = ast.parse(f"def function{signature}: pass").body[0]
    assert isinstance(definition, ast.FunctionDef)
    arguments = definition.args

    def default(node: ast.expr | None) -> Any:
        if node is None:
            return REQUIRED
        try:
            return ast.literal_eval(node)
        except ValueError:
            return OPTIONAL

    plain = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    defaults += arguments.defaults
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters: list[Parameter] = [
        (argument.arg, kind, default(node)) for argument, node in zip(plain, defaults, strict=True)
    ]
    if arguments.vararg:
        parameters.append((arguments.vararg.arg, inspect.Parameter.VAR_POSITIONAL, REQUIRED))
    for argument, node in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        parameters.append((argument.arg, inspect.Parameter.KEYWORD_ONLY, default(node)))
    if arguments.kwarg:
        parameters.append((arguments.kwarg.arg, inspect.Parameter.VAR_KEYWORD, REQUIRED))
    return [parameter for parameter in parameters if parameter[0] not in ("self", "cls")]


def _parameters(function: Callable[..., Any]) -> list[Parameter]:
    positional = inspect.Parameter.POSITIONAL_ONLY
    return [
        (
            parameter.name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD
            if parameter.kind is positional
            else parameter.kind,
            parameter.default,
        )
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name != "self"
    ]


def _is_open(parameters: list[Parameter]) -> bool:
    """Whether the official signature is ``*args, **kwargs``, and so says nothing."""
    return [kind for _, kind, _ in parameters] == [
        inspect.Parameter.VAR_POSITIONAL,
        inspect.Parameter.VAR_KEYWORD,
    ]


def _stub_signatures() -> Iterator[tuple[str, str]]:
    for name, function in API["functions"].items():
        yield f"aerospike.{name}", function["args"]
    for name, args in API["predicates"].items():
        yield f"aerospike.predicates.{name}", args
    for class_name, members in API["classes"].items():
        for name, member in members.items():
            if member.get("args") is not None:
                name = "" if name in ("__init__", "__new__") else f".{name}"
                yield f"aerospike.{class_name}{name}", member["args"]


def _helper_signatures() -> Iterator[tuple[str, str]]:
    for module, names in API["helpers"].items():
        for name, entry in names.items():
            for key in ("function", "init"):
                # A class without an __init__ of its own has object's.
                if entry.get(key) not in (None, "(/, *args, **kwargs)"):
                    yield f"{module}.{name}", entry[key]
            for method, signature in entry.get("methods", {}).items():
                yield f"{module}.{name}.{method}", signature


def _helper_names() -> Iterator[str]:
    for module, names in API["helpers"].items():
        yield module
        for name, entry in names.items():
            if name == "__constants__":
                yield from (f"{module}.{constant}" for constant in entry)
            else:
                yield f"{module}.{name}"
                yield from (f"{module}.{name}.{method}" for method in entry.get("methods", {}))


def _names() -> Iterator[str]:
    """Everything that the official package has, as dotted names."""
    for name in (*API["constants"], *API["functions"], *API["runtime_functions"]):
        yield f"aerospike.{name}"
    for name in API["exceptions"]:
        yield f"aerospike.exception.{name}"
    for name in API["predicates"]:
        yield f"aerospike.predicates.{name}"
    for class_name, members in API["classes"].items():
        yield f"aerospike.{class_name}"
        yield from (f"aerospike.{class_name}.{name}" for name in members)
    yield from _helper_names()


def _actually_missing() -> set[str]:
    return {name for name in _names() if not _exists(name)}


def _present(pairs: Iterator[tuple[str, str]]) -> list[Any]:
    return [pytest.param(path, args, id=path) for path, args in pairs if _exists(path)]


def test_missing_names_are_exactly_those_that_are_listed() -> None:
    listed = set(MISSING.read_text(encoding="utf-8").split())
    actual = _actually_missing()
    assert sorted(actual - listed) == [], "missing, but not listed in missing_api.txt"
    assert sorted(listed - actual) == [], "there by now: remove the lines from missing_api.txt"


def test_constants_have_the_official_values_and_types() -> None:
    ours = {name: getattr(aerospike, name) for name in API["constants"]}
    assert ours == API["constants"]
    assert {name: type(value) for name, value in ours.items()} == {
        name: type(value) for name, value in API["constants"].items()
    }


def test_package_has_no_constants_beyond_the_official_ones() -> None:
    ours = {name for name in vars(aerospike) if re.fullmatch(r"_?[A-Z][A-Z0-9_]*", name)}
    assert ours <= set(API["constants"])


@pytest.mark.parametrize("name", API["exceptions"])
def test_exception_has_the_official_bases_and_code(name: str) -> None:
    ours = getattr(exception, name)
    expected = API["exceptions"][name]
    assert [base.__name__ for base in ours.__bases__] == expected["bases"]
    assert ours.code == expected["code"]


def test_there_are_no_exceptions_beyond_the_official_ones() -> None:
    ours = {
        name
        for name, value in vars(exception).items()
        if isinstance(value, type) and issubclass(value, BaseException)
    }
    assert ours == set(API["exceptions"])


@pytest.mark.parametrize(("path", "args"), _present(_stub_signatures()))
def test_function_takes_the_official_arguments(path: str, args: str) -> None:
    official = _official_parameters(f"({args})")
    if _is_open(official) or path in STUB_ERRORS:
        pytest.skip("the official stubs do not tell")
    ours = _parameters(_look_up(path))
    renamed = RUN_TIME_NAMES.get(path, {})
    expected = [renamed.get(name, name) for name, _, _ in official]
    assert [name for name, _, _ in ours[: len(official)]] == expected
    for (name, kind, default), (_, official_kind, official_default) in zip(
        ours, official, strict=False
    ):
        assert kind is official_kind, name
        required = official_default is REQUIRED and (path, name) not in RUN_TIME_OPTIONAL
        assert (default is REQUIRED) == required, name
    for name, kind, default in ours[len(official) :]:
        variable = kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        assert variable or default is not REQUIRED, f"{name} must be optional"


@pytest.mark.parametrize(("path", "args"), _present(_helper_signatures()))
def test_helper_has_the_official_signature(path: str, args: str) -> None:
    official = _official_parameters(args.split(" -> ")[0])
    ours = _parameters(_look_up(path))
    assert [parameter[:2] for parameter in ours] == [parameter[:2] for parameter in official]
    for (name, _, default), (_, _, official_default) in zip(ours, official, strict=True):
        assert official_default is OPTIONAL or default == official_default, name


HELPER_CLASSES = {
    f"{module}.{name}": entry
    for module, names in API["helpers"].items()
    for name, entry in names.items()
    if "bases" in entry
}


@pytest.mark.parametrize("path", [path for path in HELPER_CLASSES if _exists(path)])
def test_helper_class_has_the_official_bases_and_members(path: str) -> None:
    ours = _look_up(path)
    entry = HELPER_CLASSES[path]
    assert [base.__name__ for base in ours.__bases__] == entry["bases"]
    if "members" in entry:
        assert {member.name: member.value for member in ours} == entry["members"]


@pytest.mark.parametrize("module", [m for m, names in API["helpers"].items() if _exists(m)])
def test_helper_module_has_the_official_constants(module: str) -> None:
    expected = API["helpers"][module].get("__constants__", {})
    ours = importlib.import_module(module)
    assert {name: getattr(ours, name, None) for name in expected} == expected


if __name__ == "__main__":
    print("\n".join(sorted(_actually_missing())))
