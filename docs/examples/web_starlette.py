"""People as JSON over HTTP, with Starlette.

    uvicorn web_starlette:app

uses the cluster that AEROSPIKE_HOSTS (host:port[,host:port]) names, or a development server.

    curl -X PUT localhost:8000/people/ada -d '{"born": 1815}'
    curl -X POST localhost:8000/people/ada/visits
    curl localhost:8000/people/ada
    curl localhost:8000/people
"""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import aerospike
from aerospike import aio, exception
from aerospike.devserver import Server
from aerospike_helpers.operations import operations

NAMESPACE, SET = "test", "people"
MOST = 100
# The server keeps the names of people, so that a query returns them.
KEEP_KEY = {"key": aerospike.POLICY_KEY_SEND}
ONLY_EXISTING = {"exists": aerospike.POLICY_EXISTS_UPDATE}


def key_of(request: Request) -> tuple[str, str, str]:
    return NAMESPACE, SET, request.path_params["name"]


def client_of(request: Request) -> aio.AsyncClient:
    return request.app.state.client


async def put(request: Request) -> Response:
    bins = await request.json()
    await client_of(request).put(key_of(request), bins, policy=KEEP_KEY)
    return Response(status_code=204)


async def get(request: Request) -> Response:
    _, meta, bins = await client_of(request).get(key_of(request))
    return JSONResponse({"generation": meta["gen"], "bins": bins})


async def visit(request: Request) -> Response:
    count = [operations.increment("visits", 1), operations.read("visits")]
    _, _, bins = await client_of(request).operate(key_of(request), count, policy=ONLY_EXISTING)
    return JSONResponse(bins)


async def names(request: Request) -> Response:
    found: list[str] = []
    records = client_of(request).query(NAMESPACE, SET).records(options={"nobins": True})
    # The servers stop sending when the block is left.
    async with aclosing(records):
        async for key, _, _ in records:
            found.append(key[2])
            if len(found) == MOST:
                break
    return JSONResponse(sorted(found))


STATUS = {
    exception.RecordNotFound: 404,
    exception.ParamError: 400,
    exception.BinNameError: 400,
    exception.TimeoutError: 504,
}


async def failed(request: Request, error: Any) -> Response:
    in_doubt = {"in_doubt": True} if error.in_doubt else {}
    return JSONResponse({"error": error.msg, **in_doubt}, STATUS.get(type(error), 500))


def hosts(cleanup: AsyncExitStack) -> list[tuple[str, int]]:
    """The hosts that the environment names, or those of a development server."""
    named = os.environ.get("AEROSPIKE_HOSTS")
    if not named:
        return cleanup.enter_context(Server(namespaces=(NAMESPACE,))).hosts
    pairs = [entry.strip().rpartition(":") for entry in named.split(",")]
    return [(host, int(port)) for host, _, port in pairs]


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    # One client for each process, made in the loop that answers the requests.
    async with AsyncExitStack() as cleanup:
        config = {"hosts": hosts(cleanup)}
        app.state.client = await cleanup.enter_async_context(aio.client(config))
        yield


app = Starlette(
    lifespan=lifespan,
    exception_handlers=dict.fromkeys(STATUS, failed),
    routes=[
        Route("/people", names),
        Route("/people/{name}", get),
        Route("/people/{name}", put, methods=["PUT"]),
        Route("/people/{name}/visits", visit, methods=["POST"]),
    ],
)
