"""Files that PyInstaller does not find by imports: the shared library and the Lua files."""

from __future__ import annotations

from PyInstaller.utils.hooks import collect_data_files, collect_dynamic_libs

binaries = collect_dynamic_libs("aerospike")
# The Lua files of the development server and of the demonstration.
datas = collect_data_files("aerospike")
# ormsgpack is compiled; these are what it imports.
hiddenimports = ["dataclasses", "datetime", "enum", "uuid"]
