"""Secondary indexes."""

from __future__ import annotations

import operator
from typing import Any

from aerospike._command import index, info
from aerospike._errors import param_error, warn_deprecated
from aerospike._native.transcoder import pack_expression
from aerospike.constants import (
    INDEX_BLOB,
    INDEX_GEO2DSPHERE,
    INDEX_NUMERIC,
    INDEX_STRING,
    INDEX_TYPE_DEFAULT,
    INDEX_TYPE_LIST,
    INDEX_TYPE_MAPKEYS,
    INDEX_TYPE_MAPVALUES,
)
from aerospike.types import AnyInfoPolicy

from .base import ClientBase, Policy
from .waiting import wait_for_nodes

__all__ = ["IndexCommands"]

Context = list[Any] | None


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

        Creating the same index again does nothing.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            index_datatype: ``INDEX_NUMERIC``, ``INDEX_STRING``, ``INDEX_BLOB`` or
                ``INDEX_GEO2DSPHERE``.
            name: the name of the index.
            policy: an info policy.
            ctx: the path to a value inside the bin.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a name has a character that separates
                parts of an info command: a control character, ``:``, ``;``, ``=`` or ``,``.
            IndexFoundError: an index with another definition has the name.
            NamespaceNotFound: the namespace does not exist.
            InvalidRequest: the server refuses the definition; for example, a name is too long.
            TimeoutError: the index was not complete after half a minute; the server goes on.

        Example:
            >>> client.index_single_value_create(
            ...     "test", "people", "age", aerospike.INDEX_NUMERIC, "ages"
            ... )
            0
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
        """Index the elements of a list; otherwise as :meth:`index_single_value_create`.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            index_datatype: the type of the elements: ``INDEX_NUMERIC``, ``INDEX_STRING``,
                ``INDEX_BLOB`` or ``INDEX_GEO2DSPHERE``.
            name: the name of the index.
            policy: an info policy.
            ctx: the path to a list inside the bin.

        Returns:
            0

        Example:
            >>> client.index_list_create("test", "people", "tags", aerospike.INDEX_STRING, "tags")
            0
        """
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
        """Index the keys of a map; otherwise as :meth:`index_single_value_create`.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            index_datatype: the type of the keys: ``INDEX_NUMERIC``, ``INDEX_STRING``,
                ``INDEX_BLOB`` or ``INDEX_GEO2DSPHERE``.
            name: the name of the index.
            policy: an info policy.
            ctx: the path to a map inside the bin.

        Returns:
            0

        Example:
            >>> client.index_map_keys_create(
            ...     "test", "people", "skills", aerospike.INDEX_STRING, "skills"
            ... )
            0
        """
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
        """Index the values of a map; otherwise as :meth:`index_single_value_create`.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            index_datatype: the type of the values: ``INDEX_NUMERIC``, ``INDEX_STRING``,
                ``INDEX_BLOB`` or ``INDEX_GEO2DSPHERE``.
            name: the name of the index.
            policy: an info policy.
            ctx: the path to a map inside the bin.

        Returns:
            0

        Example:
            >>> client.index_map_values_create(
            ...     "test", "people", "skills", aerospike.INDEX_NUMERIC, "levels"
            ... )
            0
        """
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
            ParamError: an argument has the wrong type, or a name has a character that separates
                parts of an info command: a control character, ``:``, ``;``, ``=`` or ``,``.
            TypeError: *index_type* or *index_datatype* is not an integer.
            IndexFoundError: an index with another definition has the name.
            InvalidRequest: the server refuses the definition: for example, the expression's type is
                not *index_datatype*.

        Example:
            >>> from aerospike_helpers import expressions as exp
            >>> older = exp.Add(exp.IntBin("age"), 1).compile()
            >>> client.index_expr_create(
            ...     "test", "people", aerospike.INDEX_TYPE_DEFAULT, aerospike.INDEX_NUMERIC, older,
            ...     "older"
            ... )
            0
        """
        index_type, index_datatype = operator.index(index_type), operator.index(index_datatype)
        packed = pack_expression(expressions, self._session.settings)
        version = self._version()
        source = index.source_of_expression(packed, index_type, index_datatype, version)
        return self._create(ns, set, name, source, policy)

    def index_set_create(
        self, ns: str, set: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Index the records of a set (server 8.1.1).

        Args:
            ns: the namespace.
            set: the name of the set.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument has the wrong type, or a name has a character that separates
                parts of an info command: a control character, ``:``, ``;``, ``=`` or ``,``.
            IndexFoundError: an index with another definition has the name.

        Example:
            >>> client.index_set_create("test", "people", "all_people")
            0
        """
        return self._create(ns, set, name, ";indextype=SET", policy)

    def index_integer_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_NUMERIC``.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Example:
            >>> client.index_integer_create("test", "people", "age", "ages")
            0
        """
        _warn_of("index_integer_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_NUMERIC, policy)

    def index_string_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_STRING``.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Example:
            >>> client.index_string_create("test", "people", "name", "names")
            0
        """
        _warn_of("index_string_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_STRING, policy)

    def index_blob_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_BLOB``.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Example:
            >>> client.index_blob_create("test", "people", "photo", "photos")
            0
        """
        _warn_of("index_blob_create")
        return self._index(ns, set, bin, name, INDEX_TYPE_DEFAULT, INDEX_BLOB, policy)

    def index_geo2dsphere_create(
        self, ns: str, set: str | None, bin: str, name: str, policy: AnyInfoPolicy | None = None
    ) -> int:
        """Deprecated: :meth:`index_single_value_create` with ``INDEX_GEO2DSPHERE``.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Example:
            >>> client.index_geo2dsphere_create("test", "people", "home", "homes")
            0
        """
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
        """Deprecated: use the other methods, which take a context, too.

        Args:
            ns: the namespace.
            set: the set; ``None`` for the whole namespace.
            bin: the bin's name.
            index_type: ``INDEX_TYPE_LIST``, ``INDEX_TYPE_MAPKEYS``, ``INDEX_TYPE_MAPVALUES`` or
                ``INDEX_TYPE_DEFAULT``.
            index_datatype: ``INDEX_NUMERIC``, ``INDEX_STRING``, ``INDEX_BLOB`` or
                ``INDEX_GEO2DSPHERE``.
            name: the name of the index.
            ctx: the path to a value inside the bin.
            policy: an info policy.

        Returns:
            0

        Example:
            >>> from aerospike_helpers import cdt_ctx
            >>> client.index_cdt_create(
            ...     "test", "people", "tags", aerospike.INDEX_TYPE_DEFAULT, aerospike.INDEX_STRING,
            ...     "first",
            ...     [cdt_ctx.cdt_ctx_list_index(0)],
            ... )
            0
        """
        warn_deprecated(
            "index_cdt_create() is deprecated. Please use one of the other non-deprecated "
            "index_*_create() methods instead"
        )
        for what, value in (("index_type", index_type), ("index_datatype", index_datatype)):
            index.check_integer(what, value)
        if ctx is None:
            raise param_error("ctx cannot be None")
        return self._index(ns, set, bin, name, index_type, index_datatype, policy, ctx)

    def index_remove(self, ns: str, name: str, policy: AnyInfoPolicy | None = None) -> int:
        """Remove an index; does nothing if it does not exist.

        Args:
            ns: the namespace.
            name: the name of the index.
            policy: an info policy.

        Returns:
            0

        Raises:
            ParamError: an argument is not a string, or has a control character, ``:``, ``;``, ``=``
                or ``,``.

        Example:
            >>> client.index_remove("test", "ages")
            0
        """
        converted = self._session.policies.get("info", policy)
        ns, _, name = index.check_names(ns, None, name)
        request = index.remove_request(ns, name, self._version())
        self._carry(info.ask_random(converted, request, name=name))
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
        index.check_integer("index_datatype", datatype)
        index.check_names(ns, set_name, name)
        bin = index.check_bin(bin)
        context = index.context_part(ctx, self._session.settings)
        source = index.source_of_bin(bin, context, index_type, datatype, self._version())
        return self._create(ns, set_name, name, source, policy)

    def _create(self, ns: Any, set_name: Any, name: Any, source: str, policy: Policy | None) -> int:
        converted = self._session.policies.get("info", policy)
        ns, set_name, name = index.check_names(ns, set_name, name)
        version = self._version()
        request = index.create_request(ns, set_name, name, source, version)
        self._carry(info.ask_random(converted, request, name=name))
        progress = index.progress_request(ns, name, version)
        wait_for_nodes(
            lambda: self._carry(info.ask_all(converted, progress)),
            index.is_loaded,
            f"the index {name!r} is not complete",
            self._connection.concurrency.sleep,
        )
        return 0

    def _version(self) -> tuple[int, ...]:
        version: tuple[int, ...] = self._carry(info.server_version())
        return version


def _warn_of(name: str) -> None:
    warn_deprecated(f"{name}() is deprecated. Please use index_single_value_create() instead")
