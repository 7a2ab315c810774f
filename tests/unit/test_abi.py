"""The mirrors of the C client's structures agree with the compiler."""

from __future__ import annotations

import ctypes
from typing import Any

import pytest

from aerospike._native import call, library, structures
from aerospike._native.prototypes import (
    ABI_VERSION,
    COMMAND_ARGUMENTS,
    COMMAND_RESULT,
    COMMANDS,
    LONG_COMMANDS,
    PROTOTYPES,
)


@pytest.fixture(scope="module")
def rows() -> dict[str, int]:
    count = ctypes.c_size_t()
    table = library.load().bridge_abi_table(ctypes.byref(count))
    return {table[row].name.decode(): table[row].value for row in range(count.value)}


def mirrored() -> dict[str, int]:
    layout = {}
    for structure in structures.MIRRORED:
        layout[structure.__name__] = ctypes.sizeof(structure)
        for name, *_ in structure._fields_:
            layout[f"{structure.__name__}.{name}"] = getattr(structure, name).offset
    return layout


def test_every_structure_and_field_is_where_the_compiler_puts_it(rows: dict[str, int]) -> None:
    expected = {name: value for name, value in rows.items() if not name.startswith("bridge_call")}
    assert mirrored() == expected


def test_a_call_is_laid_out_as_the_bridge_sees_it(rows: dict[str, int]) -> None:
    structure: Any = call._CallStructure
    reply: Any = call._Reply
    assert ctypes.sizeof(structure) == rows["bridge_call"]
    assert structure.error.offset == rows["bridge_call.error"]
    assert structure.client.offset == rows["bridge_call.client"]
    assert structure.state.offset == rows["bridge_call.state"]
    assert structure.pending.offset == rows["bridge_call.pending"]
    assert structure.reply.offset + reply.data.offset == rows["bridge_call.reply.data"]
    assert structure.reply.offset + reply.size.offset == rows["bridge_call.reply.size"]
    assert structure.reply.offset + reply.fixed.offset == rows["bridge_call.reply.fixed"]


def test_the_library_says_its_versions() -> None:
    loaded = library.load()
    assert loaded.bridge_abi_version() == ABI_VERSION
    assert loaded.bridge_c_client_version().decode().startswith("7.")


def test_every_prototype_is_exported() -> None:
    loaded = library.load()
    for name, (result, arguments) in PROTOTYPES.items():
        function = getattr(loaded, name)
        assert function.restype is result
        assert tuple(function.argtypes) == arguments  # a list in PyPy


def test_every_command_has_the_one_signature() -> None:
    loaded = library.load()
    assert set(loaded.commands) == set(COMMANDS)
    for function in loaded.commands.values():
        assert function.restype is COMMAND_RESULT
        assert tuple(function.argtypes) == COMMAND_ARGUMENTS


def test_the_names_of_long_commands_are_those_of_commands() -> None:
    assert set(COMMANDS) > LONG_COMMANDS
