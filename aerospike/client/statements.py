"""Scans, queries, and the functions that they run in the background."""

from __future__ import annotations

from typing import Any

from aerospike._command.udf import job_in_progress
from aerospike._errors import UNSET, argument_error, param_error, utf8
from aerospike._signatures import needs_arguments
from aerospike.key import NAMESPACE_LIMIT, SET_LIMIT
from aerospike.statement.query import Query
from aerospike.statement.scan import Scan
from aerospike.types import AnyScanJobPolicy, AnyWriteJobPolicy

from .base import ClientBase, Policy

__all__ = ["StatementCommands"]


# Seconds between two checks whether a job has ended, as in the C client.
_JOB_INTERVAL = 1.0
_WRONG_SCAN = "Parameters are incorrect"


class StatementCommands(ClientBase):
    """``query``, ``scan``, ``query_apply``, ``scan_apply``."""

    @needs_arguments("query() expects atleast 1 parameter")
    def query(self, namespace: str, set: str | None = None) -> Query:
        """Make a query.

        Args:
            namespace: the namespace to read.
            set: the set; None: all records of the namespace.

        Returns:
            A :class:`Query` that has not run yet.

        Raises:
            ParamError: *namespace* or *set* is not a string.

        Example:
            >>> from aerospike import predicates
            >>> query = client.query("test", "people").select("name")
            >>> query = query.where(predicates.equals("age", 36))
            >>> [bins for _, _, bins in query.results()]
            [{'name': 'Ada'}]
        """
        return Query._of(self, *_names(namespace, set))

    @needs_arguments(_WRONG_SCAN)
    def scan(self, namespace: str, set: str | None = None) -> Scan:
        """Make a scan.

        Args:
            namespace: the namespace to read.
            set: the set; None: all records of the namespace.

        Returns:
            A :class:`Scan` that has not run yet.

        Raises:
            ParamError: *namespace* or *set* is not a string.

        Example:
            >>> [bins["name"] for _, _, bins in client.scan("test", "people")]
            ['Ada']
        """
        return Scan._of(self, *_names(namespace, set, _WRONG_SCAN))

    def query_apply(
        self,
        ns: str,
        set: str | None,
        predicate: tuple[Any, ...] | None,
        module: str,
        function: str,
        args: list[Any] = UNSET,
        policy: AnyWriteJobPolicy | None = None,
    ) -> int:
        """Run a record function on each record that an index finds, and wait for the end.

        Args:
            ns: the namespace.
            set: the set; None: the whole namespace.
            predicate: one made by a function of :mod:`aerospike.predicates`.
            module: the name of the module, without ``.lua``.
            function: the name of the function.
            args: its arguments after the record.
            policy: a write policy; it may also have the keys of an info policy, for the checks
                whether the job has ended.

        Returns:
            The id of the job, for :meth:`job_info`.

        Raises:
            TypeError: *ns* is not a string.
            ParamError: an argument has the wrong type.
            IndexNotFound: the predicate has no index.

        Example:
            >>> from aerospike import predicates
            >>> job = client.query_apply(
            ...     "test", "people", predicates.equals("age", 36), "people", "birthday", [1]
            ... )
            >>> client.job_info(job, aerospike.JOB_QUERY)["progress_pct"]
            100
        """
        arguments = self._check_job(
            "query_apply", ns, set, module, function, [] if args is UNSET else args
        )
        if not isinstance(predicate, tuple):
            raise param_error("Predicate must be a tuple", f"not {predicate!r}")
        query = Query._of(self, *_names(ns, set)).where(predicate)
        query._use_function(module, function, arguments)
        return self._run_job(query, "query", "write_and_info", "info_and_write", policy)

    def scan_apply(
        self,
        ns: str,
        set: str | None,
        module: str,
        function: str,
        args: list[Any] | None = None,
        policy: AnyScanJobPolicy | None = None,
        options: dict[str, bool] | None = None,
    ) -> int:
        """Run a record function on each record, and wait for the end.

        Args:
            ns: the namespace.
            set: the set; None: the whole namespace.
            module: the name of the module, without ``.lua``.
            function: the name of the function.
            args: its arguments after the record.
            policy: a scan policy; it may also have the keys of an info policy, for the checks
                whether the job has ended.
            options: ``concurrent`` and ``nobins``, as for :meth:`aerospike.Scan.foreach`.

        Returns:
            The id of the job, for :meth:`job_info`.

        Raises:
            TypeError: *ns* is not a string.
            ParamError: an argument has the wrong type.

        Example:
            >>> job = client.scan_apply("test", "people", "people", "birthday", [1])
            >>> client.get(key)[2]["age"]
            37
        """
        arguments = self._check_job(
            "scan_apply", ns, set, module, function, [] if args is None else args
        )
        self._require_connection()
        scan = Scan._of(self, *_names(ns, set))
        scan._set_options(options)
        scan._use_function(module, function, arguments)
        return self._run_job(scan, "scan", "scan_and_info", "info_and_scan", policy)

    def _check_job(
        self, command: str, ns: Any, set: Any, module: Any, function: Any, args: Any
    ) -> list[Any]:
        if not isinstance(ns, str):
            raise argument_error(command, 1, "str", ns)
        for what, value, kind in (
            ("Arguments should be a list", args, list),
            ("Set name should be string", set if set is not None else "", str),
            ("Module name should be string", module, str),
            ("Function name should be string", function, str),
        ):
            if not isinstance(value, kind):
                raise param_error(what, f"not {value!r}")
        arguments: list[Any] = args
        return arguments

    def _run_job(
        self,
        statement: Query | Scan,
        module: str,
        kind: str,
        info_kind: str,
        policy: Policy | None,
    ) -> int:
        policies = self._session.policies
        converted = policies.get(kind, policy)
        waiting = policies.get(info_kind, policy)
        job_id = statement._background(converted)
        in_progress = True
        while in_progress:
            # Signals are handled meanwhile.
            self._connection.concurrency.sleep(_JOB_INTERVAL)
            in_progress = self._carry(job_in_progress(waiting, module, job_id))
        return job_id


def _names(
    namespace: Any, set: Any, wrong_namespace: str = "Namespace should be a string"
) -> tuple[str, str | None]:
    if not isinstance(namespace, str):
        raise param_error(wrong_namespace, f"the namespace should be a string, not {namespace!r}")
    if set is not None and not isinstance(set, str):
        raise param_error("Set should be string, unicode or None", f"not {set!r}")
    for what, name, limit in (
        ("namespace", namespace, NAMESPACE_LIMIT),
        ("set", set or "", SET_LIMIT),
    ):
        if len(utf8(name)) > limit:
            raise param_error(f"The name of a {what} has at most {limit} bytes", repr(name))
    return namespace, set
