"""User-defined functions: modules, Lua states, and Aerospike's interface for Lua.

Nothing here imports ``lupa`` before the first function runs, and nothing outside of this package
does at all.
"""
