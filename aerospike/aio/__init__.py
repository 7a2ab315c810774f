"""The client for asyncio: the API of :mod:`aerospike`, awaited.

.. code-block:: python

    from aerospike import aio

    async with aio.client(config) as client:
        await client.put(("test", "people", 1), {"name": "Ada"})
"""

from .client import AsyncClient, client, connect
from .streams import AsyncQuery, AsyncScan

__all__ = ["AsyncClient", "AsyncQuery", "AsyncScan", "client", "connect"]
