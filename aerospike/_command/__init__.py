"""What a command is: from arguments to a request, a policy, a decoder and the words of an error.

One topic a file. Nothing here knows ctypes, locks, threads or asyncio: a carrier runs the commands.
"""
