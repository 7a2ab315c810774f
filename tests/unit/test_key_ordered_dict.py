"""KeyOrderedDict: a dictionary, except for its type."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from aerospike import KeyOrderedDict


def test_it_is_a_dictionary() -> None:
    value = KeyOrderedDict({"b": 1, "a": 2}, c=3)
    assert isinstance(value, dict)
    assert value == {"a": 2, "b": 1, "c": 3}
    assert repr(value) == "{'b': 1, 'a': 2, 'c': 3}"


def test_iteration_follows_insertion() -> None:
    assert list(KeyOrderedDict([("b", 1), ("a", 2)])) == ["b", "a"]


@pytest.mark.parametrize("args", [(1,), ({}, {})])
def test_arguments_are_those_of_a_dictionary(args: Any) -> None:
    with pytest.raises(TypeError):
        KeyOrderedDict(*args)


def test_it_is_not_hashable_and_has_no_other_attributes() -> None:
    value: Any = KeyOrderedDict()
    with pytest.raises(TypeError):
        hash(value)
    with pytest.raises(AttributeError):
        value.other = 1


def test_copies_and_unions_by_the_dictionarys_own_methods_are_plain() -> None:
    value = KeyOrderedDict(a=1)
    assert type(value.copy()) is dict
    assert type(value | {"b": 2}) is dict


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v)), KeyOrderedDict.fromkeys],
)
def test_other_copies_keep_the_type(duplicate: Any) -> None:
    twin = duplicate(KeyOrderedDict(a=1))
    assert type(twin) is KeyOrderedDict
    assert list(twin) == ["a"]
