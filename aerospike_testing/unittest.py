"""For ``unittest``: a mixin that gives test cases a development server and a client."""

from __future__ import annotations

from typing import Any, ClassVar

import aerospike
from aerospike.devserver import Server

from .server import connect, make_server, prepare

__all__ = ["AerospikeMixin"]


class AerospikeMixin:
    """A mixin for :class:`unittest.TestCase`: a server for the class, a client for each test.

    Before each test the server is empty, and faults have ended::

        class Visits(AerospikeMixin, unittest.TestCase):
            aerospike_options = {"nodes": 3}

            def test_counting(self):
                self.aerospike_client.put(("test", "visits", "/"), {"count": 1})
    """

    aerospike_options: ClassVar[dict[str, Any]] = {}
    """Options of the server, as the marker of pytest has them."""
    aerospike_server: ClassVar[Server]
    """The development server."""
    aerospike_client: aerospike.Client
    """A connected client."""

    @classmethod
    def setUpClass(cls) -> None:
        """Starts the server."""
        super().setUpClass()  # type: ignore[misc]
        cls.aerospike_server = make_server(cls.aerospike_options).start()
        cls.addClassCleanup(cls.aerospike_server.stop)  # type: ignore[attr-defined]

    def setUp(self) -> None:
        """Empties the server, and connects."""
        super().setUp()  # type: ignore[misc]
        prepare(self.aerospike_server)
        self.aerospike_client = connect(self.aerospike_server)
        self.addCleanup(self.aerospike_client.close)  # type: ignore[attr-defined]
        # First, so that the client need not wait for a node that is frozen.
        self.addCleanup(self.aerospike_server.faults.clear)  # type: ignore[attr-defined]
