"""What info commands share: parameters and errors."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Result
from ..state.cluster import NodeState
from ..state.storage import Namespace

__all__ = [
    "NAMESPACE_NAME_LIMIT",
    "SET_NAME_LIMIT",
    "Command",
    "InfoError",
    "Parameters",
    "check_edition",
    "find_namespace",
    "parse_number",
]

NAMESPACE_NAME_LIMIT = 31
SET_NAME_LIMIT = 63


class InfoError(Exception):
    """An info command fails; the text is its answer."""

    def __init__(self, code: int, message: str) -> None:
        # The server leaves out this code.
        number = "" if code == Result.SERVER else int(code)
        super().__init__(f"ERROR:{number}:{message}")


class Parameters:
    """The text after the name of a command: a path, or ``name=value`` separated by semicolons."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.path = text.split("/")
        self._values: dict[str, str] = {}
        for part in text.split(";"):
            name, equals, value = part.partition("=")
            if equals:
                self._values.setdefault(name, value)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def optional(self, name: str, limit: int | None = None) -> str | None:
        """The value of a parameter, None if it is not given.

        Raises:
            InfoError: it is empty, or longer than *limit*.
        """
        value = self._values.get(name)
        if value is None:
            return None
        if limit is not None and len(value.encode()) > limit:
            raise InfoError(_code(name), f"'{name}' value too long")
        if not value:
            raise InfoError(_code(name), f"missing '{name}' value")
        return value

    def required(self, name: str, limit: int | None = None) -> str:
        """The value of a parameter.

        Raises:
            InfoError: it is not given, empty, or longer than *limit*.
        """
        value = self.optional(name, limit)
        if value is None:
            raise InfoError(_code(name), f"missing '{name}'")
        return value

    def namespace(self) -> str:
        """The name of a namespace, which need not exist."""
        return self.required("namespace", NAMESPACE_NAME_LIMIT)

    def configured_namespace(self) -> str:
        """The same for commands on the configuration, where ``id`` is its older name."""
        if "id" in self._values:
            self._values.setdefault("namespace", self._values["id"])
        return self.namespace()


Command = Callable[[NodeState, Parameters], str]


def _code(name: str) -> Result:
    return Result.NAMESPACE if name == "namespace" else Result.PARAMETER


def check_edition(node: NodeState) -> None:
    """Refuses Enterprise commands on a Community server.

    Raises:
        InfoError: with ENTERPRISE_ONLY.
    """
    if not node.cluster.enterprise:
        raise InfoError(Result.ENTERPRISE_ONLY, "enterprise only")


def find_namespace(node: NodeState, name: str) -> Namespace:
    """The namespace with a name.

    Raises:
        InfoError: with NAMESPACE, it does not exist.
    """
    namespace = node.cluster.namespaces.get(name)
    if namespace is None:
        raise InfoError(Result.NAMESPACE, "namespace not found on node")
    return namespace


def parse_number(text: str, error: str) -> int:
    """An integer, also in octal or hexadecimal form.

    Raises:
        InfoError: with PARAMETER and *error*, the text is not an integer.
    """
    try:
        return int(text, 0)
    except ValueError:
        raise InfoError(Result.PARAMETER, error) from None
