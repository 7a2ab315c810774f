"""scripts/check_wheel.py refuses wheels that would not run where their tags say."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wheels import ROOT, load_script

pytest.importorskip("lief")
SCRIPT = load_script("check_wheel")
LIBRARIES = ROOT / "tests/data/libraries"
TAGS = SCRIPT.known_tags()
ONE = {"bridge_one"}

Make = Callable[..., Path]


def library(name: str) -> bytes:
    """A small library with one function, bridge_one, for another platform."""
    return gzip.decompress((LIBRARIES / f"{name}.gz").read_bytes())


def said(data: bytes, tag: str, functions: set[str] = ONE) -> list[str]:
    return list(SCRIPT.check_library(data, TAGS[tag], functions))


def compiled(folder: Path, code: str, *flags: str) -> bytes:
    """A library of this machine."""
    source, target = folder / "library.c", folder / "library.so"
    source.write_text(code)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", target, source, *flags], check=True)
    return target.read_bytes()


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("linux-musl.so", "musllinux_1_2_x86_64"),
        ("linux-aarch64.so", "manylinux_2_28_aarch64"),
        ("macos-arm64.dylib", "macosx_11_0_arm64"),
        ("windows.dll", "win_amd64"),
    ],
)
def test_a_right_library_is_accepted(name: str, tag: str) -> None:
    assert said(library(name), tag) == []


@pytest.mark.parametrize(
    ("name", "tag", "problem"),
    [
        ("linux-musl.so", "musllinux_1_2_aarch64", "made for another platform: ELF, X86_64"),
        ("linux-aarch64.so", "macosx_11_0_arm64", "made for another platform: ELF, AARCH64"),
        ("windows.dll", "macosx_11_0_x86_64", "made for another platform: PE, AMD64"),
        ("linux-musl.so", "manylinux_2_28_x86_64", "needs libc.so, which a machine"),
        ("macos-13.dylib", "macosx_11_0_x86_64", "needs macOS 13.0.0, the tag says 11.0"),
        (
            "macos-13.dylib",
            "macosx_11_0_x86_64",
            "not @rpath/libaerospike.dylib: /usr/local/lib/libaerospike.dylib",
        ),
    ],
)
def test_a_library_of_another_platform_is_refused(name: str, tag: str, problem: str) -> None:
    assert problem in " | ".join(said(library(name), tag))


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("linux-musl.so", "musllinux_1_2_x86_64"),
        ("macos-arm64.dylib", "macosx_11_0_arm64"),
        ("windows.dll", "win_amd64"),
    ],
)
def test_the_exported_functions_are_those_of_the_list(name: str, tag: str) -> None:
    assert said(library(name), tag, {"bridge_two"}) == [
        "the library exports bridge_one, which exports.txt does not name",
        "the library does not export bridge_two",
    ]


def test_an_arm64_library_must_be_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    file = SCRIPT.lief.MachO.parse(list(library("macos-arm64.dylib"))).at(0)
    assert file.remove_signature()
    problems = list(SCRIPT.check_macho(file, TAGS["macosx_11_0_arm64"]))
    assert problems == ["the library is not signed, and an arm64 Mac does not load it"]


def test_a_file_that_is_not_a_library_is_refused() -> None:
    assert said(b"text", "win_amd64") == ["the file is not a shared library"]


ONLY = "int bridge_one(int n) { return n; }"


@pytest.mark.skipif(sys.platform != "linux", reason="it compiles for this machine's Linux")
@pytest.mark.parametrize(
    ("code", "flags", "problem"),
    [
        (ONLY, ["-Wl,-rpath,/opt/lib", "-Wl,--disable-new-dtags"], "the library has a RPATH"),
        (ONLY, ["-Wl,-rpath,/opt/lib", "-Wl,--enable-new-dtags"], "the library has a RUNPATH"),
        (ONLY, ["-z", "execstack"], "the library wants an executable stack"),
        (
            "#include <zlib.h>\nint bridge_one(int n) { return n + (int)zlibCompileFlags(); }",
            ["-lz"],
            "the library needs libz.so.1, which a machine of this platform may lack",
        ),
        (
            "#include <unistd.h>\nint bridge_one(int n) { return n + getpid(); }",
            [],
            "getpid needs glibc 2.",
        ),
    ],
)
def test_what_a_linux_library_must_not_have(
    tmp_path: Path, code: str, flags: list[str], problem: str
) -> None:
    data = compiled(tmp_path, code, *flags)
    found = SCRIPT.lief.parse(list(data))
    machine = {"X86_64": "x86_64", "AARCH64": "aarch64"}[found.header.machine_type.name]
    old = SCRIPT.Tag("manylinux", (2, 1) if "getpid" in code else (2, 99), machine, "so")
    (said,) = SCRIPT.check_library(data, old, ONE)
    assert problem in said


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a wheel of a platform with a right library, and what a test changes."""
    monkeypatch.setattr(SCRIPT, "exports", lambda root: ONE)

    def write(
        tag: str = "macosx_11_0_arm64",
        said_tag: str | None = None,
        changes: dict[str, bytes] | None = None,
        after: dict[str, bytes] | None = None,
        folder: str = "",
    ) -> Path:
        info = "aerospike-1.0.dist-info"
        bill = load_script("make_sbom").bill_of_materials(ROOT, static=True)
        files: dict[str, bytes] = {
            "aerospike/_native/libaerospike.dylib": library("macos-arm64.dylib"),
            f"{info}/WHEEL": f"Tag: py3-none-{said_tag or tag}\n".encode(),
            f"{info}/sboms/aerospike.cdx.json": SCRIPT.json.dumps(bill).encode(),
            **(changes or {}),
        }
        rename = load_script("rename_wheel")
        lines = [rename.record_line(name, data) for name, data in files.items()]
        files[f"{info}/RECORD"] = "".join([*lines, f"{info}/RECORD,,\n"]).encode()
        wheel = tmp_path / folder / f"aerospike-1.0-py3-none-{tag}.whl"
        wheel.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(wheel, "w") as archive:
            for name, data in {**files, **(after or {})}.items():
                archive.writestr(zipfile.ZipInfo(name), data)
        return wheel

    return write


