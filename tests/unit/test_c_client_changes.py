"""The pure parts of scripts/bump_c_client.sh: what differs in headers, what is pinned."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from wheels import load_script

import aerospike

ROOT = Path(__file__).parents[2]


changes = load_script("c_client_changes")
pin = load_script("pin_c_client")

HEADER = r"""
/* A comment; with { braces } */
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#define AS_LIMIT 15 // a comment
#define as_twice(__x) \
    ((__x) * 2)

typedef enum as_colour_e {
    AS_RED, // the first
    AS_BLUE = 7
} as_colour;

struct as_node_s;

typedef struct as_policy_s {
    /** Time. */
    uint32_t timeout;
    struct { int x; } inner;
    void (*call)(int a, int b);
} as_policy;

struct as_plain {
    int x;
};

typedef bool (*as_callback)(const as_val* val, void* udata);

AS_EXTERN as_status
as_run(as_policy* policy, struct as_node_s* node);

static inline int
as_short(int x) {
    if (x) { return 1; }
    return x;
}
extern int as_global;
#ifdef __cplusplus
}
#endif
"""


def test_each_definition_is_found_by_its_name() -> None:
    found = changes.definitions(HEADER)
    assert found["AS_LIMIT"] == "#define AS_LIMIT 15"
    assert found["as_twice"].startswith("#define as_twice(__x)")
    assert found["as_colour"].splitlines()[1] == "AS_RED,"
    assert "uint32_t timeout;" in found["as_policy"].splitlines()
    assert found["as_plain"].splitlines() == ["struct as_plain {", "int x;", "};"]
    assert found["as_callback"] == "typedef bool (*as_callback)(const as_val* val, void* udata);"
    assert (
        found["as_run"] == "AS_EXTERN as_status as_run(as_policy* policy, struct as_node_s* node);"
    )
    assert found["as_short"] == "static inline int as_short(int x) ;"
    assert found["as_global"] == "extern int as_global;"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("uint32_t timeout;", "uint64_t timeout;", "changed: as_policy"),
        ("struct as_node_s* node);", "int flags);", "changed: as_run"),
        ("AS_BLUE = 7", "AS_BLUE = 8", "changed: as_colour"),
        ("#define AS_LIMIT 15", "", "dropped: AS_LIMIT"),
        ("extern int as_global;", "extern int as_other;", "dropped: as_global"),
    ],
)
def test_what_differs_is_said(old: str, new: str, said: str) -> None:
    assert old in HEADER
    names = {"as_policy", "as_run", "AS_BLUE", "AS_LIMIT", "as_global"}
    found = changes.changes(
        changes.definitions(HEADER), changes.definitions(HEADER.replace(old, new, 1)), names
    )
    assert [text.partition("\n")[0] for text in found] == [said]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/** Time. */", "/** Time in milliseconds. */"),
        ("return x;", "return 2;"),
        ("as_plain {\n    int x;", "as_plain {\n    long x;"),
    ],
    ids=["comments", "bodies of functions", "what is not used"],
)
def test_what_does_not_matter_is_not_said(old: str, new: str) -> None:
    assert old in HEADER
    names = {"as_policy", "as_run", "as_short"}
    changed = changes.definitions(HEADER.replace(old, new))
    assert changes.changes(changes.definitions(HEADER), changed, names) == []


def test_the_names_that_the_bridge_uses_are_seen() -> None:
    used = changes.used_names(ROOT / "native/bridge")
    assert {"as_error", "as_policy_write", "aerospike_key_get"} <= used


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Of a C client, the files that say versions."""
    source = tmp_path / "source"
    version = source / "src/main/aerospike/version.c"
    lua = source / "modules/lua/lua.h"
    for file in (version, lua):
        file.parent.mkdir(parents=True)
    version.write_text('AS_EXTERN char* aerospike_client_version = "8.0.2";\n')
    lua.write_text(
        '#define LUA_VERSION_MAJOR\t"5"\n#define LUA_VERSION_MINOR\t"5"\n'
        '#define LUA_VERSION_RELEASE\t"1"\n'
    )
    return source


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = tmp_path / "tree"
    for name in (
        "aerospike/_version.py",
        "native/c_client.txt",
        "native/components.json",
        "CITATION.cff",
    ):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    return tree


def test_another_version_is_pinned_everywhere(tree: Path, source: Path) -> None:
    archive = tree / "aerospike-20.1.0.tar.gz"
    archive.write_bytes(b"archive")
    pin.pin(tree, "20.1.0", archive, source)
    text = (tree / "native/c_client.txt").read_text()
    assert "\naerospike==20.1.0 \\\n" in text
    assert f"--hash=sha256:{hashlib.sha256(b'archive').hexdigest()}" in text
    assert '"20.1.0+ctypes.1"' in (tree / "aerospike/_version.py").read_text()
    assert "version: 20.1.0+ctypes.1" in (tree / "CITATION.cff").read_text()
    components = {
        component["name"]: component
        for component in json.loads((tree / "native/components.json").read_text())
    }
    assert components["aerospike-client-c"]["version"] == "8.0.2"
    assert components["aerospike-client-c"]["purl"].endswith("aerospike-client-c@8.0.2")
    assert components["Lua"]["version"] == "5.5.1"


def test_the_same_version_leaves_that_of_the_package(tree: Path, source: Path) -> None:
    archive = tree / "archive"
    archive.write_bytes(b"")
    version = aerospike.__version__
    pin.pin(tree, version.partition("+")[0], archive, source)
    assert f'"{version}"' in (tree / "aerospike/_version.py").read_text()


def test_a_source_without_a_version_is_named(tree: Path, source: Path) -> None:
    (source / "modules/lua/lua.h").write_text("")
    with pytest.raises(ValueError, match=r"lua\.h: without"):
        pin.pin(tree, "20.1.0", tree / "native/c_client.txt", source)


@pytest.mark.skipif(not shutil.which("sh"), reason="the scripts need sh")
@pytest.mark.parametrize("version", ["", "latest", "19.3", "19.3.0.post1"])
def test_a_version_that_is_none_is_named(version: str) -> None:
    ended = subprocess.run(
        ["sh", str(ROOT / "scripts/bump_c_client.sh"), version], capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert f"the version is '{version}'" in ended.stderr
