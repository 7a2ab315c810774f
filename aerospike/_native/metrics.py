"""A metrics policy as the C client's structure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aerospike.exception import ClientError, ParamError
from aerospike_helpers.metrics import MetricsPolicy

from .structures import as_metrics_policy

__all__ = ["set_metrics_policy"]

REPORT_DIRECTORY_LIMIT = 255

# The numbers of the policy, with the greatest value that each takes.
NUMBERS = {
    "report_size_limit": 2**64 - 1,
    "interval": 2**32 - 1,
    "latency_columns": 2**8 - 1,
    "latency_shift": 2**8 - 1,
}


def _error(message: str) -> ParamError:
    return ParamError(-2, message, None, None, False)


def set_metrics_policy(
    structure: as_metrics_policy, policy: MetricsPolicy, add_label: Callable[[bytes, bytes], Any]
) -> None:
    """Sets the structure from *policy*; *add_label* adds a label, which the C side owns.

    Raises:
        ParamError: a value has the wrong type or does not fit.
        ClientError: there are listeners, which this version cannot call.
    """
    if policy.metrics_listeners is not None:
        raise ClientError(
            -1, "metrics_listeners are not supported by this version", None, None, False
        )
    if not isinstance(policy.report_dir, str):
        raise _error(f"MetricsPolicy.report_dir must be a str type, not {policy.report_dir!r}")
    directory = policy.report_dir.encode()
    if len(directory) > REPORT_DIRECTORY_LIMIT:
        raise _error(f"MetricsPolicy.report_dir must be less than {REPORT_DIRECTORY_LIMIT} bytes")
    structure.report_dir = directory
    for name, limit in NUMBERS.items():
        value = getattr(policy, name)
        if not isinstance(value, int) or not 0 <= value <= limit:
            raise _error(f"MetricsPolicy.{name} must be an int from 0 to {limit}, not {value!r}")
        setattr(structure, name, value)
    if not isinstance(policy.labels, dict):
        raise _error(f"MetricsPolicy.labels must be a dict[str, str], not {policy.labels!r}")
    for name, value in policy.labels.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise _error(f"MetricsPolicy.labels must be a dict[str, str]; {name!r}: {value!r}")
        add_label(name.encode(), value.encode())
