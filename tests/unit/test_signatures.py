"""Calls with the wrong arguments are reported in the words of the official package."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

import aerospike
from aerospike import Client, Query, Scan
from aerospike.exception import ParamError

NOBODY: Any = SimpleNamespace(_session=None)


@pytest.mark.parametrize(
    ("function", "arguments", "keywords", "message"),
    [
        (Client.get, (NOBODY,), {}, "get() missing required argument 'key' (pos 1)"),
        (Client.put, (NOBODY, 1), {}, "put() missing required argument 'bins' (pos 2)"),
        (Client.touch, (NOBODY, 1, 2, 3, 4, 5), {}, "touch() takes at most 4 arguments (5 given)"),
        (
            Client.get,
            (NOBODY, 1),
            {"polcy": {}},
            "'polcy' is an invalid keyword argument for get()",
        ),
        (
            Client.get,
            (NOBODY, 1),
            {"key": 2},
            "argument for get() given by name ('key') and position (1)",
        ),
        (Query.foreach, (NOBODY,), {}, "foreach() missing required argument 'callback' (pos 1)"),
        (Scan.results, (NOBODY, 1, 2, 3), {}, "results() takes at most 2 arguments (3 given)"),
        (
            aerospike.calc_digest,
            ("ns",),
            {},
            "calc_digest() missing required argument 'set' (pos 2)",
        ),
    ],
)
def test_type_error_names_the_argument_and_its_position(
    function: Any, arguments: tuple[Any, ...], keywords: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError) as caught:
        function(*arguments, **keywords)
    assert str(caught.value) == message


@pytest.mark.parametrize("make", [aerospike.client, Client])
def test_client_without_configuration_is_a_param_error(make: Any) -> None:
    with pytest.raises(ParamError, match="No config argument") as caught:
        make()
    assert isinstance(caught.value.__context__, TypeError)


def test_type_error_from_inside_a_call_stays_as_it_is() -> None:
    with pytest.raises(TypeError, match="argument 1 must be str, not int"):
        Query.where_with_index_name(NOBODY, 5, (0, 1, 2))  # type: ignore[arg-type]


@pytest.mark.parametrize("owner", [Client, Query, Scan])
def test_methods_know_their_class(owner: type) -> None:
    for name, method in inspect.getmembers(owner, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__objclass__ is owner
            assert method.__qualname__ == f"{owner.__name__}.{name}"
            assert next(iter(inspect.signature(method).parameters)) == "self"


def _commands() -> list[Any]:
    return [
        pytest.param(method, method._describe, id=name)
        for name, method in inspect.getmembers(Client, inspect.isfunction)
        if hasattr(method, "_describe")
    ]


@pytest.mark.parametrize(("method", "describe"), _commands())
def test_a_method_has_the_parameters_of_its_command(method: Any, describe: Any) -> None:
    def parameters(function: Any) -> list[tuple[str, Any, Any]]:
        _, *rest = inspect.signature(function).parameters.values()
        return [(each.name, each.kind, each.default) for each in rest]

    assert parameters(method) == parameters(describe)


def test_single_commands_are_described() -> None:
    names = {each.id for each in _commands()}
    assert {"get", "put", "select", "exists", "operate", "batch_read", "batch_write"} <= names
