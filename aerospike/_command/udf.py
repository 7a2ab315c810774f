"""User-defined functions and background jobs."""

from __future__ import annotations

import operator
import re
from typing import Any

from aerospike._command.info import check_text
from aerospike._command.session import Session
from aerospike._errors import argument_error, client_error, info_name, param_error
from aerospike._ranges import JOB
from aerospike._wire.requests import (
    Command,
    append_value,
    check_key_of,
    command,
    pack_record_request,
)
from aerospike.config.policy import NativePolicy
from aerospike.constants import JOB_QUERY, JOB_SCAN, UDF_TYPE_LUA
from aerospike.key import Key
from aerospike.types import AnyApplyPolicy, AnyInfoPolicy

__all__ = ["apply", "base_name", "job_in_progress", "job_info", "udf_get", "udf_list"]

# The separators of paths that the C client knows on every system.
_SEPARATORS = re.compile(r"[/\\]")


def apply(
    session: Session,
    key: Key,
    module: str,
    function: str,
    args: list[Any],
    policy: AnyApplyPolicy | None = None,
) -> Command:
    if not isinstance(args, list):
        raise TypeError("expected UDF method arguments in a 'list'")
    converted = session.policies.get("apply", policy)
    if not isinstance(module, str):
        raise client_error(
            "udf module argument must be a string or unicode string", f"not {module!r}"
        )
    if not isinstance(function, str):
        raise client_error("function name must be a string or unicode string", f"not {function!r}")
    flags, unpack_value = session.reader_for(converted)
    head = pack_record_request(
        converted.address,
        flags | session.write_flags,
        key,
        check_text(module),
        check_text(function),
    )
    request = append_value(head, session.packer.pack(args))
    context = {"key": key, "module": module, "func": function}
    return "bridge_apply", request, converted, unpack_value, None, check_key_of, context


def base_name(filename: str) -> str:
    """The part of a path that the C client sends: what follows the last separator."""
    name = _SEPARATORS.split(filename.rstrip("/\\"))[-1]
    return info_name("the name of the file", name) or ("/" if filename else ".")


def udf_put(policy: NativePolicy, name: str, content: bytes) -> Command:
    return command("bridge_udf_put", name, content, policy=policy)


def udf_remove(policy: NativePolicy, name: str, filename: str) -> Command:
    return command("bridge_udf_remove", name, policy=policy, module=filename)


def udf_list(session: Session, policy: AnyInfoPolicy | None = None) -> Command:
    def finish(files: list[Any]) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "hash": bytearray(digest),
                "type": kind,
                "content": bytearray(content),
            }
            for name, digest, kind, content in files
        ]

    return command("bridge_udf_list", policy=session.policies.get("info", policy), finish=finish)


def udf_get(
    session: Session,
    module: str,
    language: int = UDF_TYPE_LUA,
    policy: AnyInfoPolicy | None = None,
) -> Command:
    if operator.index(language) != UDF_TYPE_LUA:
        raise client_error("Invalid language", repr(language))
    if not isinstance(module, str):
        raise client_error("Module name should be a string or unicode string.", f"not {module!r}")
    converted = session.policies.get("info", policy)
    check_text(module)

    return command(
        "bridge_udf_get", base_name(module), policy=converted, finish=bytes.decode, module=module
    )


def job_info(
    session: Session, job_id: int, module: str, policy: AnyInfoPolicy | None = None
) -> Command:
    if not isinstance(job_id, int):
        raise argument_error("job_info", 1, "int", job_id)
    if not isinstance(module, str):
        raise argument_error("job_info", 2, "str", module)
    converted = session.policies.get("info", policy)
    if module not in (JOB_SCAN, JOB_QUERY):
        raise param_error(
            "Module can have only two values: aerospike.JOB_SCAN or aerospike.JOB_QUERY",
            f"not {module!r}",
        )
    if not JOB.fits(job_id):
        raise param_error("job_id is invalid", JOB.refusal(job_id))

    def finish(value: Any) -> dict[str, int]:
        progress, records, status = value
        return {"progress_pct": progress, "records_read": records, "status": status}

    return command(
        "bridge_job_info",
        str.__str__(module),
        JOB.convert(job_id),
        policy=converted,
        finish=finish,
    )


def job_in_progress(policy: NativePolicy, module: str, job_id: int) -> Command:
    return command("bridge_job_in_progress", module, job_id, policy=policy)
