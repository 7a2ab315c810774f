"""No files of the packages import each other in a circle.

``lint-imports`` checks the layers by the contracts in ``pyproject.toml``. This test needs no tool,
and counts what is imported inside functions too. What is imported for annotations alone does not
count: it is never run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("aerospike", "aerospike_helpers", "aerospike_testing")

Graph = dict[str, set[str]]


def module_name(path: Path) -> str:
    """The name that a file of a package has when it is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def run_imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a module that run, in functions too."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            child = ast.Module(child.orelse, [])
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child
        yield from run_imports(child)


def imported_names(name: str, path: Path) -> Iterator[str]:
    """The modules that a module may import: of ``from a import b``, ``a.b`` stands for ``a``."""
    package = name.split(".") if path.stem == "__init__" else name.split(".")[:-1]
    for statement in run_imports(ast.parse(path.read_text("utf-8"))):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
            continue
        base = package[: len(package) - statement.level + 1] if statement.level else []
        source = ".".join([*base, *filter(None, [statement.module])])
        yield from (f"{source}.{alias.name}" for alias in statement.names)


def import_graph(package: str) -> Graph:
    """The modules of a package, and which of them each imports."""
    paths = {module_name(path): path for path in (ROOT / package).rglob("*.py")}
    graph: Graph = {name: set() for name in paths}
    for name, path in paths.items():
        for wanted in imported_names(name, path):
            found = wanted
            while found and found not in paths:
                found = found.rpartition(".")[0]
            if found and found != name:
                graph[name].add(found)
    return graph


def circles(graph: Graph) -> list[list[str]]:
    """The sets of modules that all reach each other, by Tarjan's algorithm."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for other in sorted(graph[name]):
            if other not in order:
                visit(other)
            if other in stack:
                lowest[name] = min(lowest[name], lowest[other])
        if lowest[name] == order[name]:
            start = stack.index(name)
            if len(stack) - start > 1:
                found.append(sorted(stack[start:]))
            del stack[start:]

    for name in sorted(graph):
        if name not in order:
            visit(name)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_no_files_import_each_other_in_a_circle(package: str) -> None:
    assert circles(import_graph(package)) == []


def test_a_circle_is_found() -> None:
    graph: Graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}
    assert circles(graph) == [["b", "c"]]


def test_imports_in_functions_count_and_those_for_annotations_do_not(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from . import other\n"
        "def f():\n    from .. import third\n    import fourth\n"
    )
    names = list(imported_names("one.two.module", path))
    assert names == ["typing.TYPE_CHECKING", "one.third", "fourth"]


def test_the_development_server_imports_nothing_of_the_client() -> None:
    allowed = {"aerospike.constants", "aerospike.exception"}
    for name, imported in import_graph("aerospike").items():
        if name.startswith("aerospike.devserver"):
            outside = {other for other in imported if not other.startswith("aerospike.devserver")}
            assert outside <= allowed, name
