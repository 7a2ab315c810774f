"""Writes ``llms.txt`` and ``llms-full.txt`` next to the pages: the documentation as plain text.

``llms.txt`` lists the pages with their addresses. ``llms-full.txt`` has the source of all pages, in
the order of the table of contents, for readers that want one text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def pages(env: BuildEnvironment) -> Iterator[tuple[str, str, str]]:
    """Names, titles and first paragraphs of the pages, in the order of the table of contents."""
    root = env.config.root_doc
    names = [root]
    for name in names:
        names += [page for page in env.toctree_includes.get(name, ()) if page not in names]
    for name in names:
        paragraph = next(iter(env.get_doctree(name).findall(nodes.paragraph)), None)
        first = "" if paragraph is None else " ".join(paragraph.astext().split())
        yield name, env.titles[name].astext(), first


def write(app: Sphinx, problem: Exception | None) -> None:
    """Writes both files after a build of HTML."""
    if problem is not None or app.builder.format != "html":
        return
    index = [f"# {app.config.project}", ""]
    full: list[str] = []
    for name, title, first in pages(app.env):
        index.append(f"- [{title}]({app.builder.get_target_uri(name)}): {first}")
        full += [f"# {name}", "", Path(app.env.doc2path(name)).read_text("utf-8"), ""]
    out = Path(app.outdir)
    (out / "llms.txt").write_text("\n".join([*index, ""]), "utf-8")
    (out / "llms-full.txt").write_text("\n".join(full), "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
