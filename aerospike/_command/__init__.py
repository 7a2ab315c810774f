"""What a command is: from arguments to a request, a policy, a decoder and the words of an error.

Each file has one topic. Nothing here uses ctypes, locks, threads or asyncio: a carrier runs the
commands.
"""
