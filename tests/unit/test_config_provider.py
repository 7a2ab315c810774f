"""ConfigProvider: a path and an interval."""

from __future__ import annotations

from typing import Any

import pytest

from aerospike import ConfigProvider


def test_path_and_interval_are_readable() -> None:
    provider = ConfigProvider(path="settings-é.yaml", interval=7)
    assert provider.path == "settings-é.yaml"
    assert provider.interval == 7


def test_interval_is_five_seconds_unless_told_otherwise() -> None:
    assert ConfigProvider("settings.yaml").interval == 5000


@pytest.mark.parametrize("interval", [0, True, 2**32 - 1])
def test_interval_has_32_bits(interval: int) -> None:
    assert ConfigProvider("settings.yaml", interval).interval == interval


@pytest.mark.parametrize(
    ("args", "error", "message"),
    [
        ((1,), TypeError, "argument 1 must be str, not int"),
        ((None,), TypeError, "argument 1 must be str, not None"),
        ((b"a",), TypeError, "argument 1 must be str, not bytes"),
        (("a\0b",), ValueError, "embedded null character"),
        (("a", "b"), TypeError, "b must be an integer"),
        (("a", None), TypeError, "None must be an integer"),
        (("a", 1.5), TypeError, "1.5 must be an integer"),
        (("a", -1), OverflowError, "can't convert negative int to unsigned"),
        (("a", 2**32), ValueError, "4294967296 exceeds 4294967295"),
        (("a", 2**64), OverflowError, "int too big to convert"),
    ],
)
def test_other_arguments_are_refused(args: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as raised:
        ConfigProvider(*args)
    assert str(raised.value) == message


def test_path_without_a_utf8_form_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        ConfigProvider("\ud800")


@pytest.mark.parametrize("name", ["path", "interval", "other"])
def test_attributes_cannot_be_set(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(ConfigProvider("settings.yaml"), name, 1)


def test_class_cannot_be_subclassed() -> None:
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Other", (ConfigProvider,), {})
