"""Records of a batch as Python objects, before and after a command has used them."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from aerospike_helpers.batch.records import (
    Apply,
    BatchRecord,
    BatchRecords,
    Read,
    Remove,
    Write,
)

KEY = ("test", "demo", 1)


@pytest.fixture
def three() -> BatchRecords:
    return BatchRecords([Read(KEY, None), Write(KEY, []), Remove(KEY)])


def test_length_is_the_number_of_records(three: BatchRecords) -> None:
    assert len(three) == 3


def test_iteration_gives_the_records(three: BatchRecords) -> None:
    assert list(three) == three.batch_records


@pytest.mark.parametrize("index", [0, -1, slice(1, None)])
def test_index_gives_what_it_gives_of_the_list(three: BatchRecords, index: Any) -> None:
    assert three[index] == three.batch_records[index]


def test_index_beyond_the_last_record_is_an_error(three: BatchRecords) -> None:
    with pytest.raises(IndexError):
        three[3]


def test_batch_without_records_is_true_as_in_the_official_package() -> None:
    assert len(BatchRecords()) == 0
    assert BatchRecords()


def test_list_that_was_given_is_the_one_that_is_kept() -> None:
    given: list[BatchRecord] = []
    assert BatchRecords(given).batch_records is given


@pytest.mark.parametrize("wrong", ["x", (Remove(KEY),), 5])
def test_what_is_no_list_is_left_for_the_command_to_refuse(wrong: Any) -> None:
    assert BatchRecords(wrong).batch_records is wrong


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_batch_can_be_copied_and_pickled(three: BatchRecords, duplicate: Any) -> None:
    again = duplicate(three)
    assert [type(record) for record in again] == [Read, Write, Remove]
    assert [record.key for record in again] == [KEY] * 3


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (BatchRecord(KEY), "<BatchRecord ('test', 'demo', 1): result 0>"),
        (Read(KEY, None), "<Read ('test', 'demo', 1): result 0>"),
        (Write(KEY, []), "<Write ('test', 'demo', 1): result 0>"),
        (Apply(KEY, "m", "f", []), "<Apply ('test', 'demo', 1): result 0>"),
        (Remove(KEY), "<Remove ('test', 'demo', 1): result 0>"),
    ],
)
def test_repr_names_the_class_the_key_and_the_result(record: BatchRecord, text: str) -> None:
    assert repr(record) == text


def test_repr_tells_the_servers_message_and_doubt() -> None:
    record = Write(KEY, [])
    record.result, record.message, record.in_doubt = -8, "too late", True
    assert repr(record) == "<Write ('test', 'demo', 1): result -8 (too late), in doubt>"


def test_repr_of_a_record_with_deleted_attributes_is_no_error() -> None:
    record = Write(KEY, [])
    del record.key, record.result
    assert repr(record) == "<Write None: result None>"


def test_repr_of_a_batch_is_short_however_many_records_it_has(three: BatchRecords) -> None:
    assert repr(three) == "<BatchRecords: 3 records, result 0>"
    assert len(repr(BatchRecords([Remove(KEY)] * 100_000))) < 60