def test_a_right_wheel_is_accepted(make: Make) -> None:
    assert SCRIPT.check(make()) == []


LIBRARY = "aerospike/_native/libaerospike.dylib"


@pytest.mark.parametrize(
    ("wheel", "problem"),
    [
        ({"tag": "linux_x86_64"}, "the tag py3-none-linux_x86_64 is not of a platform"),
        ({"said_tag": "any"}, "the tag in the metadata is not that of the file name"),
        ({"changes": {"aerospike/x.so": b""}}, "aerospike/x.so does not belong into the wheel"),
        ({"after": {"aerospike/new.py": b""}}, "aerospike/new.py is in RECORD or in the wheel"),
        ({"after": {LIBRARY: b"other"}}, f"{LIBRARY} is not what RECORD says"),
        ({"tag": "win_amd64"}, "aerospike/_native/libaerospike.dll is missing"),
        (
            {"changes": {LIBRARY: library("macos-arm64.dylib") + b"/home/me/aerospike/x.c\0"}},
            f"{LIBRARY} names a path of the machine: /home/me/aerospike/x.c",
        ),
        (
            {
                "changes": {
                    "aerospike-1.0.dist-info/sboms/aerospike.cdx.json": b'{"components": []}'
                }
            },
            "the bill of materials has OpenSSL None, not ",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_wheel_is_refused(make: Make, wheel: dict[str, Any], problem: str) -> None:
    assert problem in " | ".join(SCRIPT.check(make(**wheel)))


def test_another_build_must_be_equal(make: Make) -> None:
    wheel = make()
    assert SCRIPT.differences(wheel, make(folder="again")) == []
    other = make(folder="other", changes={"aerospike/new.py": b"1"})
    assert SCRIPT.differences(wheel, other) == [
        "another build differs in aerospike-1.0.dist-info/RECORD, aerospike/new.py"
    ]
    assert SCRIPT.differences(wheel, wheel.with_name("missing.whl")) == [
        f"{wheel.with_name('missing.whl')} does not exist"
    ]


def test_the_command_says_what_is_wrong(make: Make) -> None:
    wheel = make(tag="win_amd64")
    ended = subprocess.run(
        [sys.executable, str(ROOT / "scripts/check_wheel.py"), str(wheel)],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1
    assert "libaerospike.dll is missing" in ended.stdout
