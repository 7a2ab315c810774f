"""Sphinx directives that make tables of what the package declares.

``aerospike-constants``
    the constants, in the groups of ``aerospike/constants.py``
``aerospike-exceptions``
    the exceptions: class, base, code, meaning
``aerospike-policies``
    the keys of each policy, of the table in ``aerospike/policy.py``
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.application import Sphinx

from aerospike import constants, exception, policy

Row = tuple[str, ...]


class Tables(Directive):
    """A directive whose content is reStructuredText that :meth:`text` makes."""

    def text(self) -> Iterator[str]:
        raise NotImplementedError

    def run(self) -> list[nodes.Node]:
        container = nodes.container()
        container.document = self.state.document
        lines = StringList(list(self.text()), source=type(self).__name__)
        self.state.nested_parse(lines, self.content_offset, container)
        return list(container.children)


def table(title: str, header: Row, rows: Iterable[Row], widths: str = "auto") -> Iterator[str]:
    yield f".. list-table:: {title}"
    yield "   :header-rows: 1"
    yield f"   :widths: {widths}"
    yield ""
    for row in (header, *rows):
        for index, cell in enumerate(row):
            yield f"   {'*' if index == 0 else ' '} - {cell}"
    yield ""


class Constants(Tables):
    def text(self) -> Iterator[str]:
        group = ""
        rows: list[Row] = []
        for line in [*inspect.getsource(constants).splitlines(), "# end"]:
            comment = re.fullmatch(r"# (.+)", line)
            constant = re.match(r"([A-Z]\w+): Final = ", line)
            if comment:
                if rows:
                    yield from table(group, ("name", "value"), rows)
                group, rows = comment[1].rstrip("."), []
            elif constant:
                value = getattr(constants, constant[1])
                rows.append((f"``{constant[1]}``", f"``{value!r}``"))


class Exceptions(Tables):
    def text(self) -> Iterator[str]:
        # The base of all has an entry of its own on the page.
        classes: list[type[exception.AerospikeError]] = [
            value
            for _, value in sorted(vars(exception).items())
            if isinstance(value, type) and exception.AerospikeError in value.__mro__[1:]
        ]
        rows = [
            (
                f".. py:exception:: {cls.__name__}",
                cls.__bases__[0].__name__,
                "" if cls.code is None else str(cls.code),
                inspect.cleandoc(cls.__doc__ or "").splitlines()[0],
            )
            for cls in classes
        ]
        header = ("class", "base", "code", "meaning")
        yield from table("Exceptions", header, rows)


class Policies(Tables):
    def text(self) -> Iterator[str]:
        for kind, fields in policy.FIELDS.items():
            rows = [(f"``{field.key}``", field.kind.name, field.doc) for field in fields]
            yield from table(f"Policy: {kind}", ("key", "type", "meaning"), rows)


def setup(app: Sphinx) -> dict[str, Any]:
    for name, directive in (
        ("aerospike-constants", Constants),
        ("aerospike-exceptions", Exceptions),
        ("aerospike-policies", Policies),
    ):
        app.add_directive(name, directive)
    return {"parallel_read_safe": True}
