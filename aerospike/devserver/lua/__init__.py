"""User-defined functions: modules, Lua states, and Aerospike's interface for Lua.

Only :mod:`.state` imports ``lupa``, when the first function runs.
"""
