"""Configurations that are wrong, made from one that is good."""

from __future__ import annotations

from wrong_call import param, type_error

CONFIGURATIONS = [
    *param(
        "Config must be a dict",
        ("config is None", lambda good: None),
        ("config is a list", lambda good: []),
    ),
    *param(
        "Hosts must be a list",
        ("no hosts", lambda good: {}),
        ("hosts are text", lambda good: {"hosts": "127.0.0.1:3000"}),
    ),
    *param(
        "Hosts must not be empty",
        ("hosts are empty", lambda good: {"hosts": []}),
    ),
    *param(
        "Invalid host",
        ("host without a port", lambda good: {"hosts": [("127.0.0.1",)]}),
        ("host is a number", lambda good: {"hosts": [1]}),
        ("host is a list", lambda good: {"hosts": [["127.0.0.1", 3000]]}),
        ("host name is a number", lambda good: {"hosts": [(1, 3000)]}),
    ),
    *param(
        "Invalid host -> The host port must be an integer",
        ("host with a port as text", lambda good: {"hosts": [("127.0.0.1", "3000")]}),
        ("host with a port of None", lambda good: {"hosts": [("127.0.0.1", None)]}),
        ("host name and port are wrong", lambda good: {"hosts": [(1, "3000")]}),
    ),
    *param(
        'config["validate_keys"] must be a boolean',
        ("validate_keys is text", lambda good: {**good, "validate_keys": "yes"}),
    ),
    *param(
        '"speed" is an invalid client config dictionary key',
        ("unknown key", lambda good: {**good, "validate_keys": True, "speed": 1}),
        ("unknown key of lua", lambda good: {**good, "validate_keys": True, "lua": {"speed": 1}}),
        ("unknown key of tls", lambda good: {**good, "validate_keys": True, "tls": {"speed": 1}}),
        ("unknown key of shm", lambda good: {**good, "validate_keys": True, "shm": {"speed": 1}}),
        (
            "unknown section",
            lambda good: {**good, "validate_keys": True, "policies": {"speed": {}}},
        ),
    ),
    *param(
        '"speed" is an invalid policy dictionary key',
        (
            "unknown policy key",
            lambda good: {**good, "validate_keys": True, "policies": {"read": {"speed": 1}}},
        ),
    ),
    *param(
        "Lua user path too long",
        ("lua path too long", lambda good: {**good, "lua": {"user_path": "x" * 300}}),
    ),
    *param(
        "Invalid Policy setting value",
        ("policy is text", lambda good: {**good, "policies": {"read": "fast"}}),
        ("policy of scans is a list", lambda good: {**good, "policies": {"scan": []}}),
        ("timeout is text", lambda good: {**good, "policies": {"read": {"total_timeout": "1"}}}),
        ("timeout is negative", lambda good: {**good, "policies": {"read": {"total_timeout": -1}}}),
        (
            "timeout is a float",
            lambda good: {**good, "policies": {"write": {"socket_timeout": 0.5}}},
        ),
        (
            "timeout is too large",
            lambda good: {**good, "policies": {"query": {"total_timeout": 2**32}}},
        ),
        ("timeout of info is text", lambda good: {**good, "policies": {"info": {"timeout": "1"}}}),
        (
            "timeout of administration is text",
            lambda good: {**good, "policies": {"admin": {"timeout": "1"}}},
        ),
        ("key policy is text", lambda good: {**good, "policies": {"read": {"key": "1"}}}),
        (
            "generation is too large",
            lambda good: {**good, "policies": {"batch_remove": {"generation": 65536}}},
        ),
        (
            "read touch is text",
            lambda good: {**good, "policies": {"operate": {"read_touch_ttl_percent": "1"}}},
        ),
        (
            "duration is text",
            lambda good: {**good, "policies": {"query": {"expected_duration": "1"}}},
        ),
        (
            "verbosity is too large",
            lambda good: {**good, "policies": {"read": {"error_detail_verbosity": 256}}},
        ),
        ("switch is a number", lambda good: {**good, "policies": {"read": {"deserialize": 1}}}),
        (
            "ttl of batches is text",
            lambda good: {**good, "policies": {"batch_write": {"ttl": "1"}}},
        ),
        ("rack id is text", lambda good: {**good, "rack_id": "1"}),
        ("rack id is too large", lambda good: {**good, "rack_id": 2**31}),
        ("rack_aware is a number", lambda good: {**good, "rack_aware": 1}),
        ("rack ids are text", lambda good: {**good, "rack_ids": "1"}),
        ("rack ids are texts", lambda good: {**good, "rack_ids": ["1"]}),
        ("alternate services are text", lambda good: {**good, "use_services_alternate": "x"}),
    ),
    *param(
        (
            "metrics must be an aerospike_helpers.metrics.MetricsPolicy class instance. But a "
            "str was received instead"
        ),
        ("metrics are text", lambda good: {**good, "policies": {"metrics": "x"}}),
    ),
    *param(
        "Specify valid auth_mode",
        ("auth mode", lambda good: {**good, "policies": {"auth_mode": 99}}),
    ),
    *param(
        "Serializer must be callable",
        ("serializer is text", lambda good: {**good, "serialization": ("x", None)}),
    ),
    *param(
        "Deserializer must be callable",
        ("deserializer is text", lambda good: {**good, "serialization": (None, "x")}),
    ),
    *param(
        "Compression value must not be negative",
        ("compression threshold", lambda good: {**good, "compression_threshold": -1}),
    ),
    *param(
        "Username must not be empty",
        ("user is empty", lambda good: {**good, "user": "", "password": "x"}),
    ),
    *param(
        "Password must not be empty",
        ("password is empty", lambda good: {**good, "user": "u", "password": ""}),
    ),
    *param(
        "Username length exceeds the maximum of 63 characters",
        ("user too long", lambda good: {**good, "user": "u" * 64, "password": "x"}),
    ),
    *param(
        "Password length exceeds the maximum of 63 characters",
        ("password too long", lambda good: {**good, "user": "u", "password": "x" * 64}),
    ),
    *param(
        (
            "config_provider must be an aerospike.ConfigProvider class instance. But a str "
            "was received instead"
        ),
        ("config provider is text", lambda good: {**good, "config_provider": "x"}),
    ),
    *type_error(
        "5 is not a Python unicode object",
        ("app id is a number", lambda good: {**good, "app_id": 5}),
    ),
]
