"""Random Lua programs on lists, maps, bytes and records, and how to have a server run them.

A program is a list of statements. :func:`run` gives what it has put out and how it ended, as text:
a server's objects have no other form in which they could be told apart.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path
from typing import Any

__all__ = ["MODULE", "PATH", "SOURCE", "programs", "read", "register", "run"]

PATH = Path(__file__).with_name("lua_cases.json.gz")

MODULE = "lua_cases"

SOURCE = """
local function shown(value)
  local kind = type(value)
  return kind == "string" and value or kind .. " " .. tostring(value)
end

POINT = geojson('{"type": "Point", "coordinates": [1, 2]}')

function run(rec, program)
  local lines = list()
  function out(...)
    for at = 1, select("#", ...) do
      list.append(lines, shown((select(at, ...))))
    end
  end
  REC = rec
  l, m, b = list({ 5, "six", 7 }), map({ a = 1, b = "two" }), bytes(8)
  bytes.set_string(b, 1, "abcdefgh")
  local succeeded, problem = pcall(load(program, "program"))
  if not succeeded then
    -- Without the place, and without the name that Lua has for the value.
    problem = tostring(problem):gsub("^%[string [^%]]*%]:%d+: ", ""):gsub(" %(%l+ '[%w_]+'%)$", "")
    out(problem)
  end
  out(l, m, bytes.size(b), b)
  return lines
end
"""
"""The module that runs programs."""

_FORMATS = ("byte", "int16", "int16_le", "int32", "int32_le", "int64", "int64_be")

# What stands for the words in angle brackets in the statements below.
_WORDS: dict[str, tuple[str, ...]] = {
    "position": ("1", "1", "2", "3", "4", "9", "0", "-1", "'2'", "1.5", "nil", "{}", "true"),
    # Server 8.1 does not survive an assignment to l[-1].
    "index": ("1", "1", "2", "3", "4", "9", "0", "'2'", "1.5", "nil", "{}", "true"),
    "type": ("1", "4", "9", "300", "'x'"),
    "value": (
        *("0", "-7", "300", "70000", "2.5", "1e100", "'x'", "'äö'", "''", "true", "false", "nil"),
        *("2^53", "-0.0", "math.mininteger", "'a\\0b'", "'12'"),
        *("list{1, list()}", "map{k = 'v'}", "bytes(2)", "POINT", "{}", "print", "REC"),
    ),
    "key": ("'a'", "'b'", "'new'", "1", "-3", "2.5", "3.0", "true", "nil", "bytes(1)", "list()"),
    "number": ("0", "1", "7", "-1", "255", "256", "70000", "-70000", "5000000000", "'8'", "1.5"),
    "offset": ("1", "2", "3", "5", "0", "-1", "'1'", "'x'", "nil"),
    "size": ("0", "1", "2", "3", "-1", "nil"),
    "format": _FORMATS,
    "list": ("list{8, 9}", "list()", "list.clone(l)", "list{list{1}}", "map()", "{1}", "5"),
    "map": ("map{a = 3, z = 4}", "map()", "map.clone(m)", "list()", "{}", "'x'"),
}

_STATEMENTS = (
    *("list.append(l, <value>)", "list.prepend(l, <value>)", "list.insert(l, <position>, <value>)"),
    *("list.remove(l, <position>)", "list.trim(l, <position>)", "l[<index>] = <value>"),
    *("list.concat(l, <list>)", "l = list.take(l, <position>) or l"),
    *("l = list.drop(l, <position>) or l", "l = list.merge(l, <list>)", "l = list.clone(l)"),
    *("out(l[<position>])", "out(list.size(l), #l)", "out(list.nbytes(l))", "list.append(l, m)"),
    *(
        "for v in list.iterator(l) do out(v) end",
        "out(list{<value>, <value>})",
        "l = list.new(2, 1)",
    ),
    *("m[<key>] = <value>", "map.remove(m, <key>)", "m.a = <value>", "out(m[<key>])", "out(m.a)"),
    *("m = map.merge(m, <map>)", "m = map.diff(m, <map>)", "m = map.clone(m)"),
    *("m = map.merge(m, <map>, function(one, other) return other end)", "out(map.nbytes(m))"),
    *("out(map.size(m), #m)", "for k, v in map.pairs(m) do out(k, v) end"),
    *("for k in map.keys(m) do out(k) end", "for v in map.values(m) do out(v) end"),
    *("out(map{[<key>] = <value>})", "m.l = list{<value>}"),
    *("out(bytes.set_<format>(b, <offset>, <number>))", "out(bytes.append_<format>(b, <number>))"),
    *("out(bytes.get_<format>(b, <offset>))", "out(bytes.get_string(b, <offset>, <size>))"),
    *("out(bytes.get_bytes(b, <offset>, <size>))", "out(bytes.set_string(b, <offset>, 'xyz'))"),
    *(
        "out(bytes.append_string(b, 'xyz'))",
        "out(bytes.append_bytes(b, bytes.get_bytes(b, 1, 2), 2))",
    ),
    *("out(bytes.set_bytes(b, <offset>, bytes.get_bytes(b, 1, 3), <size>))", "out(b[<offset>])"),
    *(
        "b[<offset>] = <number>",
        "out(bytes.get_type(b), #b)",
        "out(bytes.append_var_int(b, <number>))",
    ),
    *("out(bytes.set_type(b, <type>))", "out(bytes.set_size(b, <size>))"),
    *(
        "REC.x = <value>",
        "out(REC.x)",
        "out(REC[<key>])",
        "REC.n = nil",
        "out(REC.n)",
        "out(REC.l)",
    ),
    *("out(aerospike:update(REC))", "out(record.numbins(REC), record.gen(REC))"),
    *(
        "out(<value> == <value>)",
        "out(type(<value>), tostring(<number>))",
        "out(<number> + <number>)",
    ),
    *("out('' .. <value>)", "out(#<value>)", "out(<key> < <key>)", "out((<value>)[<key>])"),
)

_LONGEST = 6


def _filled(statement: str, words: random.Random) -> str:
    return re.sub("<([a-z]+)>", lambda kind: words.choice(_WORDS[kind[1]]), statement)


def programs(seed: int, count: int) -> list[str]:
    """Random programs."""
    words = random.Random(seed)
    return [
        "\n".join(
            _filled(words.choice(_STATEMENTS), words) for _ in range(words.randint(1, _LONGEST))
        )
        for _ in range(count)
    ]


def register(client: Any, directory: Path) -> None:
    """Registers the module that runs programs, of a file in a directory."""
    directory.mkdir(exist_ok=True)
    path = directory / f"{MODULE}.lua"
    path.write_text(SOURCE)
    client.udf_put(str(path))


def read() -> list[tuple[str, list[str]]]:
    """The recorded programs, and what they have put out."""
    return [(program, lines) for program, lines in json.loads(gzip.decompress(PATH.read_bytes()))]


def run(client: Any, key: tuple[Any, ...], program: str) -> list[str]:
    """What a program puts out on a record ``{"n": 1, "l": [3, [1]]}`` with one of the keys."""
    client.put(key, {"n": 1, "l": [3, [1]]})
    lines: list[str] = client.apply(key, MODULE, "run", [program])
    bins = client.get(key)[2]
    client.remove(key)
    return [*lines, repr(sorted((name, str(value)) for name, value in bins.items()))]
