"""The client's configuration: from the dictionary to the C client's structure.

A table lists the plain values; values that own memory in C go through functions of the bridge.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from aerospike._errors import param_error, shown
from aerospike._ranges import (
    AUTH_MODE,
    BOOL,
    CONNECTIONS,
    CONNECTIONS_AT_ONCE,
    PORT,
    RACK,
    SHM_KEY,
    SHM_NAMESPACES,
    SHM_NODES,
    SHM_THRESHOLD,
    SIZE,
    THREADS,
    TIME,
    UINT32,
    WINDOW,
    Kind,
)
from aerospike.config import authorities
from aerospike.config.keys import AIO, CLIENT, LUA, POLICIES, SHM, TLS, names
from aerospike.config.options import CONCURRENCY, ClientOptions
from aerospike.config.policy import (
    EXPRESSION,
    FIELDS,
    NOT_IN_STRUCT,
    PER_COMMAND,
    TRANSACTION,
    Field,
    check_keys,
    valid_keys,
)
from aerospike.constants import AS_BOOL, INTEGER

if TYPE_CHECKING:
    from aerospike._native.library import Library
    from aerospike._native.policies import Structure
    from aerospike._native.structures import as_config

__all__ = ["apply", "set_user"]

Config = Mapping[str, Any]

DEFAULT_PORT = 3000
# Bytes, with the one that ends the text.
CREDENTIAL_LIMIT = 64
LUA_PATH_LIMIT = 255


VALID_KEYS = names(CLIENT)
VALID_AIO_KEYS = names(AIO)
VALID_LUA_KEYS = names(LUA)
VALID_POLICIES_KEYS = names(POLICIES)
VALID_SHM_KEYS = names(SHM)
VALID_TLS_KEYS = names(TLS)
TLS_TEXTS = (
    "cafile",
    "capath",
    "protocols",
    "cipher_suite",
    "cert_blacklist",
    "keyfile",
    "certfile",
    "keyfile_pw",
)
TLS_SWITCHES = ("enable", "crl_check", "crl_check_all", "log_session_info", "for_login_only")


class Number(NamedTuple):
    """A key whose value is a number: the field of as_config that it sets, and its range."""

    field: str
    kind: Kind


# Keys whose value is a number. The value None is ignored.
NUMBERS = {
    "thread_pool_size": Number("thread_pool_size", THREADS),
    "max_threads": Number("max_conns_per_node", CONNECTIONS),
    "min_conns_per_node": Number("min_conns_per_node", CONNECTIONS_AT_ONCE),
    "max_conns_per_node": Number("max_conns_per_node", CONNECTIONS),
    "max_error_rate": Number("max_error_rate", UINT32),
    "error_rate_window": Number("error_rate_window", WINDOW),
    "connect_timeout": Number("conn_timeout_ms", UINT32),
    "tend_interval": Number("tender_interval", TIME),
    "max_socket_idle": Number("max_socket_idle", TIME),
}
SHM_NUMBERS = {
    "shm_max_nodes": Number("shm_max_nodes", SHM_NODES),
    "max_nodes": Number("shm_max_nodes", SHM_NODES),
    "shm_max_namespaces": Number("shm_max_namespaces", SHM_NAMESPACES),
    "max_namespaces": Number("shm_max_namespaces", SHM_NAMESPACES),
    "shm_takeover_threshold_sec": Number("shm_takeover_threshold_sec", SHM_THRESHOLD),
    "takeover_threshold_sec": Number("shm_takeover_threshold_sec", SHM_THRESHOLD),
}
# Keys of config["policies"] with the same meaning.
POLICIES_NUMBERS = {
    "max_threads": NUMBERS["max_threads"],
    "thread_pool_size": NUMBERS["thread_pool_size"],
    "login_timeout_ms": Number("login_timeout_ms", UINT32),
}
# The one switch that must be a bool; the others are ignored if they are not.
STRICT_SWITCHES = ("rack_aware", "use_services_alternate")
SWITCHES = ("force_single_node", "fail_if_not_connected")

# Keys of config["policies"] that set a field in many policies at once.
_ALL = ("write", "read", "apply", "operate", "query", "scan", "remove", "batch")
_WRITES = ("write", "apply", "operate", "remove")
_READS = ("read", "operate", "batch")
SHARED_POLICY_FIELDS: dict[str, tuple[str, ...]] = {
    "key": ("read", "write", "apply", "operate", "remove"),
    "socket_timeout": _ALL,
    "total_timeout": _ALL,
    "max_retries": _ALL,
    "exists": ("write",),
    "replica": _ALL,
    "read_mode_ap": _READS,
    "read_mode_sc": _READS,
    "commit_level": _WRITES,
}
# The same key is of the same kind in all policies.
SHARED_KINDS = {
    field.key: field.kind
    for fields in FIELDS.values()
    for field in fields
    if field.key in SHARED_POLICY_FIELDS
}
# Kinds of policies that have a section in config["policies"].
SECTIONS = tuple(kind for kind in FIELDS if kind != "batch_read")


# The official package's message for any wrong setting.
_INVALID = "Invalid Policy setting value"


class _Target(NamedTuple):
    """The target of the configuration."""

    address: int
    structure: as_config
    library: Library

    def set_text(self, field: str, value: str) -> None:
        text = _text(field, value)
        if not self.library.bridge_config_set_string(self.address, field.encode(), text):
            raise MemoryError(f"no memory for {field} of the configuration")


def _text(what: str, value: str) -> bytes:
    try:
        encoded = value.encode()
    except UnicodeEncodeError:
        # Without the value, which may be a password.
        raise param_error(_INVALID, f"{what} has no UTF-8 form") from None
    if b"\0" in encoded:
        raise param_error(_INVALID, f"{what} must not contain a NUL character")
    return encoded


def _number(where: str, kind: Kind, value: Any) -> int:
    """What the C field holds for the *value* of the key that *where* names."""
    if not isinstance(value, int):
        raise param_error(_INVALID, f"{where} must be an int, not {shown(value)}")
    if not kind.fits(value):
        raise param_error(
            _INVALID, f"{where} must be from {kind.low} to {kind.high}, not {shown(value)}"
        )
    return kind.convert(value)


def _set_numbers(
    structure: Structure, numbers: Mapping[str, Number], section: Config, where: str
) -> None:
    """Sets the fields for the keys that *section* has."""
    for key, number in numbers.items():
        value = section.get(key)
        if value is not None:
            converted = _number(f'{where}["{key}"]', number.kind, value)
            setattr(structure, number.field, converted)


def apply(config: Any, address: int, library: Library) -> ClientOptions:
    """Sets the ``as_config`` at *address* from the user's dictionary.

    Raises:
        ParamError: the dictionary is invalid; the message names the key.
    """
    from aerospike._native.policies import config_at

    if not isinstance(config, dict):
        raise param_error("Config must be a dict", f"not {type(config).__name__}")
    validate = config.get("validate_keys", False)
    if not isinstance(validate, bool):
        raise param_error('config["validate_keys"] must be a boolean', f"not {validate!r}")
    if validate:
        check_keys(config, VALID_KEYS, "client config")
    target = _Target(address, config_at(address), library)
    for kind in ("read", "operate", "batch", "batch_parent_write", "query"):
        getattr(target.structure.policies, kind).deserialize = False
    dynamic = _set_config_provider(target, config)
    _section(config, "aio", VALID_AIO_KEYS, validate)
    _set_lua(target, _section(config, "lua", VALID_LUA_KEYS, validate))
    _set_tls(target, _section(config, "tls", VALID_TLS_KEYS, validate))
    _set_hosts(target, config.get("hosts"))
    shm = config.get("shm")
    if isinstance(shm, dict):
        _set_shm(target, _section(config, "shm", VALID_SHM_KEYS, validate))
    serializer, deserializer = _serialization(config.get("serialization"))
    policies = _section(config, "policies", VALID_POLICIES_KEYS, validate)
    deserialize = _set_policies(target, policies, validate)
    metrics_listeners = _set_metrics(target, policies)
    _set_plain(target, config)
    _set_racks(target, config)
    _set_credentials(target, config)
    return ClientOptions(
        validate_keys=validate,
        strict_types=config.get("strict_types") is not False,
        concurrency=_concurrency(config.get("concurrency")),
        bool_as_integer=_send_bool_as(config.get("send_bool_as")) == INTEGER,
        serializer=serializer,
        deserializer=deserializer,
        deserialize=deserialize,
        shared_identity=_identity(config),
        dynamic=dynamic or "AEROSPIKE_CLIENT_CONFIG_URL" in os.environ,
        metrics_listeners=metrics_listeners,
    )


def _section(config: Config, name: str, allowed: frozenset[str], validate: bool) -> Config:
    section = config.get(name)
    if not isinstance(section, dict):
        return {}
    if validate:
        check_keys(section, allowed, "client config")
    return section


def _set_config_provider(target: _Target, config: Config) -> bool:
    from aerospike.config.provider import ConfigProvider

    if "config_provider" not in config:
        return False
    provider = config["config_provider"]
    if type(provider) is not ConfigProvider:
        raise param_error(
            "config_provider must be an aerospike.ConfigProvider class instance. But "
            f"a {type(provider).__name__} was received instead"
        )
    target.structure.config_provider.interval = provider.interval
    target.set_text("config_provider", provider.path)
    return True


def _set_lua(target: _Target, lua: Config) -> None:
    path = lua.get("user_path")
    # Without a name, the bridge looks for one, first in the working directory.
    directory = b""
    if isinstance(path, str):
        encoded = _text('config["lua"]["user_path"]', path)
        if len(encoded) > LUA_PATH_LIMIT:
            raise param_error("Lua user path too long", f"{len(encoded)} bytes")
        if os.path.isdir(path):
            directory = encoded
    target.structure.lua.user_path = directory


def _set_tls(target: _Target, tls: Config) -> None:
    for name in TLS_TEXTS:
        value = tls.get(name)
        if isinstance(value, str):
            target.set_text("tls." + name, value)
    for name in TLS_SWITCHES:
        if name in tls:
            setattr(target.structure.tls, name, bool(tls[name]))

    settings = target.structure.tls
    if settings.enable and settings.cafile is None and settings.capath is None:
        # The C client itself trusts nobody then.
        for field, value in authorities.of_machine().items():
            target.set_text("tls." + field, value)


def _set_hosts(target: _Target, hosts: Any) -> None:
    if not isinstance(hosts, list):
        raise param_error("Hosts must be a list", f"not {hosts!r}")
    if not hosts:
        raise param_error("Hosts must not be empty")
    for host in hosts:
        if isinstance(host, str):
            for part in host.split(","):
                port = part.rpartition(":")[2]
                if port.isdecimal():
                    # A port with more digits is as wrong as one with six.
                    _check_port(int(port.lstrip("0")[:6] or 0))
            if not target.library.bridge_config_add_hosts(
                target.address, _text("host", host), DEFAULT_PORT
            ):
                raise param_error("Invalid host", repr(host))
        else:
            _add_host(target, host)


def _check_port(port: int) -> None:
    if not PORT.fits(port):
        raise param_error(
            "Invalid host", f"the port must be from {PORT.low} to {PORT.high}, not {shown(port)}"
        )


def _add_host(target: _Target, host: Any) -> None:
    if not isinstance(host, tuple) or not 2 <= len(host) <= 3:
        raise param_error(
            "Invalid host", f"{host!r} is not (address, port) or (address, port, tls name)"
        )
    name, port = host[0], host[1]
    if not isinstance(port, int):
        raise param_error("Invalid host -> The host port must be an integer", f"not {port!r}")
    if not isinstance(name, str):
        raise param_error("Invalid host", f"the address must be a string, not {name!r}")
    _check_port(port)
    tls_name = host[2] if len(host) == 3 and isinstance(host[2], str) else None
    added = target.library.bridge_config_add_host(
        target.address,
        _text("host", name),
        None if tls_name is None else _text("TLS name", tls_name),
        port,
    )
    if not added:
        raise MemoryError("no memory for a host of the configuration")


def _set_shm(target: _Target, shm: Config) -> None:
    target.structure.use_shm = True
    _set_numbers(target.structure, SHM_NUMBERS, shm, 'config["shm"]')
    shm_key = shm.get("shm_key")
    if shm_key is not None:
        number = _number('config["shm"]["shm_key"]', SHM_KEY, shm_key)
        target.structure.shm_key = number - 2**32 if number >= 2**31 else number


def _serialization(
    pair: Any,
) -> tuple[Callable[[Any], Any] | None, Callable[[str], Any] | None]:
    if not isinstance(pair, tuple):
        return None, None
    if len(pair) < 2:
        raise param_error(
            _INVALID, f'config["serialization"] must be (serializer, deserializer), not {pair!r}'
        )
    serializer, deserializer = pair[:2]
    if serializer is not None and not callable(serializer):
        raise param_error("Serializer must be callable", f"not {serializer!r}")
    if deserializer is not None and not callable(deserializer):
        raise param_error("Deserializer must be callable", f"not {deserializer!r}")
    return serializer, deserializer


def _set_policies(target: _Target, policies: Config, validate: bool) -> dict[str, bool]:
    structures = target.structure.policies
    for key, kinds in SHARED_POLICY_FIELDS.items():
        value = policies.get(key)
        if value is not None:
            number = _number(f'config["policies"]["{key}"]', SHARED_KINDS[key], value)
            for kind in kinds:
                structure = getattr(structures, kind)
                setattr(structure if hasattr(structure, key) else structure.base, key, number)
    _set_numbers(target.structure, POLICIES_NUMBERS, policies, 'config["policies"]')
    deserialize: dict[str, bool] = {}
    for kind in SECTIONS:
        if kind in policies:
            _set_section(structures, kind, policies[kind], validate, deserialize)
    mode = policies.get("auth_mode")
    if mode is not None:
        if not isinstance(mode, int) or not AUTH_MODE.fits(mode):
            raise param_error("Specify valid auth_mode", f"not {shown(mode)}")
        target.structure.auth_mode = mode
    return deserialize


def _set_section(
    structures: Any, kind: str, section: Any, validate: bool, deserialize: dict[str, bool]
) -> None:
    where = f'config["policies"]["{kind}"]'
    if not isinstance(section, dict):
        raise param_error(_INVALID, f"{where} must be a dictionary, not {section!r}")
    if validate:
        check_keys(section, valid_keys(kind), "policy")
    structure = getattr(structures, kind)
    base = getattr(structure, "base", structure)
    for field in FIELDS[kind]:
        if field.key not in section or field.kind in (EXPRESSION, TRANSACTION, NOT_IN_STRUCT):
            continue
        if field.key in PER_COMMAND.get(kind, ()):
            continue
        value = section[field.key]
        if value is None and field.kind.optional:
            continue
        number = _section_number(f'{where}["{field.key}"]', field, value)
        if field.key == "deserialize":
            deserialize[kind] = bool(number)
        else:
            setattr(structure if hasattr(structure, field.key) else base, field.key, number)


def _section_number(where: str, field: Field, value: Any) -> int:
    if field.kind is BOOL:
        if not isinstance(value, bool):
            raise param_error(_INVALID, f"{where} must be a bool, not {value!r}")
        return int(value)
    # In a command, negative numbers stand for large ones, but not here.
    return _number(where, field.kind._replace(low=0) if field.kind.mask else field.kind, value)


def _set_metrics(target: _Target, policies: Config) -> dict[str, Callable[..., Any]] | None:
    if "metrics" not in policies:
        return None
    from aerospike_helpers.metrics import MetricsPolicy

    metrics = policies["metrics"]
    if type(metrics) is not MetricsPolicy:
        raise param_error(
            "metrics must be an aerospike_helpers.metrics.MetricsPolicy class instance. But "
            f"a {type(metrics).__name__} was received instead"
        )
    from aerospike._native.metrics import set_metrics_policy

    listeners, labels = set_metrics_policy(target.structure.policies.metrics, metrics)
    for name, value in labels.items():
        target.library.bridge_config_add_metrics_label(
            target.address, _text("label", name), _text("label", value)
        )
    return listeners


def _set_plain(target: _Target, config: Config) -> None:
    structure = target.structure
    _set_numbers(structure, NUMBERS, config, "config")
    threshold = config.get("compression_threshold")
    if threshold is not None:
        if isinstance(threshold, int) and threshold < 0:
            raise param_error(
                "Compression value must not be negative",
                f'config["compression_threshold"] is {shown(threshold)}',
            )
        structure.policies.write.compression_threshold = _number(
            'config["compression_threshold"]', SIZE, threshold
        )
    for key in SWITCHES:
        value = config.get(key)
        if isinstance(value, bool):
            setattr(structure, key, value)
    for key in STRICT_SWITCHES:
        if key in config:
            if not isinstance(config[key], bool):
                raise param_error(_INVALID, f'config["{key}"] must be a bool, not {config[key]!r}')
            setattr(structure, key, config[key])
    cluster_name = config.get("cluster_name")
    if isinstance(cluster_name, str):
        target.set_text("cluster_name", cluster_name)
    app_id = config.get("app_id")
    if app_id is not None:
        if not isinstance(app_id, str):
            raise TypeError(f"{app_id} is not a Python unicode object")
        target.set_text("app_id", app_id)


def _concurrency(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and value in CONCURRENCY):
        return value
    allowed = " or ".join(f'"{name}"' for name in CONCURRENCY)
    raise param_error(f'config["concurrency"] must be {allowed}', f"not {shown(value)}")


def _send_bool_as(value: Any) -> int:
    if value is None:
        return AS_BOOL
    if not isinstance(value, int) or value not in (INTEGER, AS_BOOL):
        raise param_error(
            _INVALID,
            f'config["send_bool_as"] must be INTEGER or AS_BOOL, not {shown(value)}',
        )
    return int(value)


def _set_racks(target: _Target, config: Config) -> None:
    if "rack_id" in config:
        target.structure.rack_id = _number('config["rack_id"]', RACK, config["rack_id"])
    if "rack_ids" in config:
        racks = config["rack_ids"]
        if not isinstance(racks, list):
            raise param_error(_INVALID, f"rack_ids must be a list, not {racks!r}")
        for rack in racks:
            number = _number('each of config["rack_ids"]', RACK, rack)
            target.library.bridge_config_add_rack_id(target.address, number)


def _set_credentials(target: _Target, config: Config) -> None:
    user, password = config.get("user"), config.get("password")
    if isinstance(user, str) and isinstance(password, str):
        set_user(target.address, user, password, target.library)


def set_user(address: int, user: str, password: str, library: Library) -> None:
    """Sets the user and the password in the configuration at *address*.

    Raises:
        ParamError: one of them is empty or too long.
    """
    texts = {"Username": _text("Username", user), "Password": _text("Password", password)}
    for what, text in texts.items():
        if not text:
            raise param_error(f"{what} must not be empty")
    for what, text in texts.items():
        if len(text) >= CREDENTIAL_LIMIT:
            raise param_error(
                f"{what} length exceeds the maximum of {CREDENTIAL_LIMIT - 1} characters",
                f"{len(text)} bytes",
            )
    library.bridge_config_set_user(address, *texts.values())


def _identity(config: Config) -> Hashable | None:
    """Clients with the same hosts, user and shared memory may share a connection."""
    if not config.get("use_shared_connection"):
        return None
    shm = config.get("shm")
    return (
        config.get("concurrency") == "gevent",
        tuple(map(str, config["hosts"])),
        str(config.get("user", "")),
        shm.get("shm_key", 0) if isinstance(shm, dict) else None,
    )
