"""The former place of the plugin of pytest, for installations that still name it."""

from __future__ import annotations

from aerospike_testing.pytest_plugin import *  # noqa: F403
