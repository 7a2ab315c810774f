"""Names in info commands: none of them ends its command or adds a parameter to it."""

from __future__ import annotations

import contextlib
import enum
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some

import aerospike
from aerospike import exception as e
from aerospike import predicates
from aerospike.devserver import Server
from aerospike.devserver.info import commands as info
from aerospike_helpers import cdt_ctx
from aerospike_helpers import expressions as exp

Call = Callable[[aerospike.Client, str, Path], object]

NUMERIC = aerospike.INDEX_NUMERIC
FILTER = exp.Eq(exp.IntBin("n"), 1).compile()


def put_module(client: aerospike.Client, name: str, directory: Path) -> None:
    path = directory / name
    try:
        path.write_text("return 1")
    except (OSError, ValueError):
        # Not a name of a file: it is refused anyway.
        pass
    client.udf_put(str(path))


#: Whatever puts a name of the caller's into an info command.
PLACES: dict[str, Call] = {
    "truncate namespace": lambda client, name, _: client.truncate(name, "s", 0),
    "truncate all of a namespace": lambda client, name, _: client.truncate(name, None, 0),
    "truncate set": lambda client, name, _: client.truncate("test", name, 0),
    "index namespace": lambda client, name, _: client.index_single_value_create(
        name, "s", "b", NUMERIC, "i"
    ),
    "index set": lambda client, name, _: client.index_list_create("test", name, "b", NUMERIC, "i"),
    "index bin": lambda client, name, _: client.index_map_keys_create(
        "test", "s", name, NUMERIC, "i"
    ),
    "index name": lambda client, name, _: client.index_map_values_create(
        "test", "s", "b", NUMERIC, name
    ),
    "index name with a context": lambda client, name, _: client.index_single_value_create(
        "test", "s", "b", NUMERIC, name, ctx=[cdt_ctx.cdt_ctx_list_index(0)]
    ),
    "index bin of a deprecated call": lambda client, name, _: client.index_string_create(
        "test", "s", name, "i"
    ),
    "index name of an expression": lambda client, name, _: client.index_expr_create(
        "test", "s", aerospike.INDEX_TYPE_DEFAULT, NUMERIC, exp.IntBin("n").compile(), name
    ),
    "index set of an expression": lambda client, name, _: client.index_expr_create(
        "test", name, aerospike.INDEX_TYPE_DEFAULT, NUMERIC, exp.IntBin("n").compile(), "i"
    ),
    "index set of a set": lambda client, name, _: client.index_set_create("test", name, "i"),
    "index name of a set": lambda client, name, _: client.index_set_create("test", "s", name),
    "removed index namespace": lambda client, name, _: client.index_remove(name, "i"),
    "removed index name": lambda client, name, _: client.index_remove("test", name),
    "module put": put_module,
    "module got": lambda client, name, _: client.udf_get(name),
    "module removed": lambda client, name, _: client.udf_remove(name),
    "data center": lambda client, name, _: client.set_xdr_filter(name, "test", FILTER),
    "namespace of a data center": lambda client, name, _: client.set_xdr_filter("dc", name, FILTER),
}

#: Names that travel in other ways; whatever is in them, the server runs nothing else.
OTHER_PLACES: dict[str, Call] = {
    "key": lambda client, name, _: client.put(("test", name, name), {name: name}),
    "key's namespace": lambda client, name, _: client.get((name, "s", 1)),
    "index of a query": lambda client, name, _: (
        client.query("test", name).where(predicates.equals(name, 1)).results()
    ),
    "namespace of a query": lambda client, name, _: client.query(name).results(),
    "scan": lambda client, name, _: client.scan("test", name).results(),
    "function": lambda client, name, _: client.apply(("test", "s", 1), name, name, []),
    "background": lambda client, name, _: client.scan_apply("test", name, name, name),
    "node": lambda client, name, _: client.info_single_node("build", name),
    "job": lambda client, name, _: client.job_info(1, name),
    "user": lambda client, name, _: client.admin_create_user(name, name, [name]),
    "role": lambda client, name, _: client.admin_create_role(
        name, [{"code": aerospike.PRIV_READ, "ns": name, "set": name}], whitelist=[name]
    ),
}

