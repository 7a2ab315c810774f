"""Exceptions: what they carry, how a code finds its class, that they survive a pickle."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from aerospike import exception
from aerospike._errors import client_error, param_error
from aerospike.exception import (
    AerospikeError,
    ClientError,
    IndexNotFound,
    ParamError,
    RecordNotFound,
    UDFError,
    exception_for_code,
)

CLASSES = [
    value
    for value in vars(exception).values()
    if isinstance(value, type) and issubclass(value, AerospikeError)
]


def test_error_takes_its_attributes_from_its_five_arguments() -> None:
    error = ParamError(-2, "key is invalid", "src/key.c", 12, False)
    assert (error.code, error.msg, error.file, error.line) == (
        -2,
        "key is invalid",
        "src/key.c",
        12,
    )
    assert error.in_doubt is False
    assert error.subcode == 0


def test_arguments_text_and_representation_are_those_of_any_exception() -> None:
    error = ParamError(-2, "key is invalid", None, None, False)
    assert error.args == (-2, "key is invalid", None, None, False)
    assert str(error) == "(-2, 'key is invalid', None, None, False)"
    assert repr(error) == "ParamError(-2, 'key is invalid', None, None, False)"


def test_detail_is_shown_behind_the_arguments_and_is_none_of_them() -> None:
    error = param_error("timeout is invalid", "0.5 is not an integer")
    assert error.args == (-2, "timeout is invalid", None, None, False)
    assert (error.msg, error.detail) == ("timeout is invalid", "0.5 is not an integer")
    assert str(error) == "(-2, 'timeout is invalid', None, None, False): 0.5 is not an integer"
    assert repr(error) == "ParamError(-2, 'timeout is invalid', None, None, False)"


def test_a_long_detail_is_cut_off() -> None:
    assert param_error("no", "x" * 500).detail == "x" * 500
    assert param_error("no", "x" * 501).detail == "x" * 500 + " …"


def test_error_has_no_detail_of_its_own_accord() -> None:
    assert ParamError.detail is None
    assert RecordNotFound(2, "not found", None, None, False).detail is None


@pytest.mark.parametrize("again", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])
def test_detail_is_copied_and_pickled(again: Callable[[AerospikeError], AerospikeError]) -> None:
    error = again(client_error("no", "because"))
    assert (type(error), error.msg, error.detail) == (ClientError, "no", "because")
    assert str(error) == "(-1, 'no', None, None, False): because"


@pytest.mark.parametrize("args", [(), ("text",), (1, 2), (1, 2, 3, 4), (1, 2, 3, 4, 5, 6)])
def test_error_with_another_number_of_arguments_keeps_the_code_of_its_class(
    args: tuple[object, ...],
) -> None:
    error = RecordNotFound(*args)
    assert error.args == args
    assert error.code == 2
    assert error.msg is None
    assert error.in_doubt is None


def test_error_takes_no_keyword_arguments() -> None:
    with pytest.raises(TypeError):
        AerospikeError(code=1)  # type: ignore[call-arg]


def test_attributes_of_one_error_are_not_those_of_the_next() -> None:
    AerospikeError(1234, "no class for this one", None, None, True)
    assert AerospikeError.code is None
    assert AerospikeError().msg is None


@pytest.mark.parametrize(
    ("cls", "names"),
    [(RecordNotFound, ["key", "bin"]), (UDFError, ["module", "func"]), (IndexNotFound, ["name"])],
)
def test_families_have_attributes_of_their_own(cls: type[AerospikeError], names: list[str]) -> None:
    assert [getattr(cls(), name) for name in names] == [None] * len(names)
    assert not any(hasattr(ClientError, name) for name in names)


@pytest.mark.parametrize("cls", CLASSES)
def test_every_class_with_a_code_is_the_one_for_it(cls: type[AerospikeError]) -> None:
    if cls.code is None:
        assert cls.__subclasses__(), "a class without a code must be the base of others"
    else:
        assert exception_for_code(cls.code) is cls


@pytest.mark.parametrize("code", [0, 1234, -1234, 2**40])
def test_code_without_a_class_has_the_base_class(code: int) -> None:
    assert exception_for_code(code) is AerospikeError


def test_class_of_an_application_does_not_take_the_place_of_the_one_for_its_code() -> None:
    class NotThere(RecordNotFound):
        pass

    assert exception_for_code(2) is RecordNotFound
    assert issubclass(NotThere, exception_for_code(2))


@pytest.mark.parametrize("duplicate", [copy.copy, lambda e: pickle.loads(pickle.dumps(e))])
def test_copy_has_the_class_and_the_attributes(duplicate: object) -> None:
    error = RecordNotFound(2, "not there", "read.c", 7, False)
    error.key = ("test", "demo", 1, bytearray(20))
    error.subcode = 3
    assert callable(duplicate)
    twin = duplicate(error)
    assert type(twin) is RecordNotFound
    assert twin.args == error.args
    assert vars(twin) == vars(error)
