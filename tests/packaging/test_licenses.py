"""Each wheel has its bill of materials, and the licences of all that is in it."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from wheels import ROOT, load_script

from aerospike._native.versions import library_versions

COMPONENTS = json.loads((ROOT / "native/components.json").read_text("utf-8"))
NAMES = [component["name"] for component in COMPONENTS]
# How documents and the library call the C client.
CLIENT = {"aerospike-client-c": "C client"}
# Words of the licences, without commas.
TEXTS = {
    "Apache-2.0": "Apache License Version 2.0",
    "MIT": "Permission is hereby granted free of charge",
    "Zlib": "This software is provided 'as-is'",
}


@pytest.fixture(scope="module", params=["aerospike", "aerospike-ctypes"])
def metadata(request: pytest.FixtureRequest, wheels: dict[str, Path]) -> dict[str, bytes]:
    """The files of a wheel that are not code, by their names without the version."""
    with zipfile.ZipFile(wheels[request.param]) as wheel:
        found = {}
        for name in wheel.namelist():
            _, info, inside = name.partition(".dist-info/")
            if info or name.endswith(".md"):
                found[inside or name] = wheel.read(name)
        return found


def words(text: str) -> str:
    return " ".join(text.replace(",", "").split())


def test_bill_of_materials_names_all_parts(metadata: dict[str, bytes]) -> None:
    bill = json.loads(metadata["sboms/aerospike.cdx.json"])
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [part["name"] for part in bill["components"]] == NAMES
    assert bill["dependencies"] == [{"ref": "aerospike", "dependsOn": NAMES}]
    assert bill["metadata"]["component"]["version"] == load_script("make_sbom").first(
        r'"(.+)"\n$', ROOT / "aerospike/_version.py"
    )
    (client,) = (part for part in bill["components"] if part["name"] == "aerospike-client-c")
    (source,) = (ref for ref in client["externalReferences"] if "hashes" in ref)
    pinned = (ROOT / "native/c_client.txt").read_text("utf-8")
    assert f"--hash=sha256:{source['hashes'][0]['content']}" in pinned
    assert source["url"].replace("pkg:pypi/", "").replace("@", "==") in pinned


@pytest.mark.parametrize("component", COMPONENTS, ids=NAMES)
def test_component_is_in_the_library_in_its_version(component: dict[str, Any]) -> None:
    built = library_versions()[CLIENT.get(component["name"], component["name"])]
    if "version" in component:
        assert built == component["version"]
    else:
        # The version is the one of the system's library.
        assert component["linked"] == "dynamic"


def test_bill_of_a_static_library_has_the_pinned_sources() -> None:
    script = load_script("make_sbom")
    pinned = script.dependencies(ROOT)
    bill = script.bill_of_materials(ROOT, static=True)
    parts = {part["name"]: part for part in bill["components"]}
    assert pinned.keys() <= parts.keys()
    for name, part in parts.items():
        assert part["version"]
        assert part["properties"] == [{"name": "aerospike:linked", "value": "static"}]
        if name in pinned:
            assert part["version"] == pinned[name].version
            hashes = part["externalReferences"][-1]["hashes"]
            assert hashes == [{"alg": "SHA-256", "content": pinned[name].sha256}]


def test_parts_of_the_library_are_all_listed() -> None:
    parts = library_versions().keys() - {"library"}
    assert {CLIENT.get(name, name) for name in NAMES} == parts


@pytest.mark.parametrize("component", COMPONENTS, ids=NAMES)
def test_license_of_component_is_in_the_wheel(
    component: dict[str, Any], metadata: dict[str, bytes]
) -> None:
    name = CLIENT.get(component["name"], component["name"])
    notice = metadata["licenses/NOTICE"].decode()
    texts = metadata["licenses/native/THIRD_PARTY_LICENSES.md"].decode()
    assert name in notice
    assert re.search(rf"^.*\b{name}\b", texts, re.MULTILINE)
    whole = words(metadata["licenses/LICENSE"].decode() + texts)
    assert TEXTS[component["license"]] in whole


def test_license_of_the_c_client_is_in_the_wheel(metadata: dict[str, bytes]) -> None:
    text = metadata["aerospike/_native/licenses/aerospike-client-c.md"].decode()
    (pinned,) = ROOT.glob("build/native/c-client-*/LICENSE.md")
    assert text == pinned.read_text("utf-8")


def test_bill_of_materials_is_the_same_each_time(tmp_path: Path) -> None:
    script = load_script("make_sbom")
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        script.write(file)
    assert files[0].read_bytes() == files[1].read_bytes()