#: Characters, and what errors call them.
REFUSED = {
    "\n": "a line feed",
    "\t": "a tab",
    "\r": "a carriage return",
    "\0": "a NUL character",
    **{character: f'"{character}"' for character in ";:=,"},
    "\x01": "the control character U+0001",
    "\x7f": "the control character U+007F",
}
ALLOWED = "a-b_$%&+.@#(x)é"


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The info commands that the development server has been sent, those of the tend apart."""
    lines: list[str] = []
    run = info._run

    def record(node: Any, line: str, session: Any) -> str:
        if line.split(":")[0] not in TEND:
            lines.append(line)
        return run(node, line, session)

    monkeypatch.setattr(info, "_run", record)
    return lines


TEND = frozenset(
    "node partition-generation peers-generation rebalance-generation peers-clear-std partitions "
    "replicas racks cluster-name build features service-clear-std user-agent-set edition ns "
    "peers-clear-alt service-clear-alt partition-ids peers-tls-std namespaces".split()
)
#: The parameters of the commands that the methods above send.
PARAMETERS = {
    "truncate": {"namespace", "set"},
    "truncate-namespace": {"namespace"},
    "sindex-create": {
        *("namespace", "ns", "set", "indexname", "indextype", "type", "bin", "context", "exp")
    },
    "sindex-delete": {"namespace", "indexname"},
    "sindex-stat": {"namespace", "indexname"},
    "udf-put": {"filename", "content", "content-len", "udf-type"},
    "udf-get": {"filename"},
    "udf-remove": {"filename"},
    "udf-list": set(),
    "xdr-set-filter": {"dc", "namespace", "exp"},
    "query-show": {"id"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(namespaces=("test", "bar")) as running:
        yield running


@pytest.fixture(scope="module")
def watched(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[aerospike.Client]:
    """A client of a server that :func:`sent` listens to."""
    directory = str(tmp_path_factory.mktemp("lua"))
    connected = aerospike.client({"hosts": server.hosts, "lua": {"user_path": directory}})
    yield connected
    connected.close()


@pytest.mark.parametrize("character", REFUSED, ids=repr)
@pytest.mark.parametrize("place", PLACES)
def test_a_character_of_the_syntax_is_refused_and_named(
    watched: aerospike.Client, sent: list[str], tmp_path: Path, place: str, character: str
) -> None:
    if place == "module put" and character == ":" and sys.platform == "win32":
        pytest.skip("no file of Windows has such a name")
    with pytest.raises(e.ParamError) as caught:
        PLACES[place](watched, f"a{character}b", tmp_path)
    assert caught.value.code == -2
    assert REFUSED[character] in str(caught.value)
    assert sent == []


@pytest.mark.parametrize("place", PLACES)
def test_other_punctuation_is_the_servers_to_judge(
    watched: aerospike.Client, sent: list[str], tmp_path: Path, place: str
) -> None:
    name = ALLOWED[:14] if "bin" in place else ALLOWED
    with contextlib.suppress(e.ServerError, e.UDFError):
        PLACES[place](watched, name, tmp_path)
    assert any(name in line for line in sent)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    place=some.sampled_from(sorted({**PLACES, **OTHER_PLACES})),
    name=some.one_of(
        some.text(max_size=40),
        some.text("a\n;:=,/\t\0 ", max_size=20),
        some.sampled_from(
            (
                "s\ntruncate-namespace:namespace=bar",
                "b\nsindex-delete:ns=test;indexname=c",
                "s;lut=1",
                "x,y",
            )
        ),
    ),
)
@example(place="module got", name="\n/")
@example(place="module removed", name="a\\b\ntruncate-namespace:namespace=bar\\")
@example(place="module put", name="a\\b.lua")
def test_no_name_makes_the_server_run_a_second_command(
    watched: aerospike.Client, sent: list[str], tmp_path: Path, place: str, name: str
) -> None:
    sent.clear()
    with contextlib.suppress(e.AerospikeError, TypeError, ValueError):
        {**PLACES, **OTHER_PLACES}[place](watched, name, tmp_path)
    for line in sent:
        command, _, rest = line.partition(":")
        parameters = [part.partition("=")[0] for part in rest.split(";") if part]
        assert set(parameters) <= PARAMETERS[command], line
        assert len(set(parameters)) == len(parameters), line


def test_a_truncate_leaves_the_other_namespace(
    client: aerospike.Client, set_name: str, key: tuple[str, str, str]
) -> None:
    other = ("bar", set_name, "key")
    try:
        client.put(other, {"a": 1})
    except e.NamespaceNotFound:
        pytest.skip("the server has one namespace")
    with pytest.raises(e.ParamError):
        client.truncate("test", f"{set_name}\ntruncate-namespace:namespace=bar", 0)
    assert client.exists(other)[1] is not None
    client.remove(other)


def test_a_name_is_the_text_that_it_is_not_that_which_it_shows(
    watched: aerospike.Client, sent: list[str]
) -> None:
    class Name(str, enum.Enum):
        SET = "real"

        def __str__(self) -> str:
            return "s\ntruncate-namespace:namespace=bar"

        def __format__(self, spec: str) -> str:
            return str(self)

    watched.truncate("test", Name.SET, 0)
    watched.index_set_create("test", Name.SET, Name.SET)
    assert all("bar" not in line and "real" in line for line in sent)
    watched.index_remove("test", Name.SET)


@pytest.mark.parametrize("address", ["1.1.1.1,0.0.0.0/0", "1.1.1.1\n"], ids=repr)
def test_an_address_of_a_role_is_one_address(admin: aerospike.Client, address: str) -> None:
    for call in (
        lambda: admin.admin_create_role("r", [], whitelist=[address]),
        lambda: admin.admin_set_whitelist("r", [address]),
    ):
        with pytest.raises(e.ParamError):
            call()
