#!/usr/bin/env python3
"""Writes the software bill of materials of a wheel: CycloneDX, as JSON.

    scripts/make_sbom.py [--static] FILE

It says what the shared library is made of: native/components.json, with the source of the C client
that native/c_client.txt pins. --static: the library was built with TARGET, so the libraries of
native/dependencies.txt are in it, in the versions that stand there. hatch_build.py puts the bill
into each wheel, into the directory `sboms` of its metadata. The same files make the same bill, to
the byte.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]


def first(pattern: str, file: Path) -> str:
    found = re.search(pattern, file.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{file} has nothing like {pattern}")
    return found[1]


class Dependency(NamedTuple):
    """A line of native/dependencies.txt."""

    name: str
    version: str
    sha256: str
    path: str
    address: str


def dependencies(root: Path) -> dict[str, Dependency]:
    """The pinned libraries by their names."""
    lines = (root / "native/dependencies.txt").read_text("utf-8").splitlines()
    rows = (Dependency(*line.split()) for line in lines if line and not line.startswith("#"))
    return {row.name: row for row in rows}


def component(
    described: dict[str, str], root: Path, pinned: dict[str, Dependency]
) -> dict[str, Any]:
    """A part of the library, as CycloneDX has it."""
    source = pinned.get(described["name"])
    if source is not None:
        purl = f"pkg:generic/{source.name.lower()}@{source.version}"
        described = described | {"version": source.version, "purl": purl, "linked": "static"}
    found: dict[str, Any] = {"type": "library", "bom-ref": described["name"]}
    found |= {key: described[key] for key in ("name", "version", "purl") if key in described}
    found["licenses"] = [{"license": {"id": described["license"]}}]
    references: list[dict[str, Any]] = [{"type": "website", "url": described["website"]}]
    if described["name"] == "aerospike-client-c":
        pin = root / "native/c_client.txt"
        references.append(
            {
                "type": "source-distribution",
                "url": f"pkg:pypi/aerospike@{first(r'aerospike==([^ ]+)', pin)}",
                "hashes": [{"alg": "SHA-256", "content": first(r"sha256:(\w+)", pin)}],
            }
        )
    if source is not None:
        references.append(
            {
                "type": "source-distribution",
                "url": source.address,
                "hashes": [{"alg": "SHA-256", "content": source.sha256}],
            }
        )
    found["externalReferences"] = references
    found["properties"] = [{"name": "aerospike:linked", "value": described["linked"]}]
    return found


def bill_of_materials(root: Path, static: bool = False) -> dict[str, Any]:
    """The bill of materials of the wheels that a work tree makes."""
    parts = json.loads((root / "native/components.json").read_text("utf-8"))
    pinned = dependencies(root) if static else {}
    components = [component(part, root, pinned) for part in parts]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "library",
                "bom-ref": "aerospike",
                "name": "aerospike",
                "version": first(r'__version__ = "(.+)"', root / "aerospike/_version.py"),
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": [
            {"ref": "aerospike", "dependsOn": [part["bom-ref"] for part in components]}
        ],
    }


def write(file: Path, root: Path = ROOT, static: bool = False) -> None:
    """Write the bill of materials into a file."""
    file.write_text(json.dumps(bill_of_materials(root, static), indent=2) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes the software bill of materials.")
    parser.add_argument("--static", action="store_true", help="the library was built with TARGET")
    parser.add_argument("file", type=Path)
    arguments = parser.parse_args()
    write(arguments.file, static=arguments.static)


if __name__ == "__main__":
    main()
