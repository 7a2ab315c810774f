"""Calls with the wrong arguments, reported as the official package does.

The official commands are functions of C: their errors name the argument and its position, and the
methods know their class. Here they are Python functions of mixins. This module gives them the same
messages and the same introspection, so that programs and tests carry over.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, cast

from aerospike._errors import param_error

if TYPE_CHECKING:
    from aerospike._wire.requests import Command

__all__ = [
    "is_complaint",
    "needs_arguments",
    "official_call",
    "official_calls",
    "raise_complaint",
    "runs",
]

Function = TypeVar("Function", bound=Callable[..., Any])
Class = TypeVar("Class", bound=type)


def official_call(function: Function) -> Function:
    """A function whose errors about the number and names of arguments are the official ones."""
    return cast("Function", _reporting(function, 0))


def runs(describe: Callable[..., Command]) -> Callable[[Function], Function]:
    """Declare a method that runs one command.

    The method has a signature and a docstring. *describe* has the same parameters after the
    session, and makes the command of them. `official_calls` makes the method that calls both
    *describe* and the client's carrier.
    """

    def declare(method: Function) -> Function:
        method._describe = describe  # type: ignore[attr-defined]
        return method

    return declare


def official_calls(owner: Class) -> Class:
    """Give a class its public methods, also inherited ones, with the official errors."""
    for name in dir(owner):
        method = inspect.getattr_static(owner, name)
        if isinstance(method, FunctionType) and (name == "__init__" or name[0] != "_"):
            describe = getattr(method, "_describe", None)
            if describe is None:
                reporting = _reporting(method, 1)
            else:
                reporting = _running(method, describe)
            reporting.__qualname__ = f"{owner.__name__}.{name}"
            reporting.__objclass__ = owner
            setattr(owner, name, reporting)
    return owner


def needs_arguments(message: str) -> Callable[[Function], Function]:
    """Let a call that lacks arguments raise ParamError instead of TypeError."""

    def mark(function: Function) -> Function:
        function._needs_arguments = message  # type: ignore[attr-defined]
        return function

    return mark


def _running(method: Callable[..., Any], describe: Callable[..., Command]) -> Any:
    """The method of a client that runs the command that *describe* makes of its arguments."""

    @wraps(method)
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            command = describe(self._session, *args, **kwargs)
        except TypeError as error:
            raise_complaint(error, method, 1, len(args) + 1, kwargs)
        return self._carry(command)

    return call


def _reporting(function: Callable[..., Any], bound: int) -> Any:
    message = getattr(function, "_needs_arguments", None)

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            raise_complaint(error, function, bound, len(args), kwargs, message)

    return call


def is_complaint(error: BaseException) -> bool:
    """Whether the arguments of a call were wrong. An error of the function has a longer traceback.

    Call it from the frame of the call.
    """
    return (
        isinstance(error, TypeError)
        and error.__traceback__ is not None
        and error.__traceback__.tb_next is None
    )


def raise_complaint(
    error: TypeError,
    function: Callable[..., Any],
    bound: int,
    positional: int,
    keywords: dict[str, Any],
    message: str | None = None,
) -> NoReturn:
    """Raise what the official package raises for a call with the wrong arguments."""
    if not is_complaint(error):
        raise error
    if message is not None:
        raise param_error(message) from error
    text = _complaint(function, bound, positional, list(keywords))
    raise TypeError(text or str(error)) from None


def _complaint(
    function: Callable[..., Any], bound: int, positional: int, keywords: list[str]
) -> str | None:
    """The reason why a call is wrong; its count leaves out the *bound* arguments in front."""
    name = f"{function.__name__}()"
    parameters = list(inspect.signature(function).parameters.values())[bound:]
    given = positional - bound
    if given + len(keywords) > len(parameters):
        kind = "" if given else "keyword "
        plural = "" if len(parameters) == 1 else "s"
        return (
            f"{name} takes at most {len(parameters)} {kind}argument{plural} "
            f"({given + len(keywords)} given)"
        )
    for position, parameter in enumerate(parameters, 1):
        if position <= given:
            if parameter.name in keywords:
                return (
                    f"argument for {name} given by name ('{parameter.name}') "
                    f"and position ({position})"
                )
        elif parameter.default is parameter.empty and parameter.name not in keywords:
            return f"{name} missing required argument '{parameter.name}' (pos {position})"
    names = {parameter.name for parameter in parameters}
    for keyword in keywords:
        if keyword not in names:
            return f"'{keyword}' is an invalid keyword argument for {name}"
    return None
