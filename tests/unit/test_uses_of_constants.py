"""The page of constants: each has a meaning, and says where it is used."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

EXTENSIONS = Path(__file__).parents[2] / "docs" / "extensions"

pytest.importorskip("sphinx")
sys.path.append(str(EXTENSIONS))

from api_tables import Constant, Constants, groups_of_constants  # noqa: E402
from uses_of_constants import (  # noqa: E402
    Member,
    all_uses,
    docstring_uses,
    members,
    named,
)

from aerospike import constants  # noqa: E402

ALL = [constant for group in groups_of_constants().values() for constant in group]

#: The official package has them, and nothing uses them. Their meanings say so.
WITHOUT_USE = {
    "OP_MAP_REMOVE_BY_VALUE_REL_INDEX_RANGE": "no helper",
    "POLICY_RETRY_NONE": "no policy takes it any more",
    "POLICY_RETRY_ONCE": "no policy takes it any more",
}


def test_page_has_each_public_constant() -> None:
    assert [constant.name for constant in ALL] == [
        name for name in constants.__all__ if not name.startswith("_")
    ]


@pytest.mark.parametrize("constant", ALL, ids=lambda constant: constant.name)
def test_constant_has_a_meaning_and_a_use(constant: Constant) -> None:
    assert constant.meaning
    if constant.name in WITHOUT_USE:
        assert WITHOUT_USE[constant.name] in constant.meaning
        assert not all_uses(*constant)
    else:
        assert all_uses(*constant)


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("ABORT_OK", {"aerospike.Client.abort"}),
        ("AUTH_PKI", {'config["policies"]'}),
        ("CDT_CTX_LIST_RANK", {"aerospike_helpers.cdt_ctx.cdt_ctx_list_rank"}),
        ("INTEGER", {"config"}),
        ("QUERY_DURATION_SHORT", {"query"}),
        ("TXN_STATE_OPEN", {"aerospike.Transaction.state"}),
        ("SUB_NONE", {"aerospike.exception.AerospikeError"}),
        ("POLICY_GEN_GT", {"write", "operate", "remove", "batch_write", "batch_remove"}),
    ],
)
def test_use_of_a_constant(name: str, places: set[str]) -> None:
    (constant,) = [constant for constant in ALL if constant.name == name]
    assert {use.what for use in all_uses(*constant)} == places


def test_return_types_are_used_by_all_that_take_one() -> None:
    takes = {
        member.name
        for member in members()
        if ".list" in member.name and "LIST_RETURN_*" in (member.value.__doc__ or "")
    }
    assert len(takes) > 20
    assert {use.what for use in all_uses("LIST_RETURN_RANK", "")} == takes


@pytest.mark.parametrize(
    "constant",
    [constant for constant in ALL if constant.meaning.startswith("For ")],
    ids=lambda constant: constant.name,
)
def test_comment_on_a_code_names_the_helpers_that_carry_it(constant: Constant) -> None:
    helpers = {use.what.rpartition(".")[2] for use in all_uses(*constant)}
    assert helpers == set(re.findall(r"``(\w+)``", constant.meaning))


def test_text_names_constants_and_families() -> None:
    text = "One of ``LIST_RETURN_*``, or aerospike.INTEGER; not ResultType.INTEGER, SQL or _UP."
    assert list(named(text)) == ["LIST_RETURN_*", "INTEGER"]


def test_docstring_says_how_a_constant_is_used() -> None:
    function = SimpleNamespace(
        __doc__="""Do it, with ``AS_BOOL``.

    Args:
        order: how: ``LIST_ORDERED`` or
            ``LIST_UNORDERED``.

    Returns:
        One of ``ABORT_*``.

    Example:
        >>> INTEGER
    """
    )
    uses = docstring_uses(Member("module.f", "func", function))
    assert [(name, use.how) for name, use in uses] == [
        ("AS_BOOL", "{}"),
        ("LIST_ORDERED", "``order`` of {}"),
        ("LIST_UNORDERED", "``order`` of {}"),
        ("ABORT_*", "what {} returns"),
    ]


def test_constants_of_a_family_have_one_table() -> None:
    lines = list(Constants.text(Constants.__new__(Constants)))
    begin = lines.index("States of a transaction")
    end = lines.index("Languages of user-defined functions")
    assert [line for line in lines[begin:end] if ":py:" in line] == [
        "- :py:attr:`~aerospike.Transaction.state`"
    ]
    assert sum("``TXN_STATE_" in line for line in lines[begin:end]) == 5
