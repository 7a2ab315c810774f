"""Lua programs put out on the server under test what they have put out on a real server.

The programs were recorded by ``tests/data/make_lua_cases.py``. All run; the test shows the first
ones that differ.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import aerospike

sys.path.insert(0, str(Path(__file__).parents[1] / "data"))

import lua_cases

#: How many differing programs an error message shows.
SHOWN = 3
FEWEST = 2900
#: A busy machine may take longer than the second that commands have.
PATIENT = {
    "policies": {name: {"total_timeout": 20000} for name in ("read", "write", "apply", "batch")}
}


def test_programs_put_out_what_they_do_on_a_real_server(
    config: dict[str, Any], key: tuple[Any, ...], tmp_path: Path
) -> None:
    client = aerospike.client({**config, "lua": {"user_path": str(tmp_path)}, **PATIENT})
    lua_cases.register(client, tmp_path / "source")
    cases = lua_cases.read()
    assert len(cases) >= FEWEST
    found = [
        f"{program}\n  there: {lines}\n  here: {here}"
        for program, lines in cases
        if (here := lua_cases.run(client, key, program)) != lines
    ]
    client.udf_remove(f"{lua_cases.MODULE}.lua")
    client.close()
    shown = "\n".join(found[:SHOWN])
    assert not found, f"{len(found)} programs differ:\n{shown}"
