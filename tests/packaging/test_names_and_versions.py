"""Which package pip and uv take if an index has the official one too, and what follows."""

from __future__ import annotations

import html
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from wheels import Environment, pack_installed, write_wheel

import aerospike

pytest.importorskip("uv")

OFFICIAL = ("19.2.1", "19.3.0")
OURS = aerospike.__version__
REQUIREMENTS = [
    "aerospike",
    "aerospike==19.3.0",
    "aerospike~=19.3",
    "aerospike~=19.3.0",
    "aerospike<=19.3.0",
    "aerospike>=19.3.0",
    "aerospike>=19,<20",
]

VERSION = "from importlib.metadata import version; print(version('aerospike'), end='')"

Install = Callable[..., str]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture(scope="module")
def files(wheels: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with this package, the official one and what this one needs."""
    folder = tmp_path_factory.mktemp("files")
    for wheel in wheels.values():
        shutil.copy(wheel, folder)
    pack_installed(folder, "ormsgpack")
    for version in OFFICIAL:
        # A module of its own, and a package that this one has too, as in the official wheels.
        contents = {"aerospike.py": b"official = True\n", "aerospike_helpers/__init__.py": b""}
        write_wheel(folder, "aerospike", version, contents)
    for number, requirement in enumerate(REQUIREMENTS):
        write_wheel(folder, f"application{number}", "1.0", {}, requirement)
    return folder


@pytest.fixture(scope="module")
def index(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a package index with these files."""
    root = tmp_path_factory.mktemp("index")
    for wheel in files.glob("*.whl"):
        page = root / "simple" / wheel.name.partition("-")[0].replace("_", "-") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(wheel, page.parent)
        name = html.escape(wheel.name)
        with open(page, "a") as out:
            out.write(f'<a href="{name.replace("+", "%2B")}">{name}</a>\n')
    handler = partial(Quiet, directory=str(root))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/simple/"
        server.shutdown()
        thread.join()


@pytest.fixture(params=["pip", "uv"])
def install(request: pytest.FixtureRequest, environment: Environment, index: str) -> Install:
    """Installs from the index, checks that all requirements are met, and returns what is said."""
    tool = getattr(environment, request.param)
    options = {"pip": ["--no-compile", "--no-cache-dir"], "uv": []}[request.param]

    def install(*arguments: str) -> str:
        said: str = tool("install", "--index-url", index, *options, *arguments)
        if "--dry-run" not in arguments:
            tool("check")
        return said

    return install


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_requirement_of_the_official_package_is_met_by_this_one(
    requirement: str, install: Install, environment: Environment
) -> None:
    assert re.search(rf"aerospike\W+{re.escape(OURS)}\b", install("--dry-run", requirement))


def test_applications_with_all_these_requirements_are_content(
    install: Install, environment: Environment
) -> None:
    install(*(f"application{number}" for number in range(len(REQUIREMENTS))))
    assert environment.run("-c", VERSION) == OURS
    assert environment.run("-c", "import aerospike; print(aerospike.__version__, end='')") == OURS


def test_constraint_of_the_official_version_is_met(
    install: Install, environment: Environment, tmp_path: Path
) -> None:
    constraints = tmp_path / "constraints.txt"
    constraints.write_text("aerospike==19.3.0\n")
    said = install("--dry-run", "--constraint", str(constraints), "aerospike")
    assert re.search(rf"aerospike\W+{re.escape(OURS)}\b", said)


def test_upgrade_takes_the_place_of_the_official_package_and_stays(
    install: Install, environment: Environment
) -> None:
    install("aerospike==19.2.1")
    assert environment.run("-c", VERSION) == "19.2.1"
    install("--upgrade", "aerospike")
    assert environment.run("-c", VERSION) == OURS
    install("--upgrade", "aerospike==19.3.0")
    assert environment.run("-c", VERSION) == OURS
    # Nothing of the official package has stayed.
    assert not list(environment.python.parents[1].rglob("site-packages/aerospike.py"))


@pytest.mark.parametrize("tool", ["pip", "uv"])
def test_directory_serves_as_an_index(tool: str, environment: Environment, files: Path) -> None:
    arguments = ("--no-index", "--find-links", str(files), "--dry-run", "aerospike==19.3.0")
    said = getattr(environment, tool)("install", *arguments)
    assert re.search(rf"aerospike\W+{re.escape(OURS)}\b", said)


def test_other_name_has_the_same_content(environment: Environment, index: str) -> None:
    environment.uv("install", "--index-url", index, "aerospike-ctypes")
    environment.uv("check")
    assert environment.run("-c", "import aerospike; print(aerospike.__version__, end='')") == OURS
    environment.run("-m", "aerospike.devserver", "--help")


def test_import_of_two_distributions_says_what_to_uninstall(
    environment: Environment, index: str
) -> None:
    environment.uv("install", "--index-url", index, "aerospike-ctypes", "aerospike==19.3.0")
    said = environment.run("-c", "import aerospike", code=1)
    assert "ImportError: Two distributions have installed the package aerospike" in said
    assert "pip uninstall aerospike aerospike-ctypes" in said
