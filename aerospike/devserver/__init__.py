"""A development server: an in-memory Aerospike cluster in this process.

It speaks the client protocol over TCP, so clients need no change. It is for tests and for
learning: it keeps everything in memory and forgets it when it stops.
"""

from __future__ import annotations

from .service.faults import Faults
from .service.node import Node
from .service.server import Server
from .service.tls import TLS
from .state.faults import Fault

__all__ = ["TLS", "Fault", "Faults", "Node", "Server"]
