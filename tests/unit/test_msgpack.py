"""The two packages that pack and unpack: the same bytes, the same refusals."""

from __future__ import annotations

import datetime
import enum
import os
import subprocess
import sys
import sysconfig
import uuid
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aerospike._msgpack import portable

ormsgpack: Any
try:
    import ormsgpack
except ImportError:
    ormsgpack = None

both = pytest.mark.skipif(ormsgpack is None, reason="ormsgpack has no wheel for this Python")

STRICT = (
    "OPT_PASSTHROUGH_BIG_INT",
    "OPT_PASSTHROUGH_DATACLASS",
    "OPT_PASSTHROUGH_DATETIME",
    "OPT_PASSTHROUGH_ENUM",
    "OPT_PASSTHROUGH_SUBCLASS",
    "OPT_PASSTHROUGH_TUPLE",
    "OPT_PASSTHROUGH_UUID",
)

SCALARS = (
    some.none()
    | some.booleans()
    | some.integers(-(2**65), 2**65)
    | some.floats(allow_nan=False)
    | some.text(some.characters())
    | some.binary()
)
KEYS = some.integers(-(2**63), 2**63 - 1) | some.text() | some.binary()
VALUES = some.recursive(
    SCALARS, lambda inner: some.lists(inner) | some.dictionaries(KEYS, inner), max_leaves=20
)


class Number(int):
    pass


class Text(str):
    pass


class Listed(list):  # type: ignore[type-arg]
    pass


class Mapped(dict):  # type: ignore[type-arg]
    pass


class Pair(NamedTuple):
    first: int
    second: int


class Colour(enum.Enum):
    RED = 1


class Level(enum.IntEnum):
    LOW = 1


@dataclass
class Point:
    x: int


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def cyclic() -> list[Any]:
    value: list[Any] = []
    value += [value, value]
    return value


REFUSED: list[Any] = [
    2**64,
    -(2**63) - 1,
    "\ud800",
    {"\ud800": 1},
    (1,),
    {(1,): 1},
    {1.5, 2},
    frozenset(),
    1j,
    object(),
    int,
    Number(1),
    Text("x"),
    {Text("x"): 1},
    Listed(),
    Mapped(),
    Pair(1, 2),
    Colour.RED,
    Level.LOW,
    Point(1),
    datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    datetime.date(2026, 1, 1),
    uuid.UUID(int=1),
    nested(2000),
    cyclic(),
]


def options(package: Any, names: tuple[str, ...]) -> int:
    chosen = 0
    for name in names:
        chosen |= getattr(package, name)
    return chosen


def outcome(package: Any, value: Any, names: tuple[str, ...]) -> bytes | type[TypeError]:
    try:
        packed: bytes = package.packb(value, None, options(package, names))
    except TypeError:
        return TypeError
    return packed


@both
@pytest.mark.parametrize("names", [STRICT, (*STRICT, "OPT_NON_STR_KEYS")], ids=["strict", "keys"])
@given(value=VALUES)
def test_both_packages_pack_and_refuse_the_same(names: tuple[str, ...], value: Any) -> None:
    assert outcome(portable, value, names) == outcome(ormsgpack, value, names)


@both
@given(value=VALUES)
def test_both_packages_read_the_same(value: Any) -> None:
    packed = outcome(ormsgpack, value, (*STRICT, "OPT_NON_STR_KEYS"))
    if not isinstance(packed, bytes):
        return
    for data in (packed, memoryview(b"\xc1" + packed)[1:]):
        assert portable.unpackb(data, option=portable.OPT_NON_STR_KEYS) == ormsgpack.unpackb(
            data, option=ormsgpack.OPT_NON_STR_KEYS
        )


@pytest.mark.parametrize("place", [lambda value: value, lambda value: {"bin": [value]}])
@pytest.mark.parametrize("value", REFUSED, ids=lambda value: type(value).__name__)
def test_what_has_no_type_is_refused(value: Any, place: Any) -> None:
    assert outcome(portable, place(value), STRICT) is TypeError
    if ormsgpack is not None:
        assert outcome(ormsgpack, place(value), STRICT) is TypeError


@pytest.mark.parametrize("value", [{1: 1}, [{b"x": 1}], {"a": {None: 1}}, {True: 1}, {1.5: 1}])
def test_keys_that_are_no_strings_are_refused_without_the_option(value: Any) -> None:
    assert outcome(portable, value, STRICT) is TypeError
    assert isinstance(outcome(portable, value, ("OPT_NON_STR_KEYS",)), bytes)


@both
def test_tuples_and_subclasses_are_packed_if_no_option_refuses_them() -> None:
    for value in ((1, ("a", b"b")), [Number(5), Text("x"), Listed([1]), Mapped({"a": 1})]):
        assert outcome(portable, value, ()) == outcome(ormsgpack, value, ())


@both
@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 8, 16, 17, 255, 256, 70_000])
def test_ext_types_are_the_same(size: int) -> None:
    content = bytes(size)
    packed = ormsgpack.packb([ormsgpack.Ext(9, content)])
    assert portable.packb([portable.Ext(9, content)]) == packed
    assert portable.unpackb(packed, ext_hook=lambda *ext: ext) == [(9, content)]


@pytest.mark.parametrize(
    "data",
    ["", "c1", "91", "0101", "a1ff", "d40900", "819001", "91" * 5000],
    ids=lambda data: data[:6] or "nothing",
)
def test_malformed_replies_are_refused(data: str) -> None:
    with pytest.raises(ValueError):
        portable.unpackb(bytes.fromhex(data), option=portable.OPT_NON_STR_KEYS)


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )


def test_the_environment_chooses_the_package() -> None:
    code = "from aerospike import _msgpack; print(_msgpack.packb.__module__)"
    assert run(code, AEROSPIKE_MSGPACK="msgpack").stdout == "aerospike._msgpack.portable\n"
    if ormsgpack is not None:
        assert "ormsgpack" in run(code, AEROSPIKE_MSGPACK="ormsgpack").stdout


def test_an_unknown_choice_is_named() -> None:
    done = run("import aerospike; aerospike.client", AEROSPIKE_MSGPACK="json")
    assert "AEROSPIKE_MSGPACK='json' is not one of ormsgpack, msgpack" in done.stderr


def test_the_second_package_is_taken_if_the_first_is_missing() -> None:
    code = (
        "import sys; sys.modules['ormsgpack'] = None\n"
        "from aerospike import _msgpack; print(_msgpack.packb.__module__)"
    )
    assert run(code, AEROSPIKE_MSGPACK="").stdout == "aerospike._msgpack.portable\n"


def test_without_both_packages_the_error_says_what_to_install() -> None:
    code = "import sys; sys.modules['ormsgpack'] = sys.modules['msgpack'] = None; import aerospike"
    assert "pip install msgpack" in run(code, AEROSPIKE_MSGPACK="").stderr


@pytest.mark.skipif(
    not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this Python always has its GIL"
)
def test_the_import_leaves_the_gil_off() -> None:
    code = "import aerospike, aerospike_helpers, sys; sys.exit(sys._is_gil_enabled())"
    done = run(code, PYTHONWARNINGS="error", PYTHON_GIL="")
    assert (done.returncode, done.stderr) == (0, "")
