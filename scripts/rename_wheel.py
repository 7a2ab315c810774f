#!/usr/bin/env python3
"""Makes a wheel of aerospike-ctypes from a wheel of aerospike: the same content, another name.

    scripts/rename_wheel.py dist/aerospike-*.whl     # writes it next to the first one

A public index has the official package under the name aerospike, and takes no local versions
(19.3.0+ctypes.1). So the second wheel has the version 19.3.0.post1.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import sys
import zipfile
from pathlib import Path

NAME, OTHER = "aerospike", "aerospike-ctypes"
LOCAL = re.compile(r"(\d+(?:\.\d+)*)\+ctypes\.(\d+)")


def public_version(version: str) -> str:
    """The version that a public index takes for a local one."""
    local = LOCAL.fullmatch(version)
    if local is None:
        raise ValueError(f"the version is not like 19.3.0+ctypes.1: {version}")
    return f"{local[1]}.post{local[2]}"


def rename_metadata(text: str, version: str) -> str:
    """The metadata with the other name and version."""
    head, blank, description = text.partition("\n\n")
    head, names = re.subn(rf"(?m)^Name: {NAME}$", f"Name: {OTHER}", head)
    head, versions = re.subn(r"(?m)^Version: .+$", f"Version: {version}", head)
    if (names, versions) != (1, 1):
        raise ValueError("the metadata has no single name and version")
    return head + blank + description


def record_line(name: str, data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(data)}\n"


def rename(wheel: Path, folder: Path) -> Path:
    """Write the second wheel into a folder, and return its path."""
    name, version, tags = wheel.stem.split("-", 2)
    if name != NAME:
        raise ValueError(f"{wheel.name} is not a wheel of {NAME}")
    other = OTHER.replace("-", "_")
    public = public_version(version)
    before, after = f"{name}-{version}.dist-info/", f"{other}-{public}.dist-info/"
    renamed = folder / f"{other}-{public}-{tags}.whl"
    records = []
    with (
        zipfile.ZipFile(wheel) as source,
        zipfile.ZipFile(renamed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.startswith(before):
                entry.filename = after + entry.filename[len(before) :]
            if entry.filename == after + "METADATA":
                data = rename_metadata(data.decode(), public).encode()
            if entry.filename == after + "RECORD":
                records.append(f"{entry.filename},,\n")
                data = "".join(records).encode()
            else:
                records.append(record_line(entry.filename, data))
            target.writestr(entry, data)
    return renamed


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the wheel of aerospike-ctypes.")
    parser.add_argument("wheels", nargs="+", type=Path, metavar="WHEEL")
    for wheel in parser.parse_args().wheels:
        try:
            print(rename(wheel, wheel.parent))
        except (OSError, ValueError, zipfile.BadZipFile) as problem:
            print(f"rename_wheel.py: {wheel}: {problem}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
