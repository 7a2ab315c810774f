"""Runs the examples of the documentation, each page against a development server of its own.

A page begins with ``aerospike``, ``server``, ``config`` and a connected ``client`` there.
"""

from __future__ import annotations

from contextlib import ExitStack
from importlib.util import find_spec
from typing import Any

from sybil import Sybil
from sybil.parsers.rest import DocTestParser, PythonCodeBlockParser

import aerospike
from aerospike.devserver import Server


def begin(names: dict[str, Any]) -> None:
    # A page may give the names other values, so what ends with it is kept aside.
    names["cleanup"] = cleanup = ExitStack()
    server = cleanup.enter_context(Server(namespaces=("test",)))
    config = {"hosts": server.hosts}
    client = aerospike.client(config)
    cleanup.callback(client.close)
    names.update(aerospike=aerospike, server=server, config=config, client=client)


def end(names: dict[str, Any]) -> None:
    names["cleanup"].close()


pytest_collect_file = Sybil(
    parsers=[DocTestParser(), PythonCodeBlockParser()],
    pattern="*.rst",
    # Some builds of Python have no gevent.
    excludes=() if find_spec("gevent") else ("gevent.rst",),
    setup=begin,
    teardown=end,
).pytest()
