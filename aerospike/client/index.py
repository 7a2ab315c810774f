"""Secondary indexes."""

from __future__ import annotations

import operator
from base64 import b64encode
from typing import Any

from aerospike._errors import info_name, param_error, shown, warn_deprecated
from aerospike._native.transcoder import pack_context, pack_expression
from aerospike._ranges import INT
from aerospike.constants import (
    INDEX_BLOB,
    INDEX_GEO2DSPHERE,
    INDEX_INTEGER,
    INDEX_NUMERIC,
    INDEX_STRING,
    INDEX_TYPE_DEFAULT,
    INDEX_TYPE_LIST,
    INDEX_TYPE_MAPKEYS,
    INDEX_TYPE_MAPVALUES,
)
from aerospike.key import bin_name
from aerospike.types import AnyInfoPolicy

from .base import ClientBase, Policy
from .info import encode_text
from .waiting import wait_for_nodes

__all__ = ["IndexCommands"]

Context = list[Any] | None

# The type of an index as the server names it; the plain one is not named.
_TYPES = {
    INDEX_TYPE_LIST: "LIST",
    INDEX_TYPE_MAPKEYS: "MAPKEYS",
    INDEX_TYPE_MAPVALUES: "MAPVALUES",
}
# The type of the values; that of strings is not looked up, as it is everything else's, too.
_DATATYPES = {
    INDEX_BLOB: "BLOB",
    INDEX_GEO2DSPHERE: "GEO2DSPHERE",
}
_NUMBERS = (INDEX_NUMERIC, INDEX_INTEGER)

# A context without levels, which is the server's to refuse.
_NOWHERE = b"\x90"


