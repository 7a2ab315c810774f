"""Policies: settings of a command in addition to its arguments.

Each policy has one table with its keys, their types and the fields of the C client's structure;
conversion, validation, defaults and documentation follow from it. The keys of a dictionary override
the client's configured policy of that kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from aerospike._errors import client_error, param_error, shown, warn_deprecated
from aerospike._native.policies import Structure, address_of, copy_of, expression_pointer
from aerospike._native.transactions import Handle, handle_of
from aerospike._ranges import (
    BOOL,
    COMMIT_LEVEL,
    DURATION,
    EXISTS,
    GEN,
    GENERATION,
    INT,
    KEY,
    READ_MODE_AP,
    READ_MODE_SC,
    REPLICA,
    TTL,
    UINT8,
    UINT32,
    UINT64,
    Kind,
)
from aerospike.config.keys import NO_UNIT
from aerospike.config.options import ClientOptions
from aerospike.constants import POLICY_KEY_SEND, TTL_CLIENT_DEFAULT
from aerospike.exception import ParamError
from aerospike.transaction import Transaction

__all__ = ["FIELDS", "NativePolicy", "Field", "PolicySet", "record_metadata", "valid_keys"]

Policy = Mapping[str, Any]


def _not_a_dictionary(policy: Any) -> ParamError:
    return param_error("policy must be a dict", f"not {policy!r}")


EXPRESSION = Kind("expression", 0, 0)
TRANSACTION = Kind("transaction", 0, 0)
NOT_IN_STRUCT = Kind("not in struct", 0, 0)


class Field(NamedTuple):
    """A key of a policy."""

    key: str
    kind: Kind
    doc: str
    #: The unit of a number; ``NO_UNIT`` for a constant, and for a number that counts nothing.
    unit: str = ""


_BASE = (
    Field(
        "total_timeout", UINT32, "How long the command and its retries may take; 0: no limit.", "ms"
    ),
    Field("socket_timeout", UINT32, "How long a socket may be idle; 0: no limit.", "ms"),
    Field("connect_timeout", UINT32, "How long it may take to make a connection.", "ms"),
    Field("timeout_delay", UINT32, "How long to drain a socket after a timeout.", "ms"),
    Field(
        "max_retries",
        UINT32,
        "How often to try again after a failure of a node or the network.",
        "tries",
    ),
    Field("sleep_between_retries", UINT32, "The time between two tries.", "ms"),
    Field("compress", BOOL, "Compress what is sent (Enterprise)."),
    Field("error_detail_verbosity", UINT8, "One of ``ERROR_DETAIL_*`` (server 8.1.1).", NO_UNIT),
    Field("txn", TRANSACTION, "The transaction that the command belongs to."),
    Field("expressions", EXPRESSION, "A compiled filter expression."),
)
_KEY = Field("key", KEY, "Whether to store the user key: one of ``POLICY_KEY_*``.", NO_UNIT)
_REPLICA = Field("replica", REPLICA, "Which replica to ask: one of ``POLICY_REPLICA_*``.", NO_UNIT)
_COMMIT_LEVEL = Field("commit_level", COMMIT_LEVEL, "One of ``POLICY_COMMIT_LEVEL_*``.", NO_UNIT)
_GEN = Field("gen", GEN, "How to compare generations: one of ``POLICY_GEN_*``.", NO_UNIT)
_EXISTS = Field(
    "exists",
    EXISTS,
    "What to do with a record that exists: ``POLICY_EXISTS_*``.",
    NO_UNIT,
)
_TTL = Field("ttl", TTL, "The time to live, or ``TTL_*``; ``ttl`` in ``meta`` wins.", "s")
_DESERIALIZE = Field("deserialize", BOOL, "False: return lists and maps as raw bytes.")
_DURABLE_DELETE = Field("durable_delete", BOOL, "Leave a tombstone (Enterprise).")
_ON_LOCKING_ONLY = Field(
    "on_locking_only", BOOL, "Only if the transaction has not locked the record yet."
)
_READ_TOUCH = Field(
    "read_touch_ttl_percent",
    INT,
    "Renew the time to live when less than this percentage is left (server 7.1).",
    "%",
)
_READ_MODES = (
    Field("read_mode_ap", READ_MODE_AP, "One of ``POLICY_READ_MODE_AP_*``.", NO_UNIT),
    Field(
        "read_mode_sc",
        READ_MODE_SC,
        "One of ``POLICY_READ_MODE_SC_*``.",
        NO_UNIT,
    ),
)
_EXPRESSIONS = _BASE[-1]
_BATCH = (
    *_BASE,
    Field("concurrent", BOOL, "Ask the nodes at the same time."),
    Field("allow_inline", BOOL, "Let the server read memory in its network threads."),
    Field("allow_inline_ssd", BOOL, "Let the server read devices in its network threads."),
    Field("respond_all_keys", BOOL, "Go on after a record that has failed."),
    _DESERIALIZE,
    _REPLICA,
    _READ_TOUCH,
    *_READ_MODES,
)
_INFO = (
    Field("timeout", UINT32, "How long the command may take.", "ms"),
    Field("send_as_is", BOOL, "Send the command as it is, with no line feed added."),
    Field("check_bounds", BOOL, "Check that the response is not too large."),
)

FIELDS: dict[str, tuple[Field, ...]] = {
    "read": (*_BASE, _KEY, _REPLICA, _DESERIALIZE, _READ_TOUCH, *_READ_MODES),
    "write": (
        *_BASE,
        _KEY,
        _GEN,
        _EXISTS,
        _COMMIT_LEVEL,
        _DURABLE_DELETE,
        _REPLICA,
        Field(
            "compression_threshold",
            UINT32,
            "The size from which writes are compressed; 0: never.",
            "bytes",
        ),
        _ON_LOCKING_ONLY,
        _TTL,
    ),
    "operate": (
        *_BASE,
        _KEY,
        _GEN,
        _EXISTS,
        _COMMIT_LEVEL,
        _REPLICA,
        _DURABLE_DELETE,
        _DESERIALIZE,
        _READ_TOUCH,
        _ON_LOCKING_ONLY,
        *_READ_MODES,
        _TTL,
    ),
    "remove": (
        *_BASE,
        Field("generation", GENERATION, "The generation that ``gen`` compares.", NO_UNIT),
        _KEY,
        _GEN,
        _COMMIT_LEVEL,
        _REPLICA,
        _DURABLE_DELETE,
    ),
    "apply": (
        *_BASE,
        _KEY,
        _REPLICA,
        _COMMIT_LEVEL,
        _DURABLE_DELETE,
        _TTL,
        _ON_LOCKING_ONLY,
    ),
    "batch": _BATCH,
    "batch_parent_write": _BATCH,
    "txn_verify": _BATCH,
    "txn_roll": _BATCH,
    "batch_read": (_READ_TOUCH, *_READ_MODES, _EXPRESSIONS),
    "batch_write": (
        _KEY,
        _GEN,
        _EXISTS,
        _COMMIT_LEVEL,
        _DURABLE_DELETE,
        _ON_LOCKING_ONLY,
        _EXPRESSIONS,
        _TTL,
    ),
    "batch_apply": (
        _KEY,
        _COMMIT_LEVEL,
        _TTL,
        _DURABLE_DELETE,
        _ON_LOCKING_ONLY,
        _EXPRESSIONS,
    ),
    "batch_remove": (
        _KEY,
        _GEN,
        Field("generation", GENERATION, "The generation that ``gen`` compares.", NO_UNIT),
        _COMMIT_LEVEL,
        _DURABLE_DELETE,
        _EXPRESSIONS,
    ),
    "query": (
        *_BASE,
        _DESERIALIZE,
        _REPLICA,
        Field("short_query", BOOL, "Superseded by ``expected_duration``."),
        Field("expected_duration", DURATION, "One of ``QUERY_DURATION_*``.", NO_UNIT),
        Field("partition_filter", NOT_IN_STRUCT, "The partitions to read."),
    ),
    "scan": (
        *_BASE,
        _DURABLE_DELETE,
        Field("records_per_second", UINT32, "A limit for each node; 0: none.", "records/s"),
        Field("max_records", UINT64, "About how many records to return; 0: all.", "records"),
        _REPLICA,
        _TTL,
        Field("partition_filter", NOT_IN_STRUCT, "The partitions to read."),
    ),
    "info": _INFO,
    "admin": (Field("timeout", UINT32, "How long the command may take.", "ms"),),
}

# Keys of a command's policy that the configuration ignores.
PER_COMMAND: dict[str, frozenset[str]] = {
    "write": frozenset({"on_locking_only"}),
    "apply": frozenset({"on_locking_only"}),
    "remove": frozenset({"generation"}),
    "operate": frozenset({"on_locking_only", "exists"}),
    "query": frozenset({"short_query"}),
    "scan": frozenset({"records_per_second", "max_records"}),
    "batch": frozenset({"allow_inline_ssd", "respond_all_keys"}),
    "batch_parent_write": frozenset({"allow_inline_ssd", "respond_all_keys"}),
    "txn_verify": frozenset({"allow_inline_ssd", "respond_all_keys"}),
    "txn_roll": frozenset({"allow_inline_ssd", "respond_all_keys"}),
    "batch_write": frozenset({"on_locking_only"}),
    "batch_apply": frozenset({"on_locking_only"}),
    "info": frozenset({"send_as_is", "check_bounds"}),
}

# A command that starts a background job and waits for it takes one dictionary for two policies: its
# own, and the one of the info commands that ask for the job's state. The dictionary may have the
# keys of both, and each policy reads its own.
_BOTH = {
    "info_and_write": ("info", "write"),
    "info_and_scan": ("info", "scan"),
    "write_and_info": ("write", "info"),
    "scan_and_info": ("scan", "info"),
}


def valid_keys(kind: str) -> frozenset[str]:
    """The keys that ``validate_keys`` accepts in a policy of this kind."""
    return _VALID_KEYS[kind]


_VALID_KEYS = {kind: frozenset(field.key for field in fields) for kind, fields in FIELDS.items()}
_VALID_KEYS |= {both: _VALID_KEYS[own] | _VALID_KEYS[other] for both, (own, other) in _BOTH.items()}
_BY_KEY = {kind: {field.key: field for field in fields} for kind, fields in FIELDS.items()}
_BY_KEY |= {both: _BY_KEY[own] for both, (own, _) in _BOTH.items()}
# A kind of policy to the kind whose structure it has.
_STRUCTURES = {kind: kind for kind in FIELDS} | {both: own for both, (own, _) in _BOTH.items()}


def check_keys(mapping: Policy, allowed: frozenset[str], what: str) -> None:
    """Refuses a key that is not among the *allowed* ones."""
    for key in mapping:
        if key not in allowed:
            raise param_error(f'"{key}" is an invalid {what} dictionary key')


def convert_number(field: Field, value: Any) -> int:
    """*value* as the C field takes it.

    Raises:
        ParamError: it is not an integer, or does not fit.
        ClientError: it needs more than 64 bits.
    """
    if not isinstance(value, int):
        raise param_error(f"{field.key} is invalid", f"{shown(value)} is not an integer")
    kind = field.kind
    if not kind.fits(value):
        if not -(2**63) <= value < 2**63:
            raise client_error(
                "Unable to fetch long value from policy field", f"{field.key} is {shown(value)}"
            )
        raise param_error(f"{field.key} is invalid", kind.refusal(value))
    if kind is BOOL:
        return 1 if value else 0
    return kind.convert(value)


# A flag of the bridge's commands: lists and maps are read as raw bytes.
RAW_CONTAINERS = 4


class NativePolicy:
    """A policy as the bridge takes it; immutable, so that threads and calls may share it."""

    __slots__ = ("address", "flags", "keep", "send_key", "structure")

    def __init__(
        self,
        address: int | None,
        structure: Any,
        deserialize: bool,
        send_key: bool,
        keep: tuple[Any, ...] = (),
    ) -> None:
        #: The structure's address; None for the client's own policy.
        self.address = address
        self.structure = structure
        #: The flags of a command that reads values.
        self.flags = 0 if deserialize else RAW_CONTAINERS
        #: Whether ``get`` returns the user key.
        self.send_key = send_key
        #: What the structure points to.
        self.keep = keep


CACHE_LIMIT = 1024


class PolicySet:
    """The policies of one client.

    *structure_of* gives the C client's own, live structure of a kind.
    """

    def __init__(self, structure_of: Callable[[str], Structure], options: ClientOptions) -> None:
        self._structure_of = structure_of
        self._settings = options.pack_settings()
        self._validate = options.validate_keys
        self._deserialize = options.deserialize
        self._dynamic = options.dynamic
        self._cache: dict[Any, NativePolicy] = {}
        self._defaults = {kind: self._default(kind) for kind in _BY_KEY}

    def _default(self, kind: str) -> NativePolicy:
        structure = self._structure_of(_STRUCTURES[kind])
        return NativePolicy(
            None,
            None,
            self._deserialize.get(kind, True),
            getattr(structure, "key", None) == POLICY_KEY_SEND,
        )

    def get(self, kind: str, policy: Policy | None) -> NativePolicy:
        """The policy of a command: *policy* over the client's own of this kind.

        Raises:
            ParamError: *policy* is not a dictionary, or a value in it is invalid; with
                ``validate_keys``, a key is unknown.
        """
        if policy is None:
            return self._defaults[kind]
        # What is cached outlives the call, and a transaction should not.
        if type(policy) is not dict or self._dynamic or "txn" in policy:
            return self._convert(kind, policy)
        values = policy.values()
        # 1, 1.0 and True are equal, but not equally valid.
        identity = (kind, *policy, *values, *map(type, values))
        if "expressions" in policy:
            # A list cannot be hashed. A compiled one never changes, and the cache keeps it, so that
            # its identity serves as the key.
            expression = policy["expressions"]
            if not hasattr(expression, "_packed"):
                return self._convert(kind, policy)
            number = id(expression)
            identity = tuple([number if part is expression else part for part in identity])
        try:
            found = self._cache.get(identity)
        except TypeError:
            return self._convert(kind, policy)
        if found is None:
            found = self._convert(kind, policy)
            if len(self._cache) >= CACHE_LIMIT:
                self._cache.clear()
            self._cache[identity] = found
        return found

    def remove(self, policy: Policy | None, meta: Mapping[str, Any] | None) -> NativePolicy:
        """The policy of ``remove``, whose generation comes with the metadata."""
        if not isinstance(meta, dict) or "gen" not in meta:
            return self.get("remove", policy)
        if policy is None:
            policy = {}
        elif not isinstance(policy, dict):
            raise _not_a_dictionary(policy)
        return self.get("remove", {**policy, "generation": _generation(meta["gen"])})

    def _convert(self, kind: str, policy: Policy) -> NativePolicy:
        if not isinstance(policy, dict):
            raise _not_a_dictionary(policy)
        if self._validate:
            check_keys(policy, _VALID_KEYS[kind], "policy")
        structure = copy_of(self._structure_of(_STRUCTURES[kind]))
        base = getattr(structure, "base", structure)
        keep: list[Any] = []
        deserialize = self._deserialize.get(kind, True)
        for key, value in policy.items():
            field = _BY_KEY[kind].get(key)
            if field is None or field.kind is NOT_IN_STRUCT:
                continue
            if field.kind is EXPRESSION:
                buffer, pointer = expression_pointer(value, self._settings)
                keep += (buffer, value)
                base.filter_exp = pointer
            elif field.kind is TRANSACTION:
                handle = _transaction(value)
                keep.append(handle)
                base.txn = handle.address
            elif key == "deserialize":
                deserialize = bool(convert_number(field, value))
            else:
                target = structure if hasattr(structure, key) else base
                setattr(target, key, convert_number(field, value))
        return NativePolicy(
            address_of(structure),
            structure,
            deserialize,
            getattr(structure, "key", None) == POLICY_KEY_SEND,
            tuple(keep),
        )

    def describe(self) -> dict[str, dict[str, Any]]:
        """The client's own policies, as dictionaries."""
        described: dict[str, dict[str, Any]] = {}
        for kind in _DESCRIBED:
            structure = self._structure_of(kind)
            base = getattr(structure, "base", structure)
            values: dict[str, Any] = {}
            for field in FIELDS[kind]:
                if field.kind in (EXPRESSION, TRANSACTION, NOT_IN_STRUCT):
                    continue
                if field.key in PER_COMMAND.get(kind, ()):
                    continue
                if field.key == "deserialize":
                    values[field.key] = self._deserialize.get(kind, True)
                    continue
                value = getattr(structure if hasattr(structure, field.key) else base, field.key)
                values[field.key] = bool(value) if field.kind is BOOL else int(value)
            described[kind] = values
        return described


