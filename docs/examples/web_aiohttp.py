"""People as JSON over HTTP, with aiohttp.

    python web_aiohttp.py

uses the cluster that AEROSPIKE_HOSTS (host:port[,host:port]) names, or a development server.

    curl -X PUT localhost:8080/people/ada -d '{"born": 1815}'
    curl -X POST localhost:8080/people/ada/visits
    curl localhost:8080/people/ada
    curl localhost:8080/people
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Any

from aiohttp import web

import aerospike
from aerospike import aio, exception
from aerospike.devserver import Server
from aerospike_helpers.operations import operations

NAMESPACE, SET = "test", "people"
MOST = 100
# The server keeps the names of people, so that a query returns them.
KEEP_KEY = {"key": aerospike.POLICY_KEY_SEND}
ONLY_EXISTING = {"exists": aerospike.POLICY_EXISTS_UPDATE}
CLIENT = web.AppKey("client", aio.AsyncClient)

routes = web.RouteTableDef()


def key_of(request: web.Request) -> tuple[str, str, str]:
    return NAMESPACE, SET, request.match_info["name"]


@routes.put("/people/{name}")
async def put(request: web.Request) -> web.Response:
    bins = await request.json()
    await request.app[CLIENT].put(key_of(request), bins, policy=KEEP_KEY)
    return web.Response(status=204)


@routes.get("/people/{name}")
async def get(request: web.Request) -> web.Response:
    _, meta, bins = await request.app[CLIENT].get(key_of(request))
    return web.json_response({"generation": meta["gen"], "bins": bins})


@routes.post("/people/{name}/visits")
async def visit(request: web.Request) -> web.Response:
    count = [operations.increment("visits", 1), operations.read("visits")]
    _, _, bins = await request.app[CLIENT].operate(key_of(request), count, policy=ONLY_EXISTING)
    return web.json_response(bins)


@routes.get("/people")
async def names(request: web.Request) -> web.Response:
    found: list[str] = []
    records = request.app[CLIENT].query(NAMESPACE, SET).records(options={"nobins": True})
    # The servers stop sending when the block is left.
    async with aclosing(records):
        async for key, _, _ in records:
            found.append(key[2])
            if len(found) == MOST:
                break
    return web.json_response(sorted(found))


STATUS = {
    exception.RecordNotFound: 404,
    exception.ParamError: 400,
    exception.BinNameError: 400,
    exception.TimeoutError: 504,
}


@web.middleware
async def errors(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        return await handler(request)
    except tuple(STATUS) as error:
        in_doubt = {"in_doubt": True} if error.in_doubt else {}
        return web.json_response({"error": error.msg, **in_doubt}, status=STATUS[type(error)])


def hosts(cleanup: AsyncExitStack) -> list[tuple[str, int]]:
    """The hosts that the environment names, or those of a development server."""
    named = os.environ.get("AEROSPIKE_HOSTS")
    if not named:
        return cleanup.enter_context(Server(namespaces=(NAMESPACE,))).hosts
    pairs = [entry.strip().rpartition(":") for entry in named.split(",")]
    return [(host, int(port)) for host, _, port in pairs]


async def connected(app: web.Application) -> AsyncIterator[None]:
    # One client for each process, made in the loop that answers the requests.
    async with AsyncExitStack() as cleanup:
        config = {"hosts": hosts(cleanup)}
        app[CLIENT] = await cleanup.enter_async_context(aio.client(config))
        yield


def make_app() -> web.Application:
    app = web.Application(middlewares=[errors])
    app.cleanup_ctx.append(connected)
    app.add_routes(routes)
    return app


if __name__ == "__main__":
    web.run_app(make_app())
