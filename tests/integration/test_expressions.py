"""Expressions as filters: which records a command sees, and invalid expressions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import operations as op

Key = tuple[Any, ...]
Command = Callable[[aerospike.Client, Key, Any], Any]

BINS = {"n": 1, "s": "abc", "l": [1, 2]}
FITS = exp.Eq(exp.IntBin("n"), 1).compile()
FITS_NOT = exp.Eq(exp.IntBin("n"), 2).compile()

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

READS: dict[str, Command] = {
    "get": lambda c, k, p: c.get(k, p),
    "select": lambda c, k, p: c.select(k, ["n"], p),
    "exists": lambda c, k, p: c.exists(k, p),
    "operate": lambda c, k, p: c.operate(k, [op.read("n")], None, p),
    "operate_ordered": lambda c, k, p: c.operate_ordered(k, [op.read("n")], None, p),
}
WRITES: dict[str, Command] = {
    "put": lambda c, k, p: c.put(k, {"n": 7}, None, p),
    "remove": lambda c, k, p: c.remove(k, None, p),
    "remove_bin": lambda c, k, p: c.remove_bin(k, ["n"], None, p),
    "touch": lambda c, k, p: c.touch(k, 0, None, p),
    "append": lambda c, k, p: c.append(k, "s", "d", None, p),
    "prepend": lambda c, k, p: c.prepend(k, "s", "d", None, p),
    "increment": lambda c, k, p: c.increment(k, "n", 1, None, p),
    "operate, writing": lambda c, k, p: c.operate(k, [op.write("n", 7)], None, p),
    "operate_ordered, writing": lambda c, k, p: c.operate_ordered(k, [op.write("n", 7)], None, p),
}
SINGLE = {**READS, **WRITES}
MANY: dict[str, Command] = {
    "query": lambda c, k, p: c.query(*k[:2]).results(p),
    "scan": lambda c, k, p: c.scan(*k[:2]).results(p),
    "batch_read": lambda c, k, p: found(c.batch_read([k], None, p)),
    "batch_operate": lambda c, k, p: found(c.batch_operate([k], [op.read("n")], p)),
    "batch_operate, writing": lambda c, k, p: found(c.batch_operate([k], [op.write("n", 7)], p)),
    "batch_remove": lambda c, k, p: found(c.batch_remove([k], p)),
}


def found(batch: Any) -> list[Any]:
    """The records that were not filtered out."""
    assert {record.result for record in batch.batch_records} <= {0, 27}
    return [record.record for record in batch.batch_records if record.result == 0]


def by_name(commands: dict[str, Command]) -> Any:
    return pytest.mark.parametrize("command", commands.values(), ids=commands.keys())


@pytest.fixture
def record(client: aerospike.Client, key: Key) -> Key:
    """The key of a record that holds ``BINS``."""
    client.put(key, BINS)
    return key


class TestFilter:
    @by_name(SINGLE)
    def test_a_record_that_does_not_fit_is_filtered_out(
        self, client: aerospike.Client, record: Key, command: Command
    ) -> None:
        with pytest.raises(e.FilteredOut) as caught:
            command(client, record, {"expressions": FITS_NOT})
        assert type(caught.value) is e.FilteredOut
        assert (caught.value.code, caught.value.in_doubt) == (27, False)
        assert client.get(record)[1]["gen"] == 1

    @by_name(SINGLE)
    def test_a_record_that_fits_is_not(
        self, client: aerospike.Client, record: Key, command: Command
    ) -> None:
        command(client, record, {"expressions": FITS})

    @by_name(MANY)
    def test_of_many_records_those_that_fit_remain(
        self, client: aerospike.Client, record: Key, command: Command
    ) -> None:
        assert command(client, record, {"expressions": FITS_NOT}) == []
        assert client.get(record)[1]["gen"] == 1
        assert len(command(client, record, {"expressions": FITS})) == 1

    def test_a_record_that_does_not_exist_is_not_filtered(
        self, client: aerospike.Client, key: Key
    ) -> None:
        policy = {"expressions": FITS_NOT}
        with pytest.raises(e.RecordNotFound):
            client.get(key, policy)
        assert client.exists(key, policy)[1] is None
        client.put(key, {"n": 1}, None, policy)
        assert client.get(key)[2] == {"n": 1}

    @pytest.mark.parametrize(
        "kind", ["read", "write", "operate", "remove", "query", "scan", "batch", "batch_write"]
    )
    def test_a_filter_in_the_policies_of_a_client_has_no_effect(
        self, config: dict[str, Any], client: aerospike.Client, record: Key, kind: str
    ) -> None:
        filtered = aerospike.client({**config, "policies": {kind: {"expressions": FITS_NOT}}})
        assert filtered.get(record)[2] == BINS
        assert len(filtered.query(*record[:2]).results()) == 1
        assert found(filtered.batch_read([record]))
        filtered.touch(record)
        filtered.remove(record)
        filtered.close()


REGEX = aerospike.REGEX_NONE

VALUES: list[tuple[str, Any, bool]] = [
    ("a constant", exp.Val(True), True),
    ("a bin that exists", exp.BinExists("n"), True),
    ("a bin that does not", exp.BinExists("absent"), False),
    ("the set", exp.Eq(exp.SetName(), "another"), False),
    ("the time of the update", exp.GT(exp.LastUpdateTime(), 0), True),
    ("a stored key", exp.KeyExists(), False),
    ("the digest", exp.Eq(exp.DigestMod(1), 0), True),
    ("a regular expression", exp.CmpRegex(REGEX, "^a.c$", exp.StrBin("s")), True),
    ("a broken regular expression", exp.CmpRegex(REGEX, "a(", exp.StrBin("s")), False),
    ("unknown", exp.Eq(exp.IntBin("absent"), 1), False),
    ("not unknown", exp.Not(exp.Eq(exp.IntBin("absent"), 1)), False),
    (
        "unknown or true",
        exp.Or(exp.Eq(exp.IntBin("absent"), 1), exp.Eq(exp.IntBin("n"), 1)),
        True,
    ),
    (
        "unknown and true",
        exp.And(exp.Eq(exp.IntBin("absent"), 1), exp.Eq(exp.IntBin("n"), 1)),
        False,
    ),
    ("a bin of another type", exp.Eq(exp.StrBin("n"), "1"), False),
    (
        "a variable",
        exp.Let(exp.Def("a", exp.IntBin("n")), exp.Eq(exp.Add(exp.Var("a"), exp.Var("a")), 2)),
        True,
    ),
    ("a condition", exp.Cond(exp.BinExists("absent"), False, True), True),
    ("three hundred terms", exp.And(*[exp.Eq(exp.IntBin("n"), 1)] * 300), True),
    ("a list", exp.Eq(exp.ListSize(None, exp.ListBin("l")), 2), True),
]


@pytest.mark.parametrize(
    ("expression", "fits"), [row[1:] for row in VALUES], ids=[row[0] for row in VALUES]
)
def test_only_what_is_true_fits(
    client: aerospike.Client, record: Key, expression: Any, fits: bool
) -> None:
    policy = {"expressions": expression.compile()}
    assert len(client.query(*record[:2]).results(policy)) == fits
    assert len(found(client.batch_read([record], [], policy))) == fits
    if fits:
        assert client.get(record, policy)[2] == BINS
    else:
        with pytest.raises(e.FilteredOut):
            client.get(record, policy)


def test_an_expression_may_be_used_again_and_again(client: aerospike.Client, set_name: str) -> None:
    policy = {"expressions": FITS}
    for number in range(100):
        key = ("test", set_name, number)
        client.put(key, {"n": number % 2})
        if number % 2:
            assert client.get(key, policy)[2] == {"n": 1}
        else:
            with pytest.raises(e.FilteredOut):
                client.get(key, policy)


REFUSED: list[tuple[str, Any]] = [
    ("a number", exp.IntBin("n")),
    ("other types", exp.Eq(exp.StrBin("n"), 1)),
    ("a variable that is not defined", exp.Eq(exp.Var("a"), 1)),
]


@pytest.mark.parametrize("expression", [row[1] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_the_server_refuses_what_is_no_condition(
    client: aerospike.Client, record: Key, expression: Any
) -> None:
    policy = {"expressions": expression.compile()}
    for run in (
        lambda: client.get(record, policy),
        lambda: client.put(record, {"n": 7}, None, policy),
        lambda: client.query(*record[:2]).results(policy),
    ):
        with pytest.raises(e.InvalidRequest) as caught:
            run()
        assert caught.value.code == 4
    assert [one.result for one in client.batch_read([record], [], policy).batch_records] == [4]
    assert client.get(record)[2] == BINS


WRONG = [
    5,
    "text",
    None,
    [],
    [1],
    (FITS,),
    exp.IntBin("n"),
    exp.Eq(exp.IntBin("n"), 1),
]


@by_name({**SINGLE, **MANY})
def test_what_is_no_expression_is_refused_before_it_is_sent(
    client: aerospike.Client, record: Key, command: Command
) -> None:
    # remove_bin has an error of its own for policies.
    error = e.ClientError if command is WRITES["remove_bin"] else e.ParamError
    for wrong in WRONG:
        with pytest.raises(error, match="Expressions must be") as caught:
            command(client, record, {"expressions": wrong})
        assert type(caught.value) is error
    assert client.get(record)[1]["gen"] == 1
