"""What an application's tests use: fixtures of pytest, and a mixin for ``unittest``.

This package imports neither ``aerospike`` nor its development server until a test needs a server.
pytest loads its plugins before anything else, also before what a project's ``conftest.py`` patches
and before coverage is measured.
"""
