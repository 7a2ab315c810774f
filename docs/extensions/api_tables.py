"""Sphinx directives that make tables of what the package declares.

``aerospike-constants``
    the constants, in the groups of ``aerospike/constants.py``, with the places that use them
``aerospike-exceptions``
    the exceptions: class, base, code, meaning
``aerospike-policies``
    the keys of each policy, of the table in ``aerospike/config/policy.py``
``aerospike-config``
    the keys of a client's configuration, of the tables in ``aerospike/config/keys.py``
``aerospike-types``
    the typed dictionaries of ``aerospike/types.py``
``aerospike-client-methods``
    the methods of the client, in the groups of ``aerospike/client``

Defaults are those of the shared library; without it, their column is empty.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, ForwardRef, NamedTuple, is_typeddict

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.nodes import nested_parse_with_titles
from uses_of_constants import Use, all_uses, shown, uses_of_families

from aerospike import Client, constants, exception, types
from aerospike.client.base import ClientBase
from aerospike.config import configuration as config
from aerospike.config import keys as _config_keys
from aerospike.config import policy

Row = tuple[str, ...]


class Tables(Directive):
    """A directive whose content is reStructuredText that :meth:`text` makes."""

    def text(self) -> Iterator[str]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        container = nodes.container()
        container.document = self.state.document
        lines = StringList(list(self.text()), source=type(self).__name__)
        nested_parse_with_titles(self.state, lines, container, self.content_offset)
        return list(container.children)


def table(title: str, header: Row, rows: Iterable[Row], widths: str = "auto") -> Iterator[str]:
    yield f".. list-table:: {title}"
    yield "   :header-rows: 1"
    yield f"   :widths: {widths}"
    yield ""
    for row in (header, *rows):
        for index, cell in enumerate(row):
            yield f"   {'*' if index == 0 else ' '} - {cell}"
    yield ""


class Constant(NamedTuple):
    """A public constant, with the comment on it."""

    name: str
    meaning: str


def groups_of_constants() -> dict[str, list[Constant]]:
    """The public constants by the comments over their groups in ``aerospike/constants.py``."""
    groups: dict[str, list[Constant]] = {}
    group = meaning = ""
    for line in inspect.getsource(constants).splitlines():
        comment = re.fullmatch(r"# (.+)", line)
        constant = re.match(r"([A-Z]\w+): Final = ", line)
        meaning = line.partition("#: ")[2] or meaning
        if comment:
            group = comment[1].rstrip(".")
        elif constant:
            groups.setdefault(group, []).append(Constant(constant[1], meaning))
            meaning = ""
    return groups


class Constants(Tables):
    """Each group, and in it a table for the constants that are used at the same places."""

    def text(self) -> Iterator[str]:
        for title, members in groups_of_constants().items():
            yield title
            yield "-" * len(title)
            yield ""
            together: dict[tuple[Use, ...], list[Constant]] = {}
            for constant in members:
                together.setdefault(self._shared(constant, members), []).append(constant)
            for uses, some in together.items():
                yield from self._table(uses, some)

    def _shared(self, constant: Constant, members: list[Constant]) -> tuple[Use, ...]:
        """The uses that a constant shares with others of its group."""
        shared = uses_of_families(constant.name)
        if not shared:
            own = all_uses(*constant)
            if [all_uses(*member) for member in members].count(own) > 1:
                return own
        return shared

    def _table(self, uses: tuple[Use, ...], members: list[Constant]) -> Iterator[str]:
        if uses:
            yield "Used by:"
            yield ""
            yield from (f"- {line}" for line in shown(uses))
            yield ""
        columns: Row = ("name", "value", "meaning")
        rows: list[Row] = [
            (
                f"``{name}``",
                f"``{getattr(constants, name)!r}``",
                meaning,
                "; ".join(shown(tuple(use for use in all_uses(name, meaning) if use not in uses))),
            )
            for name, meaning in members
        ]
        widths = "46 8 46"
        if all(meaning.startswith("For ") for _, meaning in members):
            # What uses the constant is all that there is to say of it.
            rows = [(name, value, used or meaning) for name, value, meaning, used in rows]
            columns = ("name", "value", "used by")
        elif any(row[3] for row in rows):
            columns = (*columns, "used by, too" if uses else "used by")
            widths = "32 8 30 30"
        else:
            rows = [row[:3] for row in rows]
        yield from table("", columns, rows, widths)


class Exceptions(Tables):
    def text(self) -> Iterator[str]:
        # The base of all has an entry of its own on the page.
        classes: list[type[exception.AerospikeError]] = [
            value
            for _, value in sorted(vars(exception).items())
            if isinstance(value, type) and exception.AerospikeError in value.__mro__[1:]
        ]
        rows = [
            (
                f".. py:exception:: {cls.__name__}",
                cls.__bases__[0].__name__,
                "" if cls.code is None else str(cls.code),
                inspect.cleandoc(cls.__doc__ or "").splitlines()[0],
            )
            for cls in classes
        ]
        header = ("class", "base", "code", "meaning")
        yield from table("Exceptions", header, rows)


@lru_cache
def _defaults() -> tuple[Any, dict[str, dict[str, Any]]]:
    """A structure of a configuration in which nothing is set, and the policies in it."""
    from aerospike._native.connection import Connection
    from aerospike._native.library import load
    from aerospike._native.policies import config_at

    try:
        connection = Connection(load())
    except exception.ClientError:
        return None, {}
    options = config.apply(
        {"hosts": [("127.0.0.1", 3000)]}, connection.config_address, connection.library
    )
    policies = policy.PolicySet(connection.policy, options).describe()
    return config_at(connection.config_address), policies


def _literal(value: Any) -> str:
    return "" if value is None else f"``{value!r}``"


# The constants that the values of a key are, by what their names begin with.
_ENUMERATIONS = {
    "key": "POLICY_KEY_",
    "replica": "POLICY_REPLICA_",
    "commit_level": "POLICY_COMMIT_LEVEL_",
    "gen": "POLICY_GEN_",
    "exists": "POLICY_EXISTS_",
    "read_mode_ap": "POLICY_READ_MODE_AP_",
    "read_mode_sc": "POLICY_READ_MODE_SC_",
    "expected_duration": "QUERY_DURATION_",
    "ttl": "TTL_NAMESPACE_",
}


def _named(key: str, value: Any) -> str:
    """A default, by the name of the constant that it is."""
    prefix = _ENUMERATIONS.get(key)
    if prefix is not None and value is not None:
        for name in constants.__all__:
            if name.startswith(prefix) and getattr(constants, name) == value:
                return f"``{name}``"
    return _literal(value)


class Policies(Tables):
    def text(self) -> Iterator[str]:
        _, defaults = _defaults()
        for kind, fields in policy.FIELDS.items():
            values = defaults.get(kind, {})
            per_command = policy.PER_COMMAND.get(kind, ())
            rows = [
                (
                    f"``{field.key}``" + (" \\*" if field.key in per_command else ""),
                    field.kind.name,
                    field.unit,
                    _named(field.key, values.get(field.key)),
                    field.doc,
                )
                for field in fields
            ]
            yield f".. _policy-{kind}:"
            yield ""
            yield kind
            yield "~" * len(kind)
            yield ""
            yield from table(
                "", ("key", "type", "unit", "default", "meaning"), rows, "28 12 8 25 27"
            )


class Config(Tables):
    SECTIONS = (
        ("client", "The client: ``config``", _config_keys.CLIENT),
        ("policies", 'Policies: ``config["policies"]``', _config_keys.POLICIES),
        ("lua", 'Lua: ``config["lua"]``', _config_keys.LUA),
        ("tls", 'TLS: ``config["tls"]``', _config_keys.TLS),
        ("shm", 'Shared memory: ``config["shm"]``', _config_keys.SHM),
        ("aio", 'Asynchronous clients: ``config["aio"]``', _config_keys.AIO),
    )
    NUMBERS = config.NUMBERS | config.SHM_NUMBERS | config.POLICIES_NUMBERS
    FIELDS = {key: number.field for key, number in NUMBERS.items()} | {
        key: key for key in (*config.SWITCHES, *config.STRICT_SWITCHES)
    }

    def kind(self, key: _config_keys.Key) -> str:
        """The type of a key, with its range where that is not all that 32 bits can say."""
        number = self.NUMBERS.get(key.name)
        if number is None or number.kind.high == 2**32 - 1:
            return key.type
        return f"{key.type}, {number.kind.low} to {number.kind.high}"

    def text(self) -> Iterator[str]:
        structure, _ = _defaults()
        for name, title, keys in self.SECTIONS:
            rows = [
                (
                    f"``{key.name}``",
                    self.kind(key),
                    key.unit,
                    _literal(getattr(structure, self.FIELDS.get(key.name, ""), None)),
                    key.doc,
                )
                for key in keys
            ]
            yield f".. _config-{name}:"
            yield ""
            yield title
            yield "~" * len(title)
            yield ""
            yield from table(
                "", ("key", "type", "unit", "default", "meaning"), rows, "29 11 12 9 39"
            )


class TypedDictionaries(Tables):
    """The keys of each ``TypedDict``, in the order of its module, with their types."""

    def text(self) -> Iterator[str]:
        for name, member in vars(types).items():
            if name.startswith("_") or not is_typeddict(member):
                continue
            yield f".. py:class:: {name}"
            yield ""
            yield f"   {inspect.cleandoc(member.__doc__ or '')}"
            yield ""
            rows = [
                (f"``{key}``", f"``{_annotation(value)}``")
                for key, value in member.__annotations__.items()
            ]
            yield from (f"   {line}" for line in table("", ("key", "type"), rows, "35 65"))


def _annotation(value: Any) -> str:
    text = value.__forward_arg__ if isinstance(value, ForwardRef) else str(value)
    return text.replace("Required[", "").rstrip("]") if "Required[" in text else text


#: Groups of methods to the titles that they have.
_GROUPS = {
    "ConnectionCommands": "The client itself",
    "RecordCommands": "Single records",
    "OperateCommands": "Operations",
    "BatchCommands": "Batches",
    "UdfCommands": "User-defined functions",
    "StatementCommands": "Scans and queries",
    "IndexCommands": "Secondary indexes",
    "InfoCommands": "Nodes and info commands",
    "ExpressionCommands": "Expressions and contexts as text",
    "TransactionCommands": "Transactions",
    "AdminCommands": "Users and roles",
    "XdrCommands": "Replication to other data centers",
    "MetricsCommands": "Metrics",
}


class ClientMethods(Tables):
    def text(self) -> Iterator[str]:
        for group in Client.__bases__:
            if not issubclass(group, ClientBase):
                continue
            title = _GROUPS[group.__name__]
            yield title
            yield "~" * len(title)
            yield ""
            for name, member in vars(group).items():
                if inspect.isfunction(member) and not name.startswith("_"):
                    yield f".. automethod:: aerospike.Client.{name}"
                    yield ""


def setup(app: Sphinx) -> dict[str, Any]:
    for name, directive in (
        ("aerospike-constants", Constants),
        ("aerospike-exceptions", Exceptions),
        ("aerospike-policies", Policies),
        ("aerospike-config", Config),
        ("aerospike-types", TypedDictionaries),
        ("aerospike-client-methods", ClientMethods),
    ):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True}
