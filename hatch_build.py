"""Build hook: puts the shared library into the wheel and names the platform in its tag."""

from __future__ import annotations

import importlib.util
import os
import platform
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SUFFIX = {"darwin": ".dylib", "win32": ".dll"}.get(sys.platform, ".so")
PACKAGE = "aerospike/_native"
# A platform of native/targets.txt that scripts/build_c_client.sh has built the library for.
TARGET = os.environ.get("TARGET")


def target_tag(root: Path, target: str) -> str:
    """The tag of a platform that is built for on another one."""
    lines = (root / "native/targets.txt").read_text("utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    tags = {name: tag for name, tag, *_ in rows}
    if target not in tags:
        raise ValueError(f"TARGET={target} is not a platform of native/targets.txt")
    return tags[target]


def find_library(root: Path) -> Path:
    """The shared library that goes into the wheel; it is built if it is not there."""
    if TARGET:
        found = list((root / "build/native" / TARGET).glob("libaerospike.[ds]*"))
        if len(found) != 1:
            raise FileNotFoundError(f"run TARGET={TARGET} scripts/build_c_client.sh first")
        return found[0]
    library = root / PACKAGE / f"libaerospike{SUFFIX}"
    if not library.is_file():
        script = root / "scripts" / "build_c_client.sh"
        environment = {"PYTHON": sys.executable, **os.environ}
        subprocess.run(["sh", str(script)], check=True, cwd=root, env=environment)
    return library


def platform_tag() -> str:
    if sys.platform == "darwin":
        release = os.environ.get("MACOSX_DEPLOYMENT_TARGET") or platform.mac_ver()[0]
        major, _, minor = release.partition(".")
        # Since macOS 11, only the major number decides compatibility.
        minor = "0" if int(major) >= 11 else minor.partition(".")[0]
        return f"macosx_{major}_{minor}_{platform.machine()}"
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


def c_client_license(root: Path) -> Path | None:
    """The license of the C client that the library was built of, where its source is at hand."""
    checkout = os.environ.get("AEROSPIKE_C_CLIENT_SOURCE")
    sources = [Path(checkout)] if checkout else sorted((root / "build/native").glob("c-client-*"))
    return next((s / "LICENSE.md" for s in sources if (s / "LICENSE.md").is_file()), None)


def bill_of_materials(root: Path) -> Path:
    """A file that says what the library is made of."""
    spec = importlib.util.spec_from_file_location("make_sbom", root / "scripts" / "make_sbom.py")
    if spec is None or spec.loader is None:
        raise ImportError("scripts/make_sbom.py cannot be imported")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    file = root / "build" / "aerospike.cdx.json"
    file.parent.mkdir(exist_ok=True)
    script.write(file, static=bool(TARGET))
    return file


class SharedLibraryHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        tag = target_tag(root, TARGET) if TARGET else platform_tag()
        library = find_library(root)
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{tag}"
        included = build_data["force_include"]
        included[str(library)] = f"{PACKAGE}/{library.name}"
        build_data["sbom_files"] = [str(bill_of_materials(root))]
        license_file = c_client_license(root)
        if license_file is not None:
            included[str(license_file)] = f"{PACKAGE}/licenses/aerospike-client-c.md"
