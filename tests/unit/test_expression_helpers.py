"""Compiled expressions: what they are made of, and that they cannot be changed."""

from __future__ import annotations

import base64
import copy
import math
import pickle
import threading
from typing import Any

import pytest

import aerospike.exception
from aerospike import constants
from aerospike._native.transcoder import pack_expression, pack_expression_or_base64
from aerospike._wire.plain import PackSettings
from aerospike_helpers import expressions as exp
from aerospike_helpers.expressions.resources import CompiledExpression

ADULT = exp.GE(exp.IntBin("age"), 18)


def test_a_compiled_expression_is_a_list_of_nodes_each_followed_by_its_children() -> None:
    assert ADULT.compile() == [
        (4, None, None, 2),
        (81, 2, {"bin": "age"}, 0),
        (200, None, {"val": 18}, 0),
    ]


def test_any_number_of_arguments_end_with_a_mark() -> None:
    compiled = exp.Or(ADULT, exp.BoolBin("vip")).compile()
    assert compiled[0] == (17, None, None, 3)
    assert compiled[-1] == (150, 0, {}, 0)


@pytest.mark.parametrize(
    "expression, same_as",
    [
        (exp.IntBin("a") + 1, exp.Add(exp.IntBin("a"), 1)),
        (exp.IntBin("a") + exp.IntBin("b") + 1, exp.Add(exp.IntBin("a"), exp.IntBin("b"), 1)),
        (exp.IntBin("a") - 1, exp.Sub(exp.IntBin("a"), 1)),
        (exp.IntBin("a") * 2, exp.Mul(exp.IntBin("a"), 2)),
        (exp.FloatBin("a") / 2.0, exp.Div(exp.FloatBin("a"), 2.0)),
        (exp.FloatBin("a") // 2.0, exp.Floor(exp.Div(exp.FloatBin("a"), 2.0))),
        (exp.FloatBin("a") ** 2.0, exp.Pow(exp.FloatBin("a"), 2.0)),
        (exp.IntBin("a") % 2, exp.Mod(exp.IntBin("a"), 2)),
        (abs(exp.IntBin("a")), exp.Abs(exp.IntBin("a"))),
        (math.floor(exp.FloatBin("a")), exp.Floor(exp.FloatBin("a"))),
        (math.ceil(exp.FloatBin("a")), exp.Ceil(exp.FloatBin("a"))),
    ],
)
def test_operators_make_the_expression_of_the_same_name(expression: Any, same_as: Any) -> None:
    assert pack_expression(expression.compile()) == pack_expression(same_as.compile())


def test_operators_leave_their_operands_as_they_were() -> None:
    total = exp.IntBin("a") + 1
    before = total.compile()
    total + 2
    assert total.compile() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda nodes: nodes.append(1),
        lambda nodes: nodes.extend([1]),
        lambda nodes: nodes.insert(0, 1),
        lambda nodes: nodes.remove(nodes[0]),
        lambda nodes: nodes.pop(),
        lambda nodes: nodes.clear(),
        lambda nodes: nodes.sort(),
        lambda nodes: nodes.reverse(),
        lambda nodes: nodes.__setitem__(0, 1),
        lambda nodes: nodes.__delitem__(0),
        lambda nodes: nodes.__iadd__([1]),
        lambda nodes: nodes.__imul__(2),
    ],
)
def test_a_compiled_expression_cannot_be_changed(change: Any) -> None:
    compiled = ADULT.compile()
    with pytest.raises(TypeError, match="cannot be changed"):
        change(compiled)
    assert compiled == ADULT.compile()


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, lambda compiled: pickle.loads(pickle.dumps(compiled))],
)
def test_a_copy_is_equal_and_packs_to_the_same_bytes(duplicate: Any) -> None:
    compiled = ADULT.compile()
    packed = pack_expression(compiled)
    again = duplicate(compiled)
    assert isinstance(again, CompiledExpression)
    assert again == compiled
    assert pack_expression(again) == packed


def test_the_bytes_are_made_once_for_the_same_settings() -> None:
    compiled = exp.Eq(exp.ListBin("a"), [True]).compile()
    first = pack_expression(compiled, PackSettings())
    assert pack_expression(compiled, PackSettings()) is first
    other = pack_expression(compiled, PackSettings(send_bool_as_int=True))
    assert other != first
    assert pack_expression(compiled, PackSettings()) == first


def test_a_plain_list_of_the_same_nodes_packs_to_the_same_bytes() -> None:
    compiled = ADULT.compile()
    assert pack_expression(list(compiled)) == pack_expression(compiled)


def test_threads_may_share_a_compiled_expression() -> None:
    compiled = exp.And(*(exp.Eq(exp.IntBin("a"), number) for number in range(200))).compile()
    packed: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: packed.append(pack_expression(compiled))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert packed == [packed[0]] * 8


def test_an_expression_nested_deeper_than_calls_may_be_compiles() -> None:
    expression: Any = exp.BoolBin("a")
    for _ in range(5000):
        expression = exp.Not(expression)
    assert pack_expression(expression.compile()).startswith(b"\x92\x12" * 5000)


def test_what_was_compiled_by_no_expression_is_refused() -> None:
    for nonsense in (None, (), [], "kwGTUQKhYQE=", [5], [(1, 2, 3)], [("x", None, None, 0)]):
        with pytest.raises(aerospike.exception.ParamError):
            pack_expression(nonsense)


def test_base64_is_taken_where_it_is_allowed() -> None:
    packed = pack_expression(ADULT.compile())
    assert pack_expression_or_base64(base64.b64encode(packed).decode()) == packed
    assert pack_expression_or_base64(ADULT.compile()) == packed
    for nonsense in ("", "a", "ä===", 5):
        with pytest.raises(aerospike.exception.ParamError):
            pack_expression_or_base64(nonsense)


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(aerospike.exception.ParamError, match="9999"):
        pack_expression([(9999, None, None, 0)])


def test_remove_result_has_the_name_of_earlier_releases_too() -> None:
    assert exp.ResultRemove is exp.RemoveResult


def test_the_regular_expressions_of_old_are_deprecated() -> None:
    compiled = exp.CmpRegex(constants.REGEX_ICASE, "x.*", exp.StrBin("a")).compile()
    with pytest.warns(DeprecationWarning, match="RegexCompare") as warnings:
        pack_expression(compiled)
    assert warnings[0].filename == __file__


class Serialized:
    """A type that no particle type maps to."""


def test_values_of_other_types_need_a_serializer() -> None:
    compiled = exp.Eq(exp.BlobBin("a"), Serialized()).compile()
    with pytest.raises(aerospike.exception.ClientError, match="Serialized"):
        pack_expression(compiled)
    settings = PackSettings(serializer=lambda value: type(value).__name__)
    assert pack_expression(compiled, settings).endswith(b"\xab\x04Serialized")


def test_a_failing_serializer_is_a_client_error() -> None:
    settings = PackSettings(serializer=lambda value: 1 / 0)
    with pytest.raises(aerospike.exception.ClientError, match="ZeroDivisionError"):
        pack_expression(exp.Val(Serialized()).compile(), settings)
