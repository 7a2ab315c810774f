#!/usr/bin/env python3
"""Writes the version of the C client into the files that name it; bump_c_client.sh runs it.

    scripts/pin_c_client.py VERSION ARCHIVE SOURCE

VERSION is that of the official package, ARCHIVE its source distribution, SOURCE the C client in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def first(pattern: str, file: Path) -> str:
    """The first group of *pattern* in *file*.

    Raises:
        ValueError: it is not there.
    """
    found = re.search(pattern, file.read_text("utf-8", "replace"), re.MULTILINE)
    if found is None:
        raise ValueError(f"{file}: without {pattern!r}")
    return found[1]


def component_versions(source: Path) -> dict[str, str]:
    """The versions of what the source of the C client brings, by the names of components.json."""
    lua = source / "modules/lua/lua.h"
    numbers = (
        first(rf'^#define\s+LUA_VERSION_{part}\s+"?(\d+)', lua)
        for part in ("MAJOR", "MINOR", "RELEASE")
    )
    return {
        "aerospike-client-c": first(
            r'aerospike_client_version\s*=\s*"([^"]+)"', source / "src/main/aerospike/version.c"
        ),
        "Lua": ".".join(numbers),
    }


def pinned(text: str, version: str, checksum: str) -> str:
    """c_client.txt with another version and checksum."""
    text = re.sub(r"^aerospike==\S+", f"aerospike=={version}", text, flags=re.MULTILINE)
    return re.sub(r"--hash=sha256:\w+", f"--hash=sha256:{checksum}", text)


def updated(components: list[dict[str, Any]], versions: dict[str, str]) -> list[dict[str, Any]]:
    """components.json with other versions."""
    changed = []
    for component in components:
        version = versions.get(component["name"])
        if version is not None:
            component = {**component, "version": version}
            component["purl"] = component["purl"].partition("@")[0] + f"@{version}"
        changed.append(component)
    return changed


def pin(root: Path, version: str, archive: Path, source: Path) -> None:
    """Changes the files of the work tree *root*."""
    checksum = hashlib.sha256(archive.read_bytes()).hexdigest()
    file = root / "native/c_client.txt"
    is_new = f"aerospike=={version} " not in file.read_text("utf-8")
    file.write_text(pinned(file.read_text("utf-8"), version, checksum), "utf-8")
    file = root / "native/components.json"
    components = updated(json.loads(file.read_text("utf-8")), component_versions(source))
    file.write_text(json.dumps(components, indent=2) + "\n", "utf-8")
    # A new version of the official package is the first one of this package for it.
    if is_new:
        for name, pattern in (
            ("aerospike/_version.py", r'^(__version__ = ").+(")$'),
            ("CITATION.cff", r"^(version: ).+()$"),
        ):
            file = root / name
            text = file.read_text("utf-8")
            text = re.sub(pattern, rf"\g<1>{version}+ctypes.1\2", text, flags=re.MULTILINE)
            file.write_text(text, "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description="Pins a version of the C client.")
    parser.add_argument("version")
    parser.add_argument("archive", type=Path)
    parser.add_argument("source", type=Path)
    options = parser.parse_args()
    try:
        pin(ROOT, options.version, options.archive, options.source)
    except (OSError, ValueError) as problem:
        print(f"pin_c_client.py: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
