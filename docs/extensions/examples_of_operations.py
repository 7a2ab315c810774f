"""Adds an example to each operation in the reference: the bin before, the result, the bin after.

The examples run against a development server when the documentation is built, so that they are
what a server does. Without the shared library, they are left out.

The development server has version 8.1 and refuses the operations of server 8.2. Their examples say
so, and show what the documentation of these operations promises.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from sphinx.application import Sphinx

import aerospike
from aerospike.devserver import Server
from aerospike_helpers import HyperLogLog, cdt_ctx
from aerospike_helpers import expressions as exp
from aerospike_helpers.operations import hll_operations as hll

KEY = ("test", "examples", 1)
BIN = "b"

LIST = "[5, 1, 8, 1]"
MAP = "{'a': 4, 'b': 2, 'c': 9}"
BLOB = "bytes([0b00001111, 0b10101010])"
SET = "hll_add('b', ['x', 'y', 'z'], 8)"

#: For each operation: its arguments, and the bin before it, as a value or as an operation. An empty
#: text is a record without the bin.
EXAMPLES: dict[str, tuple[str, str]] = {
    "append": ("'b', ' Lovelace'", "'Ada'"),
    "delete": ("", "'Ada'"),
    "increment": ("'b', 3", "4"),
    "modify_by_path": (
        "'b', [cdt_ctx.cdt_ctx_all_children()], (exp.LoopVarInt(aerospike.EXP_LOOPVAR_VALUE) + 10)"
        ".compile(), aerospike.EXP_PATH_MODIFY_DEFAULT",
        LIST,
    ),
    "prepend": ("'b', 'Lady '", "'Ada'"),
    "read": ("'b'", "4"),
    "select_by_path": (
        "'b', [cdt_ctx.cdt_ctx_all_children()], aerospike.EXP_PATH_SELECT_VALUE",
        MAP,
    ),
    "touch": ("", "4"),
    "write": ("'b', 5", "4"),
    "list_append": ("'b', 7", LIST),
    "list_append_items": ("'b', [7, 9]", LIST),
    "list_clear": ("'b'", LIST),
    "list_create": ("'b', aerospike.LIST_ORDERED, False, False", ""),
    "list_get": ("'b', 2", LIST),
    "list_get_by_index": ("'b', -1, aerospike.LIST_RETURN_VALUE", LIST),
    "list_get_by_index_range": ("'b', 1, aerospike.LIST_RETURN_VALUE, count=2", LIST),
    "list_get_by_rank": ("'b', -1, aerospike.LIST_RETURN_VALUE", LIST),
    "list_get_by_rank_range": ("'b', -2, aerospike.LIST_RETURN_INDEX", LIST),
    "list_get_by_value": ("'b', 1, aerospike.LIST_RETURN_INDEX", LIST),
    "list_get_by_value_list": ("'b', [5, 8], aerospike.LIST_RETURN_INDEX", LIST),
    "list_get_by_value_range": ("'b', aerospike.LIST_RETURN_COUNT, 1, 8", LIST),
    "list_get_by_value_rank_range_relative": ("'b', 5, 0, aerospike.LIST_RETURN_VALUE", LIST),
    "list_get_range": ("'b', 1, 2", LIST),
    "list_increment": ("'b', 0, 10", LIST),
    "list_insert": ("'b', 1, 7", LIST),
    "list_insert_items": ("'b', 1, [7, 9]", LIST),
    "list_pop": ("'b', 0", LIST),
    "list_pop_range": ("'b', 1, 2", LIST),
    "list_remove": ("'b', 0", LIST),
    "list_remove_by_index": ("'b', -1, aerospike.LIST_RETURN_VALUE", LIST),
    "list_remove_by_index_range": ("'b', 1, aerospike.LIST_RETURN_COUNT", LIST),
    "list_remove_by_rank": ("'b', -1, aerospike.LIST_RETURN_VALUE", LIST),
    "list_remove_by_rank_range": ("'b', 0, aerospike.LIST_RETURN_VALUE, count=2", LIST),
    "list_remove_by_value": ("'b', 1, aerospike.LIST_RETURN_COUNT", LIST),
    "list_remove_by_value_list": ("'b', [5, 8], aerospike.LIST_RETURN_NONE", LIST),
    "list_remove_by_value_range": ("'b', aerospike.LIST_RETURN_VALUE, 1, 8", LIST),
    "list_remove_by_value_rank_range_relative": ("'b', 5, 0, aerospike.LIST_RETURN_VALUE", LIST),
    "list_remove_range": ("'b', 1, 2", LIST),
    "list_set": ("'b', 0, 7", LIST),
    "list_set_order": ("'b', aerospike.LIST_ORDERED", LIST),
    "list_size": ("'b'", LIST),
    "list_sort": ("'b', aerospike.LIST_SORT_DROP_DUPLICATES", LIST),
    "list_trim": ("'b', 1, 2", LIST),
    "map_clear": ("'b'", MAP),
    "map_create": ("'b', aerospike.MAP_KEY_ORDERED, False", ""),
    "map_decrement": ("'b', 'a', 3", MAP),
    "map_get_by_index": ("'b', 0, aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_index_range": ("'b', 1, 2, aerospike.MAP_RETURN_KEY_VALUE", MAP),
    "map_get_by_key": ("'b', 'c', aerospike.MAP_RETURN_VALUE", MAP),
    "map_get_by_key_index_range_relative": ("'b', 'b', 0, aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_key_list": ("'b', ['a', 'z'], aerospike.MAP_RETURN_KEY_VALUE", MAP),
    "map_get_by_key_range": ("'b', 'a', 'c', aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_rank": ("'b', -1, aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_rank_range": ("'b', -2, 2, aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_value": ("'b', 2, aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_value_list": ("'b', [2, 9], aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_value_range": ("'b', 2, 9, aerospike.MAP_RETURN_KEY", MAP),
    "map_get_by_value_rank_range_relative": ("'b', 4, 0, aerospike.MAP_RETURN_KEY", MAP),
    "map_increment": ("'b', 'a', 3", MAP),
    "map_put": ("'b', 'd', 7", MAP),
    "map_put_items": ("'b', {'a': 0, 'd': 7}", MAP),
    "map_remove_by_index": ("'b', 0, aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_index_range": ("'b', 1, 2, aerospike.MAP_RETURN_COUNT", MAP),
    "map_remove_by_key": ("'b', 'c', aerospike.MAP_RETURN_VALUE", MAP),
    "map_remove_by_key_index_range_relative": ("'b', 'b', 0, aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_key_list": ("'b', ['a', 'z'], aerospike.MAP_RETURN_COUNT", MAP),
    "map_remove_by_key_range": ("'b', 'a', 'c', aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_rank": ("'b', -1, aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_rank_range": ("'b', -2, 2, aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_value": ("'b', 2, aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_value_list": ("'b', [2, 9], aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_value_range": ("'b', 2, 9, aerospike.MAP_RETURN_KEY", MAP),
    "map_remove_by_value_rank_range_relative": ("'b', 4, 0, aerospike.MAP_RETURN_KEY", MAP),
    "map_set_policy": ("'b', {'map_order': aerospike.MAP_KEY_ORDERED}", MAP),
    "map_size": ("'b'", MAP),
    "bit_add": ("'b', 0, 8, 1, False, aerospike.BIT_OVERFLOW_FAIL", BLOB),
    "bit_and": ("'b', 8, 8, 1, bytes([0b11110000])", BLOB),
    "bit_count": ("'b', 0, 16", BLOB),
    "bit_get": ("'b', 4, 8", BLOB),
    "bit_get_int": ("'b', 0, 8, False", BLOB),
    "bit_insert": ("'b', 1, 1, bytes([0b11111111])", BLOB),
    "bit_lscan": ("'b', 0, 16, True", BLOB),
    "bit_lshift": ("'b', 0, 16, 4", BLOB),
    "bit_not": ("'b', 0, 16", BLOB),
    "bit_or": ("'b', 8, 8, 1, bytes([0b11110000])", BLOB),
    "bit_remove": ("'b', 0, 1", BLOB),
    "bit_resize": ("'b', 3", BLOB),
    "bit_rscan": ("'b', 0, 16, False", BLOB),
    "bit_rshift": ("'b', 0, 16, 4", BLOB),
    "bit_set": ("'b', 8, 8, 1, bytes([0b11110000])", BLOB),
    "bit_set_int": ("'b', 8, 8, 255", BLOB),
    "bit_subtract": ("'b', 0, 8, 1, False, aerospike.BIT_OVERFLOW_FAIL", BLOB),
    "bit_xor": ("'b', 8, 8, 1, bytes([0b11110000])", BLOB),
    "hll_add": ("'b', ['y', 'new']", SET),
    "hll_describe": ("'b'", SET),
    "hll_fold": ("'b', 6", SET),
    "hll_get_count": ("'b'", SET),
    "hll_get_intersect_count": ("'b', [other]", SET),
    "hll_get_similarity": ("'b', [other]", SET),
    "hll_get_union": ("'b', [other]", SET),
    "hll_get_union_count": ("'b', [other]", SET),
    "hll_init": ("'b', 8", ""),
    "hll_refresh_count": ("'b'", SET),
    "hll_set_union": ("'b', [other]", SET),
    "expression_read": ("'result', (exp.IntBin('b') * 2).compile()", "4"),
    "expression_write": ("'b', (exp.IntBin('b') * 2).compile()", "4"),
}

NAME = "'Ada Lovelace'"

#: For each operation of server 8.2: its arguments, the bin before it, and how to compute the result
#: and the bin after it from the bin ``b`` before. An empty text: it has no result,
#: or the bin stays as it is.
PROMISED: dict[str, tuple[str, str, str, str]] = {
    "bit_b64_encode": ("'b'", BLOB, "base64.b64encode(b).decode()", ""),
    "list_join": ("'b', '-'", "['a', 'b', 'c']", "'-'.join(b)", ""),
    "append": ("'b', '!'", NAME, "", "b + '!'"),
    "base64_decode": ("'b'", "'D6o='", "base64.b64decode(b)", ""),
    "byte_length": ("'b'", NAME, "len(b.encode())", ""),
    "casefold": ("'b'", NAME, "", "b.casefold()"),
    "char_at": ("'b', -1", NAME, "b[-1]", ""),
    "concat": ("'b', [', ', 'countess']", NAME, "", "b + ', ' + 'countess'"),
    "contains": ("'b', 'Love'", NAME, "'Love' in b", ""),
    "ends_with": ("'b', 'lace'", NAME, "b.endswith('lace')", ""),
    "find": ("'b', 'a'", NAME, "b.find('a')", ""),
    "insert": ("'b', 4, 'King '", NAME, "", "b[:4] + 'King ' + b[4:]"),
    "is_lower": ("'b'", "'ada'", "b.islower()", ""),
    "is_numeric": ("'b'", "'42'", "b.isnumeric()", ""),
    "is_upper": ("'b'", "'ADA'", "b.isupper()", ""),
    "lower": ("'b'", NAME, "", "b.lower()"),
    "normalize_nfc": ("'b'", r"'Zoe\u0308'", "", "unicodedata.normalize('NFC', b)"),
    "overwrite": ("'b', 4, 'King'", NAME, "", "b[:4] + 'King' + b[8:]"),
    "pad_end": ("'b', 6, '.'", "'Ada'", "", "b.ljust(6, '.')"),
    "pad_start": ("'b', 6, '0'", "'42'", "", "b.rjust(6, '0')"),
    "prepend": ("'b', 'Lady '", NAME, "", "'Lady ' + b"),
    "regex_compare": ("'b', '.*Love.*'", NAME, "bool(re.fullmatch('.*Love.*', b))", ""),
    "regex_replace": ("'b', '[a-z]+', '.'", NAME, "", "re.sub('[a-z]+', '.', b, count=1)"),
    "repeat": ("'b', 3", "'ab'", "", "b * 3"),
    "replace": ("'b', 'a', 'o'", NAME, "", "b.replace('a', 'o', 1)"),
    "replace_all": ("'b', 'a', 'o'", NAME, "", "b.replace('a', 'o')"),
    "snip": ("'b', 0, 4", NAME, "", "b[4:]"),
    "split": ("'b'", "'Ada'", "list(b)", ""),
    "split_separator": ("'b', ','", "'a,b,c'", "b.split(',')", ""),
    "starts_with": ("'b', 'Ada'", NAME, "b.startswith('Ada')", ""),
    "strlen": ("'b'", NAME, "len(b)", ""),
    "substr": ("'b', 4", NAME, "b[4:]", ""),
    "substr_range": ("'b', 0, 3", NAME, "b[0:3]", ""),
    "to_blob": ("'b'", "'Hi'", "b.encode()", ""),
    "to_double": ("'b'", "'2.5'", "float(b)", ""),
    "to_integer": ("'b'", "'42'", "int(b)", ""),
    "to_string": ("'b'", "42", "str(b)", ""),
    "trim": ("'b'", "'  Ada  '", "", "b.strip()"),
    "trim_end": ("'b'", "'  Ada  '", "", "b.rstrip()"),
    "trim_start": ("'b'", "'  Ada  '", "", "b.lstrip()"),
    "upper": ("'b'", NAME, "", "b.upper()"),
}


class Outcome(NamedTuple):
    """What an example shows."""

    call: str
    before: str
    result: str
    after: str
    #: What the reader must know first.
    note: str = ""


def shown(value: Any) -> str:
    """A value in a line of an example."""
    if isinstance(value, HyperLogLog):
        return "a HyperLogLog"
    if isinstance(value, (bytes, bytearray)):
        return " ".join(f"{byte:08b}" for byte in value)
    return ascii(value)


class Runner:
    """Runs examples with one client."""

    def __init__(self, client: aerospike.Client) -> None:
        self._client = client
        self._names = {"aerospike": aerospike, "cdt_ctx": cdt_ctx, "exp": exp}
        self._names["other"] = self._other_set()

    def _other_set(self) -> HyperLogLog:
        """A set that shares one of its two values with the bin's."""
        self._client.operate(KEY, [hll.hll_add(BIN, ["x", "w"], 8)])
        other = self._client.get(KEY)[2][BIN]
        self._client.remove(KEY)
        assert isinstance(other, HyperLogLog)
        return other

    def _bins(self) -> dict[str, Any] | None:
        """The bins of the record, None if it does not exist."""
        try:
            return self._client.get(KEY)[2]
        except aerospike.exception.RecordNotFound:
            return None

    def _shown(self) -> str:
        bins = self._bins()
        if bins is None:
            return "no record"
        value = bins.get(BIN)
        if isinstance(value, HyperLogLog):
            reads = [hll.hll_get_count(BIN), hll.hll_describe(BIN)]
            (_, count), (_, (bits, _)) = self._client.operate_ordered(KEY, reads)[2]
            return f"a HyperLogLog of {count} values with {bits} index bits"
        return "no bin" if value is None else shown(value)

    def run(self, helper: Callable[..., dict[str, Any]]) -> Outcome:
        """Runs the example of an operation."""
        name = helper.__name__
        arguments, before = EXAMPLES[name]
        names = {**vars(import_module(helper.__module__)), **self._names}
        self._client.put(KEY, {"another": 0})
        if before == SET:
            self._client.operate(KEY, [eval(before, names)])
        elif before:
            self._client.put(KEY, {BIN: eval(before, names)})
        at_first = self._shown()
        operation = eval(f"{name}({arguments})", names)
        results = self._client.operate_ordered(KEY, [operation])[2]
        outcome = Outcome(
            f"{name}({arguments})",
            at_first,
            shown(results[0][1]) if results else "",
            self._shown(),
        )
        if self._bins() is not None:
            self._client.remove(KEY)
        return outcome


