#!/usr/bin/env python3
"""Checks wheels that build_wheels.sh has made: that each runs where its tag says.

    scripts/check_wheel.py dist/*.whl
    scripts/check_wheel.py --same-as OTHER dist/*.whl    # and is equal to that in a directory

The shared library exports the functions of native/bridge/exports.txt and no others, and needs
nothing that a machine of its platform may lack. Nothing in a wheel names the machine that built it.
What is wrong is printed, one line each; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import base64
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import lief

lief.logging.disable()

ROOT = Path(__file__).resolve().parents[1]
FOLDER = PurePosixPath("aerospike/_native")

# What each system has, whatever is installed: patterns of the names of its libraries.
SYSTEM_LIBRARIES = {
    "manylinux": r"lib(c|m|dl|rt|pthread)\.so\.\d|ld-linux-(x86-64|aarch64)\.so\.\d",
    "musllinux": r"libc\.so|libc\.musl-(x86_64|aarch64)\.so\.1",
    "macosx": r"/usr/lib/libSystem\.B\.dylib|/System/Library/Frameworks/.+",
    "win": r"(?i:(advapi32|bcrypt|crypt32|dbghelp|iphlpapi|kernel32|ntdll|ole32|psapi|shell32"
    r"|user32|userenv|ws2_32|api-ms-win-[a-z0-9-]+|ucrtbase)\.dll)",
}
MACHINES = {
    "x86_64": (lief.ELF.ARCH.X86_64, lief.MachO.Header.CPU_TYPE.X86_64),
    "aarch64": (lief.ELF.ARCH.AARCH64,),
    "arm64": (lief.MachO.Header.CPU_TYPE.ARM64,),
    "amd64": (lief.PE.Header.MACHINE_TYPES.AMD64,),
}
# musl gives its functions no versions. The tag musllinux_1_2 stands for 1.2.2, of Alpine 3.13.
YOUNGER_THAN_MUSL = {"preadv2", "pwritev2", "qsort_r", "statx"}
# What zig's linker adds to a Mach-O library.
LINKER_SYMBOLS = {"__mh_dylib_header", "___dso_handle"}
# Directories of a person, or of a program that builds.
PATHS = re.compile(rb"/(?:root|home|Users|builds?|work|github|tmp/[\w.-]+)/[\w./-]+")
BINARIES = {".so", ".dylib", ".dll", ".pyd", ".exe", ".o", ".a"}


class Tag(NamedTuple):
    """The platform of a wheel, as its file name has it: py3-none-manylinux_2_28_x86_64."""

    system: str
    version: tuple[int, ...]
    machine: str
    suffix: str


def known_tags(root: Path = ROOT) -> dict[str, Tag]:
    """The platforms of native/targets.txt, by their tags."""
    tags = {}
    for line in (root / "native/targets.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            _, name, suffix, _ = line.split()
            found = re.fullmatch(r"([a-z]+)_(?:(\d+)_(\d+)_)?(\w+)", name)
            if found is None:
                raise ValueError(f"native/targets.txt: {name} is not a tag of a platform")
            version = tuple(int(part) for part in found.group(2, 3) if part)
            tags[name] = Tag(found[1], version, found[4], suffix)
    return tags


def exports(root: Path = ROOT) -> set[str]:
    """The functions that the library makes visible."""
    lines = (root / "native/bridge/exports.txt").read_text("utf-8").splitlines()
    return {line.split("#")[0].strip() for line in lines} - {""}


def dotted(version: Iterable[int]) -> str:
    return ".".join(str(part) for part in version)


def check_elf(library: lief.ELF.Binary, tag: Tag) -> Iterator[str]:
    for entry in library.dynamic_entries:
        if entry.tag in (
            lief.ELF.DynamicEntry.TAG.RPATH,
            lief.ELF.DynamicEntry.TAG.RUNPATH,
            lief.ELF.DynamicEntry.TAG.TEXTREL,
        ):
            yield f"the library has a {entry.tag.name}"
    if not library.has_nx:
        yield "the library wants an executable stack"
    if tag.system == "manylinux":
        for requirement in library.symbols_version_requirement:
            for symbol in requirement.get_auxiliary_symbols():
                name, _, version = symbol.name.partition("_")
                numbers = tuple(int(part) for part in re.findall(r"\d+", version))
                if name == "GLIBC" and numbers[:2] > tag.version:
                    users = {
                        used.name
                        for used in library.imported_symbols
                        if used.has_version
                        and used.symbol_version.has_auxiliary_version
                        and used.symbol_version.symbol_version_auxiliary.name == symbol.name
                    }
                    yield (
                        f"{', '.join(sorted(users))} needs glibc {version}, "
                        f"and the tag says {dotted(tag.version)}"
                    )
    else:
        for name in sorted(YOUNGER_THAN_MUSL & {s.name for s in library.imported_symbols}):
            yield f"{name} is not in musl 1.2.2"


def check_macho(library: lief.MachO.Binary, tag: Tag) -> Iterator[str]:
    built = library.build_version
    if built is None or built.platform != lief.MachO.BuildVersion.PLATFORMS.MACOS:
        yield "the library does not say for which macOS it is"
    elif tuple(built.minos[:2]) > tag.version:
        yield f"the library needs macOS {dotted(built.minos)}, the tag says {dotted(tag.version)}"
    names = [c.name for c in library.commands if c.command == lief.MachO.LoadCommand.TYPE.ID_DYLIB]
    if names != ["@rpath/libaerospike.dylib"]:
        yield f"the install name is not @rpath/libaerospike.dylib: {', '.join(names)}"
    if tag.machine == "arm64" and not library.has_code_signature:
        yield "the library is not signed, and an arm64 Mac does not load it"
    if library.has_rpath:
        yield "the library has an LC_RPATH"


def check_library(data: bytes, tag: Tag, functions: set[str]) -> Iterator[str]:
    """What is wrong with the shared library of a wheel."""
    library = lief.parse(data)
    if isinstance(library, lief.MachO.FatBinary):
        library = library.take(0) if library.size == 1 else None
    match library:
        case lief.ELF.Binary():
            machine, needed = library.header.machine_type, set(library.libraries)
            visible = {symbol.name for symbol in library.exported_symbols}
            own = check_elf(library, tag)
            right = tag.suffix == "so"
        case lief.MachO.Binary():
            machine = library.header.cpu_type
            install_name = lief.MachO.LoadCommand.TYPE.ID_DYLIB
            needed = {c.name for c in library.libraries if c.command != install_name}
            names = {str(symbol.name) for symbol in library.exported_symbols} - LINKER_SYMBOLS
            visible = {name.removeprefix("_") for name in names}
            own = check_macho(library, tag)
            right = tag.suffix == "dylib"
        case lief.PE.Binary():
            machine, needed = library.header.machine, {entry.name for entry in library.imports}
            table = library.get_export()
            visible = {str(entry.name) for entry in table.entries} if table else set()
            own = iter(())
            right = tag.suffix == "dll"
        case _:
            yield "the file is not a shared library"
            return
    if not right or machine not in MACHINES[tag.machine]:
        yield f"the library is made for another platform: {library.format.name}, {machine.name}"
        return
    for name in sorted(visible - functions):
        yield f"the library exports {name}, which exports.txt does not name"
    for name in sorted(functions - visible):
        yield f"the library does not export {name}"
    for name in sorted(needed):
        if not re.fullmatch(SYSTEM_LIBRARIES[tag.system], name):
            yield f"the library needs {name}, which a machine of this platform may lack"
    yield from own


def check_record(wheel: zipfile.ZipFile, info: str) -> Iterator[str]:
    """What RECORD says wrongly of the files in the wheel."""
    rows = csv.reader(io.StringIO(wheel.read(f"{info}RECORD").decode()))
    said = {name: (digest, size) for name, digest, size in rows}
    for name in sorted(said.keys() ^ set(wheel.namelist())):
        yield f"{name} is in RECORD or in the wheel, but not in both"
    for name in sorted(said.keys() & set(wheel.namelist()) - {f"{info}RECORD"}):
        data = wheel.read(name)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        if said[name] != (f"sha256={digest}", str(len(data))):
            yield f"{name} is not what RECORD says"


def check_bill(wheel: zipfile.ZipFile, info: str, root: Path) -> Iterator[str]:
    """What the bill of materials lacks of what is linked statically."""
    bill = json.loads(wheel.read(f"{info}sboms/aerospike.cdx.json"))
    versions = {part["name"]: part.get("version") for part in bill["components"]}
    for line in (root / "native/dependencies.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version, *_ = line.split()
            if versions.get(name) != version:
                yield f"the bill of materials has {name} {versions.get(name)}, not {version}"


def check(file: Path, root: Path = ROOT) -> list[str]:
    """What is wrong with a wheel, a sentence each."""
    tags = known_tags(root)
    name, version, python, abi, platform = file.stem.split("-")
    if (python, abi) != ("py3", "none") or platform not in tags:
        return [f"the tag {python}-{abi}-{platform} is not of a platform in native/targets.txt"]
    tag = tags[platform]
    library = str(FOLDER / f"libaerospike.{tag.suffix}")
    info = f"{name}-{version}.dist-info/"
    problems = []
    with zipfile.ZipFile(file) as wheel:
        names = wheel.namelist()
        for other in names:
            if PurePosixPath(other).suffix in BINARIES and other != library:
                problems.append(f"{other} does not belong into the wheel")
        lines = wheel.read(f"{info}WHEEL").decode().splitlines()
        if [line for line in lines if line.startswith("Tag: ")] != [f"Tag: py3-none-{platform}"]:
            problems.append("the tag in the metadata is not that of the file name")
        problems += check_record(wheel, info)
        problems += check_bill(wheel, info, root)
        for member in names:
            for path in sorted(set(PATHS.findall(wheel.read(member)))):
                if member == library or member.startswith(info):
                    problems.append(f"{member} names a path of the machine: {path.decode()}")
        if library in names:
            problems += check_library(wheel.read(library), tag, exports(root))
        else:
            problems.append(f"{library} is missing")
    return problems


def differences(one: Path, other: Path) -> list[str]:
    """In what two builds of a wheel differ."""
    if not other.is_file():
        return [f"{other} does not exist"]
    if one.read_bytes() == other.read_bytes():
        return []
    with zipfile.ZipFile(one) as left, zipfile.ZipFile(other) as right:
        unequal = [
            name
            for name in sorted({*left.namelist(), *right.namelist()})
            if name not in left.namelist()
            or name not in right.namelist()
            or left.read(name) != right.read(name)
        ]
    return [f"another build differs in {', '.join(unequal) or 'the order or dates of its files'}"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks wheels.")
    parser.add_argument("--same-as", type=Path, metavar="DIRECTORY", help="another build of them")
    parser.add_argument("wheels", nargs="+", type=Path, metavar="WHEEL")
    arguments = parser.parse_args()
    failed = False
    for wheel in arguments.wheels:
        problems = check(wheel)
        if arguments.same_as:
            problems += differences(wheel, arguments.same_as / wheel.name)
        failed = failed or bool(problems)
        print(f"{wheel.name}: {'ok' if not problems else ''}")
        for problem in problems:
            print(f"  {problem}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
