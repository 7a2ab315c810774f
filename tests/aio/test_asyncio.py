"""Asynchronous clients: awaits, loops, cancellation, limits."""

from __future__ import annotations

import asyncio
import inspect
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

import aerospike
from aerospike import aio
from aerospike import exception as e
from aerospike.devserver import Server
from aerospike_helpers.operations import operations as op

ROOT = Path(__file__).parents[2]
SET = "aio"
RECORDS = 300
PATIENT = {"total_timeout": 30_000, "socket_timeout": 30_000}
POLICIES = dict.fromkeys(("read", "write", "operate", "apply", "remove", "batch"), PATIENT)

Body = Callable[[aio.AsyncClient], Coroutine[Any, Any, Any]]


def key(number: int) -> tuple[str, str, int]:
    return ("test", SET, number)


@pytest.fixture(scope="module")
def settings(hosts: list[tuple[str, int]]) -> dict[str, Any]:
    client = aerospike.Client({"hosts": hosts, "policies": POLICIES})
    for number in range(RECORDS):
        client.put(key(number), {"n": number})
    client.close()
    return {"hosts": hosts, "policies": POLICIES}


@pytest.fixture
def run(settings: dict[str, Any]) -> Callable[..., Any]:
    """Runs a coroutine function with a connected client, in a loop of its own."""

    def run(body: Body, **config: Any) -> Any:
        async def main() -> Any:
            async with aio.client({**settings, **config}) as client:
                return await body(client)

        return asyncio.run(main())

    return run


