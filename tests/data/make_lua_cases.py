"""Record what a server makes of random Lua programs.

It needs a server of version 8.1 or later that is there for nothing else::

    AEROSPIKE_HOSTS=127.0.0.1:3000 python tests/data/make_lua_cases.py

and writes ``lua_cases.json.gz`` next to itself (see `lua_cases`): programs and what they put out.
Each runs twice, and is left out if the outcomes differ, as they do where the server reads memory
that nobody has written.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import tempfile
from pathlib import Path

import lua_cases

import aerospike

SEED = 20260301
COUNT = 3000
KEY = ("test", "lua_cases", 1)


def main() -> None:
    host, _, port = os.environ["AEROSPIKE_HOSTS"].partition(":")
    with tempfile.TemporaryDirectory() as directory:
        client = aerospike.client(
            {"hosts": [(host, int(port))], "lua": {"user_path": directory}}
        ).connect()
        lua_cases.register(client, Path(directory, "source"))
        cases = []
        for program in lua_cases.programs(SEED, COUNT):
            lines = lua_cases.run(client, KEY, program)
            if lines == lua_cases.run(client, KEY, program):
                cases.append([program, lines])
        client.close()
    data = json.dumps(cases, ensure_ascii=False, separators=(",", ":")).encode()
    lua_cases.PATH.write_bytes(gzip.compress(data, 9, mtime=0))
    print(f"{len(cases)} of {COUNT} programs in {lua_cases.PATH}", file=sys.stderr)


if __name__ == "__main__":
    main()