class IndexCommands(ClientBase):
    """``index_*_create`` and ``index_remove``."""

    def index_single_value_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the values of a bin, and wait until the index is complete on all nodes.

        Making it again does nothing.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin.
            index_datatype: ``INDEX_NUMERIC``, ``INDEX_STRING``, ``INDEX_BLOB`` or
                ``INDEX_GEO2DSPHERE``.
            name: the name of the index.
            policy: an info policy.
            ctx: the way to a value inside the bin.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a name has a character that parts the
                words of an info command: a control character, ``:``, ``;``, ``=`` or ``,``.
            IndexFoundError: an index with another definition has the name.
            NamespaceNotFound: there is no such namespace.
            InvalidRequest: the server refuses the definition: a name is too long, for example.
            TimeoutError: the index was not complete after half a minute; the server goes on.
        """
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, index_datatype, policy, ctx)

    def index_list_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the elements of a list; otherwise as :meth:`index_single_value_create`."""
        return self._index(ns, set, bin, name, INDEX_TYPE_LIST, index_datatype, policy, ctx)

    def index_map_keys_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the keys of a map; otherwise as :meth:`index_single_value_create`."""
        return self._index(ns, set, bin, name, INDEX_TYPE_MAPKEYS, index_datatype, policy, ctx)

    def index_map_values_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_datatype: int,
        name: str,
        policy: AnyInfoPolicy | None = None,
        ctx: Context = None,
    ) -> int:
        """Index the values of a map; otherwise as :meth:`index_single_value_create`."""
        return self._index(ns, set, bin, name, INDEX_TYPE_MAPVALUES, index_datatype, policy, ctx)

    def index_expr_create(
        self,
        ns: str,
        set: str | None,
        index_type: int,
        index_datatype: int,
        expressions: Any,
        name: str,
        policy: AnyInfoPolicy | None = None,
    ) -> int:
        """Index the value of an expression (server 8.1).

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            index_type: one of the ``INDEX_TYPE_*`` constants.
            index_datatype: ``INDEX_NUMERIC``, ``INDEX_STRING``, ``INDEX_BLOB`` or
                ``INDEX_GEO2DSPHERE``.
            expressions: the compiled expression.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a name has a character that parts the
                words of an info command: a control character, ``:``, ``;``, ``=`` or ``,``.
            TypeError: *index_type* or *index_datatype* is no integer.
            IndexFoundError: an index with another definition has the name.
            InvalidRequest: the server refuses the definition: an expression of another type than
                *index_datatype*, for example.
        """
        index_type, index_datatype = operator.index(index_type), operator.index(index_datatype)
        packed = pack_expression(expressions, self._settings)
        source = f";exp={b64encode(packed).decode()}"
        source += self._type_part(index_type) + f";type={self._datatype(index_datatype)}"
        return self._create(ns, set, name, source, policy)

    def index_set_create(
        self, ns: str, set: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Index the records of a set (server 8.1.1).

        Args:
            ns: the namespace.
            set: the set.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a name has a character that parts the
                words of an info command: a control character, ``:``, ``;``, ``=`` or ``,``.
            IndexFoundError: an index with another definition has the name.
        """
        return self._create(ns, set, name, ";indextype=SET", policy)

    def index_integer_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_NUMERIC``."""
        _warn_of("index_integer_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_NUMERIC, policy)

    def index_string_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_STRING``."""
        _warn_of("index_string_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_STRING, policy)

    def index_blob_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_BLOB``."""
        _warn_of("index_blob_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_BLOB, policy)

    def index_geo2dsphere_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_GEO2DSPHERE``."""
        _warn_of("index_geo2dsphere_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_GEO2DSPHERE, policy)

    def index_cdt_create(
        self,
        ns: str,
        set: str | None,
        bin: str,
        index_type: int,
        index_datatype: int,
        name: str,
        ctx: list[Any],
        policy: AnyInfoPolicy | None = None,
    ) -> int:
        """Deprecated: the other methods take a context, too."""
        warn_deprecated(
            "index_cdt_create() is deprecated. Please use one of the other non-deprecated "
            "index_*_create() methods instead"
        )
        for what, value in (("index_type", index_type), ("index_datatype", index_datatype)):
            _check_type(what, value)
        if ctx is None:
            raise param_error("ctx cannot be None")
        return self._index(ns, set, bin, name, index_type, index_datatype, policy, ctx)

    def index_remove(self, ns: str, name: str, policy: AnyInfoPolicy | None = None) -> int:
        """Remove an index; does nothing where there is none.

        Args:
            ns: the namespace.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument is not a string, or has a character as above.
        """
        converted = self._policies.get("info", policy)
        if not isinstance(ns, str):
            raise param_error("Namespace should be a string", f"not {ns!r}")
        if not isinstance(name, str):
            raise param_error("Index name should be string or unicode", f"not {name!r}")
        ns = info_name("namespace", ns)
        name = info_name("index name", name)
        command = f"sindex-delete:{self._namespace_key()}={ns};indexname={name}"
        self._ask(command, converted.address, name)
        return 0

    def _index(
        self,
        ns: Any,
        set_name: Any,
        bin: Any,
        name: Any,
        index_type: Any,
        datatype: Any,
        policy: Policy | None,
        ctx: Any = None,
    ) -> int:
        _check_type("index_datatype", datatype)
        self._check(ns, set_name, name)
        bin = bin_name(bin)
        if not isinstance(bin, str):
            raise param_error("Bin should be a string", f"not {bin!r}")
        bin = info_name("bin", bin)
        source = ""
        if ctx is not None:
            if not isinstance(ctx, list):
                raise param_error("Failed to convert ctx", f"a context is a list, not {ctx!r}")
            packed = pack_context(ctx, self._settings) if ctx else _NOWHERE
            source += f";context={b64encode(packed).decode()}"
        source += self._type_part(index_type)
        kind = self._datatype(datatype)
        if self._version() >= (8, 1):
            source += f";bin={bin};type={kind}"
        else:
            source += f";indexdata={bin},{kind}"
        return self._create(ns, set_name, name, source, policy)

    def _create(self, ns: Any, set_name: Any, name: Any, source: str, policy: Policy | None) -> int:
        converted = self._policies.get("info", policy)
        ns, set_name, name = self._check(ns, set_name, name)
        command = f"sindex-create:{self._namespace_key()}={ns}"
        if set_name is not None:
            command += f";set={set_name}"
        self._ask(f"{command};indexname={name}{source}", converted.address, name)
        self._wait_for(ns, name, converted.address)
        return 0

    @staticmethod
    def _check(ns: Any, set_name: Any, name: Any) -> tuple[str, str | None, str]:
        if not isinstance(ns, str):
            raise param_error("Namespace should be a string", f"not {ns!r}")
        if set_name is not None and not isinstance(set_name, str):
            raise param_error("Set should be string, unicode or None", f"not {set_name!r}")
        if not isinstance(name, str):
            raise param_error("Index name should be string or unicode", f"not {name!r}")
        return (
            info_name("namespace", ns),
            None if set_name is None else info_name("set", set_name),
            info_name("index name", name),
        )

    @staticmethod
    def _type_part(index_type: int) -> str:
        kind = _TYPES.get(index_type)
        return "" if kind is None else f";indextype={kind}"

    def _datatype(self, datatype: int) -> str:
        if datatype not in _NUMBERS:
            return _DATATYPES.get(datatype, "STRING")
        # The server renamed its numbers, since floats may be indexed one day.
        return "INTEGER" if self._version() >= (8, 2) else "NUMERIC"

    def _namespace_key(self) -> str:
        return "namespace" if self._version() >= (8, 1) else "ns"

    def _version(self) -> tuple[int, ...]:
        """The oldest server of the cluster, as the client has learned it when it connected."""
        return tuple(self._carry(self._native.bridge_server_version))

    def _ask(self, command: str, policy: int | None, name: str) -> None:
        """Sends an index command; the C client turns the server's refusal into an error."""
        try:
            self._carry(self._native.bridge_info_random, encode_text(command), policy)
        except Exception as error:
            if hasattr(type(error), "name"):
                error.name = name  # type: ignore[attr-defined]
            raise

    def _wait_for(self, ns: str, name: str, policy: int | None) -> None:
        """Returns when all nodes have read all records into the index."""
        if self._version() >= (8, 1):
            command = f"sindex-stat:namespace={ns};indexname={name}"
        else:
            command = f"sindex/{ns}/{name}"
        request = encode_text(command)

        def ask() -> dict[str, str]:
            answers: dict[str, str] = self._carry(self._native.bridge_info_all, request, policy)
            return answers

        wait_for_nodes(ask, _is_loaded, f"the index {name!r} is not complete")


def _check_type(what: str, value: Any) -> None:
    if not isinstance(value, int):
        raise param_error(f"{what} must be an integer.", f"not {value!r}")
    if not -(2**63) <= value < 2**63:
        raise param_error(f"{what} too large for C long.", shown(value))
    if not INT.fits(value):
        raise param_error(f"{what} too large for C int.", str(value))


def _is_loaded(answer: str) -> bool:
    _, found, rest = answer.partition("load_pct=")
    if not found:
        # A node that has not heard of the index yet.
        return False
    return int(rest.split(";")[0].strip()) >= 100


def _warn_of(name: str) -> None:
    warn_deprecated(f"{name}() is deprecated. Please use index_single_value_create() instead")
