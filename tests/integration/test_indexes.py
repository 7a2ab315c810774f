"""Secondary indexes: the twelve ways to make one, and what makes none."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import aerospike
from aerospike import exception as e
from aerospike import predicates as p
from aerospike_helpers import cdt_ctx
from aerospike_helpers import expressions as exp

NUMERIC, STRING = aerospike.INDEX_NUMERIC, aerospike.INDEX_STRING
BLOB, GEO = aerospike.INDEX_BLOB, aerospike.INDEX_GEO2DSPHERE
DEFAULT, LIST = aerospike.INDEX_TYPE_DEFAULT, aerospike.INDEX_TYPE_LIST
KEYS, VALUES = aerospike.INDEX_TYPE_MAPKEYS, aerospike.INDEX_TYPE_MAPVALUES

CONTEXT = [cdt_ctx.cdt_ctx_map_key("x"), cdt_ctx.cdt_ctx_list_index(0)]
NEXT = exp.Add(exp.IntBin("n"), 1).compile()

# Contexts that do more than find something.
CHILDREN = [cdt_ctx.cdt_ctx_all_children()]
FILTERED = [cdt_ctx.cdt_ctx_all_children_with_filter(exp.Val(5).compile())]
CREATED = [cdt_ctx.cdt_ctx_map_key_create("x", aerospike.MAP_KEY_ORDERED)]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

Make = Callable[[aerospike.Client, str, str], Any]


def described(client: aerospike.Client, name: str) -> dict[str, str] | None:
    """What the server tells of an index."""
    reply = client.info_random_node("sindex-list:namespace=test").partition("\t")[2]
    for row in reply.strip().split(";"):
        fields = dict(field.partition("=")[::2] for field in row.split(":"))
        if fields.get("indexname") == name:
            return fields
    return None


@pytest.fixture
def index(client: aerospike.Client, set_name: str) -> Iterator[str]:
    """The name of an index that does not exist; removed afterwards."""
    name = f"index_{set_name}"
    yield name
    client.index_remove("test", name)


FORMS: list[tuple[str, Make, dict[str, str]]] = [
    *(
        (
            f"single value, {kind}",
            lambda c, s, i, number=number: c.index_single_value_create("test", s, "b", number, i),
            {"type": kind, "indextype": "default"},
        )
        for kind, number in (
            ("numeric", NUMERIC),
            ("string", STRING),
            ("blob", BLOB),
            ("geo2dsphere", GEO),
            ("numeric", 1),
            ("string", 99),
        )
    ),
    (
        "list",
        lambda c, s, i: c.index_list_create("test", s, "b", STRING, i),
        {"type": "string", "indextype": "list"},
    ),
    (
        "map keys",
        lambda c, s, i: c.index_map_keys_create("test", s, "b", BLOB, i),
        {"type": "blob", "indextype": "mapkeys"},
    ),
    (
        "map values",
        lambda c, s, i: c.index_map_values_create("test", s, "b", NUMERIC, i),
        {"type": "numeric", "indextype": "mapvalues"},
    ),
    (
        "context",
        lambda c, s, i: c.index_single_value_create("test", s, "b", NUMERIC, i, None, CONTEXT),
        {"indextype": "default", "context": "[map_key(<string#1>), list_index(0)]"},
    ),
    (
        "list with a context",
        lambda c, s, i: c.index_list_create("test", s, "b", NUMERIC, i, ctx=CONTEXT),
        {"indextype": "list", "context": "[map_key(<string#1>), list_index(0)]"},
    ),
    (
        "collection",
        lambda c, s, i: c.index_cdt_create("test", s, "b", KEYS, STRING, i, CONTEXT),
        {"type": "string", "indextype": "mapkeys"},
    ),
    (
        "expression",
        lambda c, s, i: c.index_expr_create("test", s, DEFAULT, NUMERIC, NEXT, i),
        {"bin": "null", "type": "numeric", "indextype": "default"},
    ),
    (
        "integer",
        lambda c, s, i: c.index_integer_create("test", s, "b", i),
        {"type": "numeric", "indextype": "default"},
    ),
    (
        "string",
        lambda c, s, i: c.index_string_create("test", s, "b", i),
        {"type": "string", "indextype": "default"},
    ),
    (
        "blob",
        lambda c, s, i: c.index_blob_create("test", s, "b", i),
        {"type": "blob", "indextype": "default"},
    ),
    (
        "geo2dsphere",
        lambda c, s, i: c.index_geo2dsphere_create("test", s, "b", i),
        {"type": "geo2dsphere", "indextype": "default"},
    ),
    (
        "policy",
        lambda c, s, i: c.index_single_value_create("test", s, "b", STRING, i, {"timeout": 5000}),
        {"type": "string"},
    ),
]


class TestCreate:
    @pytest.mark.parametrize(
        ("make", "expected"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS]
    )
    def test_an_index_is_what_was_asked_for(
        self,
        client: aerospike.Client,
        set_name: str,
        index: str,
        make: Make,
        expected: dict[str, str],
    ) -> None:
        assert make(client, set_name, index) == 0
        found = described(client, index)
        assert found is not None
        wanted = {"ns": "test", "set": set_name, "bin": "b", **expected}
        assert {name: found[name] for name in wanted} == wanted

    def test_an_index_of_a_set(self, client: aerospike.Client, set_name: str, index: str) -> None:
        assert client.index_set_create("test", set_name, index) == 0
        found = described(client, index)
        assert found is not None
        assert (found["set"], found["indextype"]) == (set_name, "set")

    def test_no_set_is_the_whole_namespace(self, client: aerospike.Client, index: str) -> None:
        client.index_single_value_create("test", None, f"b_{index[-8:]}", NUMERIC, index)
        assert described(client, index)["set"] == "null"  # type: ignore[index]

    @pytest.mark.parametrize(
        ("method", "arguments"),
        [
            ("integer", ()),
            ("string", ()),
            ("blob", ()),
            ("geo2dsphere", ()),
            ("cdt", (LIST, NUMERIC)),
        ],
    )
    def test_an_old_form_is_deprecated(
        self, client: aerospike.Client, set_name: str, index: str, method: str, arguments: Any
    ) -> None:
        make = getattr(client, f"index_{method}_create")
        with pytest.warns(DeprecationWarning, match=rf"index_{method}_create\(\) is deprecated"):
            make("test", set_name, "b", *arguments, index, *([CONTEXT] if arguments else []))

    @pytest.mark.parametrize("method", ["single_value", "list", "map_keys", "map_values"])
    def test_a_new_form_is_not(
        self, client: aerospike.Client, set_name: str, index: str, method: str
    ) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            getattr(client, f"index_{method}_create")("test", set_name, "b", NUMERIC, index)


ROWS: list[tuple[str, Make, Any, list[int]]] = [
    (
        "numbers",
        lambda c, s, i: c.index_single_value_create("test", s, "n", NUMERIC, i),
        (p.between("n", 2, 4),),
        [2, 3, 4],
    ),
    (
        "strings",
        lambda c, s, i: c.index_single_value_create("test", s, "s", STRING, i),
        (p.equals("s", "s1"),),
        [1, 4, 7],
    ),
    (
        "blobs",
        lambda c, s, i: c.index_single_value_create("test", s, "b", BLOB, i),
        (p.equals("b", b"\x03"),),
        [3],
    ),
    (
        "points",
        lambda c, s, i: c.index_single_value_create("test", s, "g", GEO, i),
        (p.geo_within_radius("g", 2.0, 2.0, 200_000),),
        [1, 2, 3],
    ),
    (
        "elements of lists",
        lambda c, s, i: c.index_list_create("test", s, "l", STRING, i),
        (p.contains("l", LIST, "e1"),),
        [1, 3, 5, 7, 9],
    ),
    (
        "blobs in lists",
        lambda c, s, i: c.index_list_create("test", s, "l", BLOB, i),
        (p.contains("l", LIST, b"\x04"),),
        [4],
    ),
    (
        "keys of maps",
        lambda c, s, i: c.index_map_keys_create("test", s, "m", STRING, i),
        (p.contains("m", KEYS, "k3"),),
        [3],
    ),
    (
        "a range of keys",
        lambda c, s, i: c.index_map_keys_create("test", s, "m", NUMERIC, i),
        (p.range("m", KEYS, 3, 5),),
        [3, 4, 5],
    ),
    (
        "values of maps",
        lambda c, s, i: c.index_map_values_create("test", s, "m", NUMERIC, i),
        (p.range("m", VALUES, 7, 99),),
        [7, 8, 9],
    ),
    (
        "values inside a bin",
        lambda c, s, i: c.index_single_value_create("test", s, "d", NUMERIC, i, ctx=CONTEXT),
        (p.between("d", 3, 5), CONTEXT),
        [3, 4, 5],
    ),
]


class TestUse:
    """Each kind of index finds the records that it holds, those written before it too."""

    @pytest.fixture
    def numbered(self, client: aerospike.Client, set_name: str) -> str:
        """A set of ten records that have a number in bins of all types."""
        for n in range(10):
            bins = {
                "n": n,
                "s": f"s{n % 3}",
                "b": bytes([n]),
                "l": [n, f"e{n % 2}", bytes([n])],
                "m": {f"k{n}": n, n: f"v{n}"},
                "d": {"x": [n]},
                "g": aerospike.GeoJSON({"type": "Point", "coordinates": [n, n]}),
            }
            client.put(("test", set_name, n), bins)
        return set_name

    @pytest.mark.parametrize(
        ("make", "predicate", "expected"),
        [row[1:] for row in ROWS],
        ids=[row[0] for row in ROWS],
    )
    def test_a_query_finds(
        self,
        client: aerospike.Client,
        numbered: str,
        index: str,
        make: Make,
        predicate: Any,
        expected: list[int],
    ) -> None:
        make(client, numbered, index)
        query = client.query("test", numbered)
        query.where(*predicate)
        assert sorted(record[2]["n"] for record in query.results()) == expected

    @pytest.mark.parametrize("by", ["name", "expression"])
    def test_an_index_of_an_expression_is_found_by(
        self, client: aerospike.Client, numbered: str, index: str, by: str
    ) -> None:
        client.index_expr_create("test", numbered, DEFAULT, NUMERIC, NEXT, index)
        query = client.query("test", numbered)
        if by == "name":
            query.where_with_index_name(index, p.between(None, 3, 5))
        else:
            query.where_with_expr(NEXT, p.between(None, 3, 5))
        assert sorted(record[2]["n"] for record in query.results()) == [2, 3, 4]

    @pytest.mark.parametrize("context", [CHILDREN, FILTERED, CREATED])
    def test_a_context_that_does_more_than_find_is_refused(
        self, client: aerospike.Client, numbered: str, context: Any
    ) -> None:
        query = client.query("test", numbered)
        query.where(p.between("d", 3, 5), context)
        with pytest.raises(e.InvalidRequest):
            query.results({"max_retries": 0})

    def test_an_index_follows_its_records(
        self, client: aerospike.Client, numbered: str, index: str
    ) -> None:
        client.index_single_value_create("test", numbered, "n", NUMERIC, index)
        client.put(("test", numbered, 3), {"n": 103})
        client.remove(("test", numbered, 4))
        client.put(("test", numbered, "new"), {"n": 3})
        query = client.query("test", numbered)
        query.where(p.between("n", 2, 5))
        assert sorted(record[2]["n"] for record in query.results()) == [2, 3, 5]

    def test_a_removed_index_is_used_no_more(
        self, client: aerospike.Client, numbered: str, index: str
    ) -> None:
        client.index_single_value_create("test", numbered, "n", NUMERIC, index)
        assert client.index_remove("test", index) == 0
        query = client.query("test", numbered)
        query.where(p.between("n", 2, 5))
        with pytest.raises(e.IndexNotFound) as caught:
            query.results({"max_retries": 0})
        assert caught.value.code == 201

    def test_an_index_of_another_type_is_not_used(
        self, client: aerospike.Client, numbered: str, index: str
    ) -> None:
        client.index_single_value_create("test", numbered, "n", NUMERIC, index)
        query = client.query("test", numbered)
        query.where(p.equals("n", "text"))
        with pytest.raises(e.IndexNotFound):
            query.results({"max_retries": 0})


class TestExisting:
    def test_the_same_index_may_be_made_again(
        self, client: aerospike.Client, set_name: str, index: str
    ) -> None:
        for _ in range(2):
            assert client.index_single_value_create("test", set_name, "b", NUMERIC, index) == 0

    @pytest.mark.parametrize(
        "make",
        [
            lambda c, s, i: c.index_single_value_create("test", s, "other", NUMERIC, i),
            lambda c, s, i: c.index_single_value_create("test", s, "b", STRING, i),
            lambda c, s, i: c.index_list_create("test", s, "b", NUMERIC, i),
            lambda c, s, i: c.index_single_value_create("test", f"{s}x", "b", NUMERIC, i),
            lambda c, s, i: c.index_expr_create("test", s, DEFAULT, NUMERIC, NEXT, i),
        ],
        ids=["bin", "type", "index type", "set", "expression"],
    )
    def test_its_name_is_taken_for_other_definitions(
        self, client: aerospike.Client, set_name: str, index: str, make: Make
    ) -> None:
        client.index_single_value_create("test", set_name, "b", NUMERIC, index)
        with pytest.raises(e.IndexFoundError) as caught:
            make(client, set_name, index)
        assert type(caught.value) is e.IndexFoundError
        assert caught.value.code == 200
        assert isinstance(caught.value, e.IndexError)

    def test_its_definition_may_have_other_names(
        self, client: aerospike.Client, set_name: str, index: str
    ) -> None:
        other = f"{index}_2"
        client.index_single_value_create("test", set_name, "b", NUMERIC, index)
        assert client.index_single_value_create("test", set_name, "b", NUMERIC, other) == 0
        assert client.index_remove("test", other) == 0


class TestRemove:
    def test_an_index_is_gone(self, client: aerospike.Client, set_name: str, index: str) -> None:
        client.index_set_create("test", set_name, index)
        assert client.index_remove("test", index) == 0
        assert described(client, index) is None

    def test_a_missing_index_is_no_error(self, client: aerospike.Client) -> None:
        assert client.index_remove("test", "no such index") == 0

    @pytest.mark.parametrize(
        ("arguments", "error", "code"),
        [
            (("test", "n" * 300), e.InvalidRequest, 4),
            (("test", ""), e.InvalidRequest, 4),
            (("test", 5), e.ParamError, -2),
            (("test", None), e.ParamError, -2),
            ((5, "name"), e.ParamError, -2),
            ((None, "name"), e.ParamError, -2),
            (("test", "name", 5), e.ParamError, -2),
            (("test", "name", {"timeout": "x"}), e.ParamError, -2),
            (("test",), TypeError, None),
        ],
        ids=str,
    )
    def test_wrong_arguments(
        self, client: aerospike.Client, arguments: Any, error: type[Exception], code: Any
    ) -> None:
        with pytest.raises(error) as caught:
            client.index_remove(*arguments)
        assert type(caught.value) is error
        assert getattr(caught.value, "code", None) == code


BIN: list[tuple[Any, type[Exception], Any]] = [
    # ns, set, bin, data type, name, policy, ctx
    (("test", "s", "b", "x", "i"), e.ParamError, -2),
    (("test", "s", "b", None, "i"), e.ParamError, -2),
    (("test", "s", 5, NUMERIC, "i"), e.ParamError, -2),
    ((5, "s", "b", NUMERIC, "i"), e.ParamError, -2),
    ((None, "s", "b", NUMERIC, "i"), e.ParamError, -2),
    (("test", 5, "b", NUMERIC, "i"), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, 5), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, None), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, "i", 5), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, "i", {"timeout": "x"}), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, "i", None, 5), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, "i", None, [5]), e.ParamError, -2),
    (("test", "s", "b", NUMERIC, "i", None, []), e.InvalidRequest, 4),
    (("test", "s", "b", NUMERIC, "i", None, CHILDREN), e.InvalidRequest, 4),
    (("test", "s", "b", NUMERIC, "i", None, FILTERED), e.InvalidRequest, 4),
    (("test", "s", "b", NUMERIC, "i", None, CREATED), e.InvalidRequest, 4),
    (("test", "s", "b", NUMERIC, "n" * 64), e.InvalidRequest, 4),
    (("test", "s", "b", NUMERIC, "n" * 300), e.InvalidRequest, 4),
    (("test", "s", "b", NUMERIC, ""), e.InvalidRequest, 4),
    (("test", "s", "b" * 16, NUMERIC, "i"), e.InvalidRequest, 4),
    (("test", "s", "", NUMERIC, "i"), e.InvalidRequest, 4),
    (("test", "s" * 64, "b", NUMERIC, "i"), e.InvalidRequest, 4),
    (("test", "", "b", NUMERIC, "i"), e.InvalidRequest, 4),
    (("n" * 32, "s", "b", NUMERIC, "i"), e.NamespaceNotFound, 20),
    (("test", "s", "b"), TypeError, None),
]


OTHERS: list[tuple[str, Any, type[Exception], Any]] = [
    ("single_value", ("nowhere", "s", "b", NUMERIC, "i"), e.NamespaceNotFound, 20),
    ("cdt", ("test", "s", "b", "x", NUMERIC, "i", CONTEXT), e.ParamError, -2),
    ("cdt", ("test", "s", "b", LIST, "x", "i", CONTEXT), e.ParamError, -2),
    ("cdt", ("test", "s", "b", LIST, NUMERIC, "i", None), e.ParamError, -2),
    ("cdt", ("test", "s", "b", LIST, NUMERIC, "i", 5), e.ParamError, -2),
    ("cdt", ("test", "s", "b", LIST, NUMERIC, "i", []), e.InvalidRequest, 4),
    ("cdt", ("test", "s", "b", KEYS, GEO, "i", CONTEXT), e.InvalidRequest, 4),
    ("expr", ("test", "s", DEFAULT, NUMERIC, 5, "i"), e.ParamError, -2),
    ("expr", ("test", "s", DEFAULT, NUMERIC, [], "i"), e.ParamError, -2),
    ("expr", ("test", "s", DEFAULT, NUMERIC, None, "i"), e.ParamError, -2),
    ("expr", ("test", "s", DEFAULT, NUMERIC, exp.IntBin("n"), "i"), e.ParamError, -2),
    ("expr", ("test", "s", DEFAULT, NUMERIC, NEXT, 5), e.ParamError, -2),
    ("expr", (5, "s", DEFAULT, NUMERIC, NEXT, "i"), e.ParamError, -2),
    ("expr", ("test", "s", "x", NUMERIC, NEXT, "i"), TypeError, None),
    ("expr", ("test", "s", DEFAULT, "x", NEXT, "i"), TypeError, None),
    ("expr", ("test", "s", DEFAULT, STRING, NEXT, "i"), e.InvalidRequest, 4),
    ("expr", ("test", "s", LIST, NUMERIC, NEXT, "i"), e.InvalidRequest, 4),
    (
        "expr",
        ("test", "s", DEFAULT, NUMERIC, exp.Eq(exp.IntBin("n"), 1).compile(), "i"),
        e.InvalidRequest,
        4,
    ),
    ("set", ("test", None, "i"), e.InvalidRequest, 4),
    ("set", ("test", "", "i"), e.InvalidRequest, 4),
    ("set", ("test", 5, "i"), e.ParamError, -2),
    ("set", ("test", "s", 5), e.ParamError, -2),
    ("set", (5, "s", "i"), e.ParamError, -2),
    ("set", ("test",), TypeError, None),
    ("integer", ("test", "s", 5, "i"), e.ParamError, -2),
    ("string", ("test", "s", 5, "i"), e.ParamError, -2),
    ("blob", ("test", "s", 5, "i"), e.ParamError, -2),
    ("geo2dsphere", ("test", "s"), TypeError, None),
]


def without_address(value: object) -> str:
    return re.sub(r" at 0x[0-9a-f]+", "", str(value))


class TestWrong:
    """What is refused, with the class and the code; ``BIN`` stands for the four usual forms."""

    def refused(
        self, call: Callable[..., Any], arguments: Any, error: type[Exception], code: Any
    ) -> None:
        with pytest.raises(error) as caught:
            call(*arguments)
        assert type(caught.value) is error
        assert getattr(caught.value, "code", None) == code

    @pytest.mark.parametrize("method", ["single_value", "list", "map_keys", "map_values"])
    @pytest.mark.parametrize(("arguments", "error", "code"), BIN, ids=without_address)
    def test_no_index_of_a_bin(
        self,
        client: aerospike.Client,
        method: str,
        arguments: Any,
        error: type[Exception],
        code: Any,
    ) -> None:
        call = getattr(client, f"index_{method}_create")
        self.refused(call, arguments, error, code)
        assert described(client, "i") is None

    @pytest.mark.parametrize(("method", "arguments", "error", "code"), OTHERS)
    def test_no_index(
        self,
        client: aerospike.Client,
        method: str,
        arguments: Any,
        error: type[Exception],
        code: Any,
    ) -> None:
        self.refused(getattr(client, f"index_{method}_create"), arguments, error, code)
        assert described(client, "i") is None