class TestAwaits:
    def test_single_commands(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            one = ("test", SET, "single")
            assert await client.put(one, {"a": 1, "s": "x"}) == 0
            whole, meta, bins = await client.get(one)
            assert (whole[:2], meta["gen"], bins) == (("test", SET), 1, {"a": 1, "s": "x"})
            assert (await client.select(one, ["a"]))[2] == {"a": 1}
            assert (await client.operate(one, [op.increment("a", 2), op.read("a")]))[2] == {"a": 3}
            assert (await client.exists(one))[1] is not None
            assert await client.remove(one) == 0
            assert (await client.exists(one))[1] is None

        run(body)

    def test_many_at_once(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            records = await asyncio.gather(*(client.get(key(n)) for n in range(RECORDS)))
            assert [record[2]["n"] for record in records] == list(range(RECORDS))

        run(body)

    def test_a_task_is_made_of_a_command(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            tasks = [asyncio.create_task(client.get(key(n))) for n in range(20)]
            assert [(await task)[2]["n"] for task in tasks] == list(range(20))

        run(body)

    @pytest.mark.skipif(sys.version_info < (3, 11), reason="needs asyncio.TaskGroup")
    def test_a_task_group_ends_by_the_first_error(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            with pytest.raises(BaseException) as caught:
                async with asyncio.TaskGroup() as group:
                    group.create_task(client.get(key(1)))
                    group.create_task(client.get(key(-1)))
            assert [type(error) for error in caught.value.exceptions] == [  # type: ignore[attr-defined]
                e.RecordNotFound
            ]

        run(body)

    def test_values_of_all_kinds(self, run: Callable[..., Any]) -> None:
        point = aerospike.GeoJSON({"type": "Point", "coordinates": [1.0, 2.0]})
        ordered = aerospike.KeyOrderedDict({"a": [1, b"x", {"k": point}]})
        bins = {"m": ordered, "b": b"blob", "g": point, "l": [1, 2.5, None, True]}

        async def body(client: aio.AsyncClient) -> None:
            await client.put(key(-2), bins)
            read = (await client.get(key(-2)))[2]
            assert repr(read) == repr(bins)
            assert type(read["m"]) is aerospike.KeyOrderedDict
            await client.remove(key(-2))

        run(body)

    def test_errors_are_those_of_the_command(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            with pytest.raises(e.RecordNotFound) as missing:
                await client.get(key(-1))
            assert missing.value.key == key(-1)
            outcomes = await asyncio.gather(
                client.get(key(1)),
                client.get("no key"),  # type: ignore[arg-type]
                client.put(key(1), {"a name of many bytes": 1}),
                return_exceptions=True,
            )
            assert [type(each) for each in outcomes] == [tuple, e.ParamError, e.BinNameError]
            with pytest.raises(TypeError, match="missing required argument 'key'"):
                await client.get()  # type: ignore[call-arg]

        run(body)

    def test_commands_without_an_asynchronous_form_run_in_threads(
        self, run: Callable[..., Any]
    ) -> None:
        async def body(client: aio.AsyncClient) -> None:
            builds = await client.info_all("build")
            assert set(builds) == {node["node_name"] for node in client.get_node_names()}
            with pytest.raises(e.ParamError):
                await client.info_all(1)  # type: ignore[arg-type]

        run(body)


class TestStatements:
    def test_results_and_iteration(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            await client.put(("test", "aio_walk", 1), {"n": 1})
            assert len(await client.query("test", "aio_walk").results()) == 1
            numbers = [bins["n"] async for _, _, bins in client.scan("test", SET) if "n" in bins]
            assert set(range(RECORDS)) <= set(numbers)

        run(body)

    @pytest.mark.parametrize("awaited", [False, True])
    def test_callbacks(self, run: Callable[..., Any], awaited: bool) -> None:
        seen: list[int] = []

        async def body(client: aio.AsyncClient) -> None:
            def plain(record: Any) -> bool:
                seen.append(record[2]["n"])
                return len(seen) < 10

            async def coroutine(record: Any) -> bool:
                await asyncio.sleep(0)
                return plain(record)

            await client.query("test", SET).foreach(coroutine if awaited else plain)

        run(body)
        assert len(seen) == 10

    def test_an_error_of_a_callback_is_the_cause(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            def fail(_: Any) -> None:
                raise KeyError("mine")

            with pytest.raises(e.ClientError) as caught:
                await client.scan("test", SET).foreach(fail)
            assert isinstance(caught.value.__cause__, KeyError)

        run(body)

    def test_leaving_a_loop_ends_the_stream(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            query = client.query("test", SET)
            async with aclosing(query.records()) as records:  # type: ignore[type-var]
                async for _ in records:
                    break
            async for _ in query:
                break
            assert len(await query.results()) >= RECORDS

        run(body)

    def test_pages_lose_nothing(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            query = client.query("test", SET)
            query.max_records = 50
            query.paginate()
            numbers: list[int] = []
            while not query.is_done():
                numbers += [record[2]["n"] for record in await query.results()]
            assert sorted(n for n in numbers if n >= 0) == list(range(RECORDS))
            assert query.get_partitions_status()["done"]

        run(body)


class TestStalledNodes:
    def test_commands_to_other_nodes_complete(self) -> None:
        async def main() -> None:
            with Server(nodes=2) as server:
                async with aio.client({"hosts": server.hosts, "policies": POLICIES}) as client:
                    frozen = client.get_node_names()[0]
                    here: list[Any] = []
                    there: list[Any] = []
                    for number in range(200):
                        at = client.get_key_node_name(key(number))
                        (there if at == frozen["node_name"] else here).append(key(number))
                    await asyncio.gather(*(client.put(each, {"n": 1}) for each in here + there))
                    node = next(n for n in server.nodes if n.port == frozen["port"])
                    node.freeze()
                    stalled = [asyncio.ensure_future(client.get(each)) for each in there[:40]]
                    await asyncio.sleep(0.05)
                    for each in here[:10]:
                        await asyncio.wait_for(client.get(each), 5)
                    assert not any(one.done() for one in stalled)
                    node.thaw()
                    await asyncio.gather(*stalled)

        asyncio.run(main())


class TestCancellation:
    def test_a_loop_over_a_query_ends_the_run(self) -> None:
        async def main() -> None:
            with Server(nodes=1) as server:
                async with aio.client({"hosts": server.hosts, "policies": POLICIES}) as client:
                    await client.put(key(1), {"n": 1})
                    query = client.query("test", SET)

                    async def walk() -> None:
                        async for _ in query:
                            pass

                    server.nodes[0].freeze()
                    with pytest.raises(asyncio.TimeoutError):
                        await asyncio.wait_for(walk(), 0.1)
                    server.nodes[0].thaw()
                    assert len(await query.results()) == 1

        asyncio.run(main())

    def test_an_await_ends_at_once(self) -> None:
        async def main() -> None:
            with Server(nodes=1) as server:
                async with aio.client({"hosts": server.hosts, "policies": POLICIES}) as client:
                    await client.put(key(1), {"n": 1})
                    server.nodes[0].freeze()
                    begin = time.monotonic()
                    with pytest.raises(asyncio.TimeoutError):
                        await asyncio.wait_for(client.get(key(1)), 0.05)
                    assert time.monotonic() - begin < 5
                    server.nodes[0].thaw()
                    assert (await client.get(key(1)))[2] == {"n": 1}

        asyncio.run(main())

    def test_a_storm_leaves_nothing_and_mixes_nothing_up(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            for turn in range(30):
                tasks = [asyncio.create_task(client.get(key(n))) for n in range(100)]
                await asyncio.sleep(0.0005 * (turn % 4))
                for task in tasks[turn % 3 :: 3]:
                    task.cancel()
                for number, outcome in enumerate(
                    await asyncio.gather(*tasks, return_exceptions=True)
                ):
                    if not isinstance(outcome, BaseException):
                        assert outcome[2]["n"] == number
            await client.get(key(0))
            while client._carrier._pending:  # type: ignore[union-attr]
                await asyncio.sleep(0.01)

        run(body)


class TestLoops:
    def test_one_loop_after_another(self, settings: dict[str, Any]) -> None:
        async def main() -> int:
            async with aio.client(settings) as client:
                return int((await client.get(key(7)))[2]["n"])

        assert [asyncio.run(main()) for _ in range(3)] == [7, 7, 7]

    def test_a_client_belongs_to_its_loop(self, settings: dict[str, Any]) -> None:
        clients: list[aio.AsyncClient] = []

        async def make() -> None:
            clients.append(await aio.connect(settings))

        async def use() -> None:
            with pytest.raises(e.ClientError, match="another event loop"):
                await clients[0].get(key(1))
            await clients[0].close()

        asyncio.run(make())
        asyncio.run(use())

    def test_outside_of_a_loop_there_is_an_error(self, settings: dict[str, Any]) -> None:
        clients: list[aio.AsyncClient] = []

        async def make() -> None:
            clients.append(await aio.connect(settings))

        asyncio.run(make())
        with pytest.raises(RuntimeError, match="no running event loop"):
            clients[0].get(key(1))

    def test_connect_again_after_close(self, settings: dict[str, Any]) -> None:
        async def main() -> None:
            client = await aio.connect(settings)
            await client.close()
            with pytest.raises(e.ClusterError):
                await client.get(key(1))
            await client.connect()
            assert (await client.get(key(1)))[2] == {"n": 1}
            await client.close()
            await client.close()

        asyncio.run(main())

    def test_a_closed_client_keeps_no_threads(self, settings: dict[str, Any]) -> None:
        async def main() -> None:
            before = set(threading.enumerate())
            client = await aio.connect(settings)
            await asyncio.gather(*(client.info_all("build") for _ in range(20)))
            started = set(threading.enumerate()) - before
            assert started
            await client.close()
            for thread in started:
                await asyncio.to_thread(thread.join, 10)
                assert not thread.is_alive()
            # Closing twice is not an error.
            await client.close()

        asyncio.run(main())

    def test_leaving_the_client_waits_for_commands_that_go_on(
        self, settings: dict[str, Any]
    ) -> None:
        async def main() -> list[Any]:
            async with aio.client(settings) as client:
                replies = [client.get(key(n)) for n in (7, -1)]
            return await asyncio.gather(*replies, return_exceptions=True)

        (_, _, bins), error = asyncio.run(main())
        assert bins == {"n": 7}
        assert type(error) is e.RecordNotFound

    def test_uvloop(self, settings: dict[str, Any]) -> None:
        uvloop = pytest.importorskip("uvloop")

        async def main() -> list[int]:
            async with aio.client(settings) as client:
                records = await asyncio.gather(*(client.get(key(n)) for n in range(100)))
                return [record[2]["n"] for record in records]

        loop = uvloop.new_event_loop()
        try:
            assert loop.run_until_complete(main()) == list(range(100))
        finally:
            loop.close()

    def test_anyio(self, settings: dict[str, Any]) -> None:
        anyio = pytest.importorskip("anyio")
        numbers: list[int] = []

        async def main() -> None:
            async with aio.client(settings) as client:

                async def read(number: int) -> None:
                    numbers.append((await client.get(key(number)))[2]["n"])

                async with anyio.create_task_group() as tasks:
                    for number in range(20):
                        tasks.start_soon(read, number)
                with anyio.move_on_after(0.01) as scope:
                    while True:
                        await client.get(key(1))
                assert scope.cancelled_caught
                assert (await client.get(key(2)))[2] == {"n": 2}

        anyio.run(main)
        assert sorted(numbers) == list(range(20))

    @pytest.mark.skipif(sys.version_info < (3, 11), reason="needs asyncio.Runner")
    def test_a_runner_keeps_its_loop(self, settings: dict[str, Any]) -> None:
        with asyncio.Runner() as runner:
            client = runner.run(aio.connect(settings))

            async def read() -> Any:
                return (await client.get(key(3)))[2]

            assert [runner.run(read()) for _ in range(2)] == [{"n": 3}] * 2
            runner.run(client.close())

    def test_a_loop_without_readers_is_woken_by_a_thread(self, settings: dict[str, Any]) -> None:
        class WithoutReaders(asyncio.SelectorEventLoop):
            def add_reader(self, *_: Any) -> None:
                raise NotImplementedError

        async def main() -> list[int]:
            async with aio.client(settings) as client:
                records = await asyncio.gather(*(client.get(key(n)) for n in range(100)))
                return [record[2]["n"] for record in records]

        loop = WithoutReaders()
        # The loop's own pipe has been registered another way.
        assert loop.run_until_complete(main()) == list(range(100))
        loop.close()


class TestLimits:
    def test_a_flood_waits_its_turn(self, run: Callable[..., Any]) -> None:
        async def body(client: aio.AsyncClient) -> None:
            # The time in the queue counts, and some machines take a minute.
            policy = {"total_timeout": 600_000}
            many = [client.get(key(n % RECORDS), policy) for n in range(20_000)]
            for number, record in enumerate(await asyncio.gather(*many)):
                assert record[2]["n"] == number % RECORDS

        run(body, max_conns_per_node=20, aio={"max_in_flight": 20})

    @pytest.mark.parametrize(
        "options",
        [{"loops": 0}, {"loops": "1"}, {"unknown": 1}, {"max_in_flight": -1}, {"coalesce": 1}, []],
    )
    def test_wrong_options_are_refused(self, settings: dict[str, Any], options: Any) -> None:
        with pytest.raises(e.ParamError):
            aio.AsyncClient({**settings, "aio": options})


class TestParity:
    PLAIN = frozenset(
        """
        get_cdtctx_base64 get_expression_base64 get_key_node_name get_key_partition_id
        get_node_names get_nodes get_policies is_connected query scan shm_key
        """.split()
    )

    def test_every_method_is_there_with_the_same_parameters(self) -> None:
        for name, method in inspect.getmembers(aerospike.Client, inspect.isfunction):
            if name.startswith("_"):
                continue
            own = getattr(aio.AsyncClient, name)
            assert list(inspect.signature(own).parameters.values()) == list(
                inspect.signature(method).parameters.values()
            ), name

    def test_every_method_that_waits_for_a_server_is_awaited(self) -> None:
        for name, method in inspect.getmembers(aio.AsyncClient, inspect.isfunction):
            if not name.startswith("_"):
                source = inspect.unwrap(method)
                assert inspect.iscoroutinefunction(source) == (name not in self.PLAIN), name


class TestColumns:
    def test_a_table_and_batches(self, run: Callable[..., Any]) -> None:
        pytest.importorskip("pyarrow")
        from aerospike.aio import columnar

        async def body(client: aio.AsyncClient) -> None:
            for number in range(20):
                await client.put(("test", "aio_columns", number), {"n": number})
            query = client.query("test", "aio_columns")
            table = await columnar.table(query)
            assert sorted(table.to_pydict()["n"]) == list(range(20))
            parts = [batch async for batch in columnar.batches(query, rows=6)]
            assert sum(part.num_rows for part in parts) == 20
            assert max(part.num_rows for part in parts) <= 6

        run(body)

    def test_frames(self, run: Callable[..., Any]) -> None:
        pytest.importorskip("pandas")
        from aerospike.aio import columnar

        async def body(client: aio.AsyncClient) -> None:
            await client.put(("test", "aio_frames", 1), {"n": 1})
            scan = client.scan("test", "aio_frames")
            assert (await columnar.frame(scan))["n"].tolist() == [1]
            assert [len(part) async for part in columnar.frames(scan)] == [1]

        run(body)
