"""Cross-datacenter replication."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from aerospike._command.info import ask_random
from aerospike._errors import info_name, param_error
from aerospike._native.transcoder import pack_expression
from aerospike.types import AnyInfoPolicy

from .base import ClientBase

__all__ = ["XdrCommands"]

NO_FILTER = "null"


class XdrCommands(ClientBase):
    """``set_xdr_filter``."""

    def set_xdr_filter(
        self,
        data_center: str,
        namespace: str,
        expression_filter: Any,
        policy: AnyInfoPolicy | None = None,
    ) -> str:
        """Choose the records that XDR ships to a data center (Enterprise Edition).

        Args:
            data_center: the name of the data center.
            namespace: the namespace of the filter.
            expression_filter: a compiled expression; ``None`` ships all records.
            policy: an info policy.

        Returns:
            The server's response with the command's echo, separated by a tab.

        Raises:
            ParamError: an argument has the wrong type, or a name has a character that separates
                parts of an info command.

        Example:
            >>> from aerospike_helpers import expressions as exp
            >>> adults = exp.GE(exp.IntBin("age"), 18).compile()
            >>> client.set_xdr_filter("backup", "test", adults).split()[-1]
            'ok'
        """
        if not isinstance(data_center, str):
            raise param_error("Data_center should be a string.", f"not {data_center!r}")
        if not isinstance(namespace, str):
            raise param_error("Namespace should be a string.", f"not {namespace!r}")
        data_center = info_name("data center", data_center)
        namespace = info_name("namespace", namespace)
        expression = NO_FILTER
        if expression_filter is not None:
            expression = b64encode(
                pack_expression(expression_filter, self._session.settings)
            ).decode()
        converted = self._session.policies.get("info", policy)
        command = f"xdr-set-filter:dc={data_center};namespace={namespace};exp={expression}"
        response: str = self._carry(ask_random(converted, command))
        return response
