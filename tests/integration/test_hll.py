"""Operations on HyperLogLogs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import HyperLogLog
from aerospike_helpers.operations import hll_operations as hll
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
Operation = dict[str, Any]

CREATE_ONLY = {"flags": aerospike.HLL_WRITE_CREATE_ONLY}
UPDATE_ONLY = {"flags": aerospike.HLL_WRITE_UPDATE_ONLY}
CREATE_NO_FAIL = {"flags": aerospike.HLL_WRITE_CREATE_ONLY | aerospike.HLL_WRITE_NO_FAIL}
UPDATE_NO_FAIL = {"flags": aerospike.HLL_WRITE_UPDATE_ONLY | aerospike.HLL_WRITE_NO_FAIL}
ALLOW_FOLD = {"flags": aerospike.HLL_WRITE_ALLOW_FOLD}
CREATE_AND_UPDATE = {"flags": aerospike.HLL_WRITE_CREATE_ONLY | aerospike.HLL_WRITE_UPDATE_ONLY}


def run(client: aerospike.Client, key: Key, *operations: Operation) -> Any:
    """The result of the last operation on the bin, None if it has none."""
    return client.operate(key, list(operations))[2].get("h")


def left(client: aerospike.Client, key: Key) -> Any:
    """The bin as it is now."""
    return client.get(key)[2].get("h")


def sketch(
    client: aerospike.Client, key: Key, values: Sequence[Any], index: int, minhash: int = 0
) -> HyperLogLog:
    """A HyperLogLog of some values, made by the server; the bin is as it was."""
    scratch = (*key[:2], f"{key[2]} of {index} and {minhash}")
    client.operate(
        scratch,
        [hll.hll_init("h", index, minhash), *([hll.hll_add("h", list(values))] if values else ())],
    )
    value = client.get(scratch)[2]["h"]
    client.remove(scratch)
    assert type(value) is HyperLogLog
    return value


def put(
    client: aerospike.Client, key: Key, values: Sequence[Any], index: int = 8, minhash: int = 0
) -> HyperLogLog:
    """Writes the bin, a HyperLogLog of some values, and another bin."""
    value = sketch(client, key, values, index, minhash)
    client.put(key, {"h": value, "other": 1})
    return value


@pytest.mark.parametrize(("index", "minhash"), [(4, 0), (4, 4), (16, 0), (12, 20), (13, 51)])
def test_a_new_one_is_empty_and_has_the_bits_that_were_asked_for(
    client: aerospike.Client, key: Key, index: int, minhash: int
) -> None:
    assert run(client, key, hll.hll_init("h", index, minhash)) is None
    assert run(client, key, hll.hll_describe("h")) == [index, minhash]
    assert run(client, key, hll.hll_get_count("h")) == 0


def test_minhash_bits_are_none_unless_asked_for(client: aerospike.Client, key: Key) -> None:
    run(client, key, hll.hll_init("h", 10))
    assert run(client, key, hll.hll_describe("h")) == [10, 0]


#: Values of all types that can be added: all are different.
TYPES = [None, True, False, 1, -1, 2**63 - 1, 1.0, "1", b"1", "", b"", "a" * 40]


def test_values_are_told_apart_by_type_and_bytes(client: aerospike.Client, key: Key) -> None:
    assert run(client, key, hll.hll_add("h", TYPES, 14)) == len(TYPES)
    assert run(client, key, hll.hll_add("h", TYPES)) == 0
    assert run(client, key, hll.hll_get_count("h")) == len(TYPES)


@pytest.mark.parametrize(
    ("index", "minhash", "data"),
    [
        (4, 0, "0004000000000000000000001000000001000000000000"),
        (4, 4, "00040400000000000000000001500000000000001100000000000000000000"),
    ],
)
def test_registers_are_the_same_on_all_servers(
    client: aerospike.Client, key: Key, index: int, minhash: int, data: str
) -> None:
    run(client, key, hll.hll_add("h", ["x", 7], index, minhash))
    assert left(client, key).hex() == data


#: Estimates of a thousand integers from zero on, by index and minhash bits.
ESTIMATES = [
    (4, 0, 1172),
    (8, 0, 1037),
    (8, 16, 1037),
    (12, 0, 992),
    (16, 0, 1002),
]


@pytest.mark.parametrize(("index", "minhash", "expected"), ESTIMATES)
def test_an_estimate_is_the_same_on_all_servers(
    client: aerospike.Client, key: Key, index: int, minhash: int, expected: int
) -> None:
    put(client, key, range(1000), index, minhash)
    assert run(client, key, hll.hll_get_count("h")) == expected


@pytest.mark.parametrize("index", [6, 10, 14])
def test_an_estimate_is_as_good_as_its_index_bits(
    client: aerospike.Client, key: Key, index: int
) -> None:
    put(client, key, range(5000), index)
    estimate = run(client, key, hll.hll_get_count("h"))
    assert abs(estimate - 5000) < 3 * 5000 * 1.04 / math.sqrt(2**index)


def test_adding_tells_how_many_registers_have_changed(client: aerospike.Client, key: Key) -> None:
    put(client, key, ["a", "b"], 12)
    assert run(client, key, hll.hll_add("h", ["a", "b", "c"])) == 1


def test_adding_leaves_the_bits_of_what_is_there(client: aerospike.Client, key: Key) -> None:
    put(client, key, ["a"], 8, 16)
    assert run(client, key, hll.hll_add("h", ["b"], 12, 4)) == 1
    assert run(client, key, hll.hll_describe("h")) == [8, 16]


@pytest.mark.parametrize(
    ("arguments", "bits"), [((), [8, 16]), ((6,), [6, 16]), ((None, 0), [8, 0]), ((9, 5), [9, 5])]
)
def test_a_second_start_empties_it_and_changes_the_bits_that_are_said(
    client: aerospike.Client, key: Key, arguments: tuple[Any, ...], bits: list[int]
) -> None:
    put(client, key, range(10), 8, 16)
    run(client, key, hll.hll_init("h", *arguments))
    assert run(client, key, hll.hll_describe("h")) == bits
    assert run(client, key, hll.hll_get_count("h")) == 0


def test_the_count_is_kept_until_a_value_changes_the_bin(
    client: aerospike.Client, key: Key
) -> None:
    unrefreshed = put(client, key, range(100), 10)
    count = run(client, key, hll.hll_refresh_count("h"))
    assert count == run(client, key, hll.hll_get_count("h"))
    refreshed = left(client, key)
    assert refreshed != unrefreshed
    # The header has flags, index bits, minhash bits and the count.
    assert int.from_bytes(refreshed[3:11], "little") == count
    run(client, key, hll.hll_add("h", [0]))
    assert left(client, key) == refreshed
    run(client, key, hll.hll_add("h", list(range(100, 200))))
    assert left(client, key)[3:11] == bytes(8)


@pytest.mark.parametrize("index", [4, 8, 10])
def test_folding_is_what_less_index_bits_had_made(
    client: aerospike.Client, key: Key, index: int
) -> None:
    put(client, key, range(500), 10)
    assert run(client, key, hll.hll_fold("h", index)) is None
    assert left(client, key) == sketch(client, key, range(500), index)


@pytest.mark.parametrize(("index", "minhash"), [(8, 0), (8, 16)])
def test_a_union_is_what_all_values_had_made(
    client: aerospike.Client, key: Key, index: int, minhash: int
) -> None:
    mine = put(client, key, range(60), index, minhash)
    others = [
        sketch(client, key, values, index, minhash) for values in (range(40, 90), range(200, 210))
    ]
    every = sketch(client, key, [*range(90), *range(200, 210)], index, minhash)
    assert run(client, key, hll.hll_get_union("h", others)) == every
    assert type(run(client, key, hll.hll_get_union("h", others))) is HyperLogLog
    assert left(client, key) == mine
    count = run(client, key, hll.hll_get_union_count("h", others))
    assert run(client, key, hll.hll_set_union("h", others)) is None
    assert left(client, key) == every
    assert run(client, key, hll.hll_get_count("h")) == count


def test_a_union_is_as_coarse_as_the_coarsest(client: aerospike.Client, key: Key) -> None:
    put(client, key, range(60), 10)
    other = sketch(client, key, range(40, 90), 6)
    assert run(client, key, hll.hll_get_union("h", [other])) == sketch(client, key, range(90), 6)
    run(client, key, hll.hll_set_union("h", [other], ALLOW_FOLD))
    assert left(client, key) == sketch(client, key, range(90), 6)


def test_a_union_has_no_minhash_bits_if_theirs_differ(client: aerospike.Client, key: Key) -> None:
    put(client, key, range(60), 8, 16)
    other = sketch(client, key, range(40, 90), 8, 12)
    assert run(client, key, hll.hll_get_union("h", [other])) == sketch(client, key, range(90), 8)
    run(client, key, hll.hll_set_union("h", [other], ALLOW_FOLD))
    assert run(client, key, hll.hll_describe("h")) == [8, 0]


@pytest.mark.parametrize(
    ("minhash", "others", "count", "similarity"),
    [
        (0, [range(50, 150)], 48, 0.32653061224489793),
        (16, [range(50, 150)], 50, 0.340277698262923),
        (0, [range(50, 150), range(20, 120)], 48, 0.32653061224489793),
        (16, [range(50, 150), range(20, 120)], 50, 0.3402777777777778),
        (16, [range(50, 150), range(20, 120), range(40, 90)], 40, 0.2708333333333333),
        (0, [range(100)], 99, 1.0),
        (16, [range(100)], 99, 0.9999998795671876),
        (16, [()], 0, 0.0),
    ],
)
def test_an_intersection_and_a_similarity_are_estimated(
    client: aerospike.Client,
    key: Key,
    minhash: int,
    others: list[Sequence[int]],
    count: int,
    similarity: float,
) -> None:
    put(client, key, range(100), 12, minhash)
    sketches = [sketch(client, key, values, 12, minhash) for values in others]
    assert run(client, key, hll.hll_get_intersect_count("h", sketches)) == count
    assert run(client, key, hll.hll_get_similarity("h", sketches)) == similarity


@pytest.mark.parametrize("minhash", [0, 16])
def test_nothing_is_similar_to_nothing(client: aerospike.Client, key: Key, minhash: int) -> None:
    empty = put(client, key, (), 8, minhash)
    assert math.isnan(run(client, key, hll.hll_get_similarity("h", [empty])))
    assert run(client, key, hll.hll_get_intersect_count("h", [empty])) == 0


def test_more_than_two_others_need_minhash_bits(client: aerospike.Client, key: Key) -> None:
    mine = put(client, key, range(10), 8)
    for operation in (hll.hll_get_intersect_count, hll.hll_get_similarity):
        with pytest.raises(e.InvalidRequest):
            run(client, key, operation("h", [mine] * 3))
    hashed = sketch(client, key, range(10), 8, 16)
    with pytest.raises(e.OpNotApplicable):
        run(client, key, hll.hll_get_intersect_count("h", [hashed] * 3))


FAILURES: list[tuple[Operation, type[Exception]]] = [
    (hll.hll_init("h", 3), e.InvalidRequest),
    (hll.hll_init("h", 17), e.InvalidRequest),
    (hll.hll_init("h", 8, 3), e.InvalidRequest),
    (hll.hll_init("h", 8, 52), e.InvalidRequest),
    (hll.hll_init("h", 16, 51), e.InvalidRequest),
    (hll.hll_init("h", 8, None, CREATE_ONLY), e.BinExistsError),
    (hll.hll_init("h", 8, None, CREATE_AND_UPDATE), e.InvalidRequest),
    (hll.hll_init("h", 8, None, ALLOW_FOLD), e.InvalidRequest),
    (hll.hll_add("h", []), e.InvalidRequest),
    (hll.hll_add("h", [[1]]), e.InvalidRequest),
    (hll.hll_add("h", [{"k": 1}]), e.InvalidRequest),
    (hll.hll_add("h", ["a"], 8, None, CREATE_ONLY), e.BinExistsError),
    (hll.hll_add("h", ["a"], 8, None, UPDATE_ONLY), e.InvalidRequest),
    (hll.hll_fold("h", 9), e.OpNotApplicable),
    (hll.hll_fold("h", 3), e.InvalidRequest),
    (hll.hll_set_union("h", []), e.InvalidRequest),
    (hll.hll_set_union("h", [HyperLogLog(b"\0\4\0")]), e.InvalidRequest),
    (hll.hll_set_union("h", [HyperLogLog(b"\0\4\0" + bytes(19))]), e.InvalidRequest),
    (hll.hll_set_union("h", [HyperLogLog(b"\1\4\0" + bytes(20))]), e.InvalidRequest),
    (hll.hll_set_union("h", [HyperLogLog(b"\0\4\0" + bytes(20))]), e.OpNotApplicable),
    (hll.hll_set_union("h", [HyperLogLog(b"\0\4\0" + bytes(20))], CREATE_ONLY), e.BinExistsError),
    (hll.hll_get_union("h", []), e.InvalidRequest),
    (hll.hll_get_union_count("h", [1]), e.InvalidRequest),
    (hll.hll_get_similarity("h", ["text"]), e.InvalidRequest),
]


def described(value: Any) -> str | None:
    """The operation of a row, as the name of a test."""
    if not isinstance(value, dict):
        return None
    parts = (f"{name}-{entry}" for name, entry in value.items() if name not in ("op", "bin"))
    return f"op-{value['op']}-{'-'.join(parts)}"


@pytest.mark.parametrize(("operation", "error"), FAILURES, ids=described)
def test_a_failure_has_its_code_and_changes_nothing(
    client: aerospike.Client, key: Key, operation: Operation, error: type[Exception]
) -> None:
    before = put(client, key, range(10), 8)
    with pytest.raises(error) as caught:
        run(client, key, operation)
    assert type(caught.value) is error
    assert left(client, key) == before


def test_minhash_bits_are_not_folded_and_not_given_up_unasked(
    client: aerospike.Client, key: Key
) -> None:
    before = put(client, key, range(10), 8, 16)
    for operation in (
        hll.hll_fold("h", 6),
        hll.hll_set_union("h", [sketch(client, key, range(5), 8, 12)]),
    ):
        with pytest.raises(e.OpNotApplicable):
            run(client, key, operation)
    assert left(client, key) == before


@pytest.mark.parametrize(
    "operation",
    [
        hll.hll_init("h", 4, None, CREATE_NO_FAIL),
        hll.hll_add("h", ["new"], 4, None, CREATE_NO_FAIL),
    ],
    ids=described,
)
def test_what_would_be_a_failure_may_do_nothing(
    client: aerospike.Client, key: Key, operation: Operation
) -> None:
    before = put(client, key, range(10), 8)
    assert run(client, key, operation) is None
    assert left(client, key) == before


EMPTY = HyperLogLog(b"\0\4\0" + bytes(20))


@pytest.mark.parametrize(
    ("operation", "result", "made"),
    [
        (hll.hll_init("h", 4), None, EMPTY),
        (hll.hll_init("h", 4, None, CREATE_ONLY), None, EMPTY),
        (hll.hll_init("h", 4, None, UPDATE_NO_FAIL), None, None),
        (hll.hll_set_union("h", [EMPTY]), None, EMPTY),
        (hll.hll_set_union("h", [EMPTY], UPDATE_NO_FAIL), None, None),
        (hll.hll_get_count("h"), None, None),
        (hll.hll_describe("h"), None, None),
        (hll.hll_get_union("h", [EMPTY]), None, None),
    ],
    ids=described,
)
def test_a_missing_bin_is_made_by_what_adds_and_has_nothing_to_read(
    client: aerospike.Client, key: Key, operation: Operation, result: Any, made: Any
) -> None:
    client.put(key, {"other": 1})
    assert run(client, key, operation) == result
    assert left(client, key) == made


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (hll.hll_init("h"), e.OpNotApplicable),
        (hll.hll_init("h", 4, None, UPDATE_ONLY), e.BinNotFound),
        (hll.hll_add("h", ["a"]), e.OpNotApplicable),
        (hll.hll_set_union("h", [EMPTY], UPDATE_ONLY), e.BinNotFound),
        (hll.hll_refresh_count("h"), e.BinNotFound),
        (hll.hll_fold("h", 4), e.BinNotFound),
    ],
    ids=described,
)
def test_a_missing_bin_cannot_be_changed(
    client: aerospike.Client, key: Key, operation: Operation, error: type[Exception]
) -> None:
    client.put(key, {"other": 1})
    with pytest.raises(error):
        run(client, key, operation)
    assert left(client, key) is None


@pytest.mark.parametrize("value", ["text", 5, [1], {"k": 1}, b"\0\4\0" + bytes(20)])
def test_a_bin_of_another_type_is_refused(client: aerospike.Client, key: Key, value: Any) -> None:
    client.put(key, {"h": value})
    for operation in (hll.hll_get_count("h"), hll.hll_add("h", ["a"], 4), hll.hll_init("h", 4)):
        with pytest.raises(e.BinIncompatibleType):
            run(client, key, operation)
    assert left(client, key) == value


def test_operations_of_one_command_see_each_other(client: aerospike.Client, key: Key) -> None:
    _, _, results = client.operate_ordered(
        key,
        [
            hll.hll_init("h", 12),
            hll.hll_add("h", ["a", "b", "c"]),
            hll.hll_get_count("h"),
            hll.hll_describe("h"),
            op.read("h"),
        ],
    )
    *counted, (_, value) = results
    assert counted == [("h", None), ("h", 3), ("h", 3), ("h", [12, 0])]
    assert value == left(client, key)