# The policies that ``get_policies`` returns.
_DESCRIBED = (
    "read",
    "write",
    "apply",
    "remove",
    "query",
    "scan",
    "operate",
    "info",
    "admin",
    "batch_apply",
    "batch_remove",
    "batch_write",
    "batch",
    "batch_parent_write",
    "txn_verify",
    "txn_roll",
)


def _transaction(value: Any) -> Handle:
    if type(value) is not Transaction:
        raise param_error("txn is not of type aerospike.Transaction", repr(value))
    return handle_of(value)


def _generation(value: Any) -> int:
    if not isinstance(value, int):
        raise param_error("Generation should be an int or long", f"not {value!r}")
    if not -(2**63) <= value < 2**63:
        raise param_error("integer value for gen exceeds sys.maxsize", shown(value))
    if not GENERATION.fits(value):
        raise param_error("gen is invalid", GENERATION.refusal(value))
    return int(value)


_META_KEYS = frozenset(("gen", "ttl"))
_META_TTL = 'meta["ttl"] is deprecated and will be removed in the next client major release.'


def record_metadata(meta: Mapping[str, Any] | None, validate: bool) -> tuple[int, int]:
    """The time to live and the generation in a command's ``meta``.

    Raises:
        ParamError: *meta* is not a dictionary, or a value in it is invalid; with *validate*, a
            key is unknown.
    """
    if meta is None:
        return TTL_CLIENT_DEFAULT, 0
    if not isinstance(meta, dict):
        raise param_error("Metadata should be of type dictionary", f"not {meta!r}")
    if validate:
        check_keys(meta, _META_KEYS, "record metadata")
    ttl = TTL_CLIENT_DEFAULT
    if "ttl" in meta:
        ttl = _ttl(meta["ttl"])
    return ttl, _generation(meta["gen"]) if "gen" in meta else 0


def _ttl(value: Any) -> int:
    warn_deprecated(_META_TTL, client_error)
    if not isinstance(value, int):
        raise param_error("Ttl should be an int or long", f"not {value!r}")
    if not -(2**63) <= value < 2**63:
        raise param_error("integer value for ttl exceeds sys.maxsize", shown(value))
    if not TTL.fits(value):
        raise param_error("ttl is invalid", TTL.refusal(value))
    return TTL.convert(value)