def promised(helper: Callable[..., dict[str, Any]]) -> Outcome:
    """The example of an operation of server 8.2, which is not run."""
    name = helper.__name__
    arguments, before, result, after = PROMISED[name]
    value = eval(before)
    names = {"base64": base64, "re": re, "unicodedata": unicodedata, "b": value}
    return Outcome(
        f"{name}({arguments})",
        shown(value),
        shown(eval(result, names)) if result else "",
        shown(eval(after, names) if after else value),
        "needs server 8.2; as documented, not run",
    )


@lru_cache
def outcomes() -> dict[str, Outcome]:
    """The outcomes of all examples by the names of operations; none without the library."""
    from devserver_tables import OPERATION_MODULES, is_known_operation, operations

    with Server() as server:
        try:
            client = aerospike.client(server.config)
        except aerospike.exception.ClientError:
            return {}
        with client:
            runner = Runner(client)
            return {
                f"aerospike_helpers.operations.{module}.{name}": runner.run(helper)
                if is_known_operation(helper)
                else promised(helper)
                for module in OPERATION_MODULES
                for name, helper in operations(
                    import_module(f"aerospike_helpers.operations.{module}")
                ).items()
            }


def add_example(
    _app: Sphinx, what: str, name: str, _object: Any, _options: Any, lines: list[str]
) -> None:
    """Adds the example to the description of an operation."""
    outcome = outcomes().get(name) if what == "function" else None
    if outcome is None:
        return
    rows = [("before", outcome.before), ("after", outcome.after)]
    if outcome.result:
        rows.insert(1, ("result", outcome.result))
    lines += ["", "Example:", ""]
    if outcome.note:
        lines += [f"    | ({outcome.note})"]
    lines += [f"    | ``{outcome.call}``"]
    lines += [f"    | {title}: ``{text}``" for title, text in rows]
    lines += [""]


def setup(app: Sphinx) -> dict[str, Any]:
    # Before napoleon, which makes the section of it.
    app.connect("autodoc-process-docstring", add_example, priority=400)
    return {"parallel_read_safe": True}
