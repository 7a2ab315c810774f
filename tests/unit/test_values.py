"""null, CDTWildcard, CDTInfinite."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

import aerospike

CLASSES = [aerospike.null, aerospike.CDTWildcard, aerospike.CDTInfinite]


@pytest.mark.parametrize("cls", CLASSES)
def test_arguments_are_ignored(cls: Any) -> None:
    assert type(cls(1, 2, key=3)) is cls


@pytest.mark.parametrize("cls", CLASSES)
def test_value_is_true_equal_only_to_itself_and_not_ordered(cls: Any) -> None:
    value = cls()
    assert value
    assert value != cls()
    assert len({value, value, cls()}) == 2
    with pytest.raises(TypeError):
        value < cls()  # noqa: B015


@pytest.mark.parametrize("cls", CLASSES)
def test_value_has_no_attributes(cls: Any) -> None:
    with pytest.raises(AttributeError):
        cls().other = 1


@pytest.mark.parametrize("cls", CLASSES)
def test_representation_names_the_class(cls: Any) -> None:
    assert repr(cls()) == f"aerospike.{cls.__name__}()"


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))])
def test_value_can_be_copied_and_pickled(cls: Any, duplicate: Any) -> None:
    assert type(duplicate(cls())) is cls


@pytest.mark.parametrize("cls", [aerospike.CDTWildcard, aerospike.CDTInfinite])
def test_wildcard_and_infinity_cannot_be_subclassed(cls: type) -> None:
    with pytest.raises(TypeError, match="not an acceptable base type"):
        type("Other", (cls,), {})


def test_null_can_be_subclassed() -> None:
    assert isinstance(type("Other", (aerospike.null,), {})(), aerospike.null)
